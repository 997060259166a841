//! Where the server listens.

use std::fmt;
use std::io;
use std::path::PathBuf;

use tokio::net::{TcpListener, TcpSocket, lookup_host};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixSocket};

/// Connections that may wait to be taken, as far as the system allows (`net.core.somaxconn`).
///
/// With the usual 128, some thousands that come at once fill the queue: over TCP the next client
/// is not heard and tries again after one second, then two (RFC 6298, section 2.1); a proxy before a
/// socket in the file system is refused.
const BACKLOG: u32 = 4096;

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bind {
    /// `HOST:PORT`; with port 0 the system chooses one.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl Bind {
    /// Reads `HOST:PORT` or `unix:PATH`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("unix:") {
            Some("") => Err("`unix:` names no path".to_owned()),
            Some(path) if cfg!(unix) => Ok(Self::Unix(path.into())),
            Some(_) => Err("this system has no sockets in the file system".to_owned()),
            None => match text.rsplit_once(':') {
                Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                    Ok(Self::Tcp(text.to_owned()))
                }
                _ => Err(format!("`{text}` is no address to listen on")),
            },
        }
    }
}

impl fmt::Display for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A socket that takes connections.
pub enum Listener {
    /// TCP.
    Tcp(TcpListener),
    /// In the file system; the file is removed at the end.
    #[cfg(unix)]
    Unix(UnixListener, PathBuf),
}

impl Listener {
    /// Listens; a socket that no process listens on any more is replaced.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub async fn open(bind: &Bind) -> io::Result<Self> {
        match bind {
            Bind::Tcp(address) => Ok(Self::Tcp(listen(address).await?)),
            #[cfg(unix)]
            Bind::Unix(path) => {
                use std::os::unix::fs::FileTypeExt as _;
                let is_socket = std::fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_socket());
                if is_socket && std::os::unix::net::UnixStream::connect(path).is_err() {
                    std::fs::remove_file(path)?;
                }
                let socket = UnixSocket::new_stream()?;
                socket.bind(path)?;
                Ok(Self::Unix(socket.listen(BACKLOG)?, path.clone()))
            }
            #[cfg(not(unix))]
            Bind::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Where it listens, as a person or a script can use it.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn address(&self) -> io::Result<String> {
        match self {
            Self::Tcp(listener) => Ok(format!("http://{}/", listener.local_addr()?)),
            #[cfg(unix)]
            Self::Unix(_, path) => Ok(format!("unix:{}", path.display())),
        }
    }
}

/// Listens at the first of the addresses that `address` stands for and that can be had.
async fn listen(address: &str) -> io::Result<TcpListener> {
    let mut refused = None;
    for address in lookup_host(address).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // Connections that a server before this one left behind don't keep the address from it.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(BACKLOG)) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into()))
}

impl Drop for Listener {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Self::Unix(_, path) = self {
            // Whoever comes next replaces it anyway.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_with_a_port_or_a_path() {
        assert_eq!(Bind::parse("127.0.0.1:0"), Ok(Bind::Tcp("127.0.0.1:0".to_owned())));
        assert_eq!(Bind::parse("[::]:8080"), Ok(Bind::Tcp("[::]:8080".to_owned())));
        assert_eq!(Bind::parse("localhost:80"), Ok(Bind::Tcp("localhost:80".to_owned())));
        assert_eq!(Bind::parse("unix:/run/x"), Ok(Bind::Unix("/run/x".into())));
        for bad in ["", "8080", ":8080", "localhost", "localhost:http", "localhost:65536", "unix:"] {
            assert!(Bind::parse(bad).is_err(), "{bad}");
        }
    }

    /// A full queue would let the next one wait for a second.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_crowd_that_comes_at_once_is_heard() {
        let allowed = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
        let crowd = allowed.trim().parse::<usize>().unwrap().min(600) / 2;
        let opened = Listener::open(&Bind::Tcp("127.0.0.1:0".to_owned())).await.unwrap();
        let Listener::Tcp(listener) = &opened else {
            panic!("TCP was asked for");
        };
        let address = listener.local_addr().unwrap();
        let mut connected = Vec::new();
        for n in 0..crowd {
            let soon = std::time::Duration::from_millis(900);
            let connection = std::net::TcpStream::connect_timeout(&address, soon);
            connected.push(connection.unwrap_or_else(|error| panic!("number {n} of {crowd}: {error}")));
        }
    }
}

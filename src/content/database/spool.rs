//! Rows put aside on disk, so that a first reading of any size takes little memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Mutex;

use crate::error::{Error, Result};

/// A temporary file without a name: it is gone when this is, whatever happens.
#[derive(Debug)]
pub(super) struct Spool {
    file: Mutex<BufWriter<File>>,
    end: u64,
    /// By the source's key: where its row begins, and its bytes.
    places: HashMap<String, (u64, usize)>,
}

impl Spool {
    pub fn new() -> Result<Self> {
        let file = tempfile::tempfile().map_err(|e| failure("creating", e))?;
        let file = Mutex::new(BufWriter::with_capacity(1 << 16, file));
        Ok(Self { file, end: 0, places: HashMap::new() })
    }

    pub fn put(&mut self, key: &str, row: &str) -> Result<()> {
        let file = self.file.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(row.as_bytes()).map_err(|e| failure("writing", e))?;
        self.places.insert(key.to_owned(), (self.end, row.len()));
        self.end += row.len() as u64;
        Ok(())
    }

    pub fn get(&self, key: &str) -> Result<Option<String>> {
        let Some((at, length)) = self.places.get(key) else { return Ok(None) };
        let mut bytes = vec![0; *length];
        let read = |bytes: &mut [u8]| {
            let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            file.flush()?;
            let file = file.get_mut();
            file.seek(SeekFrom::Start(*at))?;
            file.read_exact(bytes)
        };
        read(&mut bytes).map_err(|e| failure("reading", e))?;
        // What was put in as text comes out as text.
        Ok(String::from_utf8(bytes).ok())
    }
}

fn failure(action: &'static str, cause: std::io::Error) -> Error {
    Error::io(action, &std::env::temp_dir(), cause)
}

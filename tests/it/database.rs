//! Databases as sources: SQLite, and a real PostgreSQL that the test starts itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::site::Site;

fn titles(site: &Site) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(&site.read("feeds/feed.json")).unwrap();
    let items = feed["items"].as_array().unwrap().iter();
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

fn configured(source: &str) -> Site {
    let site = Site::new();
    let config = site.read("tidings.toml");
    site.write("tidings.toml", &format!("{config}\n{source}"))
}

const POSTS: &str = "CREATE TABLE posts (id INTEGER PRIMARY KEY, headline TEXT, day TEXT, tags TEXT, text TEXT, changed INTEGER);
    INSERT INTO posts VALUES (1, '风来了', '2025-07-01', '[\"风电\", \"海\"]', '正文一。', 1),
    (2, 'Two', '2025-07-02', 'x, y', 'Text two.', 1), (3, 'Three', '2025-07-03', NULL, 'Text three.', 1),
    (4, 'Four', '2025-07-04', NULL, 'Text four.', 1);";

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::*;

    const SOURCE: &str = "[[source]]\nkind = \"sqlite\"\nname = \"cms\"\nfile = \"cms.db\"\n\
        query = \"select id as number, headline as title, day as published, tags, text as body, changed from posts\"\n\
        id = \"number\"\nupdated_at = \"changed\"\n";

    fn execute(site: &Site, sql: &str) {
        rusqlite::Connection::open(site.path("cms.db")).unwrap().execute_batch(sql).unwrap();
    }

    #[test]
    fn rows_are_records_and_changes_are_noticed() {
        let site = configured(SOURCE);
        execute(&site, POSTS);
        let site = site.rebuilt();
        assert_eq!(titles(&site), ["Four", "Three", "Two", "风来了"]);
        assert!(site.read("feeds/rss.xml").contains("海</category>"));
        let before = site.state("feeds");
        site.run(&["rebuild", "-v"]).is(0, "", "");
        assert_eq!(site.state("feeds"), before);

        execute(
            &site,
            "UPDATE posts SET headline = 'Two, again', changed = 2 WHERE id = 2; DELETE FROM posts WHERE id = 4",
        );
        let told = site.run(&["rebuild", "-v"]).ends(0);
        assert!(told.stderr.contains("3 articles: 1 changed, 1 removed"), "{told}");
        assert_eq!(titles(&site), ["Three", "Two, again", "风来了"]);

        // `updated_at` is what tells a change; a full rebuild asks for everything.
        execute(&site, "UPDATE posts SET headline = 'Three, again' WHERE id = 3");
        site.run(&["rebuild", "-v"]).is(0, "", "");
        site.run(&["rebuild", "--full"]).ends(0);
        assert_eq!(titles(&site), ["Three, again", "Two, again", "风来了"]);
        site.run(&["check"]).is(0, "", "");
    }

    #[test]
    fn without_updated_at_every_row_is_compared() {
        let site = configured(&SOURCE.replace("updated_at = \"changed\"\n", "").replace(", changed", ""));
        execute(&site, POSTS);
        let site = site.rebuilt();
        execute(&site, "UPDATE posts SET headline = 'Three, again' WHERE id = 3");
        let told = site.run(&["rebuild", "-v"]).ends(0);
        assert!(told.stderr.contains("1 changed"), "{told}");
    }

    #[test]
    fn a_database_that_is_gone_or_empty_loses_nothing() {
        let site = configured(SOURCE);
        execute(&site, POSTS);
        let site = site.article("file", "A file", "x").rebuilt();
        let before = site.state("feeds");
        std::fs::rename(site.path("cms.db"), site.path("away.db")).unwrap();
        site.run(&["rebuild"])
            .ends(3)
            .warns_of(&["cms: error: database `cms`", "its articles stay as they were"]);
        assert_eq!(site.state("feeds"), before);

        // Other sources go on.
        let site = site.article("second", "Another file", "x");
        site.run(&["rebuild"]).ends(3);
        assert_eq!(titles(&site).len(), 6);

        std::fs::rename(site.path("away.db"), site.path("cms.db")).unwrap();
        execute(&site, "DELETE FROM posts");
        site.run(&["rebuild"]).ends(1).warns_of(&["4 of 6 articles would be lost"]);
        site.run(&["rebuild", "--allow-mass-delete"]).ends(0);
        assert_eq!(titles(&site).len(), 2);
    }

    #[test]
    fn bad_rows_are_refused_and_keep_their_last_good_version() {
        let site = configured(SOURCE);
        execute(&site, POSTS);
        let site = site.rebuilt();
        execute(&site, "UPDATE posts SET day = 'soon', changed = 2 WHERE id = 3");
        for _ in 0..2 {
            site.run(&["rebuild"]).ends(3).warns_of(&["cms:3: error: \"soon\" is not a date"]);
        }
        assert_eq!(titles(&site).len(), 4);
        let wrong = configured(&SOURCE.replace("from posts", "from nowhere"));
        execute(&wrong, POSTS);
        wrong.run(&["rebuild"]).ends(3).warns_of(&["no such table: nowhere"]);
        let twice = configured(&SOURCE.replace("id as number", "1 as number"));
        execute(&twice, POSTS);
        twice.run(&["rebuild"]).ends(3).warns_of(&["cms: error: the id `1` stands in several rows"]);
        let number = "case id when 3 then hex(zeroblob(3000)) else id end as number";
        let long = configured(&SOURCE.replace("id as number", number));
        execute(&long, POSTS);
        for _ in 0..2 {
            let message = "cms: error: a row's `number` has 6000 bytes, more than the 4096 of an identity";
            long.run(&["rebuild"]).ends(3).warns_of(&[message]);
            assert_eq!(titles(&long).len(), 3);
        }
    }

    #[test]
    fn a_column_that_the_query_lacks_is_named_and_rows_without_a_version_are_compared() {
        let wrong = configured(&SOURCE.replace("updated_at = \"changed\"", "updated_at = \"chnged\""));
        execute(&wrong, POSTS);
        wrong.run(&["rebuild"]).ends(3).warns_of(&[
            "the query has no column `chnged`, which `updated_at` names; did you mean `changed`?",
        ]);
        let wrong = configured(&SOURCE.replace("id = \"number\"\n", ""));
        execute(&wrong, POSTS);
        wrong.run(&["rebuild"]).ends(3).warns_of(&["the query has no column `id`, which `id` names"]);

        let site = configured(SOURCE);
        execute(&site, &POSTS.replace("'Text two.', 1", "'Text two.', NULL"));
        let site = site.rebuilt();
        site.run(&["rebuild", "-v"]).is(0, "", "");
        execute(&site, "UPDATE posts SET headline = 'Two, again' WHERE id = 2");
        let told = site.run(&["rebuild", "-v"]).ends(0);
        assert!(told.stderr.contains("1 changed"), "{told}");
        assert!(titles(&site).contains(&"Two, again".to_owned()));
    }

    #[test]
    fn rows_whose_values_are_no_text_are_refused_by_their_column() {
        let site = configured(&SOURCE.replace("updated_at = \"changed\"\n", ""));
        execute(&site, &POSTS.replace("id INTEGER PRIMARY KEY", "id").replace("day TEXT", "day"));
        execute(
            &site,
            "UPDATE posts SET text = cast(x'B7E7BBFA' as text) WHERE id = 1; UPDATE posts SET text = x'00FF' WHERE id = 2; \
             UPDATE posts SET id = 1.5 WHERE id = 3; UPDATE posts SET id = x'01FF' WHERE id = 4; \
             INSERT INTO posts VALUES (5.0, 'Five', 20230718080000, NULL, 'x', 1), (6, 'Six', 1689638400.0, NULL, 'x', 1)",
        );
        site.run(&["rebuild"]).ends(3).warns_of(&[
            "cms:1: error: the column `body` is a text that is not UTF-8",
            "cms:2: error: the column `body` is a blob, not a text",
            "cms: error: a row's `number` is the number 1.5, which is no whole one, and the row is left out",
            "cms: error: a row's `number` is a blob, and the row is left out",
        ]);
        assert_eq!(titles(&site), ["Five", "Six"]);
        assert!(site.read("feeds/feed.json").contains("2023-07-18T08:00:00+08:00"));
    }

    #[test]
    fn mistakes_in_the_configuration_are_named() {
        let refuse = |source: &str, message: &str| {
            configured(source).run(&["rebuild"]).ends(1).warns_of(&[message]);
        };
        refuse(
            "[[source]]\nkind = \"sqlite\"\nname = \"a\"\nquery = \"select 1\"\n",
            "source `a` has no `file`",
        );
        refuse("[[source]]\nkind = \"oracle\"\nname = \"a\"\nquery = \"select 1\"\n", "oracle");
        refuse(
            "[[source]]\nkind = \"postgres\"\nname = \"a\"\nquery = \"select 1\"\nurl = \"postgres://a:b@c/d\"\n",
            "holds a password",
        );
        refuse(&format!("{SOURCE}{SOURCE}"), "two sources are named `cms`");
    }
}

/// A PostgreSQL of its own, in a folder of its own, on a socket there; nobody else's is touched.
#[cfg(all(unix, feature = "postgres"))]
mod postgres {
    use std::time::{Duration, Instant};

    use super::*;

    struct Server {
        folder: tempfile::TempDir,
        programs: PathBuf,
        is_root: bool,
    }

    impl Server {
        /// Starts one; the reason where that can't be.
        fn start() -> Result<Self, String> {
            let versions =
                std::fs::read_dir("/usr/lib/postgresql").map_err(|_| "PostgreSQL is not installed")?;
            let mut programs: Vec<PathBuf> = versions
                .filter_map(|version| Some(version.ok()?.path().join("bin")))
                .filter(|programs| programs.join("initdb").exists())
                .collect();
            programs.sort();
            let programs = programs.pop().ok_or("PostgreSQL's server is not installed")?;
            let id = Command::new("id").arg("-u").output().map_err(|e| e.to_string())?;
            let is_root = id.stdout.trim_ascii() == b"0";
            // A socket's path must be short.
            let folder =
                tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").map_err(|e| e.to_string())?;
            let server = Self { folder, programs, is_root };
            if is_root {
                let owner = Command::new("chown").arg("postgres").arg(server.folder.path()).status();
                if !owner.is_ok_and(|status| status.success()) {
                    return Err("there is no user `postgres` to run the server".to_owned());
                }
            }
            server.run("initdb", &["-D", "data", "-A", "trust", "-U", "tidings", "-E", "UTF8", "--no-sync"]);
            server.control("start");
            Ok(server)
        }

        fn control(&self, what: &str) {
            let options = format!("-c listen_addresses='' -k {} -c fsync=off", self.folder.path().display());
            match what {
                "start" => self.run("pg_ctl", &["-D", "data", "-w", "-l", "log", "-o", &options, "start"]),
                _ => self.run("pg_ctl", &["-D", "data", "-m", "immediate", "-w", "stop"]),
            };
        }

        fn run(&self, program: &str, args: &[&str]) -> String {
            let path = self.programs.join(program);
            let mut command = match self.is_root {
                true => {
                    let mut command = Command::new("runuser");
                    command.args(["-u", "postgres", "--"]).arg(path);
                    command
                }
                false => Command::new(path),
            };
            // Its output goes to a file: a server that goes on would keep a pipe open.
            let out = self.folder.path().join("out");
            let file = || std::fs::File::create(&out).unwrap();
            let log = file();
            let status = command
                .args(args)
                .current_dir(self.folder.path())
                .stdin(Stdio::null())
                .stdout(log.try_clone().unwrap())
                .stderr(log)
                .status()
                .unwrap();
            let said = std::fs::read_to_string(&out).unwrap_or_default();
            assert!(status.success(), "{program} {args:?}: {said}");
            said
        }

        fn sql(&self, sql: &str) -> String {
            let socket = self.folder.path().display().to_string();
            self.run(
                "psql",
                &[
                    "-h",
                    &socket,
                    "-U",
                    "tidings",
                    "-d",
                    "postgres",
                    "-qtA",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-c",
                    sql,
                ],
            )
        }

        fn source(&self, query: &str) -> String {
            let socket = self.folder.path().display();
            format!(
                "[[source]]\nkind = \"postgres\"\nname = \"cms\"\n\
                 url = \"host={socket} user=tidings dbname=postgres\"\nquery = \"\"\"{query}\"\"\"\nupdated_at = \"changed\"\n"
            )
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            if Path::new(&self.folder.path().join("data/postmaster.pid")).exists() {
                self.control("stop");
            }
            if self.is_root {
                // What the server wrote is another user's; root may remove it.
                let _ = std::fs::remove_dir_all(self.folder.path().join("data"));
            }
        }
    }

    /// One server for the whole life of a source: starting it takes longer than all that follows.
    #[test]
    fn a_postgresql_is_read_in_steps_and_its_death_changes_nothing() {
        let server = match Server::start() {
            Ok(server) => server,
            Err(reason) => {
                // `tests/run` tells this reason as well.
                crate::site::skipped(&format!("PostgreSQL as a source: {reason}"));
                return;
            }
        };
        server.sql(
            "CREATE TABLE posts (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, title text, published timestamptz, \
             tags text[], authors jsonb, body text, changed timestamp DEFAULT now()); \
             INSERT INTO posts (title, published, tags, authors, body) SELECT 'Post ' || n, \
             timestamptz '2025-01-01 08:00+08' + n * interval '1 hour', ARRAY['风电', '海'], \
             '[{\"name\": \"及庆玲\", \"url\": \"https://example.org/ji\"}]', '正文 ' || n FROM generate_series(1, 1500) n",
        );
        let columns = "select id, title, published, tags, authors, body, changed from posts";
        let site = configured(&server.source(columns)).rebuilt();
        assert_eq!(titles(&site)[..2], ["Post 1500", "Post 1499"]);
        let feed = site.read("feeds/rss.xml");
        assert!(feed.contains("海</category>") && feed.contains("及庆玲"), "{feed}");
        assert!(feed.contains("Tue, 04 Mar 2025 20:00:00 +0800"), "the site's zone: {feed}");
        site.run(&["rebuild", "-v"]).is(0, "", "");

        // A change, an addition, a deletion, and a transaction that has not ended.
        server.sql(
            "UPDATE posts SET title = 'Changed', changed = now() WHERE title = 'Post 1500'; \
             DELETE FROM posts WHERE title = 'Post 1499'; \
             INSERT INTO posts (title, published, body) VALUES ('New', '2025-08-01', 'x')",
        );
        let told = site.run(&["rebuild", "-v"]).ends(0);
        assert!(told.stderr.contains("1500 articles: 1 added, 1 changed, 1 removed"), "{told}");
        assert_eq!(titles(&site)[..3], ["New", "Changed", "Post 1498"]);

        // The server dies while it is read: all stays as it was.
        let before = site.state("feeds");
        let config = site.read("tidings.toml");
        let slow = columns.replace(
            "select id, title",
            "select id, title || case when pg_sleep(0.02) is null then '' else '' end as title",
        );
        server.sql("UPDATE posts SET changed = now() + interval '1 second'");
        let site = site.write("tidings.toml", &config.replace(columns, &slow));
        let child =
            site.command(".", &["rebuild"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        let running = "select count(*) from pg_stat_activity where application_name = 'tidings' and state = 'active' \
                       and query like 'SELECT%AS tidings%'";
        while server.sql(running).trim() != "1" {
            assert!(Instant::now() < end, "the rebuild never asked for rows");
        }
        server.control("stop");
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains("its articles stay as they were"), "{told}");
        assert_eq!(site.state("feeds"), before);

        // A server that is not there at all.
        let site = site.write("tidings.toml", &config);
        site.run(&["rebuild"]).ends(3).warns_of(&["cms: error: database `cms`"]);
        assert_eq!(site.state("feeds"), before);

        // Back again, it is read on.
        server.control("start");
        site.run(&["rebuild"]).ends(0);
        assert_eq!(site.state("feeds"), before);

        // A table that lost everything is not believed.
        server.sql("DELETE FROM posts");
        site.run(&["rebuild"]).ends(1).warns_of(&["1500 of 1500 articles would be lost"]);
        assert_eq!(site.state("feeds"), before);

        // What the server says against a query is told.
        let site = site.write("tidings.toml", &config.replace("from posts", "from nowhere"));
        site.run(&["rebuild"]).ends(3).warns_of(&["relation \"nowhere\" does not exist"]);
    }
}

//! What holds for every command: help, completions, manual pages, pipes.

use std::process::Stdio;

use crate::site::Site;

#[test]
fn the_short_help_fits_a_screen() {
    let site = Site::empty();
    let help = site.run(&["-h"]).ends(0);
    insta::assert_snapshot!(help.stdout, @r"
    Publishes article records as feeds and as a full-text index

    Usage: tidings [OPTIONS] <COMMAND>

    Commands:
      init         Write a starter site that rebuilds at once
      rebuild      Bring index and feeds in line with the records
      search       Find articles
      serve        Serve feeds and search over HTTP
      check        Check configuration, records and published feeds, without writing
      stamp        Write the missing ids into source files
      feeds        List the feeds there are
      import       Make records of what other systems wrote
      completions  Print a completion script for a shell
      man          Print the manual page
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Common options:
          --config <FILE>    Configuration file [default: `tidings.toml`, here or in a folder above]
      -C <DIR>               Run as if started in DIR
          --content <PATH>   Records: a folder or a file, in place of the configuration's
          --index <DIR>      Index folder, in place of the configuration's
          --feeds <DIR>      Folder of published files, in place of the configuration's
          --site-url <URL>   The site's address, in place of the configuration's
          --format <FORMAT>  Form of the results on standard output [possible values: human, json, trec,
                             rss, atom, jsonfeed]
      -q, --quiet            Say nothing but results and errors
      -v, --verbose          Say what was done, even if all went well
          --color <WHEN>     Colours: on a terminal, always or never [default: auto] [possible values:
                             auto, always, never]
    ");
    assert_eq!(help.stderr, "");
}

#[test]
fn the_long_help_begins_with_examples() {
    let site = Site::empty();
    for command in ["init", "rebuild", "search", "serve", "check", "stamp", "feeds", "completions", "man"] {
        let help = site.run(&[command, "--help"]).ends(0);
        assert!(help.stdout.starts_with("Example"), "{command}:\n{help}");
        assert!(help.stdout.contains(&format!("Usage: tidings {command}")), "{help}");
        for line in help.stdout.lines() {
            assert!(line.chars().count() <= 100, "{command}: {line}");
        }
    }
    site.run(&["--help"])
        .ends(0)
        .stdout
        .starts_with("Examples:\n")
        .then_some(())
        .expect("examples stand first");
}

#[test]
fn a_mistyped_command_is_usage() {
    let site = Site::empty();
    site.run(&["rebuidl"]).ends(2).warns_of(&["rebuild"]);
    site.run(&[]).ends(2).warns_of(&["Usage: tidings"]);
    site.run(&["rebuild", "--now", "today"]).ends(2).warns_of(&["write it as 2023-07-18T08:00:00+08:00"]);
    site.run(&["rebuild", "-q", "-v"]).ends(2);
}

#[test]
fn the_version_is_a_result() {
    let version = format!("tidings {}\n", env!("CARGO_PKG_VERSION"));
    Site::empty().run(&["--version"]).is(0, &version, "");
}

#[test]
fn completions_and_manual_pages_know_every_flag() {
    let site = Site::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = site.run(&["completions", shell]).ends(0);
        assert!(script.stdout.contains("allow-mass-delete"), "{shell}");
    }
    assert!(site.run(&["man"]).ends(0).stdout.starts_with(".ie"));
    site.run(&["man", "--out", "man"]).is(0, "", "");
    assert!(site.read("man/tidings-rebuild.1").contains("allow\\-mass\\-delete"));
}

#[test]
fn a_closed_pipe_is_a_normal_end() {
    let site = Site::with_articles(&[("a", "A", "x")]).rebuilt();
    for args in [&["search", "x"][..], &["completions", "zsh"], &["feeds"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = site.command(".", args).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_can_not_be_written_are_a_failure() {
    let site = Site::empty();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output =
        site.command(".", &["completions", "zsh"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "), "the system's reason is told");
}

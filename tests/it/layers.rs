//! The modules stand in the order of the data flow, and none imports what stands below it.

use std::fs;
use std::path::Path;

use crate::site::collect;

/// Returns the library's modules, first to last.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    text.lines()
        .map(|line| line.strip_prefix("pub ").unwrap_or(line))
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Returns the modules that `code` imports, with the line's number.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let line = line.trim();
        // Comments may point anywhere; tests stand at the end and may use everything.
        if line == "#[cfg(test)]" {
            break;
        }
        if line.starts_with("//") {
            continue;
        }
        for rest in line.split("crate::").skip(1) {
            let names = rest.strip_prefix('{').unwrap_or(rest);
            let name: String = names.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((number, name));
        }
    }
    found
}

#[test]
fn no_module_imports_what_stands_below_it() {
    let modules = modules();
    assert!(modules.len() > 10, "lib.rs is read: {modules:?}");
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut wrong = Vec::new();
    let mut seen = 0;
    collect(source, &mut |file| {
        let name = file.strip_prefix(source).unwrap();
        let module = name.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        // The program around the library speaks of it as `tidings::`.
        let Some(own) = modules.iter().position(|m| m == module) else { return };
        for (line, imported) in imports(&fs::read_to_string(file).unwrap()) {
            seen += 1;
            match modules.iter().position(|m| *m == imported) {
                Some(other) if other <= own => {}
                Some(_) => wrong.push(format!("{}:{line}: {module} imports {imported}", name.display())),
                None => wrong.push(format!("{}:{line}: {imported} is no module of lib.rs", name.display())),
            }
        }
    });
    assert!(seen > 20, "only {seen} imports were seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_import_is_seen_wherever_it_stands() {
    let code =
        "use crate::a::B;\n// crate::no\nlet x = crate::c::d(crate::e::F);\n#[cfg(test)]\nuse crate::g;\n";
    assert_eq!(imports(code), [(1, "a".to_owned()), (3, "c".to_owned()), (3, "e".to_owned())]);
}

#[test]
fn only_the_command_line_speaks_of_anyhow_and_clap() {
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut wrong = Vec::new();
    collect(source, &mut |file| {
        let name = file.strip_prefix(source).unwrap();
        let code = fs::read_to_string(file).unwrap();
        if !name.starts_with("cli") && ["anyhow::", "clap::", "indicatif::"].iter().any(|c| code.contains(c))
        {
            wrong.push(name.to_owned());
        }
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}

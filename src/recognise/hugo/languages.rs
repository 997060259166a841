//! The languages of a site of Hugo: their folders, and what goes before their addresses.

use std::path::{Path, PathBuf};

use super::files::{self, inside};
use crate::content::Settings;
use crate::recognise::Found;

/// Puts into `found` where the pages of each language are, and where they stand on the site.
pub(super) fn read(settings: &Settings, default: &str, root: &Path, found: &mut Found) {
    let mounts = mounts(settings, default, root, found);
    let codes: Vec<String> = settings.names(&["languages"]).into_iter().map(str::to_owned).collect();
    if codes.is_empty() {
        return;
    }
    let folder_of = |code: &str| {
        let mounted = mounts.iter().find(|(of, _)| of.eq_ignore_ascii_case(code)).map(|(_, dir)| dir.clone());
        settings.text(&["languages", code, "contentDir"]).map(|dir| inside(root, dir)).or(mounted)
    };
    let default = if let [only] = &codes[..] { only.to_lowercase() } else { default.to_owned() };
    // The default language may have a folder beside the usual content folder.
    if let Some(dir) = folder_of(&default).filter(|dir| !dir.starts_with(&found.content)) {
        found.content = dir;
    }
    for code in &codes {
        let folder = folder_of(code);
        let below = folder.as_deref().map(|dir| dir.strip_prefix(&found.content).ok().and_then(Path::to_str));
        if below == Some(None) {
            found.notes.push(format!("the pages in `{code}` lie in a folder of their own, and are not read"));
        }
        let below = below.flatten().unwrap_or_default().to_owned();
        let is_off = settings.is_on(&["languages", code, "disabled"])
            || settings.texts(&["disableLanguages"]).iter().any(|off| off.eq_ignore_ascii_case(code));
        if is_off {
            found.ignore.push(if below.is_empty() { format!("*.{code}.md") } else { format!("/{below}") });
        }
        found.languages.insert(code.to_lowercase(), below);
        let host = settings.text(&["languages", code, "baseURL"]).and_then(files::url);
        if let Some(host) = host.filter(|_| !code.eq_ignore_ascii_case(&default)) {
            found.prefixes.insert(code.to_lowercase(), host.to_string());
        }
    }
    let has_hosts = codes.iter().any(|code| settings.text(&["languages", code, "baseURL"]).is_some());
    if settings.is_on(&["defaultContentLanguageInSubdir"]) && !has_hosts {
        found.prefixes.insert(default.clone(), default.clone());
    }
    found.default_language = Some(default);
}

/// Language and folder of what `[[module.mounts]]` makes the content; the folder of no language, or
/// of the default one, is the content folder, and of what can't be read so a note tells.
fn mounts(settings: &Settings, default: &str, root: &Path, found: &mut Found) -> Vec<(String, PathBuf)> {
    let mut of_languages = Vec::new();
    for mount in settings.tables(&["module", "mounts"]) {
        let (Some(source), Some(target)) = (mount.text(&["source"]), mount.text(&["target"])) else {
            continue;
        };
        let Some(below) = target.trim_matches('/').strip_prefix("content") else { continue };
        if !below.is_empty() && !below.starts_with('/') {
            continue;
        }
        let lang = mount.text(&["lang"]).or_else(|| mount.text(&["sites", "matrix", "languages"]));
        let dir = inside(root, source);
        if !below.is_empty() || dir == root {
            found.notes.push(format!("`{source}` is mounted as `{target}`, and is not read"));
            continue;
        }
        if lang.is_none_or(|lang| lang.eq_ignore_ascii_case(default)) && !dir.starts_with(&found.content) {
            dir.clone_into(&mut found.content);
        }
        of_languages.extend(lang.map(|lang| (lang.to_owned(), dir)));
    }
    of_languages
}

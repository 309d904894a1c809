//! Dependencies: each says in the root manifest why it is here, and each licence is one that a
//! city may take in without conditions (`deny.toml`).

use std::path::Path;

use serde_json::Value;
use toml::Table;

use super::Complaint;
use super::tree::Tree;
use crate::run;

const MANIFEST: &str = "Cargo.toml";
const REASON: &str = "dependency-reasons";
const LICENCE: &str = "licences";

/// Every line below `[workspace.dependencies]` that names a crate of others ends in its reason,
/// and no crate names a version of its own.
pub fn reasons(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let root = tree.texts.get(MANIFEST).map_or("", String::as_str);
    for (index, line) in section(root, |name| name == "workspace.dependencies") {
        let is_ours = line.contains("path = ");
        if line.contains('=') && !is_ours && !line.contains(" # ") {
            let name = line.split('=').next().unwrap_or(line).trim();
            let found = format!("{name} says not why it is here");
            let remedy = "end the line with `# what it does for us`";
            complaints.push(Complaint::at(MANIFEST, index, REASON, &found, remedy));
        }
    }
    let manifests = tree.texts.iter().filter(|(path, _)| {
        path.starts_with("crates/") && path.ends_with("/Cargo.toml") && path.split('/').count() == 3
    });
    for (path, text) in manifests {
        for (index, line) in section(text, |name| name.ends_with("dependencies")) {
            if line.contains('=') && !line.contains("workspace = true") {
                let found = format!("{} has a version of its own", line.trim());
                let remedy = "name it in the root manifest and write `NAME.workspace = true`";
                complaints.push(Complaint::at(path, index, REASON, &found, remedy));
            }
        }
    }
    complaints
}

/// The lines of the sections whose name is wanted, without comments and empty lines.
fn section(text: &str, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter(move |(_, line)| {
        if let Some(header) = line.strip_prefix('[') {
            inside = wanted(header.trim_end().trim_end_matches(']'));
            return false;
        }
        inside && !line.trim().is_empty() && !line.starts_with('#')
    })
}

/// Checks the licence of everything that the lock file brings in.
pub fn licences(root: &Path, tree: &Tree) -> Vec<Complaint> {
    let mut cargo = run::cargo(root);
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    // Before the first build the packages are not on the machine, and there is nothing to read.
    let Some(metadata) = run::quietly(&mut cargo) else {
        return Vec::new();
    };
    let Ok(metadata) = serde_json::from_str::<Value>(&metadata) else {
        return Vec::new();
    };
    let allowed = allowed(tree.texts.get("deny.toml").map_or("", String::as_str));
    judge(&metadata, &allowed)
}

fn allowed(deny: &str) -> Vec<String> {
    let table: Table = deny.parse().unwrap_or_default();
    let list = table
        .get("licenses")
        .and_then(|licenses| licenses.get("allow")?.as_array());
    let names = list.into_iter().flatten().filter_map(|name| name.as_str());
    names.map(str::to_owned).collect()
}

fn judge(metadata: &Value, allowed: &[String]) -> Vec<Complaint> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let mut complaints = Vec::new();
    for package in packages.into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or("none");
        let licence = text("license");
        if !permits(licence, allowed) {
            let found = format!("{} is under {licence}", text("name"));
            let remedy = "take another crate, or add the licence to deny.toml with the reason";
            complaints.push(Complaint::at("Cargo.lock", 0, LICENCE, &found, remedy));
        }
    }
    complaints
}

/// Whether an SPDX expression can be met with allowed licences alone: `OR` leaves the choice,
/// `AND` asks for both, and an old `/` means `OR`.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allowed)
}

fn either(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut holds = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        holds |= both(words, at, allowed);
    }
    holds
}

fn both(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut holds = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        holds &= one(words, at, allowed);
    }
    holds
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let holds = either(words, at, allowed);
        *at += 1;
        return holds;
    }
    let mut name = (*word).to_owned();
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
    }
    allowed.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dependency_says_why_it_is_here() {
        let root = "[workspace.dependencies]\nfadu-web = { path = \"a\" }\nserde = \"1\"\n\
                    toml = \"1\" # packs\n\n[profile.dev]\ndebug = false\n";
        let found = reasons(&Tree::of(&[(MANIFEST, root)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
    }

    #[test]
    fn versions_stand_in_the_root_manifest_only() {
        let text =
            "[package]\nname = \"a\"\n[dev-dependencies]\nserde.workspace = true\nb = \"1\"\n";
        assert_eq!(
            reasons(&Tree::of(&[("crates/web/Cargo.toml", text)])).len(),
            1
        );
    }

    #[test]
    fn reads_licence_expressions() {
        let allowed: Vec<String> = ["MIT", "BSD-3-Clause", "Unicode-3.0"]
            .map(str::to_owned)
            .to_vec();
        for (expression, holds) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("Apache-2.0/MIT", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(GPL-3.0 OR Apache-2.0) AND BSD-3-Clause", false),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("none", false),
        ] {
            assert_eq!(permits(expression, &allowed), holds, "{expression}");
        }
    }

    #[test]
    fn names_the_crate_with_a_foreign_licence() {
        let metadata = serde_json::json!({"packages": [
            {"name": "a", "license": "MIT"}, {"name": "b", "license": "GPL-3.0-only"}, {"name": "c"},
        ]});
        let found = judge(&metadata, &["MIT".to_owned()]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].found, "b is under GPL-3.0-only");
    }
}

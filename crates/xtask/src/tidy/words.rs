//! Translation keys: each one used, each one used present, each one in both languages.
//!
//! A file in words/ holds pairs (`key = { zh = "…", en = "…" }`, in tables as deep as one likes),
//! or is one half of the twins zh-Hans.toml and en.toml. Rust asks for a key with one of
//! `LOOKUPS`. With no such file, every word is a pair in the code and there is nothing to check.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::Complaint;
use super::tree::{Tree, extension};

const RULE: &str = "translation-keys";
const GLOSSARY: &str = "words/glossary.toml";
const TWINS: [&str; 2] = ["words/zh-Hans.toml", "words/en.toml"];

/// The calls that take a key.
const LOOKUPS: [&str; 4] = ["t!(\"", "t(\"", "word(\"", "words(\""];

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    // Each key, with the files it stands in and its line in the first of them.
    let mut keys: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let files = tree.texts.iter().filter(|(path, _)| {
        path.starts_with("words/") && extension(path) == "toml" && path.as_str() != GLOSSARY
    });
    for (path, text) in files {
        match text.parse::<Table>() {
            Ok(table) => collect(&table, "", &mut |key, value| {
                complaints.extend(one_language(path, text, &key, value));
                keys.entry(key).or_default().insert(path);
            }),
            Err(error) => {
                let found = format!("not TOML: {}", error.message());
                complaints.push(Complaint::at(path, 0, RULE, &found, "mend the syntax"));
            }
        }
    }
    if keys.is_empty() {
        return complaints;
    }
    complaints.extend(without_twin(tree, &keys));
    complaints.extend(unused(tree, &keys));
    complaints.extend(missing(tree, &keys));
    complaints
}

/// Calls `take` with the dotted key of every pair or string.
fn collect(table: &Table, prefix: &str, take: &mut impl FnMut(String, &Value)) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            Value::Table(inner) if !inner.contains_key("zh") && !inner.contains_key("en") => {
                collect(inner, &key, take);
            }
            _ => take(key, value),
        }
    }
}

fn one_language(path: &str, text: &str, key: &str, value: &Value) -> Option<Complaint> {
    let pair = value.as_table()?;
    let filled = |language: &str| pair.get(language).and_then(Value::as_str) > Some("");
    let lacking = ["zh", "en"]
        .into_iter()
        .find(|language| !filled(language))?;
    let found = format!("{key} has no {lacking}");
    Some(Complaint::at(
        path,
        line_of(text, key),
        RULE,
        &found,
        "give both zh and en",
    ))
}

fn without_twin(tree: &Tree, keys: &BTreeMap<String, BTreeSet<&str>>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (here, there) in [(TWINS[0], TWINS[1]), (TWINS[1], TWINS[0])] {
        for (key, files) in keys {
            if files.contains(here) && !files.contains(there) {
                let found = format!("{key} is not in {there}");
                let index = line_of(&tree.texts[here], key);
                complaints.push(Complaint::at(here, index, RULE, &found, "say it in both"));
            }
        }
    }
    complaints
}

fn unused(tree: &Tree, keys: &BTreeMap<String, BTreeSet<&str>>) -> Vec<Complaint> {
    let used = |key: &str| {
        let quoted = format!("\"{key}\"");
        tree.sources.iter().any(|(path, source)| {
            path.starts_with("crates/") && source.lines.iter().any(|line| line.contains(&quoted))
        })
    };
    let idle = keys.iter().filter(|(key, _)| !used(key));
    idle.flat_map(|(key, files)| {
        files.iter().map(move |file| {
            let index = line_of(&tree.texts[*file], key);
            let found = format!("{key} is used nowhere");
            Complaint::at(file, index, RULE, &found, "take it out, or use it")
        })
    })
    .collect()
}

fn missing(tree: &Tree, keys: &BTreeMap<String, BTreeSet<&str>>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, source) in &tree.sources {
        if !path.starts_with("crates/web/") {
            continue;
        }
        for (index, line) in source.lines.iter().enumerate() {
            for key in LOOKUPS.iter().flat_map(|call| asked(line, call)) {
                if !keys.contains_key(key) {
                    let found = format!("{key} is asked for and stands in no file of words/");
                    complaints.push(Complaint::at(path, index, RULE, &found, "add the pair"));
                }
            }
        }
    }
    complaints
}

/// The keys that a line asks for with this call.
fn asked<'a>(line: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(call).filter_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let rest = &line[at + call.len()..];
        Some(&rest[..rest.find('"')?])
    })
}

/// The first line that sets the last part of the key.
fn line_of(text: &str, key: &str) -> usize {
    let name = key.rsplit('.').next().unwrap_or(key);
    let sets = |line: &str| {
        line.split('=')
            .next()
            .is_some_and(|left| left.trim().trim_matches('"').ends_with(name))
    };
    text.lines().position(sets).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "fn f() { t(\"track.title\"); }\n";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .into_iter()
            .map(|complaint| complaint.found)
            .collect()
    }

    #[test]
    fn words_in_code_need_no_file() {
        assert_eq!(found(&[("crates/web/src/a.rs", PAGE)]), [""; 0]);
    }

    #[test]
    fn each_key_is_used_and_each_use_has_its_key() {
        let words = "[track]\ntitle = { zh = \"查询\", en = \"Track\" }\n";
        let page = ("crates/web/src/a.rs", PAGE);
        assert_eq!(found(&[("words/web.toml", words), page]), [""; 0]);
        let idle = "[track]\nnumber = { zh = \"号\", en = \"Number\" }\n";
        assert_eq!(
            found(&[("words/web.toml", idle), page]),
            [
                "track.number is used nowhere",
                "track.title is asked for and stands in no file of words/",
            ]
        );
    }

    #[test]
    fn each_key_speaks_both_languages() {
        let words = "[track]\ntitle = { zh = \"查询\" }\n";
        let page = ("crates/web/src/a.rs", PAGE);
        assert_eq!(
            found(&[("words/web.toml", words), page]),
            ["track.title has no en"]
        );
        let chinese = ("words/zh-Hans.toml", "[track]\ntitle = \"查询\"\n");
        let english = ("words/en.toml", "[track]\n");
        assert_eq!(
            found(&[chinese, english, page]),
            ["track.title is not in words/en.toml"]
        );
    }
}

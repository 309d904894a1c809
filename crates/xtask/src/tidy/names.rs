//! Names that say nothing, work left unfinished, and paths of somebody's machine.

use super::Complaint;
use super::tree::{Tree, extension};

/// Words that name no verb, page or thing of the law.
const EMPTY: [&str; 6] = ["service", "manager", "helper", "util", "common", "misc"];

const NAMES: &str = "names";
const REMEDY: &str = "name it for the verb it does or the page it shows";

pub fn files_and_items(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, source) in &tree.sources {
        for segment in path.split('/').map(|s| s.trim_end_matches(".rs")) {
            if let Some(word) = empty_word(segment) {
                let found = format!("the path says {word}");
                complaints.push(Complaint::at(path, 0, NAMES, &found, REMEDY));
            }
        }
        for (index, line) in source.code.iter().enumerate() {
            let Some(name) = defined_name(line) else {
                continue;
            };
            if let Some(word) = empty_word(&snake(name)) {
                let found = format!("{name} says {word}");
                complaints.push(Complaint::at(path, index, NAMES, &found, REMEDY));
            }
        }
    }
    complaints
}

/// The empty word in a snake-case name: the whole name, or its last word.
///
/// A word at the front may belong to the law: `service_site`, `common_property`.
fn empty_word(name: &str) -> Option<&'static str> {
    let last = name.rsplit('_').next().unwrap_or(name);
    let singular = last.strip_suffix('s').unwrap_or(last);
    let plural_is_a_page = name == "services";
    EMPTY
        .into_iter()
        .find(|word| (last == *word || singular == *word) && !plural_is_a_page)
}

/// The name that a line defines: a module, a type or a trait.
fn defined_name(line: &str) -> Option<&str> {
    let mut words = line
        .split_whitespace()
        .filter(|word| !word.starts_with("pub"));
    let kind = words.next()?;
    if !matches!(kind, "mod" | "struct" | "enum" | "trait" | "type") {
        return None;
    }
    let name = words.next()?;
    let end = name
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(name.len());
    Some(&name[..end])
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, c) in name.chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

pub fn unfinished(tree: &Tree) -> Vec<Complaint> {
    let rule = "unfinished";
    let mut complaints = Vec::new();
    for (path, source) in &tree.sources {
        for (index, line) in source.comments.iter().enumerate() {
            for mark in ["TODO", "FIXME", "XXX"] {
                if line.contains(mark) && !names_an_issue(line) {
                    let found = format!("{mark} without a number");
                    let remedy = "finish it, or write the issue as TODO(#12)";
                    complaints.push(Complaint::at(path, index, rule, &found, remedy));
                }
            }
        }
        for (index, line) in source.code.iter().enumerate() {
            for mark in ["unimplemented!(", "todo!(", "#[ignore"] {
                if line.contains(mark) {
                    let found = format!("{mark} is here");
                    let remedy = "finish it; a test asserts what happens now and says why";
                    complaints.push(Complaint::at(path, index, rule, &found, remedy));
                }
            }
        }
    }
    complaints
}

fn names_an_issue(line: &str) -> bool {
    line.match_indices('#')
        .any(|(at, _)| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
}

pub fn machine_paths(tree: &Tree) -> Vec<Complaint> {
    // Written apart, so that this file passes its own check.
    let homes = ["home", "root", "Users", "work", "farm"];
    let mut complaints = Vec::new();
    for (path, text) in &tree.texts {
        if matches!(extension(path), "svg" | "csv") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            let Some(home) = homes.iter().find(|home| names_folder(line, home)) else {
                continue;
            };
            let found = format!("a path below the folder {home} of one machine");
            let remedy = "write it relative to the checkout";
            complaints.push(Complaint::at(path, index, "machine-paths", &found, remedy));
        }
    }
    complaints
}

/// Whether the line holds the folder at the root of a path, followed by something.
fn names_folder(line: &str, home: &str) -> bool {
    let folder = format!("/{home}/");
    line.match_indices(&folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-/*}>".contains(c))
            && after.is_some_and(|c| c.is_alphanumeric() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_names_that_say_nothing() {
        for path in [
            "crates/a/src/util.rs",
            "crates/a/src/utils.rs",
            "crates/a/src/act_service.rs",
        ] {
            assert_eq!(files_and_items(&Tree::of(&[(path, "")])).len(), 1, "{path}");
        }
        let text = "pub struct MatterManager;\npub(crate) mod helpers {}\nuse tower::Service;\n";
        assert_eq!(
            files_and_items(&Tree::of(&[("crates/a/src/b.rs", text)])).len(),
            2
        );
    }

    #[test]
    fn accepts_the_page_of_services_and_legal_terms() {
        for path in [
            "crates/web/src/pages/services.rs",
            "crates/a/src/service_site.rs",
        ] {
            assert_eq!(files_and_items(&Tree::of(&[(path, "")])), [], "{path}");
        }
    }

    #[test]
    fn unfinished_work_has_a_number() {
        let text = "// TODO later\n// TODO(#12) when holidays are out\nfn f() { say(\"TODO\"); }\n";
        assert_eq!(
            unfinished(&Tree::of(&[("crates/a/src/b.rs", text)])).len(),
            1
        );
        let text = "#[ignore]\nfn f() { unimplemented!() }\n";
        assert_eq!(
            unfinished(&Tree::of(&[("crates/a/src/b.rs", text)])).len(),
            2
        );
    }

    #[test]
    fn finds_paths_of_one_machine() {
        let folder = ["", "home", "li", "fadu"].join("/");
        let tree = Tree::of(&[("docs/a.md", &format!("See `{folder}`.\n"))]);
        assert_eq!(machine_paths(&tree).len(), 1);
        let text = "GET /matters/home/x and crates/work/x and {base}/work/x\n";
        assert_eq!(machine_paths(&Tree::of(&[("docs/a.md", text)])), []);
    }
}

//! What belongs in one room only: SQL in store, markup in web, the environment in fadu.

use super::Complaint;
use super::source::Source;
use super::tree::{Tree, crate_of};

const SQL: &str = "sql-in-store";
const MARKUP: &str = "markup-in-web";
const ENVIRONMENT: &str = "environment-in-fadu";

/// How statements begin, and what must follow somewhere on the line or the next for a sentence in
/// capitals not to be taken for one.
const STATEMENTS: [(&str, &str); 10] = [
    ("SELECT ", ""),
    ("INSERT INTO ", ""),
    ("INSERT OR ", "INTO"),
    ("UPDATE ", " SET"),
    ("DELETE FROM ", ""),
    ("CREATE TABLE ", ""),
    ("CREATE INDEX ", ""),
    ("DROP TABLE ", ""),
    ("ALTER TABLE ", ""),
    ("PRAGMA ", ""),
];

/// The loader of statute text reads a database file that others made; its test makes one.
fn reads_foreign_sqlite(path: &str) -> bool {
    path.starts_with("crates/pack/src/statutes") || path.starts_with("crates/pack/tests/statutes")
}

fn outside<'a>(
    tree: &'a Tree,
    rooms: &'a [&'a str],
) -> impl Iterator<Item = (&'a String, &'a Source)> {
    tree.sources
        .iter()
        .filter(move |(path, _)| !crate_of(path).is_some_and(|room| rooms.contains(&room)))
}

pub fn sql(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let remedy = "move it to crates/store, one function per question asked";
    for (path, source) in outside(tree, &["store", "xtask"]) {
        if reads_foreign_sqlite(path) {
            continue;
        }
        for (index, text) in source.texts.iter().enumerate() {
            let next = source.texts.get(index + 1).map_or("", String::as_str);
            let statement = STATEMENTS.iter().find(|(start, later)| {
                text.trim_start().starts_with(start)
                    && (text.contains(later) || next.contains(later))
            });
            if let Some((start, _)) = statement {
                let found = format!("a statement that begins with {}", start.trim());
                complaints.push(Complaint::at(path, index, SQL, &found, remedy));
            }
        }
        for (index, _) in lines_with(&source.code, "rusqlite::") {
            complaints.push(Complaint::at(
                path,
                index,
                SQL,
                "rusqlite is used here",
                remedy,
            ));
        }
    }
    complaints
}

pub fn markup(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let remedy = "return the value and let crates/web show it";
    for (path, source) in outside(tree, &["web", "xtask"]) {
        let tests = source.tests_start().unwrap_or(usize::MAX);
        let is_test = |index: usize| index >= tests || path.contains("/tests/");
        for word in ["maud::", "html!"] {
            for (index, _) in lines_with(&source.code, word) {
                let found = format!("{word} is used here");
                complaints.push(Complaint::at(path, index, MARKUP, &found, remedy));
            }
        }
        for (index, _) in source
            .texts
            .iter()
            .enumerate()
            .filter(|(_, text)| closes_a_tag(text))
        {
            if !is_test(index) {
                complaints.push(Complaint::at(
                    path,
                    index,
                    MARKUP,
                    "a string holds HTML",
                    remedy,
                ));
            }
        }
    }
    complaints
}

/// Whether the text holds something like `</div`.
fn closes_a_tag(text: &str) -> bool {
    text.match_indices("</")
        .any(|(at, _)| text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase()))
}

pub fn environment(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let remedy = "take the setting as an argument; crates/fadu reads the environment";
    for (path, source) in outside(tree, &["fadu", "xtask"]) {
        for (index, line) in lines_with(&source.code, "env::var") {
            // A test may ask where the second database is.
            if !path.contains("/tests/") {
                let found = format!("the environment is read: {}", line.trim());
                complaints.push(Complaint::at(path, index, ENVIRONMENT, &found, remedy));
            }
        }
    }
    complaints
}

fn lines_with<'a>(lines: &'a [String], word: &'a str) -> impl Iterator<Item = (usize, &'a String)> {
    lines
        .iter()
        .enumerate()
        .filter(move |(_, line)| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(path: &str, text: &str) -> Tree {
        Tree::of(&[(path, text)])
    }

    #[test]
    fn sql_stays_in_store() {
        let text = "fn f() { ask(\"SELECT a FROM b\"); }\n";
        assert_eq!(sql(&tree("crates/store/src/acts.rs", text)), []);
        assert_eq!(sql(&tree("crates/web/src/page.rs", text)).len(), 1);
        assert_eq!(sql(&tree("crates/pack/src/statutes.rs", text)), []);
        assert_eq!(sql(&tree("crates/pack/src/compile.rs", text)).len(), 1);
    }

    #[test]
    fn a_sentence_about_an_update_is_not_sql() {
        let text = "// SELECT is fine here\nfn f() { say(\"UPDATE your browser\"); }\n";
        assert_eq!(sql(&tree("crates/web/src/page.rs", text)), []);
        let text = "fn f() { ask(\"UPDATE matters\n    SET stage = $1\"); }\n";
        assert_eq!(sql(&tree("crates/web/src/page.rs", text)).len(), 1);
    }

    #[test]
    fn markup_stays_in_web() {
        let text = "fn f() -> Markup { maud::html! { p { \"a\" } } }\n";
        assert_eq!(markup(&tree("crates/web/src/page.rs", text)), []);
        assert_eq!(markup(&tree("crates/office/src/notice.rs", text)).len(), 2);
        let text = "fn f() -> &'static str { \"<p>a</p>\" }\n";
        assert_eq!(markup(&tree("crates/office/src/notice.rs", text)).len(), 1);
        assert_eq!(markup(&tree("crates/office/tests/hostile.rs", text)), []);
    }

    #[test]
    fn only_the_program_reads_the_environment() {
        let text = "fn f() { std::env::var(\"FADU_DATA\"); env!(\"CARGO_PKG_VERSION\"); }\n";
        assert_eq!(environment(&tree("crates/fadu/src/settings.rs", text)), []);
        assert_eq!(
            environment(&tree("crates/office/src/seal.rs", text)).len(),
            1
        );
    }
}

//! Documents: their paths exist, their twins keep step, their lines hold one sentence.

use super::Complaint;
use super::tree::{Tree, extension};

/// Files that only a run makes: they may be named, and need not exist.
const MADE: [&str; 2] = ["target", "data"];

fn documents(tree: &Tree) -> impl Iterator<Item = (&String, &String)> {
    tree.texts
        .iter()
        .filter(|(path, _)| extension(path) == "md")
}

/// The lines of a document outside fenced code, with their index.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

pub fn paths(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let tops = tree.top_folders();
    for (document, text) in documents(tree) {
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (index, line) in prose(text) {
            let named = code_spans(line)
                .filter(|span| looks_like_a_path(span, &tops))
                .chain(links(line).filter(|link| is_local(link)))
                .flat_map(expand);
            for path in named {
                if !exists(tree, folder, &path) {
                    let found = format!("{path} does not exist");
                    let remedy = "name the file as it is now, or take the sentence out";
                    complaints.push(Complaint::at(
                        document,
                        index,
                        "document-paths",
                        &found,
                        remedy,
                    ));
                }
            }
        }
    }
    complaints
}

fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The targets of Markdown links, without their anchors.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("](").filter_map(|(at, _)| {
        let rest = &line[at + 2..];
        let target = &rest[..rest.find(')')?];
        Some(target.split('#').next().unwrap_or(target))
    })
}

fn is_local(link: &str) -> bool {
    !link.is_empty() && !link.contains("://") && !link.starts_with("mailto:")
}

fn looks_like_a_path(span: &str, tops: &[&str]) -> bool {
    let plain = span
        .chars()
        .all(|c| c.is_alphanumeric() || "._-/{},<>*".contains(c));
    let Some((first, rest)) = span.split_once('/') else {
        return false;
    };
    if !plain || first.is_empty() || MADE.contains(&first) {
        return false;
    }
    let known = matches!(
        extension(span),
        "rs" | "toml" | "md" | "csv" | "mjs" | "css" | "json"
    );
    (known && !rest.is_empty()) || tops.contains(&first)
}

/// `a/{b,c}.rs` names two files; `a/<name>/b` and `a/*.toml` name the folder a.
fn expand(path: &str) -> Vec<String> {
    if let Some((before, rest)) = path.split_once('{')
        && let Some((choices, after)) = rest.split_once('}')
    {
        return choices
            .split(',')
            .flat_map(|c| expand(&format!("{before}{c}{after}")))
            .collect();
    }
    let fixed: Vec<&str> = path
        .split('/')
        .take_while(|s| !s.contains(['<', '*']))
        .collect();
    vec![fixed.join("/")]
}

fn exists(tree: &Tree, folder: &str, path: &str) -> bool {
    let from_document = normal(&format!("{folder}/{path}"));
    let first = path.split('/').next().unwrap_or(path);
    path.is_empty() || MADE.contains(&first) || tree.has(path) || tree.has(&from_document)
}

/// Resolves `.` and `..`.
fn normal(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

pub fn twins(tree: &Tree) -> Vec<Complaint> {
    let rule = "document-twins";
    let mut complaints = Vec::new();
    if !tree.texts.contains_key("README.zh-CN.md") {
        let remedy = "write the Chinese twin of README.md";
        complaints.push(Complaint::at(
            "README.zh-CN.md",
            0,
            rule,
            "the twin is missing",
            remedy,
        ));
    }
    for (path, text) in documents(tree) {
        let stem = path.trim_end_matches(".md");
        for twin in [format!("{stem}.zh-CN.md"), format!("{stem}.en.md")] {
            let Some(other) = tree.texts.get(&twin) else {
                continue;
            };
            let (ours, theirs) = (outline(text), outline(other));
            let level =
                |outline: &[(usize, usize)], at: usize| outline.get(at).map(|(level, _)| *level);
            let count = ours.len().max(theirs.len());
            let differs = (0..count).find(|at| level(&ours, *at) != level(&theirs, *at));
            if let Some(at) = differs {
                let line = theirs.get(at).map_or(0, |(_, line)| *line);
                let found = format!("heading {} differs from {path}", at + 1);
                let remedy = "give both the same headings in the same order";
                complaints.push(Complaint::at(&twin, line, rule, &found, remedy));
            }
        }
    }
    complaints
}

/// The level and the line of every heading.
fn outline(text: &str) -> Vec<(usize, usize)> {
    prose(text)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(index, line)| (line.chars().take_while(|c| *c == '#').count(), index))
        .collect()
}

/// One sentence per line: a change to one sentence is then one line in a diff.
pub fn sentences(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (document, text) in documents(tree) {
        for (index, line) in prose(text) {
            let is_table = line.trim_start().starts_with('|');
            if !is_table && sentences_in(line) > 1 {
                let remedy = "one sentence per line";
                let found = "more than one sentence on a line";
                complaints.push(Complaint::at(
                    document,
                    index,
                    "document-sentences",
                    found,
                    remedy,
                ));
            }
        }
    }
    complaints
}

/// Sentences that end within the line, plus the one that runs to its end.
fn sentences_in(line: &str) -> usize {
    let chinese = line
        .trim_end()
        .trim_end_matches(['。', '”', '）', '*'])
        .matches('。')
        .count();
    let words: Vec<&str> = line.split_whitespace().collect();
    let english = words
        .windows(2)
        .filter(|pair| ends_sentence(pair[0], pair[1]))
        .count();
    1 + chinese + english
}

/// Whether a full stop after `word` ends a sentence: an abbreviation or a number does not.
fn ends_sentence(word: &str, next: &str) -> bool {
    let bare = word.trim_end_matches(['"', ')', '*', '`']);
    let Some(stem) = bare.strip_suffix('.') else {
        return false;
    };
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    let abbreviation = letters <= 3 || stem.contains('.');
    !abbreviation && next.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: (&str, &str) = ("crates/kernel/src/lib.rs", "");

    fn path_complaints(text: &str) -> Vec<String> {
        let tree = Tree::of(&[LIB, ("docs/guide/a.md", text), ("docs/b.md", "")]);
        paths(&tree)
            .into_iter()
            .map(|complaint| complaint.found)
            .collect()
    }

    #[test]
    fn paths_in_documents_exist() {
        let fine = "`crates/kernel/src/lib.rs`, `crates/kernel/`, [b](../b.md#top), `crates/<name>/x.rs`\n";
        assert_eq!(path_complaints(fine), [""; 0]);
        let gone = "`crates/kernel/src/gone.rs` and [c](../c.md)\n";
        assert_eq!(
            path_complaints(gone),
            [
                "crates/kernel/src/gone.rs does not exist",
                "../c.md does not exist"
            ]
        );
    }

    #[test]
    fn braces_in_a_path_name_several_files() {
        assert_eq!(
            path_complaints("`crates/kernel/src/{lib,gone}.rs`\n"),
            ["crates/kernel/src/gone.rs does not exist"]
        );
    }

    #[test]
    fn addresses_types_and_code_blocks_are_not_paths() {
        let text =
            "`/ledger/checkpoint`, `application/json`, `target/x.rs`\n```\n`crates/gone`\n```\n";
        assert_eq!(path_complaints(text), [""; 0]);
    }

    #[test]
    fn twins_have_the_same_headings() {
        let english = ("README.md", "# Fadu\n## Start\n");
        let good = Tree::of(&[english, ("README.zh-CN.md", "# 法度\n## 开始\n")]);
        assert_eq!(twins(&good), []);
        let bad = Tree::of(&[english, ("README.zh-CN.md", "# 法度\n### 开始\n")]);
        assert_eq!(twins(&bad).len(), 1);
        assert_eq!(twins(&bad)[0].line, 2);
        let short = Tree::of(&[english, ("README.zh-CN.md", "# 法度\n")]);
        assert_eq!(twins(&short).len(), 1);
    }

    #[test]
    fn one_sentence_per_line() {
        for (line, count) in [
            ("One sentence.", 1),
            ("One sentence. And another.", 2),
            ("See art. 62 and e.g. This.", 1),
            ("一句。", 1),
            ("一句。又一句。", 2),
            ("（一句。）", 1),
        ] {
            assert_eq!(sentences_in(line), count, "{line}");
        }
    }
}

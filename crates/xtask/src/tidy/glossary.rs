//! The glossary against itself, against the doc comments of the code and against the word pairs
//! that people read.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::Complaint;
use super::tree::{Tree, extension};

const PATH: &str = "words/glossary.toml";
const ENTRIES: &str = "glossary";
const USES: &str = "glossary-use";

/// The terms that the house agreed on at the start; none may get lost.
const AGREED: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    #[serde(default)]
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    zh: Names,
    en: Names,
    code: Names,
    mark: String,
}

/// One name, or several in the same order as in the other columns.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    fn all(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

fn read(tree: &Tree) -> Result<Glossary, Complaint> {
    let Some(text) = tree.texts.get(PATH) else {
        let remedy = "bring it back: it is the source of every legal term";
        return Err(Complaint::at(
            PATH,
            0,
            ENTRIES,
            "the glossary is missing",
            remedy,
        ));
    };
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let index = text[..start].matches('\n').count();
        Complaint::at(
            PATH,
            index,
            ENTRIES,
            error.message(),
            "give zh, en, code and mark",
        )
    })
}

type Column = fn(&Term) -> &Names;

pub fn entries(tree: &Tree) -> Vec<Complaint> {
    let glossary = match read(tree) {
        Ok(glossary) => glossary,
        Err(complaint) => return vec![complaint],
    };
    let text = &tree.texts[PATH];
    let mut complaints = Vec::new();
    if glossary.term.len() < AGREED {
        let found = format!("{} terms, {AGREED} were agreed", glossary.term.len());
        complaints.push(Complaint::at(
            PATH,
            0,
            ENTRIES,
            &found,
            "bring the lost ones back",
        ));
    }
    let columns: [(&str, Column); 3] =
        [("zh", |t| &t.zh), ("en", |t| &t.en), ("code", |t| &t.code)];
    for (column, pick) in columns {
        let mut seen = BTreeMap::new();
        for name in glossary.term.iter().flat_map(|term| pick(term).all()) {
            *seen.entry(name.to_lowercase()).or_insert(0) += 1;
        }
        for (name, _) in seen.iter().filter(|(_, count)| **count > 1) {
            let found = format!("{column} {name} stands in two terms");
            let remedy = "one term per concept, one concept per term";
            complaints.push(Complaint::at(
                PATH,
                last_line(text, name),
                ENTRIES,
                &found,
                remedy,
            ));
        }
    }
    for term in &glossary.term {
        if !matches!(term.mark.as_str(), "a" | "b" | "c") {
            let zh = &term.zh.all()[0];
            let found = format!("{zh} has the mark {}", term.mark);
            let remedy = "a: seen in an official translation; b: common; c: our choice";
            complaints.push(Complaint::at(
                PATH,
                last_line(text, zh),
                ENTRIES,
                &found,
                remedy,
            ));
        }
    }
    complaints
}

fn last_line(text: &str, name: &str) -> usize {
    let quoted = format!("\"{name}\"");
    let lines = text.to_lowercase();
    lines
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains(&quoted))
        .last()
        .map_or(0, |l| l.0)
}

/// Every pair of words whose Chinese is a term must show the term's English, and a term is
/// explained in the doc comment of one type only.
pub fn uses(tree: &Tree) -> Vec<Complaint> {
    let Ok(glossary) = read(tree) else {
        return Vec::new();
    };
    let mut complaints = explained_twice(tree, &glossary);
    let terms: BTreeMap<&str, &Term> = glossary
        .term
        .iter()
        .flat_map(|term| term.zh.all().iter().map(move |zh| (zh.as_str(), term)))
        .collect();
    let shown = tree.texts.iter().filter(|(path, _)| {
        extension(path) == "toml" && path.as_str() != PATH && !path.ends_with("Cargo.toml")
    });
    for (path, text) in shown {
        // A file that is broken on purpose, or not TOML yet, is for the pack compiler to name.
        let Ok(table) = text.parse::<Table>() else {
            continue;
        };
        let mut pairs = Vec::new();
        collect_pairs(&Value::Table(table), &mut pairs);
        for (zh, en) in pairs {
            let Some(term) = terms.get(zh.as_str()) else {
                continue;
            };
            if !agrees(term, &en) {
                let index = text
                    .lines()
                    .position(|l| l.contains(&zh) && l.contains(&en));
                let found = format!("{zh} is shown as {en}");
                let remedy = format!("the glossary says {}", term.en.all().join(" / "));
                complaints.push(Complaint::at(
                    path,
                    index.unwrap_or(0),
                    USES,
                    &found,
                    &remedy,
                ));
            }
        }
    }
    complaints
}

fn collect_pairs(value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Table(table) => {
            let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
            if let (Some(zh), Some(en)) = (text("zh"), text("en")) {
                pairs.push((zh, en));
            }
            table.values().for_each(|inner| collect_pairs(inner, pairs));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_pairs(inner, pairs)),
        _ => {}
    }
}

/// Whether the English shown contains one of the term's names or its verb: 受理 may be shown as
/// Acceptance of the case, or as Accept on the button of the act.
fn agrees(term: &Term, shown: &str) -> bool {
    let shown = shown.to_lowercase();
    let names = term.en.all().iter().chain(term.code.all());
    names
        .map(|name| name.to_lowercase().replace('_', " "))
        .any(|name| {
            let stem: String = name.chars().take(5).collect();
            let one_word = !name.contains(' ');
            shown.contains(&name)
                || (one_word && shown.split(' ').any(|word| word.starts_with(&stem)))
        })
}

fn explained_twice(tree: &Tree, glossary: &Glossary) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for zh in glossary.term.iter().flat_map(|term| term.zh.all()) {
        let mark = format!("({zh}).");
        let mut places = Vec::new();
        for (path, source) in &tree.sources {
            let docs = source.comments.iter().enumerate();
            let explained = docs.filter(|(_, c)| c.trim().starts_with("///") && c.ends_with(&mark));
            places.extend(explained.map(|(index, _)| (path, index)));
        }
        for (path, index) in places.iter().skip(1) {
            let found = format!("{zh} is explained here again, first in {}", places[0].0);
            let remedy = "give the Chinese once, at the type that is the concept";
            complaints.push(Complaint::at(path, *index, USES, &found, remedy));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary(last: &str) -> String {
        let term = |n: usize| {
            format!("[[term]]\nzh = \"词{n}\"\nen = \"term {n}\"\ncode = \"t{n}\"\nmark = \"a\"\n")
        };
        let text: String = (0..59).map(term).collect();
        text + last
    }

    const HEARING: &str =
        "[[term]]\nzh = \"听证\"\nen = \"hearing\"\ncode = \"hearing\"\nmark = \"a\"\n";

    #[test]
    fn accepts_sixty_different_terms() {
        assert_eq!(entries(&Tree::of(&[(PATH, &glossary(HEARING))])), []);
    }

    #[test]
    fn refuses_doubled_lost_and_unmarked_terms() {
        let doubled = glossary(&HEARING.replace("听证", "词7"));
        assert_eq!(
            entries(&Tree::of(&[(PATH, &doubled)]))[0].found,
            "zh 词7 stands in two terms"
        );
        assert_eq!(entries(&Tree::of(&[(PATH, &glossary(""))])).len(), 1);
        let unmarked = glossary(&HEARING.replace("\"a\"", "\"?\""));
        assert_eq!(entries(&Tree::of(&[(PATH, &unmarked)])).len(), 1);
    }

    #[test]
    fn a_term_is_shown_as_the_glossary_has_it() {
        let shown = |en: &str| {
            let pack = format!("[act.hear]\ntitle = {{ zh = \"听证\", en = \"{en}\" }}\n");
            uses(&Tree::of(&[
                (PATH, &glossary(HEARING)),
                ("packs/a/pack.toml", &pack),
            ]))
            .len()
        };
        assert_eq!(shown("Public hearing"), 0);
        assert_eq!(shown("Hear"), 1);
        assert_eq!(shown("Audition"), 1);
    }

    #[test]
    fn a_term_is_explained_once() {
        let first = (
            "crates/kernel/src/a.rs",
            "/// Hearing (听证).\npub struct Hearing;\n",
        );
        let again = (
            "crates/kernel/src/b.rs",
            "/// Hearing (听证).\npub struct Again;\n",
        );
        let text = glossary(HEARING);
        assert_eq!(uses(&Tree::of(&[(PATH, &text), first])), []);
        assert_eq!(uses(&Tree::of(&[(PATH, &text), first, again])).len(), 1);
    }
}

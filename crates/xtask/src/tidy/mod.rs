//! `cargo xtask tidy`: the house rules that a machine can check.
//!
//! Each rule is a function from the tree to complaints; each complaint says where, which rule and
//! what to do. Review is for the rest.

mod arrows;
mod dependencies;
mod documents;
mod glossary;
mod names;
mod rooms;
mod size;
mod source;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::Result;

use tree::Tree;

/// One place where a rule does not hold.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    pub file: String,
    /// Counted from 1; 1 for a complaint about the whole file.
    pub line: usize,
    pub rule: &'static str,
    pub found: String,
    pub remedy: String,
}

impl Complaint {
    /// `index` is the line counted from 0, as the views of a source are.
    fn at(file: &str, index: usize, rule: &'static str, found: &str, remedy: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: index + 1,
            rule,
            found: found.to_owned(),
            remedy: remedy.to_owned(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            rule,
            found,
            remedy,
        } = self;
        write!(f, "{file}:{line}: [{rule}] {found}\n    {remedy}")
    }
}

type Check = fn(&Tree) -> Vec<Complaint>;

/// Every rule by name, in the order in which they are reported.
const RULES: [(&str, Check); 18] = [
    ("arrows", arrows::check),
    ("dependency-reasons", dependencies::reasons),
    ("sql-in-store", rooms::sql),
    ("markup-in-web", rooms::markup),
    ("environment-in-fadu", rooms::environment),
    ("file-length", size::files),
    ("function-length", size::functions),
    ("line-length", size::lines),
    ("file-doc", size::opening_doc),
    ("names", names::files_and_items),
    ("unfinished", names::unfinished),
    ("machine-paths", names::machine_paths),
    ("document-paths", documents::paths),
    ("document-twins", documents::twins),
    ("document-sentences", documents::sentences),
    ("glossary", glossary::entries),
    ("glossary-use", glossary::uses),
    ("translation-keys", words::check),
];

/// What a run of tidy found.
pub struct Findings {
    pub complaints: Vec<Complaint>,
    pub rules_held: usize,
    pub rules_broken: usize,
}

/// Runs every rule over the checkout at `root`.
pub fn run(root: &Path) -> Result<Findings> {
    let tree = Tree::read(root)?;
    let mut found: Vec<Vec<Complaint>> = RULES.iter().map(|(_, check)| check(&tree)).collect();
    found.push(dependencies::licences(root, &tree));
    let rules_held = found
        .iter()
        .filter(|complaints| complaints.is_empty())
        .count();
    let rules_broken = found.len() - rules_held;
    for complaints in &mut found {
        complaints.sort();
    }
    let complaints = found.into_iter().flatten().collect();
    Ok(Findings {
        complaints,
        rules_held,
        rules_broken,
    })
}

/// Runs every rule and prints the complaints.
pub fn report(root: &Path) -> Result<Findings> {
    let findings = run(root)?;
    for complaint in &findings.complaints {
        println!("{complaint}");
    }
    let Findings {
        complaints,
        rules_held,
        rules_broken,
    } = &findings;
    println!(
        "tidy: {rules_held} rules hold, {rules_broken} do not ({} complaints)",
        complaints.len()
    );
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_names_place_rule_and_remedy() {
        let complaint = Complaint::at("a.rs", 6, "names", "the file is called a", "say what it is");
        assert_eq!(
            complaint.to_string(),
            "a.rs:7: [names] the file is called a\n    say what it is"
        );
    }

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let mut names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn an_empty_tree_breaks_only_the_rules_that_ask_for_a_file() {
        let tree = Tree::of(&[]);
        let broken: Vec<&str> = RULES
            .iter()
            .filter(|(_, check)| !check(&tree).is_empty())
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(broken, ["document-twins", "glossary"]);
    }
}

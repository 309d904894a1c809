//! The guide: its example compiles and its case holds; it lists every rule and every key.

use std::collections::BTreeMap;
use std::path::Path;

use fadu_pack::complaint::RULES;
use fadu_pack::packs::{find_packs, load_within};
use fadu_pack::run_case::run_case;
use fadu_pack::statutes::StatuteIndex;

use crate::lantern::{self, City};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn guide(name: &str) -> String {
    std::fs::read_to_string(root().join("docs/guide").join(name)).unwrap()
}

/// The files written in a page: fenced code that names its file.
fn files_in(page: &str) -> BTreeMap<String, Option<String>> {
    let mut files = BTreeMap::new();
    for part in page.split("```toml file=").skip(1) {
        let (name, rest) = part.split_once('\n').unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        files.insert(format!("packs/asking/{name}"), Some(text.to_owned()));
    }
    files
}

#[test]
fn the_example_of_the_guide_compiles_and_its_case_holds() {
    let files = files_in(&guide("add-a-procedure.md"));
    assert_eq!(files.len(), 5);
    let city = City::of("guide", &files);
    let statutes = StatuteIndex::load(&root().join("statutes/index")).unwrap();
    let folders = find_packs(&city.home.join("packs")).unwrap();
    let on = jiff::civil::date(2026, 6, 1);
    let (packs, complaints) = load_within(&city.home, &folders, &[], Some(&statutes), on);
    assert_eq!(complaints, []);
    assert_eq!(packs.warnings, []);
    assert_eq!(packs.cases.len(), 1);
    for case in &packs.cases {
        assert_eq!(run_case(case, &packs, &lantern::calendar()), []);
    }
}

#[test]
fn the_chinese_guide_gives_the_same_example() {
    let english = files_in(&guide("add-a-procedure.md"));
    assert_eq!(english, files_in(&guide("add-a-procedure.zh-CN.md")));
}

#[test]
fn the_guide_explains_every_rule() {
    let page = guide("pack-language.md");
    let untold: Vec<&&str> = RULES
        .iter()
        .filter(|rule| !page.contains(&format!("| `{rule}` |")))
        .collect();
    assert!(
        untold.is_empty(),
        "pack-language.md does not explain {untold:?}"
    );
}

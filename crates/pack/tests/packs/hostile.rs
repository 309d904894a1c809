//! Packs made to do harm: too large, too deep, unreadable, or dressed as something else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fadu_pack::complaint::Complaint;
use fadu_pack::limit::{ACTS_MAX, FILE_LENGTH_MAX, STEPS_MAX};

use crate::lantern::{City, sound_files};

const FAIR: &str = "packs/lantern/procedures/fair.toml";

fn city_with(name: &str, file: &str, text: impl Into<Vec<u8>>) -> City {
    let files: BTreeMap<String, Option<String>> = sound_files()
        .into_iter()
        .map(|(name, text)| (name, Some(text)))
        .collect();
    let city = City::of(name, &files);
    city.write(file, &text.into());
    city
}

fn only<'a>(found: &'a [Complaint], rule: &str) -> &'a Complaint {
    let mut of_rule = found.iter().filter(|complaint| complaint.rule == rule);
    let one = of_rule
        .next()
        .unwrap_or_else(|| panic!("no {rule} in {found:?}"));
    assert!(of_rule.next().is_none(), "more than one {rule}: {found:?}");
    one
}

#[test]
fn refuses_a_huge_file_without_reading_it() {
    let huge = "#".repeat(usize::try_from(FILE_LENGTH_MAX).unwrap() + 1);
    let city = city_with("huge", "packs/lantern/procedures/huge.toml", huge);
    let found = city.complaints();
    assert_eq!(
        only(&found, "file").file,
        "packs/lantern/procedures/huge.toml"
    );
}

#[test]
fn refuses_ten_thousand_acts_after_counting_them() {
    let mut text = sound_files()[FAIR].clone();
    for number in 0..10_000 {
        write!(text, "\n[act.extra_{number}]\nlocal = true\n").unwrap();
    }
    let found = city_with("many_acts", FAIR, text).complaints();
    assert!(
        only(&found, "too_many")
            .words
            .en
            .contains(&ACTS_MAX.to_string())
    );
}

#[test]
fn takes_as_many_acts_as_there_may_be() {
    let mut text = sound_files()[FAIR].clone();
    let there = text.matches("\n[act.").count();
    for number in there..ACTS_MAX {
        write!(
            text,
            "\n[act.extra_{number}]\ntitle = {{ zh = \"添{number}\", en = \"Extra {number}\" }}\n\
             by = [\"warden@unit\"]\nfrom = [\"filed\"]\nlocal = true\n"
        )
        .unwrap();
    }
    assert_eq!(city_with("most_acts", FAIR, text).complaints(), []);
}

#[test]
fn refuses_a_case_without_end() {
    let file = "packs/lantern/cases/large_fair.toml";
    let mut text = sound_files()[file].clone();
    for _ in 0..=STEPS_MAX {
        text.push_str("\n[[step]]\non = \"2024-02-06\"\n");
    }
    let found = city_with("endless", file, text).complaints();
    assert_eq!(only(&found, "too_many").file, file);
}

#[test]
fn refuses_what_is_no_text() {
    let found = city_with("bytes", FAIR, [0xff, 0xfe, 0x00, 0x80]).complaints();
    let complaint = only(&found, "file");
    assert_eq!(
        (
            complaint.file.as_str(),
            complaint.words.en.contains("UTF-8")
        ),
        (FAIR, true)
    );
}

#[test]
fn refuses_a_folder_where_a_file_should_be() {
    let city = city_with("folder", "packs/lantern/procedures/strange.toml/inner", "");
    let found = city.complaints();
    assert_eq!(
        only(&found, "file").file,
        "packs/lantern/procedures/strange.toml"
    );
}

#[test]
fn refuses_tables_nested_without_end() {
    let deep = format!("[{}]\n", vec!["a"; 2_000].join("."));
    let found = city_with("deep_table", "packs/lantern/indicators.toml", deep).complaints();
    assert!(
        found
            .iter()
            .any(|complaint| matches!(complaint.rule, "syntax" | "unknown_key"))
    );
}

#[test]
fn markup_in_a_title_stays_text() {
    let markup = "<script>alert(1)</script>";
    let text = sound_files()[FAIR].replace("Permission for a fair", markup);
    let city = city_with("markup", FAIR, text);
    assert_eq!(city.complaints(), []);
    let (packs, _) = city.load();
    assert_eq!(packs.procedures.newest("fair").unwrap().title.en, markup);
}

#[test]
fn a_byte_order_mark_and_windows_line_breaks_do_no_harm() {
    let text = format!("\u{feff}{}", sound_files()[FAIR].replace('\n', "\r\n"));
    assert_eq!(city_with("windows", FAIR, text).complaints(), []);
}

#[test]
fn complaints_name_no_folder_of_the_machine() {
    let city = city_with("names", FAIR, "[procedure]\nid = 3\n");
    let home = city.home.display().to_string();
    let found = city.complaints();
    assert!(!found.is_empty());
    for complaint in found {
        assert!(!format!("{complaint}").contains(&home), "{complaint}");
    }
}

#[test]
fn an_empty_pack_says_what_it_lacks() {
    let city = City::of(
        "empty",
        &[("packs/bare/pack.toml".into(), Some(String::new()))].into(),
    );
    let found = city.complaints();
    assert_eq!(
        only(&found, "missing_key").words.en,
        "the file lacks “pack”"
    );
}

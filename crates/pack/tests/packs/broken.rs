//! Broken packs: each is the sound pack with something wrong, and says what must be complained of.
//!
//! A file of `tests/broken_packs` opens with what it shows. `in FILE` then begins a change: lines
//! with `-` are replaced by the lines with `+` after them; lines with `+` alone are added at the
//! end; `gone` takes the file away. `! RULE FILE:LINE:COLUMN` begins a complaint, whose words and
//! remedy follow as `words` and `remedy` lines, Chinese and English with ` | ` between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use fadu_pack::complaint::{Complaint, RULES};

use crate::lantern::{self, City, SOUND};

#[derive(Default)]
struct Broken {
    shows: String,
    files: BTreeMap<String, Option<String>>,
    expected: Vec<Expected>,
}

#[derive(Default)]
struct Expected {
    place: String,
    parts: Vec<(String, String)>,
}

impl Broken {
    fn read(text: &str, sound: &BTreeMap<String, String>) -> Self {
        let mut broken = Self::default();
        let sound = sound
            .iter()
            .map(|(name, text)| (name.clone(), Some(text.clone())));
        broken.files = sound.collect();
        let (mut file, mut old, mut new) = (String::new(), String::new(), String::new());
        for line in text.lines().chain(["in nothing"]) {
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            // A line that goes on with a change leaves it open; any other closes it.
            let goes_on = mark == "+" || (mark == "-" && new.is_empty());
            let nothing = old.is_empty() && new.is_empty();
            if !goes_on && !nothing {
                broken.change(&file, &std::mem::take(&mut old), &std::mem::take(&mut new));
            }
            match mark {
                "in" => rest.clone_into(&mut file),
                "-" => writeln!(old, "{rest}").unwrap(),
                "+" => writeln!(new, "{rest}").unwrap(),
                "gone" => drop(broken.files.insert(file.clone(), None)),
                "!" => {
                    let place = rest.to_owned();
                    broken.expected.push(Expected {
                        place,
                        parts: Vec::new(),
                    });
                }
                "words" | "remedy" => {
                    let (zh, en) = rest.split_once(" | ").unwrap();
                    let parts = &mut broken.expected.last_mut().unwrap().parts;
                    parts.push((zh.to_owned(), en.to_owned()));
                }
                _ if broken.expected.is_empty() && file.is_empty() => {
                    broken.shows.push_str(line);
                }
                _ => assert!(line.is_empty(), "not understood: {line}"),
            }
        }
        broken
    }

    fn change(&mut self, file: &str, old: &str, new: &str) {
        let text = self
            .files
            .entry(file.to_owned())
            .or_default()
            .get_or_insert_default();
        if old.is_empty() {
            text.push_str(new);
        } else {
            assert_eq!(
                text.matches(old).count(),
                1,
                "{file} must have once:\n{old}"
            );
            *text = text.replacen(old, new, 1);
        }
    }

    /// What differs from what is expected, in the form of the file.
    fn differs(&self, found: &[Complaint]) -> bool {
        let fits = |(complaint, expected): (&Complaint, &Expected)| {
            let place = place_of(complaint);
            let said = [&complaint.words, &complaint.remedy];
            expected.place == place
                && expected.parts.len() == 2
                && expected.parts.iter().zip(said).all(|((zh, en), said)| {
                    said.zh.contains(zh.as_str()) && said.en.contains(en.as_str())
                })
        };
        found.len() != self.expected.len() || !found.iter().zip(&self.expected).all(fits)
    }
}

fn place_of(complaint: &Complaint) -> String {
    let Complaint {
        file,
        line,
        column,
        rule,
        ..
    } = complaint;
    format!("{rule} {file}:{line}:{column}")
}

fn as_written(found: &[Complaint]) -> String {
    let mut text = String::new();
    for complaint in found {
        let Complaint { words, remedy, .. } = complaint;
        writeln!(text, "! {}", place_of(complaint)).unwrap();
        writeln!(text, "words {} | {}", words.zh, words.en).unwrap();
        writeln!(text, "remedy {} | {}", remedy.zh, remedy.en).unwrap();
    }
    text
}

fn each_broken() -> Vec<(String, Broken)> {
    let sound = lantern::sound_files();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken_packs");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let read = files.map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (
            name,
            Broken::read(&std::fs::read_to_string(&path).unwrap(), &sound),
        )
    });
    let mut read: Vec<_> = read.collect();
    read.sort_by(|a, b| a.0.cmp(&b.0));
    read
}

#[test]
fn every_broken_pack_is_complained_of_as_its_file_says() {
    let mut wrong = String::new();
    for (name, broken) in each_broken() {
        assert!(
            !broken.shows.is_empty(),
            "{name} does not say what it shows"
        );
        let city = City::of(&name, &broken.files);
        let found = city.complaints();
        if broken.differs(&found) {
            write!(wrong, "== {name}\n{}", as_written(&found)).unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "these complain otherwise than their files say:\n{wrong}"
    );
}

#[test]
fn every_rule_of_the_compiler_is_broken_by_some_pack() {
    let broken = each_broken();
    let expected = broken.iter().flat_map(|(_, broken)| &broken.expected);
    let told = expected.map(|e| e.place.split(' ').next().unwrap_or_default().to_owned());
    let told: BTreeSet<String> = told.collect();
    let rules: BTreeSet<String> = RULES.map(str::to_owned).into();
    let untold: Vec<&String> = rules.difference(&told).collect();
    assert!(untold.is_empty(), "no broken pack shows {untold:?}");
    let unknown: Vec<&String> = told.difference(&rules).collect();
    assert!(unknown.is_empty(), "RULES does not list {unknown:?}");
    assert!(broken.len() >= 60, "only {} broken packs", broken.len());
}

#[test]
fn the_sound_pack_has_nothing_wrong_and_its_case_holds() {
    let city = City::of(
        "sound",
        &SOUND
            .map(|(name, text)| (name.into(), Some(text.into())))
            .into(),
    );
    assert_eq!(as_written(&city.complaints()), "");
    let calendar = lantern::calendar();
    let (packs, _) = city.load();
    assert_eq!(packs.cases.len(), 3);
    for case in &packs.cases {
        assert_eq!(fadu_pack::run_case::run_case(case, &packs, &calendar), []);
    }
}

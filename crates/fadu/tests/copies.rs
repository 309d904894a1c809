//! A city copied while it is open, restored, written out and read in: always the same ledger.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const CITY: &str = r#"
[city]
id = "lanxi"
name = { zh = "兰溪市", en = "Lanxi" }
office_name = { zh = "兰溪市司法局", en = "Justice bureau" }
telephone = "12348"
time_offset_hours = 8
policy = "rolled"

[[units]]
id = "lanxi"
name = { zh = "兰溪市", en = "Lanxi" }
short = "兰"
kind = "city"
"#;

const ACTS: &str = r#"{"key":"a","procedure":"mediation","unit":"lanxi","act":"apply","on":"2024-06-03","actor":"anyone","facts":{"applicant":"李某","applicant_phone":"13800000001","respondent":"王某","summary":"漏水甲"}}
{"key":"b","procedure":"mediation","unit":"lanxi","act":"apply","on":"2024-06-03","actor":"anyone","facts":{"applicant":"李某","applicant_phone":"13800000001","respondent":"王某","summary":"漏水乙"}}
{"key":"c","procedure":"mediation","unit":"lanxi","act":"apply","on":"2024-06-03","actor":"anyone","facts":{"applicant":"李某"}}
"#;

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("copies")
            .join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Runs the program; the exit code and what it printed.
    fn fadu(arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
        let output = command
            .args(["--lang", "en"])
            .args(arguments)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(said).unwrap(),
        )
    }

    /// A city with two acts and a refusal; its data folder.
    fn city(&self) -> String {
        let (file, acts, data) = (self.path("city.toml"), self.path("acts"), self.path("data"));
        std::fs::write(&file, CITY).unwrap();
        std::fs::write(&acts, ACTS).unwrap();
        let (code, said) = Self::fadu(&["init", "--data", &data, "--city", &file]);
        assert_eq!(code, 0, "{said}");
        let (code, said) = Self::fadu(&["submit", "--data", &data, &acts, "--json"]);
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (code, &said["accepted"], &said["refused"][0]["line"]),
            (1, &2.into(), &3.into())
        );
        data
    }

    /// The signed head of a city's ledger, by way of an export.
    fn head(&self, data: &str, name: &str) -> Value {
        let file = self.path(name);
        let (code, said) = Self::fadu(&["export", "--data", data, "--to", &file]);
        assert_eq!(code, 0, "{said}");
        let text = std::fs::read_to_string(file).unwrap();
        serde_json::from_str(text.lines().next().unwrap()).unwrap()
    }

    /// Two acts verify, the figures recount, and the file of acts meets its first receipts.
    fn goes_on(&self, data: &str) {
        for verb in ["verify", "recount"] {
            let (code, said) = Self::fadu(&[verb, "--data", data]);
            assert_eq!(code, 0, "{said}");
        }
        let acts = self.path("acts");
        let (_, said) = Self::fadu(&["submit", "--data", data, &acts, "--json-lines"]);
        let first: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
        assert_eq!(
            (&first["key"], &first["repeated"]),
            (&"a".into(), &true.into())
        );
    }
}

#[test]
fn a_backup_comes_back_and_goes_on() {
    let place = Place::new("backup");
    let data = place.city();
    let (copy, back) = (place.path("copy.sqlite"), place.path("back"));
    let (code, said) = Place::fadu(&["backup", "--data", &data, "--to", &copy]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = Place::fadu(&["restore", "--from", &copy, "--data", &back]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        place.head(&data, "one.jsonl"),
        place.head(&back, "other.jsonl")
    );
    place.goes_on(&back);
    let again = Place::fadu(&["backup", "--data", &data, "--to", &copy]);
    assert_eq!(again.0, 2, "a copy is never written over: {}", again.1);
    let again = Place::fadu(&["restore", "--from", &copy, "--data", &data]);
    assert_eq!(again.0, 2, "a city is never written over: {}", again.1);
}

#[test]
fn an_export_comes_back_to_the_same_root() {
    let place = Place::new("export");
    let data = place.city();
    let head = place.head(&data, "city.jsonl");
    assert_eq!(head["leaves"], 2);
    let (file, back) = (place.path("city.jsonl"), place.path("back"));
    let (code, said) = Place::fadu(&["import", "--from", &file, "--data", &back]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(head, place.head(&back, "again.jsonl"));
    let (first, second) = (place.path("city.jsonl"), place.path("again.jsonl"));
    assert_eq!(
        std::fs::read(first).unwrap(),
        std::fs::read(second).unwrap(),
        "row for row"
    );
    place.goes_on(&back);
}

#[test]
fn a_changed_export_is_not_taken_for_the_city() {
    let place = Place::new("changed_export");
    let data = place.city();
    place.head(&data, "city.jsonl");
    let file = place.path("city.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("漏水乙", "漏水丁")).unwrap();
    let (code, said) = Place::fadu(&["import", "--from", &file, "--data", &place.path("back")]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("differs from its leaf"), "{said}");
    std::fs::write(
        &file,
        text.replace("\"table\":\"acts\"", "\"table\":\"migrations\""),
    )
    .unwrap();
    let (code, said) = Place::fadu(&["import", "--from", &file, "--data", &place.path("other")]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("no table of the record"), "{said}");
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let place = Place::new("doctor");
    let data = place.city();
    let (code, said) = Place::fadu(&["doctor", "--data", &data, "--json"]);
    let found: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &found["ok"]), (0, &true.into()), "{said}");
    let key = Path::new(&data).join("ledger.key");
    std::fs::remove_file(key).unwrap();
    let (code, said) = Place::fadu(&["doctor", "--data", &data]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("ledger.key"), "{said}");
}

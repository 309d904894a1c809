//! `fadu report`: what it writes, what it will not print, and what it says on bad requests.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its city should stop"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fadu(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(["--lang", "en"])
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap()
}

/// A city in which the year's report was told and little else: most of its figures have no value.
fn city(name: &str) -> PathBuf {
    let folder = format!("fadu-report-test-{}-{name}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    let _ = std::fs::remove_dir_all(&folder);
    let data = folder.to_str().unwrap();
    let told = fadu(&[
        "demo",
        "--city",
        "diaobingshan",
        "--story",
        "annual_report",
        "--no-serve",
        "--data",
        data,
    ]);
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    folder
}

fn report(data: &Path, unit: &str, year: &str, out: &Path, more: &[&str]) -> Output {
    let (data, out) = (data.to_str().unwrap(), out.to_str().unwrap());
    let mut arguments = vec!["report", "--data", data, "--unit", unit, "--year", year];
    arguments.extend(["--out", out]);
    arguments.extend(more);
    fadu(&arguments)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_report_with_a_figure_that_has_no_value_is_not_written_but_as_a_draft() {
    let data = city("values");
    let out = data.join("report.docx");
    let refused = report(&data, "diaobingshan", "2022", &out, &[]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("litigation.appearance_rate has no value"));
    assert!(!out.exists());

    let drafted = report(&data, "diaobingshan", "2022", &out, &["--draft", "--json"]);
    assert!(drafted.status.success(), "{}", said(&drafted));
    assert!(std::fs::read(&out).unwrap().starts_with(b"PK"));
    let told: serde_json::Value = serde_json::from_slice(&drafted.stdout).unwrap();
    assert_eq!(told["outline"], "annual");
    assert_eq!(told["contributions"], 9);
    assert_eq!(told["signed"], true);
    assert!(told["faults"].as_u64().unwrap() > 0);

    let page = data.join("report.html");
    let address = ["--draft", "--address", "https://fadu.example/"];
    let written = report(&data, "diaobingshan", "2022", &page, &address);
    assert!(written.status.success(), "{}", said(&written));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("调兵山市2022年法治政府建设年度报告") && page.contains("草稿"));
    assert!(page.contains("href=\"https://fadu.example/figures/"));
    let _ = std::fs::remove_dir_all(data);
}

#[test]
fn a_unit_without_a_round_gets_a_draft_and_a_bad_request_gets_what_would_be_right() {
    let data = city("alone");
    let out = data.join("town.html");
    let written = report(&data, "xiaoming_town", "2022", &out, &[]);
    assert!(written.status.success(), "{}", said(&written));
    let page = std::fs::read_to_string(out).unwrap();
    assert!(page.contains("晓明镇2022年法治政府建设年度报告"));
    for (unit, year, out, words) in [
        ("nowhere", "2022", "x.docx", "there is no unit nowhere"),
        ("diaobingshan", "last", "x.docx", "write --year as 2022"),
        (
            "diaobingshan",
            "2022",
            "x.odt",
            "ends in .docx, .pdf or .html",
        ),
    ] {
        let output = report(&data, unit, year, &data.join(out), &[]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    let _ = std::fs::remove_dir_all(data);
}

#[test]
fn a_signed_paper_that_was_changed_is_found_and_not_printed() {
    let data = city("changed");
    let verified = fadu(&["verify", "--data", data.to_str().unwrap()]);
    assert!(verified.status.success(), "{}", said(&verified));

    // What stands where a figure has no value stands in no act: only the signed papers hold it.
    let file = data.join("fadu.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let (blank, other) = ("＿＿".as_bytes(), "５３".as_bytes());
    let places: Vec<usize> = bytes
        .windows(blank.len())
        .enumerate()
        .filter_map(|(at, found)| (found == blank).then_some(at))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + other.len()].copy_from_slice(other);
    }
    std::fs::write(&file, bytes).unwrap();

    let verified = fadu(&["verify", "--data", data.to_str().unwrap()]);
    assert_eq!(verified.status.code(), Some(1));
    let told = String::from_utf8_lossy(&verified.stdout).into_owned() + &said(&verified);
    assert!(told.contains("not the one that the act signed"), "{told}");
    let out = data.join("report.docx");
    let refused = report(&data, "diaobingshan", "2022", &out, &["--draft"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("not the one that was signed"));
    assert!(!out.exists());
    let _ = std::fs::remove_dir_all(data);
}

//! The command line as a stranger meets it: examples, languages and exit codes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run should stop here"
)]

use std::process::Command;

/// Runs the program; its exit code, what it printed, and what it complained of.
fn fadu(arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = done.status.code().unwrap();
    (code, text(&done.stdout), text(&done.stderr))
}

#[test]
fn every_verb_shows_an_example() {
    let (_, help, _) = fadu(&["--help"]);
    let (_, verbs) = help.split_once("Commands:").unwrap();
    let verbs: Vec<&str> = verbs
        .lines()
        .take_while(|line| !line.starts_with("Options"))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(verbs.len() > 10);
    for verb in verbs {
        let (code, help, _) = fadu(&[verb, "--help"]);
        let example = format!("Example: fadu {verb}");
        assert!(code == 0 && help.contains(&example), "{verb}: {help}");
    }
}

#[test]
fn what_cannot_be_done_is_said_in_the_language_asked_for() {
    let nowhere = "no-such-folder";
    let table: [(&[&str], &str, &str); 4] = [
        (
            &["figures", "--data", nowhere],
            "没有城市数据",
            "holds no city",
        ),
        (
            &["verify", "--data", nowhere],
            "没有城市数据",
            "holds no city",
        ),
        (
            &["init", "--data", nowhere, "--city", "Cargo.toml"],
            "城市文件",
            "the city file",
        ),
        (
            &["init", "--data", nowhere, "--city", "no-such-file"],
            "城市文件",
            "the city file",
        ),
    ];
    for (arguments, zh, en) in table {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let (code, _, said) = fadu(&[&["--lang", lang], arguments].concat());
            assert_eq!(code, 2, "{arguments:?}");
            assert!(said.contains(words), "{arguments:?} --lang {lang}: {said}");
        }
    }
    assert!(!std::path::Path::new(nowhere).exists());
}

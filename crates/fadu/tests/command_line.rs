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
fn a_reader_that_has_seen_enough_ends_it_in_silence() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let done = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .arg("--help")
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    assert_eq!(done.status.code(), Some(141));
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

#[test]
fn a_wrong_command_line_is_told_in_the_language_asked_for() {
    let table: [(&[&str], &str, &str); 5] = [
        (
            &["figures", "--nothing"],
            "不认识参数",
            "unexpected argument",
        ),
        (
            &["nothing"],
            "没有“nothing”这个命令",
            "unrecognized subcommand",
        ),
        (&["recount"], "缺少参数", "required arguments"),
        (&["serve", "--data"], "的值", "value is required"),
        (&["recoun", "--data", "x"], "是不是“recount”", "recount"),
    ];
    for (arguments, zh, en) in table {
        for (lang, words) in [("zh", zh), ("en", en)] {
            let (code, _, said) = fadu(&[arguments, &["--lang", lang]].concat());
            assert_eq!(code, 2, "{arguments:?}");
            assert!(said.contains(words), "{arguments:?} --lang {lang}: {said}");
        }
    }
}

#[test]
fn a_language_that_is_not_spoken_is_refused() {
    let (code, printed, said) = fadu(&["--lang", "fr", "check"]);
    assert_eq!((code, printed.as_str()), (2, ""));
    assert!(
        said.contains("zh") && said.contains("en") && said.contains("fr"),
        "{said}"
    );
}

#[test]
fn a_city_whose_accounts_are_wrong_leaves_nothing_behind() {
    let folder = std::env::temp_dir().join(format!("fadu-wrong-city-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (file, data) = (folder.join("city.toml"), folder.join("data"));
    let make = |role: &str| {
        let text = format!(
            r#"
[city]
id = "trial"
name = {{ zh = "试验市", en = "Trial" }}
office_name = {{ zh = "试验市司法局", en = "Justice Bureau" }}
telephone = "12348"
time_offset_hours = 8
policy = "strict"

[[units]]
id = "trial"
name = {{ zh = "试验市", en = "Trial" }}
short = "试"
kind = "city"

[[accounts]]
login = "first"
name = "赵某"
posts = [{{ role = "{role}", unit = "trial", from = "2024-01-01" }}]
"#
        );
        std::fs::write(&file, text).unwrap();
        let arguments = ["init", "--data", data.to_str().unwrap(), "--city"];
        fadu(&[&arguments[..], &[file.to_str().unwrap(), "--lang", "en"]].concat())
    };
    let (code, _, said) = make("nobody_declares_this");
    assert!(
        code == 2 && said.contains("no pack declares"),
        "{code} {said}"
    );
    // Nothing stands in the way of the next try.
    let (code, printed, said) = make("system_administrator");
    assert_eq!(code, 0, "{printed}{said}");
    let _ = std::fs::remove_dir_all(&folder);
}

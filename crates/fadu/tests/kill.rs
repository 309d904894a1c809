//! The program is killed while it submits, again and again: what it answered is there once.
//!
//! Twenty kills by default; `FADU_KILLS` asks for more.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says no by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Mediations in the file; each has three acts.
const MATTERS: usize = 1_000;
/// Kills where nothing else is asked for.
const KILLS: usize = 20;

/// A little generator of its own: the same kills every time, as far as the machine allows.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

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

[[units]]
id = "liuhe"
name = { zh = "柳河镇", en = "Liuhe" }
short = "柳"
kind = "township"
parent = "lanxi"

[[accounts]]
login = "zhao"
name = "赵某"
posts = [{ role = "mediator", unit = "liuhe", from = "2020-01-01" }]
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The packs that the acts need, and the statutes: the program starts sooner with few.
fn make_home(folder: &Path) -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = folder.join("home");
    for part in ["packs/administration", "packs/mediation", "statutes"] {
        copy_folder(&repository.join(part), &home.join(part));
    }
    home
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry
            .map(|entry| (entry.path(), entry.file_name()))
            .unwrap();
        if path.is_dir() {
            copy_folder(&path, &to.join(name));
        } else {
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// The program, with its home and one city's data.
struct Program {
    home: PathBuf,
    data: PathBuf,
}

impl Program {
    fn run(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        command.args(["--lang", "en", "--home"]).arg(&self.home);
        command
            .arg(verb)
            .arg("--data")
            .arg(&self.data)
            .args(arguments);
        command
    }

    /// Runs to the end; the exit code, and what it printed as JSON.
    fn ask(&self, verb: &str, arguments: &[&str]) -> (i32, Value) {
        let output = self.run(verb, arguments).arg("--json").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
        (output.status.code().unwrap_or(-1), json)
    }
}

fn make_city(home: &Path, folder: &Path) -> Program {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("city.toml");
    std::fs::write(&file, CITY).unwrap();
    let program = Program {
        home: home.to_owned(),
        data: folder.join("data"),
    };
    let (code, _) = program.ask("init", &["--city", file.to_str().unwrap()]);
    assert_eq!(code, 0);
    program
}

/// The file of acts: every mediation is begun and settled by an oral agreement.
fn write_acts(path: &Path) -> usize {
    let mut lines = String::new();
    let mut line = |object: Value| writeln!(lines, "{object}").unwrap();
    for nth in 0..MATTERS {
        let opener = format!("m{nth}");
        let act = |step: &str, on: &str, facts: Value| {
            json!({
                "key": format!("{opener}/{step}"), "procedure": "mediation", "opened_by": opener,
                "act": step, "on": on, "actor": "zhao", "facts": facts,
            })
        };
        line(json!({
            "key": opener, "procedure": "mediation", "unit": "liuhe", "act": "register",
            "on": "2024-06-03", "actor": "zhao", "facts": {
                "applicant": "李某", "respondent": "王某", "kind": "neighbour",
                "summary": format!("第 {nth} 起邻里纠纷"),
            },
        }));
        let willing = json!({ "both_willing": true, "mediators": ["赵某"] });
        line(act("begin", "2024-06-04", willing));
        let agreed = json!({ "agreement": "分期付款。", "effective_on": "2024-06-05" });
        line(act("agree_orally", "2024-06-05", agreed));
    }
    std::fs::write(path, lines).unwrap();
    3 * MATTERS
}

/// Submits, and kills the program after so many answers. Returns the answers read: key, act and
/// whether it was a first receipt's repeat.
fn submit_and_kill(program: &Program, file: &str, answers_max: usize) -> Vec<(String, i64, bool)> {
    let mut child = program
        .run("submit", &["--json-lines", file])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut answers = Vec::new();
    // What was written before the kill counts as well: it had been promised.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        let Ok(answer) = serde_json::from_str::<Value>(&line) else {
            break;
        };
        let Some(key) = answer["key"].as_str() else {
            break;
        };
        let repeated = answer["repeated"].as_bool().unwrap();
        answers.push((key.to_owned(), answer["act"].as_i64().unwrap(), repeated));
        if answers.len() == answers_max {
            child.kill().unwrap(); // SIGKILL on Unix.
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
    answers
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a longer run is asked for by the environment"
)]
fn what_was_answered_before_a_kill_is_there_once_and_sound() {
    let kills = std::env::var("FADU_KILLS")
        .ok()
        .and_then(|text| text.parse().ok());
    let kills: usize = kills.unwrap_or(KILLS);
    let folder = folder("kill");
    let home = make_home(&folder);
    let mut chance = Chance(20_240_603);
    let mut killed = 0;
    let mut answered_in_all = 0;
    let mut cities = 0;
    while killed < kills {
        let place = folder.join(format!("city{cities}"));
        cities += 1;
        let program = make_city(&home, &place);
        let file = place.join("acts.jsonl");
        let lines = write_acts(&file);
        let file = file.to_str().unwrap();
        let mut promised: BTreeMap<String, i64> = BTreeMap::new();
        while promised.len() < lines && killed < kills {
            // Repeats are answered first; the kill falls somewhere among what is new.
            let more = 1 + chance.below(400);
            let answers = submit_and_kill(&program, file, promised.len() + more);
            killed += 1;
            for (key, act, _) in answers {
                let first = *promised.entry(key.clone()).or_insert(act);
                assert_eq!(first, act, "{key} got another act after a kill");
            }
            holds_after_a_kill(&program, &promised);
        }
        answered_in_all += finish_and_compare(&program, file, lines, &promised);
        std::fs::remove_dir_all(&place).unwrap();
    }
    println!("{killed} kills, {cities} cities, {answered_in_all} acts answered before a kill");
}

/// The ledger verifies, the indicators recount, and there is a leaf for each act promised.
fn holds_after_a_kill(program: &Program, promised: &BTreeMap<String, i64>) {
    let (code, verified) = program.ask("verify", &[]);
    assert_eq!(code, 0, "{verified}");
    let (code, recounted) = program.ask("recount", &[]);
    assert_eq!(code, 0, "{recounted}");
    let distinct: BTreeSet<i64> = promised.values().copied().collect();
    assert_eq!(distinct.len(), promised.len(), "two requests share an act");
    let leaves = verified["leaves"].as_i64().unwrap();
    assert!(
        distinct.last().is_none_or(|last| *last < leaves),
        "an answered act is gone"
    );
}

/// The file is submitted once more to its end: nothing is lost and nothing is there twice.
fn finish_and_compare(
    program: &Program,
    file: &str,
    lines: usize,
    promised: &BTreeMap<String, i64>,
) -> usize {
    let answers = submit_and_kill(program, file, usize::MAX);
    assert_eq!(answers.len(), lines);
    for (key, act, repeated) in answers {
        match promised.get(&key) {
            Some(first) => assert!(repeated && *first == act, "{key} was done twice"),
            None => assert!(
                !promised.values().any(|other| *other == act),
                "{key} took {act}"
            ),
        }
    }
    let (code, verified) = program.ask("verify", &[]);
    assert_eq!((code, verified["leaves"].as_u64()), (0, Some(lines as u64)));
    let (code, recounted) = program.ask("recount", &[]);
    assert_eq!((code, recounted["equal"].as_bool()), (0, Some(true)));
    promised.len()
}

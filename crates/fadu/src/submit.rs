//! `fadu submit`: many acts from a file, one JSON object a line, resumable by key.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use fadu_office::writer::Pending;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::city::open_city;
use crate::home::Home;
use crate::record::finish;
use crate::speak::{Speak, told};

/// Lines handed in before waiting for their answers.
const IN_FLIGHT: usize = 512;

/// Submit many acts from a file of JSON lines.
///
/// A line is {key, procedure, matter? | unit?, act, on, actor, facts}. Lines submitted before are
/// answered with their first receipt, so a broken run is simply run again.
///
/// With --json-lines each line is answered on its own, as soon as its act is durable: whatever
/// stands on standard output is kept, even if the machine fails in the next moment.
///
/// Example: fadu submit --data data/demo acts.jsonl
#[derive(Args)]
pub struct Submit {
    /// The city's data folder.
    #[arg(long)]
    data: PathBuf,
    /// The file.
    file: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// Print one JSON object a line, as soon as each is durable, and the sum as the last.
    #[arg(long, conflicts_with = "json")]
    json_lines: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: String,
    #[serde(default)]
    city: Option<String>,
    procedure: String,
    #[serde(default)]
    matter: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    opened_by: Option<String>,
    #[serde(default)]
    upon: Option<String>,
    act: String,
    on: String,
    actor: String,
    #[serde(default)]
    facts: BTreeMap<String, Value>,
}

impl Line {
    fn submission(self) -> Result<Submission> {
        let day = self
            .on
            .parse::<Date>()
            .ok()
            .filter(|_| !self.on.contains('T'));
        let at = match day {
            Some(day) => day.at(9, 0, 0, 0),
            None => self.on.parse::<DateTime>().map_err(|_| {
                let on = &self.on;
                told(
                    format!("“{on}”不是日期，例如 2026-03-02"),
                    format!("{on} is no date such as 2026-03-02"),
                )
            })?,
        };
        let upon = self.upon.map(|number| Box::new(Subject::Number(number)));
        let subject = match (
            self.matter,
            self.opened_by,
            upon.map(Subject::Upon),
            self.unit,
        ) {
            (Some(number), _, _, _) => Subject::Number(number),
            (None, None, Some(upon), _) => upon,
            (None, Some(key), _, _) => Subject::OpenedBy {
                key,
                procedure: self.procedure.clone(),
            },
            (None, None, None, Some(unit)) => Subject::New { unit },
            (None, None, None, None) => {
                return Err(told(
                    "请写 matter（编号）或 unit（在哪个单位立事项）",
                    "name a matter, or a unit to open one in",
                ));
            }
        };
        let doer = match self.actor.as_str() {
            "party" => Doer::Party,
            "anyone" => Doer::Anyone,
            login => Doer::Account(login.to_owned()),
        };
        Ok(Submission {
            key: self.key,
            procedure: self.procedure,
            subject,
            act: self.act,
            at,
            doer,
            facts: self.facts,
        })
    }
}

impl Submit {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(self.submit(home, speak))
    }

    fn open_file(&self) -> Result<std::fs::File> {
        std::fs::File::open(&self.file).map_err(|error| {
            let file = self.file.display();
            told(
                format!("文件 {file} 不能读取：{error}"),
                format!("{file} cannot be read: {error}"),
            )
        })
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "how long it took is told, not decided by"
    )]
    fn submit(&self, home: &Home, speak: Speak) -> Result<bool> {
        let started = std::time::Instant::now();
        let open = open_city(home, &self.data, None)?;
        let file = self.open_file()?;
        let mut counted = Counted {
            speak,
            each: self.json_lines,
            accepted: 0,
            refused: vec![],
        };
        let mut pending: VecDeque<PendingLine> = VecDeque::new();
        for (number, line) in (1..).zip(BufReader::new(file).lines()) {
            let line = line.map_err(|error| {
                told(
                    format!("第 {number} 行不能读取：{error}"),
                    format!("line {number} cannot be read: {error}"),
                )
            })?;
            if line.trim().is_empty() {
                continue;
            }
            let submission = match read_line(&line, &open.settings.id) {
                Ok(submission) => submission,
                Err((rule, words)) => {
                    counted.refuse(json!({ "line": number, "rule": rule, "words": words }))?;
                    continue;
                }
            };
            let key = submission.key.clone();
            pending.push_back((number, key, open.office.submit(submission)));
            if pending.len() >= IN_FLIGHT {
                pending
                    .pop_front()
                    .map_or(Ok(()), |oldest| counted.settle(oldest))?;
            }
        }
        pending
            .into_iter()
            .try_for_each(|answer| counted.settle(answer))?;
        let seconds = started.elapsed().as_secs_f64();
        let Counted {
            accepted, refused, ..
        } = counted;
        if self.json {
            let document = json!({ "accepted": accepted, "refused": refused, "seconds": seconds });
            println!("{document:#}");
        } else if self.json_lines {
            let refused = refused.len();
            println!(
                "{}",
                json!({ "accepted": accepted, "refused": refused, "seconds": seconds })
            );
        } else {
            for line in &refused {
                println!("{line}");
            }
            println!(
                "{} {accepted}, {} {} ({seconds:.1} s)",
                speak.say("受理", "accepted"),
                speak.say("拒绝", "refused"),
                refused.len()
            );
        }
        open.close();
        Ok(refused.is_empty())
    }
}

/// A line's submission, or why it cannot be handed in: a rule's key and words.
fn read_line(line: &str, city: &str) -> Result<Submission, (&'static str, String)> {
    let read: Line = serde_json::from_str(line).map_err(|error| ("form", error.to_string()))?;
    if read.city.as_deref().is_some_and(|named| named != city) {
        return Err(("city", "another city".to_owned()));
    }
    read.submission()
        .map_err(|error| ("form", format!("{error:#}")))
}

/// A line handed in: its number, its key, and the answer to come.
type PendingLine = (usize, String, Pending<Answer>);

/// What became of the lines so far.
struct Counted {
    speak: Speak,
    /// Whether each answer is printed on its own.
    each: bool,
    accepted: usize,
    refused: Vec<Value>,
}

impl Counted {
    fn settle(&mut self, (line, key, pending): PendingLine) -> Result<()> {
        match pending.wait() {
            Ok(Answer::Done(done)) => {
                self.accepted += 1;
                self.say(&json!({
                    "line": line, "key": key, "act": done.act, "matter": done.number,
                    "repeated": done.repeated,
                }))
            }
            Ok(Answer::Refused(refusal)) => {
                let citation: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
                self.refuse(json!({
                    "line": line, "rule": refusal.rule.key(), "citation": citation.join(" "),
                    "words": refusal.words.get(self.speak.lang),
                }))
            }
            Err(fault) => self.refuse(json!({
                "line": line, "rule": "fault", "words": fault.words().get(self.speak.lang),
            })),
        }
    }

    fn refuse(&mut self, refused: Value) -> Result<()> {
        self.say(&refused)?;
        self.refused.push(refused);
        Ok(())
    }

    /// Each answer leaves the program at once: it is a promise already kept.
    fn say(&self, answer: &Value) -> Result<()> {
        if self.each {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{answer}")?;
            out.flush()?;
        }
        Ok(())
    }
}

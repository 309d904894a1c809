//! `fadu submit`: many acts from a file, one JSON object a line, resumable by key.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::city::open_city;
use crate::home::Home;
use crate::record::finish;
use crate::speak::Speak;

/// Lines handed in before waiting for their answers.
const IN_FLIGHT: usize = 512;

/// Submit many acts from a file of JSON lines.
///
/// A line is {key, procedure, matter? | unit?, act, on, actor, facts}. Lines submitted before are
/// answered with their first receipt, so a broken run is simply run again.
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
            None => self
                .on
                .parse::<DateTime>()
                .with_context(|| format!("{} is no date", self.on))?,
        };
        let subject = match (self.matter, self.opened_by, self.unit) {
            (Some(number), _, _) => Subject::Number(number),
            (None, Some(key), _) => Subject::OpenedBy {
                key,
                procedure: self.procedure.clone(),
            },
            (None, None, Some(unit)) => Subject::New { unit },
            (None, None, None) => anyhow::bail!("name a matter, or a unit to open one in"),
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

    #[expect(
        clippy::disallowed_methods,
        reason = "how long it took is told, not decided by"
    )]
    fn submit(&self, home: &Home, speak: Speak) -> Result<bool> {
        let started = std::time::Instant::now();
        let open = open_city(home, &self.data, None)?;
        let file = std::fs::File::open(&self.file)
            .with_context(|| format!("{} cannot be read", self.file.display()))?;
        let mut accepted = 0_usize;
        let mut refused: Vec<Value> = Vec::new();
        let mut pending = Vec::new();
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let number = number + 1;
            let line = line.with_context(|| format!("line {number} cannot be read"))?;
            if line.trim().is_empty() {
                continue;
            }
            let read: Line = match serde_json::from_str(&line) {
                Ok(read) => read,
                Err(error) => {
                    refused.push(
                        json!({ "line": number, "rule": "form", "words": error.to_string() }),
                    );
                    continue;
                }
            };
            if read
                .city
                .as_ref()
                .is_some_and(|city| *city != open.settings.id)
            {
                refused.push(json!({ "line": number, "rule": "city", "words": "another city" }));
                continue;
            }
            match read.submission() {
                Ok(submission) => pending.push((number, open.office.submit(submission))),
                Err(error) => {
                    refused.push(
                        json!({ "line": number, "rule": "form", "words": format!("{error:#}") }),
                    );
                }
            }
            if pending.len() >= IN_FLIGHT {
                settle(&mut pending, &mut accepted, &mut refused, speak);
            }
        }
        settle(&mut pending, &mut accepted, &mut refused, speak);
        let seconds = started.elapsed().as_secs_f64();
        if self.json {
            let document = json!({ "accepted": accepted, "refused": refused, "seconds": seconds });
            println!("{document:#}");
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

type PendingLine = (usize, fadu_office::writer::Pending<Answer>);

fn settle(
    pending: &mut Vec<PendingLine>,
    accepted: &mut usize,
    refused: &mut Vec<Value>,
    speak: Speak,
) {
    for (line, answer) in pending.drain(..) {
        match answer.wait() {
            Ok(Answer::Done(_)) => *accepted += 1,
            Ok(Answer::Refused(refusal)) => {
                let citation: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
                refused.push(json!({
                    "line": line, "rule": refusal.rule.key(), "citation": citation.join(" "),
                    "words": refusal.words.get(speak.lang),
                }));
            }
            Err(fault) => refused.push(json!({
                "line": line, "rule": "fault", "words": fault.words().get(speak.lang),
            })),
        }
    }
}

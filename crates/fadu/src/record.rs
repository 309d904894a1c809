//! The verbs that read a city's record: `fadu figures`, `acts`, `recount` and `verify`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use fadu_kernel::indicator::Span;
use fadu_office::figures::{PUBLISHED_SETTING, Published, counted_parts, figure};
use fadu_office::recount::recount;
use fadu_office::verify_record::verify_record;
use fadu_store::{ContributionFilter, ContributionPlace, Reader, Scope};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::city::{OpenCity, read_city};
use crate::home::{Home, today};
use crate::speak::{Speak, in_words, told};

/// Which city is read.
#[derive(Args)]
pub struct Where {
    /// The city's data folder.
    #[arg(long)]
    data: PathBuf,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Where {
    fn open(&self, home: &Home) -> Result<OpenCity> {
        read_city(home, &self.data, self.city.as_deref())
    }
}

/// Print every figure with its definition and checkpoint.
///
/// Example: fadu figures --data data/demo --period 2022
#[derive(Args)]
pub struct Figures {
    #[command(flatten)]
    at: Where,
    /// A unit, with those below it.
    #[arg(long)]
    place: Option<String>,
    /// A period: 2022, 2022-05, 2022-Q2 or 2022-01..2022-06 (default: this year).
    #[arg(long)]
    period: Option<String>,
}

impl Figures {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(self.print(home, speak))
    }

    fn print(&self, home: &Home, speak: Speak) -> Result<bool> {
        let open = self.at.open(home)?;
        let period = self
            .period
            .clone()
            .unwrap_or_else(|| today().year().to_string());
        let span = Span::parse(&period).ok_or_else(|| no_period(&period))?;
        let reader = open.office.store().snapshot(&open.office.city)?;
        if let Some(place) = self
            .place
            .as_ref()
            .filter(|p| open.office.rules.units().get(p).is_none())
        {
            return Err(told(
                format!("没有单位“{place}”，单位以代码指明"),
                format!("there is no unit {place}; name it by its key"),
            ));
        }
        let checkpoint = reader
            .latest_checkpoint()?
            .map(|checkpoint| checkpoint.size);
        let mut rows = Vec::new();
        for indicator in &open.office.rules.packs.indicators {
            let place = self.place.as_deref();
            let found = figure(&reader, &open.office.rules, indicator, span, place)?;
            let lang = speak.lang;
            if !self.at.json {
                let value = found.value.as_deref().unwrap_or("—");
                let (name, unit) = (indicator.title.get(lang), indicator.unit.get(lang));
                println!("{:<44} {value:>12} {unit}  {name}", indicator.id);
            }
            rows.push(json!({
                "id": indicator.id, "name": indicator.title.get(lang),
                "definition": indicator.definition.get(lang), "value": found.value,
                "unit": indicator.unit.get(lang), "period": period, "place": self.place,
                "numerator": found.base.map(|base| base.0),
                "denominator": found.base.map(|base| base.1), "checkpoint": checkpoint,
            }));
        }
        if self.at.json {
            println!("{:#}", Value::Array(rows));
        }
        drop(reader);
        open.close();
        Ok(true)
    }
}

/// Print the acts behind a figure.
///
/// Example: fadu acts --data data/demo --figure mediation.disputes_mediated --period 2022
#[derive(Args)]
pub struct Acts {
    #[command(flatten)]
    at: Where,
    /// An indicator, or the id of a published figure such as F204.
    #[arg(long)]
    figure: String,
    /// The period (default: the published figure's, else this year).
    #[arg(long)]
    period: Option<String>,
    /// A unit, with those below it.
    #[arg(long)]
    place: Option<String>,
}

impl Acts {
    /// Runs the command.
    pub fn run(self, home: &Home, _speak: Speak) -> ExitCode {
        finish(self.print(home))
    }

    fn print(&self, home: &Home) -> Result<bool> {
        let open = self.at.open(home)?;
        let reader = open.office.store().snapshot(&open.office.city)?;
        let published: Option<Vec<Published>> = reader.setting(PUBLISHED_SETTING)?;
        let published = published.unwrap_or_default();
        let known = published
            .iter()
            .find(|published| published.id == self.figure);
        let id = known.map_or(self.figure.as_str(), |published| &published.indicator);
        let rules = &open.office.rules;
        let indicator = rules.packs.indicator(id).ok_or_else(|| {
            told(
                format!("没有指标“{id}”，运行 fadu figures 查看全部指标"),
                format!("there is no figure {id}; fadu figures lists them"),
            )
        })?;
        let period = self
            .period
            .clone()
            .or_else(|| known.map(|known| known.span.clone()));
        let period = period.unwrap_or_else(|| today().year().to_string());
        let span = Span::parse(&period).ok_or_else(|| no_period(&period))?;
        let mut rows = Vec::new();
        for part in counted_parts(rules, indicator) {
            let scope = self.place.as_deref().map_or(Scope::City, Scope::within);
            let filter = ContributionFilter {
                indicator: part.id.clone(),
                span,
                scope,
                class: None,
                member: None,
            };
            each_contribution(&reader, &filter, |line| {
                let act = line.place.act.0;
                if !self.at.json {
                    let amount = line.contribution.amount;
                    println!(
                        "{act:>8} {} {:<28} {amount:>10} {} {}",
                        line.at.date(),
                        line.number,
                        part.id,
                        line.title
                    );
                }
                rows.push(json!({
                    "act": act, "matter": line.number, "on": line.at.date().to_string(),
                    "leaf": act, "indicator": part.id, "amount": line.contribution.amount,
                }));
            })?;
        }
        if self.at.json {
            println!("{:#}", Value::Array(rows));
        }
        drop(reader);
        open.close();
        Ok(true)
    }
}

fn each_contribution(
    reader: &Reader,
    filter: &ContributionFilter,
    mut each: impl FnMut(fadu_store::ContributionLine),
) -> Result<()> {
    let mut after: Option<ContributionPlace> = None;
    loop {
        let page = reader.contributions(filter, after, fadu_store::PAGE_MAX)?;
        page.items.into_iter().for_each(&mut each);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

/// Count all indicators again from the acts and compare them cell by cell.
///
/// Example: fadu recount --data data/demo
#[derive(Args)]
pub struct RecountVerb {
    #[command(flatten)]
    at: Where,
}

impl RecountVerb {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(self.print(home, speak))
    }

    fn print(&self, home: &Home, speak: Speak) -> Result<bool> {
        let open = self.at.open(home)?;
        let reader = open.office.store().snapshot(&open.office.city)?;
        let found = recount(&reader, &open.office.rules)?;
        if self.at.json {
            println!("{:#}", serde_json::to_value(&found)?);
        } else {
            for difference in &found.differing {
                let (kept, counted) = (&difference.kept, &difference.counted);
                println!("{}: {kept} ≠ {counted}", difference.what);
            }
            let equal = if found.equal {
                speak.say("一致", "equal")
            } else {
                speak.say("不一致", "not equal")
            };
            let (cells, acts) = (found.cells, found.acts);
            println!(
                "{acts} {}, {cells} {}: {equal}",
                speak.say("个行为", "acts"),
                speak.say("个单元格", "cells")
            );
        }
        drop(reader);
        open.close();
        Ok(found.equal)
    }
}

/// Verify the ledger: every leaf, tile row, checkpoint and signature, and acts against leaves;
/// or one receipt.
///
/// Example: fadu verify --data data/demo
#[derive(Args)]
pub struct Verify {
    /// The city's data folder.
    #[arg(long, required_unless_present = "receipt")]
    data: Option<PathBuf>,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// A receipt file to check without any server.
    #[arg(long)]
    receipt: Option<PathBuf>,
    /// The key that the receipt must be signed by, as the city publishes it.
    #[arg(long)]
    key: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(match &self.receipt {
            Some(receipt) => self.verify_receipt(receipt, speak),
            None => self.verify_city(home, speak),
        })
    }

    fn verify_receipt(&self, path: &std::path::Path, speak: Speak) -> Result<bool> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let trusted = match &self.key {
            Some(key) => Some(
                key.parse()
                    .with_context(|| format!("{key} is no verifier key"))?,
            ),
            None => None,
        };
        let verified = fadu_ledger::Receipt::from_json(&text)
            .and_then(|receipt| receipt.verify(trusted.as_ref()));
        let (ok, words) = match verified {
            Ok(_) => (
                true,
                speak
                    .say("回执真实有效", "the receipt is genuine")
                    .to_owned(),
            ),
            Err(fault) => {
                let words = fault.words();
                (false, speak.say(&words.zh, &words.en).to_owned())
            }
        };
        if self.json {
            println!("{:#}", json!({ "ok": ok, "words": words }));
        } else {
            println!("{words}");
        }
        Ok(ok)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "how long it took is told, not decided by"
    )]
    fn verify_city(&self, home: &Home, speak: Speak) -> Result<bool> {
        let started = std::time::Instant::now();
        let data = self.data.clone().ok_or_else(|| {
            told(
                "请用 --data 指明数据目录",
                "name the data folder with --data",
            )
        })?;
        let open = read_city(home, &data, self.city.as_deref())?;
        let reader = open.office.store().snapshot(&open.office.city)?;
        let bar = progress(reader.ledger_size()?, self.json);
        let found = verify_record(&reader, open.office.key(), &mut |done| {
            bar.set_position(done)
        })?;
        bar.finish_and_clear();
        let elapsed = started.elapsed();
        if self.json {
            let mut document = serde_json::to_value(&found)?;
            document["seconds"] = json!(seconds(elapsed));
            println!("{document:#}");
        } else {
            for fault in &found.faults {
                println!(
                    "{} {}",
                    fault.leaf.map_or(String::new(), |leaf| leaf.to_string()),
                    fault.what
                );
            }
            let verdict = if found.ok {
                speak.say("完好", "ok")
            } else {
                speak.say("有问题", "not ok")
            };
            let (leaves, size) = (found.leaves, found.checkpoint);
            println!(
                "{leaves} {}, {} {size}: {verdict} ({:.2} s)",
                speak.say("条存证", "leaves"),
                speak.say("检查点", "checkpoint"),
                elapsed.as_secs_f32()
            );
        }
        drop(reader);
        open.close();
        Ok(found.ok)
    }
}

fn seconds(elapsed: Duration) -> f64 {
    elapsed.as_secs_f64()
}

fn progress(length: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

fn no_period(period: &str) -> anyhow::Error {
    told(
        format!("“{period}”不是期间，例如 2022、2022-05、2022-Q2 或 2022-01..2022-06"),
        format!("{period} is no period such as 2022, 2022-05, 2022-Q2 or 2022-01..2022-06"),
    )
}

/// Exit 0 when it holds, 1 when it does not, 2 with the reason on standard error.
pub fn finish(result: Result<bool>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}", in_words(&error));
            ExitCode::from(2)
        }
    }
}

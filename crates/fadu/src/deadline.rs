//! `fadu deadline`: the statutory calculator, the same code as the running clocks.

use std::process::ExitCode;

use clap::Args;
use fadu_kernel::deadline::{
    Counting, DayLine, Deadline as Found, LengthUnit, Period, Policy, due, explain,
};
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use serde_json::json;

use crate::home::Home;
use crate::speak::Speak;

/// Compute a statutory deadline and explain it day by day.
///
/// Example: fadu deadline --rule CR2 --from 2024-02-08 --length 5 --unit workday
#[derive(Args)]
pub struct Deadline {
    /// Counting rule, CR1 to CR7 (CR5-next-hour for court hours).
    #[arg(long)]
    rule: String,
    /// The day (or moment) from which the period runs.
    #[arg(long)]
    from: String,
    /// Length.
    #[arg(long)]
    length: u32,
    /// day, workday, month, year or hour.
    #[arg(long)]
    unit: String,
    /// Region with holidays of its own.
    #[arg(long)]
    region: Option<String>,
    /// Where the law does not state rollover, let the strict date bind.
    #[arg(long)]
    strict: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Deadline {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        match self.compute(home, speak) {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(words) => speak.usage(&words),
        }
    }

    fn compute(&self, home: &Home, speak: Speak) -> Result<String, Words> {
        let counting: Counting = self.rule.parse().map_err(|fault| named("--rule", &fault))?;
        let unit: LengthUnit = self.unit.parse().map_err(|fault| named("--unit", &fault))?;
        let start = parse_start(&self.from)?;
        let period = Period {
            length: self.length,
            unit,
            counting,
        };
        let policy = if self.strict {
            Policy::Strict
        } else {
            Policy::Rolled
        };
        let region = self.region.as_deref();
        let calendar = home.calendar(region).map_err(|complaints| {
            let all = complaints
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n");
            Words::new(all.clone(), all)
        })?;
        let deadline = due(&calendar, start, period, &[], policy).map_err(|fault| fault.words())?;
        let days = explain(&calendar, start, period, &[], policy).map_err(|fault| fault.words())?;
        if self.json {
            let days: Vec<_> = days
                .iter()
                .map(|day| {
                    json!({
                        "date": day.date.to_string(),
                        "counted": day.counted,
                        "why": day.why.get(speak.lang),
                    })
                })
                .collect();
            let document = json!({
                "due": deadline.due.to_string(),
                "strict": deadline.strict.to_string(),
                "rolled": deadline.rolled.to_string(),
                "provisional": deadline.provisional,
                "days": days,
            });
            return Ok(format!("{document:#}"));
        }
        Ok(in_words(&days, &deadline, speak))
    }
}

/// The days and the end as text for a terminal.
fn in_words(days: &[DayLine], deadline: &Found, speak: Speak) -> String {
    let mut text = String::new();
    for day in days {
        let counted = day
            .counted
            .map_or_else(|| "—".to_owned(), |n| n.to_string());
        text.push_str(&format!(
            "{}  {counted:>4}  {}\n",
            day.date,
            day.why.get(speak.lang)
        ));
    }
    let due = speak.say("届满", "due");
    text.push_str(&format!("{due}: {}", deadline.due));
    if deadline.strict != deadline.rolled {
        let (strict, rolled) = (speak.say("不顺延", "strict"), speak.say("顺延", "rolled"));
        text.push_str(&format!(
            "  ({strict} {}, {rolled} {})",
            deadline.strict, deadline.rolled
        ));
    }
    if deadline.provisional {
        let provisional = speak.say(
            "暂定：所涉年份的放假安排尚未公布",
            "provisional: the holiday notice for a year it reaches is not yet published",
        );
        text.push_str(&format!("\n{provisional}"));
    }
    text
}

fn named(option: &str, fault: &fadu_kernel::deadline::UnknownName) -> Words {
    let words = fault.words();
    Words::new(
        format!("{option}：{}", words.zh),
        format!("{option}: {}", words.en),
    )
}

fn parse_start(text: &str) -> Result<DateTime, Words> {
    let day = text.parse::<Date>().ok().map(|date| date.at(0, 0, 0, 0));
    let moment = || text.parse::<DateTime>().ok();
    day.filter(|_| !text.contains('T'))
        .or_else(moment)
        .ok_or_else(|| {
            Words::new(
                format!("--from“{text}”不是日期，例如 2024-02-08 或 2024-02-08T16:30"),
                format!("--from “{text}” is no date such as 2024-02-08 or 2024-02-08T16:30"),
            )
        })
}

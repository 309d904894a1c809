//! Handing in what is planned, day by day, through the same way as any other act.
//!
//! Nights and firsts of months come in between: time limits lapse, and lights are set.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use fadu_office::fault::Fault;
use fadu_office::figures::{PUBLISHED_SETTING, Published};
use fadu_office::office::Office;
use fadu_office::submission::Answer;
use fadu_office::writer::Pending;
use fadu_office::{run_schemes, sweep_clocks};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::ToSpan;
use jiff::civil::Date;

use super::compare::compare;
use super::prepare::Prepared;
use crate::replay::tell::{Told, Town};
use crate::replay::{Expected, Planned};

/// The seed from which people and stories are invented.
const SEED: u64 = 20_220_101;
/// Most different complaints told: whoever mends the first ones mends most.
const COMPLAINTS_MAX: usize = 40;

/// What a replay did.
pub struct Replayed {
    /// The city.
    pub city: String,
    /// Acts on record.
    pub acts: i64,
    /// Matters on record.
    pub matters: u64,
    /// Unlawful attempts refused.
    pub refused: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// Published beside counted.
    pub figures: Vec<Published>,
    /// What did not go as planned.
    pub complaints: Complaints,
}

/// What did not go as planned, each kind with how often and an example.
#[derive(Default)]
pub struct Complaints(BTreeMap<String, (usize, String)>);

impl Complaints {
    /// Adds one.
    pub fn add(&mut self, what: String, example: &str) {
        let entry = self
            .0
            .entry(what)
            .or_insert_with(|| (0, example.to_owned()));
        entry.0 += 1;
    }

    /// Whether everything went as planned.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Prints them.
    pub fn print(&self) {
        for (what, (count, example)) in self.0.iter().take(COMPLAINTS_MAX) {
            eprintln!("{count} x {what}\n      {example}");
        }
        let more = self.0.len().saturating_sub(COMPLAINTS_MAX);
        if more > 0 {
            eprintln!("and {more} other complaints");
        }
    }
}

/// Replays a city and compares its figures. Stops with an error at the end of the day on which
/// `going_on` falls.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a replay took is told, not decided by"
)]
pub fn replay(
    office: &Office,
    prepared: &Prepared,
    quiet: bool,
    going_on: &AtomicBool,
) -> Result<Replayed> {
    let started = std::time::Instant::now();
    let now = office.now();
    let town = Town::new(&prepared.file);
    let stories = prepared.stories(office, &town, SEED)?;
    let told = Told::new(&stories, &town, &office.rules.calendar, now);
    let bar = progress(told.tellings(), quiet);
    let mut told = told.peekable();
    let mut handing = Handing {
        office,
        month: None,
        refused: 0,
        complaints: Complaints::default(),
    };
    let mut next = next_day(&mut told)?;
    while let Some((day, planned)) = next {
        let count = planned.len() as u64;
        let handed = handing.hand_in(day, planned)?;
        // While the writer works the next day is invented.
        next = next_day(&mut told)?;
        handing.hear(handed)?;
        bar.inc(count);
        if !going_on.load(Ordering::Acquire) {
            bail!("stopped on {day}, before the end of what there is to replay");
        }
        bar.set_message(day.to_string());
    }
    handing.close_month(now.date())?;
    handing.begin_day(now.date())?;
    bar.finish_and_clear();
    let Handing {
        refused,
        mut complaints,
        ..
    } = handing;
    let published = compare(office, &prepared.figures, &mut complaints)?;
    let kept = published.clone();
    let keep = office.ask(move |work| Ok(work.batch.set_setting(PUBLISHED_SETTING, &kept)?));
    keep.wait()?;
    let (acts, matters) = office.read(|reader| {
        let acts = reader.last_act_id()?.map_or(0, |last| last.0 + 1);
        Ok((
            acts,
            reader.count_matters(&fadu_store::MatterFilter::default())?,
        ))
    })?;
    Ok(Replayed {
        city: prepared.file.city.id.clone(),
        acts,
        matters,
        refused,
        elapsed: started.elapsed(),
        figures: published,
        complaints,
    })
}

fn progress(length: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}

/// The acts of the next day on which something is done.
fn next_day(told: &mut Peekable<Told<'_>>) -> Result<Option<(Date, Vec<Planned>)>> {
    let mut acts: Vec<Planned> = Vec::new();
    let mut day = None;
    while let Some(next) = told.peek() {
        let on = next.as_ref().ok().map(|next| next.submission.at.date());
        if on.is_some() && day.is_some() && on != day {
            break;
        }
        day = on;
        acts.extend(told.next().transpose()?);
    }
    Ok(day.map(|day| (day, acts)))
}

/// An act handed in, with what is told if it does not go as planned.
struct Handed {
    key: String,
    procedure: String,
    act: String,
    expected: Expected,
    answer: Pending<Answer>,
}

struct Handing<'a> {
    office: &'a Office,
    month: Option<Date>,
    refused: usize,
    complaints: Complaints,
}

impl Handing<'_> {
    /// Hands in a day's acts in order, without waiting between them.
    fn hand_in(&mut self, day: Date, acts: Vec<Planned>) -> Result<Vec<Handed>> {
        self.close_month(day)?;
        self.begin_day(day)?;
        let hand_in = |planned: Planned| {
            let submission = planned.submission;
            let at = submission.at;
            Handed {
                key: submission.key.clone(),
                procedure: submission.procedure.clone(),
                act: submission.act.clone(),
                expected: planned.expected,
                answer: self.office.submit_at(submission, at),
            }
        };
        Ok(acts.into_iter().map(hand_in).collect())
    }

    /// Waits for the answers of a day.
    fn hear(&mut self, handed: Vec<Handed>) -> Result<()> {
        for act in handed {
            let story = act.key.split('-').next().unwrap_or_default();
            let (procedure, name) = (&act.procedure, &act.act);
            let complain = |words: &str| format!("{story}: {procedure}.{name}: {words}");
            match act.answer.wait() {
                Ok(Answer::Refused(refusal)) if act.expected.is_met_by(&refusal) => {
                    self.refused += 1;
                }
                Ok(Answer::Done(_)) if !act.expected.is_refusal() => {}
                Ok(Answer::Refused(refusal)) => {
                    let basis: Vec<_> = refusal.basis.iter().map(ToString::to_string).collect();
                    let words = format!("refused: {} {}", refusal.words.en, basis.join(" "));
                    self.complaints.add(complain(&words), &act.key);
                }
                Ok(Answer::Done(_)) => {
                    let words = complain("should have been refused");
                    self.complaints.add(words, &act.key);
                }
                Err(Fault::NotFound { what, name }) => {
                    // What was refused before is not there afterwards.
                    let words = complain(&format!("the {what} is not there"));
                    self.complaints.add(words, &format!("{}: {name}", act.key));
                }
                Err(fault) => bail!("{}", complain(&fault.words().en)),
            }
        }
        Ok(())
    }

    /// Before a day of a later month: the first of the month after the last one with acts, on
    /// which that one is judged. Months in which nobody did anything are passed over.
    fn close_month(&mut self, day: Date) -> Result<()> {
        let Some(last) = self.month else {
            return Ok(());
        };
        let next = last.saturating_add(1.month());
        if next < day.first_of_month() {
            self.begin_day(next)?;
        }
        Ok(())
    }

    /// What a day begins with: lapses of the nights before, and on the first of a month its
    /// lights.
    fn begin_day(&mut self, day: Date) -> Result<()> {
        let morning = day.at(0, 0, 0, 0);
        let owed = |office: &Office| office.read(|reader| reader.matters_owing_lapse(morning, 1));
        // Asking is cheaper than a durable piece of work that finds nothing to do.
        let mut owing = !owed(self.office)?.is_empty();
        while owing {
            let swept = self
                .office
                .ask(move |work| sweep_clocks::sweep_clocks(work, morning))
                .wait()?;
            owing = swept.matters >= sweep_clocks::SWEEP_MAX;
        }
        let first = day.first_of_month();
        if self.month != Some(first) {
            self.month = Some(first);
            self.office
                .ask(move |work| run_schemes::run_schemes(work, morning))
                .wait()?;
        }
        Ok(())
    }
}

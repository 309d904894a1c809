//! `fadu bench`: measures this program on this machine, each figure beside a baseline of the same
//! run.
//!
//! Absolute figures say more about a disk than about a program, so the ratio is what counts. The
//! city measured is made for it and removed afterwards; the ledger, clocks and indicators are on.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts below 2^52 for people to read"
)]

use std::hint::black_box;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use fadu_kernel::act::Draft;
use fadu_kernel::actor::Actor;
use fadu_kernel::deadline::{Counting, LengthUnit, Period, Policy, due, explain};
use fadu_kernel::decide::decide;
use fadu_kernel::enact::read_facts;
use fadu_kernel::matter::{Matter, MatterId};
use fadu_office::office::Office;
use fadu_office::submission::{Answer, Doer, Subject, Submission};
use fadu_store::MatterFilter;
use jiff::civil::{DateTime, date};
use serde::Serialize;
use serde_json::json;

use crate::city::create_city;
use crate::home::Home;
use crate::record::finish;
use crate::replay::city::CityFile;
use crate::speak::Speak;

/// Callers that wait for an answer at the same time.
const CALLERS: [usize; 4] = [1, 8, 32, 128];
/// Matters in the small and in the large register.
const REGISTERS: [usize; 2] = [2_000, 20_000];
/// Lines of a page.
const PAGE: usize = 20;
/// Acts handed in without waiting while a register is filled.
const IN_FLIGHT: usize = 512;
/// What can be measured.
const NAMES: [&str; 4] = ["acts", "decide", "register", "deadline"];

/// Measure this program on this machine: acts, decide, register or deadline (default: all).
///
/// Example: fadu bench acts --data /srv --json
#[derive(Args)]
pub struct Bench {
    /// What to measure.
    name: Option<String>,
    /// A folder on the disk to measure; a folder is made in it and removed afterwards.
    #[arg(long, default_value = ".")]
    data: PathBuf,
    /// Seconds for each figure.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// One figure with its baseline.
#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    baseline: f64,
    baseline_is: &'static str,
    ratio: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_ms: Option<f64>,
    /// Durable writes for each act.
    #[serde(skip_serializing_if = "Option::is_none")]
    syncs_per_act: Option<f64>,
}

impl Figure {
    fn new(name: String, value: f64, unit: &'static str, baseline: (f64, &'static str)) -> Self {
        Self {
            name,
            value,
            unit,
            baseline: baseline.0,
            baseline_is: baseline.1,
            ratio: value / baseline.0.max(f64::MIN_POSITIVE),
            p50_ms: None,
            p99_ms: None,
            syncs_per_act: None,
        }
    }
}

impl Bench {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(self.measure(home, speak))
    }

    fn measure(&self, home: &Home, speak: Speak) -> Result<bool> {
        let wanted = |name: &str| self.name.as_deref().is_none_or(|wanted| wanted == name);
        if !NAMES.iter().any(|name| wanted(name)) {
            bail!(
                "there is no such measurement; choose one of {}",
                NAMES.join(", ")
            );
        }
        let folder = self.data.join(format!("fadu-bench-{}", std::process::id()));
        let file = CityFile::parse(CITY)?;
        let (open, _) = create_city(home, &folder, &file, Some("not-used-by-anybody-1"))?;
        let office = &open.office;
        let lasting = Duration::from_secs(self.seconds);
        let measured = (|| -> Result<Vec<Figure>> {
            let mut figures = Vec::new();
            if wanted("acts") {
                acts(office, &folder, lasting, &mut figures)?;
            }
            if wanted("decide") {
                figures.push(decisions(office, lasting)?);
            }
            if wanted("register") {
                figures.push(register(office, lasting)?);
            }
            if wanted("deadline") {
                figures.push(deadlines(office, lasting)?);
            }
            Ok(figures)
        })();
        open.close();
        let removed = std::fs::remove_dir_all(&folder);
        let figures = measured?;
        removed.with_context(|| format!("{} cannot be removed", folder.display()))?;
        if self.json {
            println!(
                "{:#}",
                json!({ "seconds_each": self.seconds, "figures": figures })
            );
        } else {
            for figure in &figures {
                print(figure, speak);
            }
        }
        Ok(true)
    }
}

fn print(figure: &Figure, speak: Speak) {
    let Figure {
        name,
        value,
        unit,
        baseline,
        baseline_is,
        ratio,
        ..
    } = figure;
    let against = speak.say("对照", "against");
    print!("{name:<18} {value:>12.1} {unit:<10} {against} {baseline:>12.1} ({baseline_is})");
    print!("  x{ratio:.2}");
    if let (Some(p50), Some(p99)) = (figure.p50_ms, figure.p99_ms) {
        print!("  p50 {p50:.2} ms, p99 {p99:.2} ms");
    }
    if let Some(syncs) = figure.syncs_per_act {
        print!("  {syncs:.3} {}", speak.say("次落盘/行为", "syncs an act"));
    }
    println!();
}

/// A city with one village: enough for a citizen's request.
const CITY: &str = r#"
[city]
id = "bench"
name = { zh = "测量市", en = "Bench" }
office_name = { zh = "测量", en = "Bench" }
telephone = "12348"
time_offset_hours = 8
policy = "rolled"

[[units]]
id = "bench"
name = { zh = "测量市", en = "Bench" }
short = "测"
kind = "city"

[[units]]
id = "village"
name = { zh = "测量村", en = "Village" }
short = "村"
kind = "village"
parent = "bench"
"#;

fn moment() -> DateTime {
    date(2024, 6, 3).at(9, 0, 0, 0)
}

/// A citizen's request for mediation: validated, numbered, timed, counted and sealed.
fn request(key: String) -> Submission {
    let facts = json!({
        "applicant": "李某", "applicant_phone": "13800000001", "respondent": "王某",
        "summary": "宅基地排水引起的邻里纠纷", "kind": "neighbour", "place": "测量村三组",
    });
    Submission {
        key,
        procedure: "mediation".to_owned(),
        subject: Subject::New {
            unit: "village".to_owned(),
        },
        act: "apply".to_owned(),
        at: moment(),
        doer: Doer::Anyone,
        facts: facts
            .as_object()
            .into_iter()
            .flatten()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

/// Calls `once` until the time is up; returns how often a second.
fn rate(lasting: Duration, mut once: impl FnMut() -> Result<()>) -> Result<f64> {
    let started = now();
    let mut times = 0_u32;
    while started.elapsed() < lasting {
        once()?;
        times += 1;
    }
    Ok(f64::from(times) / started.elapsed().as_secs_f64())
}

/// How often a second this disk makes 4 KiB durable.
fn disk_syncs(folder: &Path, lasting: Duration) -> Result<f64> {
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let block = [7_u8; 4_096];
    rate(lasting, || {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&block)?;
        Ok(file.sync_data()?)
    })
}

/// Acts a second through the writer, for several numbers of waiting callers.
fn acts(
    office: &Office,
    folder: &Path,
    lasting: Duration,
    figures: &mut Vec<Figure>,
) -> Result<()> {
    let mut alone = None;
    for callers in CALLERS {
        let syncs = disk_syncs(folder, lasting / 3)?;
        let checkpoints = |office: &Office| -> Result<usize> {
            let mut notes = 0;
            let reader = office.store().snapshot(&office.city)?;
            for note in reader.checkpoint_notes() {
                note?;
                notes += 1;
            }
            Ok(notes)
        };
        let sealed = checkpoints(office)?;
        let (mut waits, elapsed) = call(office, callers, lasting)?;
        let groups = checkpoints(office)? - sealed;
        waits.sort_unstable();
        let count = waits.len();
        let each_second = count as f64 / elapsed.as_secs_f64();
        let at = |percent: usize| {
            let place = (count * percent / 100).min(count.saturating_sub(1));
            waits.get(place).map(|wait| wait.as_secs_f64() * 1_000.0)
        };
        // One caller alone means one transaction for each act: what a plain program does.
        let baseline = match alone {
            None => (syncs, "disk syncs/s"),
            Some(alone) => (alone, "one transaction per act"),
        };
        alone = alone.or(Some(each_second));
        figures.push(Figure {
            p50_ms: at(50),
            p99_ms: at(99),
            syncs_per_act: Some(groups as f64 / count.max(1) as f64),
            ..Figure::new(
                format!("acts, {callers} waiting"),
                each_second,
                "acts/s",
                baseline,
            )
        });
    }
    Ok(())
}

fn call(office: &Office, callers: usize, lasting: Duration) -> Result<(Vec<Duration>, Duration)> {
    let started = now();
    let threads: Vec<_> = (0..callers)
        .map(|caller| {
            let office = office.clone();
            std::thread::spawn(move || -> Result<Vec<Duration>> {
                let mut waits = Vec::new();
                while started.elapsed() < lasting {
                    let asked = now();
                    let key = format!("{callers}/{caller}/{}", waits.len());
                    must_be_done(office.submit_at(request(key), moment()).wait()?)?;
                    waits.push(asked.elapsed());
                }
                Ok(waits)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for thread in threads {
        let found = thread
            .join()
            .map_err(|_| anyhow::anyhow!("a caller failed"))??;
        waits.extend(found);
    }
    Ok((waits, started.elapsed()))
}

fn must_be_done(answer: Answer) -> Result<()> {
    match answer {
        Answer::Done(_) => Ok(()),
        Answer::Refused(refusal) => bail!("refused: {}", refusal.words.en),
    }
}

/// The decision alone, against the whole of an act handed in without waiting.
fn decisions(office: &Office, lasting: Duration) -> Result<Figure> {
    let rules = &office.rules;
    let submission = request("decide".to_owned());
    let law = rules
        .packs
        .procedures
        .in_force("mediation", moment().date());
    let law = law.context("the pack mediation is needed")?;
    let Ok(facts) = read_facts(law, "apply", &submission.facts) else {
        bail!("facts")
    };
    let before = Matter::unopened(
        MatterId::default(),
        law.version(),
        "village".to_owned(),
        moment().date(),
    );
    let draft = Draft {
        act: "apply".to_owned(),
        at: moment(),
        actor: Actor::Anyone,
        facts,
    };
    let units = rules.units();
    let setting = rules.setting(&units, moment());
    let alone = rate(lasting, || match decide(law, &setting, &before, &draft) {
        Ok(outcome) => {
            black_box(outcome);
            Ok(())
        }
        Err(refusal) => bail!("refused: {}", refusal.words.en),
    })?;
    let before = last_act(office)?;
    let started = now();
    fill(office, "decide", 5_000)?;
    let whole = (last_act(office)? - before) as f64 / started.elapsed().as_secs_f64();
    Ok(Figure::new(
        "decide".to_owned(),
        alone,
        "acts/s",
        (whole, "whole acts, not waiting"),
    ))
}

fn last_act(office: &Office) -> Result<i64> {
    Ok(office
        .read(fadu_store::Reader::last_act_id)?
        .map_or(0, |last| last.0 + 1))
}

/// Hands in so many requests without waiting between them.
fn fill(office: &Office, key: &str, count: usize) -> Result<()> {
    let mut pending = std::collections::VecDeque::new();
    for nth in 0..count {
        pending.push_back(office.submit_at(request(format!("{key}/{nth}")), moment()));
        if pending.len() >= IN_FLIGHT {
            pending
                .pop_front()
                .map_or(Ok(()), |oldest| must_be_done(oldest.wait()?))?;
        }
    }
    pending
        .into_iter()
        .try_for_each(|pending| must_be_done(pending.wait()?))
}

/// Pages of a register ten times as large, against pages of the small one.
fn register(office: &Office, lasting: Duration) -> Result<Figure> {
    let mut rates = Vec::new();
    for size in REGISTERS {
        let filter = MatterFilter {
            procedure: Some("mediation".to_owned()),
            ..Default::default()
        };
        let count = office.read(|reader| reader.count_matters(&filter))?;
        let missing = size.saturating_sub(usize::try_from(count)?);
        fill(office, &format!("register{size}"), missing)?;
        let middle = MatterId(last_act(office)? / 2);
        let pages = rate(lasting, || {
            let newest = office.read(|reader| reader.matters(&filter, None, PAGE))?;
            let older = office.read(|reader| reader.matters(&filter, Some(middle), PAGE))?;
            black_box((newest, older));
            Ok(())
        })?;
        rates.push(2.0 * pages);
    }
    let baseline = (rates[0], "a register of a tenth, at least 2,000");
    Ok(Figure::new(
        "register".to_owned(),
        rates[1],
        "pages/s",
        baseline,
    ))
}

/// Statutory periods counted, against the same explained day by day.
fn deadlines(office: &Office, lasting: Duration) -> Result<Figure> {
    let calendar = &office.rules.calendar;
    let periods = [
        (10, LengthUnit::WorkingDay, Counting::Cr2WorkingDays),
        (60, LengthUnit::Day, Counting::Cr1Rolled),
        (6, LengthUnit::Month, Counting::Cr3Months),
    ]
    .map(|(length, unit, counting)| Period {
        length,
        unit,
        counting,
    });
    let all = periods.len() as f64;
    let counted = rate(lasting, || {
        for period in periods {
            black_box(due(
                calendar,
                black_box(moment()),
                period,
                &[],
                Policy::Rolled,
            )?);
        }
        Ok(())
    })?;
    let explained = rate(lasting, || {
        for period in periods {
            black_box(explain(
                calendar,
                black_box(moment()),
                period,
                &[],
                Policy::Rolled,
            )?);
        }
        Ok(())
    })?;
    let baseline = (explained * all, "explained day by day");
    Ok(Figure::new(
        "deadline".to_owned(),
        counted * all,
        "periods/s",
        baseline,
    ))
}

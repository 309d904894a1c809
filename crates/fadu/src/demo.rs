//! `fadu demo`: a fresh city, a year of it replayed through the same way as any other act, then
//! served.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use fadu_kernel::indicator::Span;
use fadu_kernel::words::{Lang, Words};
use fadu_office::figures::{PUBLISHED_SETTING, Published, figure};
use fadu_office::office::Office;
use fadu_office::submission::Answer;
use fadu_office::{run_schemes, sweep_clocks};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use crate::city::create_city;
use crate::home::Home;
use crate::replay::city::CityFile;
use crate::replay::figures::{FigureFile, Targets};
use crate::replay::present::{hints, present, upkeep};
use crate::replay::{Planned, year};
use crate::serve::serve;
use crate::speak::Speak;

/// The one password of every account of the demo.
pub const DEMO_PASSWORD: &str = "fadu-demo-2022";
/// The seed from which people and stories are invented.
const SEED: u64 = 20_220_101;

/// Make a demo city, replay its year, and serve it.
///
/// Example: fadu demo --data data/demo --listen 127.0.0.1:8080
#[derive(Args)]
pub struct Demo {
    /// Folder for the demo's data; a demo that is there is made anew.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Address to serve at.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Stop after the replay.
    #[arg(long)]
    no_serve: bool,
    /// The demo city.
    #[arg(long, default_value = "diaobingshan")]
    city: String,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// What the replay did.
struct Replayed {
    acts: i64,
    matters: u64,
    refused: usize,
    elapsed: Duration,
    figures: Vec<Published>,
}

impl Demo {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        match self.replay_and_serve(home, speak) {
            Ok(code) => code,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn replay_and_serve(&self, home: &Home, speak: Speak) -> Result<ExitCode> {
        let folder = home.folder.join("demo").join(&self.city);
        if !folder.is_dir() {
            bail!(
                "there is no demo city {}: {} is missing",
                self.city,
                folder.display()
            );
        }
        let file = CityFile::load(&folder.join("city.toml"))?;
        let figures = FigureFile::load(&folder.join("figures.toml"))?;
        clear_demo(&self.data)?;
        let (open, _) = create_city(home, &self.data, &file, Some(DEMO_PASSWORD))?;
        let replayed = replay(&open.office, &file, &figures, self.json)?;
        let all = replayed.figures.iter().all(|figure| figure.matches);
        if self.json {
            println!("{:#}", as_json(&replayed));
        } else {
            print(&replayed, speak);
        }
        if self.no_serve {
            open.close();
            return Ok(speak.verdict(all));
        }
        if !self.json {
            print_accounts(&file, &self.listen, speak);
            print_first(&open.office, &self.listen, speak)?;
        }
        serve(open, &self.listen, false, speak)?;
        Ok(speak.verdict(all))
    }
}

/// Removes an earlier demo's record, and nothing that is not a demo's. Statute texts stay.
fn clear_demo(data: &std::path::Path) -> Result<()> {
    let database = data.join(fadu_store::DATABASE_FILE);
    if !database.is_file() {
        return Ok(());
    }
    let store = fadu_store::Store::open(data)?;
    for city in store.cities()? {
        let settings: Option<crate::replay::city::CitySettings> =
            store.read(&city, |reader| reader.setting(crate::city::CITY_SETTING))?;
        if !settings.is_some_and(|settings| settings.demo) {
            bail!(
                "{} holds the city {city}, which is no demo; choose another folder with --data",
                data.display()
            );
        }
    }
    drop(
        store
            .writer()
            .context("another program is using this demo; stop it first")?,
    );
    drop(store);
    let name = fadu_store::DATABASE_FILE;
    for suffix in ["", "-wal", "-shm"] {
        let file = data.join(format!("{name}{suffix}"));
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
        }
    }
    let key = data.join(fadu_office::office::KEY_FILE);
    if key.exists() {
        std::fs::remove_file(&key).with_context(|| key.display().to_string())?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a replay took is told, not decided by"
)]
fn replay(office: &Office, file: &CityFile, figures: &FigureFile, quiet: bool) -> Result<Replayed> {
    let started = std::time::Instant::now();
    let now = office.now();
    let mut planned = year(file, &Targets::new(figures), SEED);
    let (calendar, today) = (&office.rules.calendar, now.date());
    planned.extend(upkeep(&planned, file, calendar, today, SEED));
    planned.extend(present(file, calendar, today, SEED));
    planned.sort_by_key(|planned| planned.submission.at);
    // Of today's acts those whose hour has not come are left to whoever tries the demo.
    planned.retain(|planned| planned.submission.at <= now);
    let bar = if quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(planned.len() as u64)
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut refused = 0;
    let mut rest = planned.as_slice();
    let mut month = None;
    while let Some(first) = rest.first() {
        let day = first.submission.at.date();
        close_month(office, day, &mut month)?;
        let count = rest
            .iter()
            .take_while(|p| p.submission.at.date() == day)
            .count();
        let (of_day, later) = rest.split_at(count);
        begin_day(office, day, &mut month)?;
        refused += hand_in(office, of_day)?;
        bar.inc(count as u64);
        bar.set_message(day.to_string());
        rest = later;
    }
    close_month(office, now.date(), &mut month)?;
    begin_day(office, now.date(), &mut month)?;
    bar.finish_and_clear();
    let published = compare(office, figures)?;
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
        acts,
        matters,
        refused,
        elapsed: started.elapsed(),
        figures: published,
    })
}

/// Before a day of a later month: the first of the month after the last one with acts, on which
/// that one is judged. Months in which nobody did anything are passed over.
fn close_month(office: &Office, day: Date, month: &mut Option<Date>) -> Result<()> {
    let Some(last) = *month else { return Ok(()) };
    let next = last.saturating_add(1.month());
    if next < day.first_of_month() {
        begin_day(office, next, month)?;
    }
    Ok(())
}

/// What a day begins with: lapses of the nights before, and on the first of a month its lights.
fn begin_day(office: &Office, day: Date, month: &mut Option<Date>) -> Result<()> {
    let morning = day.at(0, 0, 0, 0);
    // Asking is cheaper than a durable piece of work that finds nothing to do.
    let mut owing = !office
        .read(|reader| reader.matters_owing_lapse(morning, 1))?
        .is_empty();
    while owing {
        let swept = office
            .ask(move |work| sweep_clocks::sweep_clocks(work, morning))
            .wait()?;
        owing = swept.matters >= sweep_clocks::SWEEP_MAX;
    }
    let first = day.first_of_month();
    if *month != Some(first) {
        *month = Some(first);
        office
            .ask(move |work| run_schemes::run_schemes(work, morning))
            .wait()?;
    }
    Ok(())
}

/// Hands in a day's acts in order, without waiting between them. Returns how many were refused.
fn hand_in(office: &Office, planned: &[Planned]) -> Result<usize> {
    let pending: Vec<_> = planned
        .iter()
        .map(|planned| {
            let submission = planned.submission.clone();
            let now = submission.at;
            (planned, office.submit_at(submission, now))
        })
        .collect();
    let mut refused = 0;
    for (planned, pending) in pending {
        let submission = &planned.submission;
        let name = format!(
            "{} {}.{}",
            submission.key, submission.procedure, submission.act
        );
        match pending.wait().with_context(|| name.clone())? {
            Answer::Refused(_) if planned.expects_refusal => refused += 1,
            Answer::Done(_) if !planned.expects_refusal => {}
            Answer::Refused(refusal) => bail!("{name} was refused: {}", refusal.words.en),
            Answer::Done(_) => bail!("{name} should have been refused"),
        }
    }
    Ok(refused)
}

/// Published beside counted.
fn compare(office: &Office, figures: &FigureFile) -> Result<Vec<Published>> {
    let mut compared = Vec::new();
    for published in &figures.figure {
        let id = &published.indicator;
        let indicator = office
            .rules
            .packs
            .indicator(id)
            .with_context(|| format!("no indicator {id}"))?;
        let span = Span::parse(&published.span).context("a span that is no period")?;
        let counted = office
            .store()
            .snapshot(&office.city)
            .map_err(anyhow::Error::from)
            .and_then(|reader| Ok(figure(&reader, &office.rules, indicator, span, None)?))?;
        let printed = counted.value.unwrap_or_default();
        let value = published.as_published(&printed).unwrap_or(printed);
        compared.push(Published {
            id: published.id.clone(),
            name: published.name.clone(),
            unit: published.unit.clone(),
            indicator: id.clone(),
            span: published.span.clone(),
            period: published.period.clone(),
            matches: value == published.value,
            published: published.value.clone(),
            counted: value,
        });
    }
    Ok(compared)
}

fn as_json(replayed: &Replayed) -> serde_json::Value {
    let figures: Vec<_> = replayed
        .figures
        .iter()
        .map(|figure| {
            json!({
                "id": figure.id, "place": "diaobingshan", "period": figure.period,
                "published": figure.published, "counted": figure.counted,
                "match": figure.matches,
            })
        })
        .collect();
    json!({
        "acts": replayed.acts,
        "matters": replayed.matters,
        "refused": replayed.refused,
        "seconds": replayed.elapsed.as_millis() as f64 / 1000.0,
        "figures": figures,
        "matched": replayed.figures.iter().filter(|figure| figure.matches).count(),
        "total": replayed.figures.len(),
    })
}

fn print(replayed: &Replayed, speak: Speak) {
    for figure in &replayed.figures {
        let mark = if figure.matches { "=" } else { "≠" };
        let name = figure.name.get(speak.lang);
        let unit = figure.unit.get(speak.lang);
        println!(
            "{} {:>12} {mark} {:<12} {unit}  {name}",
            figure.id, figure.published, figure.counted
        );
    }
    let matched = replayed
        .figures
        .iter()
        .filter(|figure| figure.matches)
        .count();
    let total = replayed.figures.len();
    let seconds = replayed.elapsed.as_secs_f32();
    let (acts, matters, refused) = (replayed.acts, replayed.matters, replayed.refused);
    match speak.lang {
        Lang::Zh => println!(
            "{acts} 个行为，{matters} 个事项，拒绝不合法行为 {refused} 次，用时 {seconds:.1} 秒\n\
             与公布数一致 {matched}/{total}；案例为虚构，只有总数是该市公布的"
        ),
        Lang::En => println!(
            "{acts} acts, {matters} matters, {refused} unlawful attempts refused, {seconds:.1} s\n\
             the cases are invented; only the totals are the city's"
        ),
    }
    println!("matched {matched} of {total}");
}

fn print_accounts(file: &CityFile, listen: &str, speak: Speak) {
    println!();
    println!(
        "{}",
        speak.say("演示账号（密码相同）：", "Demo accounts (one password):")
    );
    println!("  {} {DEMO_PASSWORD}", speak.say("密码", "password"));
    for entry in file.accounts.iter().filter(|entry| entry.persona.is_some()) {
        let persona = entry
            .persona
            .as_ref()
            .map_or("", |persona: &Words| persona.get(speak.lang));
        println!("  {:<24} {}  {persona}", entry.login, entry.name);
    }
    let first = speak.say(
        "先试：打开首页，说说“您遇到了什么事”；或用上面的账号登录 /sign-in 看待办",
        "Try first: open the front page and say what happened to you; or sign in at /sign-in",
    );
    println!("{first}\n  http://{listen}/");
}

/// Living matters to open first, each with the account to whom it belongs.
fn print_first(office: &Office, listen: &str, speak: Speak) -> Result<()> {
    println!(
        "{}",
        speak.say(
            "登录后可以先看：",
            "Signed in, these are worth opening first:"
        )
    );
    for hint in hints() {
        let number = office.read(|reader| {
            let Some(request) = reader.request(&hint.key)? else {
                return Ok(None);
            };
            let matter = reader.matter(fadu_kernel::matter::MatterId(request.first_act.0))?;
            Ok(matter.map(|matter| matter.number))
        })?;
        if let Some(number) = number {
            let words = hint.words.get(speak.lang);
            println!("  {:<18} {words}", hint.login);
            println!("  {:<18} http://{listen}/matters/{number}", "");
        }
    }
    Ok(())
}

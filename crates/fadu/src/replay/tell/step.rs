//! One step of a story as its file says it.

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::procedure::{ActRule, From, Procedures};
use fadu_kernel::scheme::Every;
use fadu_pack::packs::Packs;
use jiff::civil::{Date, Time};
use toml::{Table, Value};

use super::amount::AMOUNT_MAX;
use super::by::By;
use super::chosen::Chosen;
use super::days::{Open, day_of_month, days_ago};
use super::draw::{Draw, Reading};
use super::keys::{count, date, flag, known_keys, maybe_text, range, text, time};
use super::town::Where;
use super::wording::Wording;
use crate::replay::Expected;

/// Most repetitions of a step in one telling: one for each unit of a city, with room.
const REPEAT_MAX: u64 = 20_000;
/// Longest wait between two steps, in days: five years of a plan, with room.
const WAIT_MAX: i64 = 4_000;

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// On which day.
    pub timing: Timing,
    /// Left out from this day on.
    pub before: Option<Wording>,
    /// Days between repetitions, if they are not minutes apart.
    pub apart: Option<(u32, u32)>,
    /// A fixed hour.
    pub time: Option<Time>,
    /// Who.
    pub by: By,
    /// The procedure.
    pub procedure: String,
    /// The act.
    pub act: String,
    /// Whether the act opens a matter.
    pub opens: bool,
    /// The procedure of the matter upon which it opens one.
    pub upon_procedure: Option<String>,
    /// Procedures of matters that it may have opened by hand-over.
    pub hands_over: Vec<String>,
    /// Name of what it opens.
    pub named: Option<String>,
    /// The matter acted on.
    pub matter: Option<MatterName>,
    /// The matter upon which it opens another.
    pub upon: Option<MatterName>,
    /// Another unit than the story's.
    pub unit: Option<Place>,
    /// Facts.
    pub facts: Vec<(String, Draw)>,
    /// In which tellings.
    pub when: Option<Chosen>,
    /// How often in one telling.
    pub repeat: Repeat,
    /// What the law must say.
    pub expected: Expected,
    /// Acts on the matter that a campaign opened in the unit of the repetition.
    pub in_each: bool,
    /// Which of several matters that one act opened, from 1.
    pub which: Option<u32>,
}

/// On which day a step is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Timing {
    /// So many days after the step before, or on the drawn day.
    After(u32, u32),
    /// On this day.
    On(Date),
    /// On the day that a text with places comes to.
    Written(Wording),
    /// On one of these, counted from today.
    FromToday(Vec<Date>),
}

/// A matter as a step names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatterName {
    /// By the name that an earlier step gave it.
    Here(String),
    /// By its name in another story of the same file.
    Elsewhere { story: String, name: String },
    /// By the scheme that opened it when its last period was closed.
    Scheme { id: String, every: Every },
}

/// A unit named by a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Chosen as a story's is.
    Chosen(Where),
    /// Written with places.
    Written(Wording),
}

/// How often a step is done in one telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// So many times.
    Times(u64),
    /// So many times in all tellings together.
    Spread(u64),
    /// Once for each unit.
    Each(Vec<String>),
}

const KEYS: [&str; 19] = [
    "after", "on", "ago", "before", "apart", "time", "by", "does", "as", "matter", "upon", "unit",
    "facts", "when", "repeat", "refused", "in_each", "note", "which",
];

impl Step {
    /// Reads a step.
    pub fn read(
        table: &Table,
        reading: &mut Reading<'_>,
        packs: &Packs,
        open: Open,
    ) -> Result<Self> {
        known_keys(table, &KEYS)?;
        let does = text(table, "does")?;
        let (procedure, act) = does
            .split_once('.')
            .with_context(|| format!("`does = \"{does}\"` is procedure.act"))?;
        let rules = rules_of(&packs.procedures, procedure, act)?;
        let lets = reading.known.lets;
        let by = By::read(text(table, "by")?, lets)?;
        if let Some(role) = by.role() {
            let known = packs.roles.contains_key(role);
            ensure!(known, "no pack declares the role {role}");
        }
        let when = table.get("when");
        let when = when.map(|when| Chosen::read(when, reading.known));
        let when = when.transpose().context("`when`")?;
        reading.guards = when.iter().map(|when| (when.clone(), true)).collect();
        let before = maybe_text(table, "before")?;
        let shared = reading.shares.len();
        let facts = read_facts(table, reading, &rules)?;
        ensure!(
            before.is_none() || reading.shares.len() == shared,
            "nothing can be shared out exactly in a step with `before`"
        );
        let repeat = read_repeat(table, reading)?;
        ensure!(
            when.is_none() || !matches!(repeat, Repeat::Spread(_)),
            "a repetition that is spread over all tellings cannot also have `when`"
        );
        let opens = rules.iter().any(|rule| matches!(rule.from, From::Opening));
        let upon = rules.iter().find_map(|rule| rule.upon.as_ref());
        let matter = matter_name(table, "matter", packs)?;
        ensure!(
            !opens || matter.is_none(),
            "{does} opens a matter, so `matter` says nothing; name the new one with `as`"
        );
        let in_each = flag(table, "in_each")?;
        ensure!(
            !in_each || matches!(repeat, Repeat::Each(_)),
            "`in_each` needs `repeat = \"every:…\"`"
        );
        Ok(Self {
            timing: read_timing(table, reading, open)?,
            before: before.map(|day| Wording::read(day, lets)).transpose()?,
            apart: table.get("apart").map(read_wait).transpose()?,
            time: maybe_text(table, "time")?.map(time).transpose()?,
            by,
            procedure: procedure.to_owned(),
            act: act.to_owned(),
            opens,
            upon_procedure: upon.map(|upon| upon.procedure.clone()),
            hands_over: handed_over(&packs.procedures, &rules),
            named: maybe_text(table, "as")?.map(str::to_owned),
            matter,
            upon: matter_name(table, "upon", packs)?,
            unit: read_place(table, reading)?,
            facts,
            when,
            repeat,
            expected: read_expected(table)?,
            in_each,
            which: read_which(table)?,
        })
    }
}

/// The act in every version of its procedure.
fn rules_of<'a>(
    procedures: &'a Procedures,
    procedure: &str,
    act: &str,
) -> Result<Vec<&'a ActRule>> {
    let versions = procedures.versions(procedure);
    ensure!(!versions.is_empty(), "there is no procedure {procedure}");
    let rules: Vec<_> = versions.iter().filter_map(|law| law.act(act)).collect();
    if rules.is_empty() {
        let acts = versions.iter().flat_map(|law| &law.acts);
        let acts: Vec<&str> = acts.map(|rule| rule.id.as_str()).collect();
        let acts = acts.join(", ");
        bail!("the procedure {procedure} has no act {act}; it has: {acts}");
    }
    Ok(rules)
}

/// Procedures of matters that acts open by hand-over, and those that these open in turn.
fn handed_over(procedures: &Procedures, rules: &[&ActRule]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut pending: Vec<&ActRule> = rules.to_vec();
    while let Some(rule) = pending.pop() {
        for opens in &rule.opens {
            if !found.contains(&opens.procedure) {
                found.push(opens.procedure.clone());
                let versions = procedures.versions(&opens.procedure).iter();
                pending.extend(versions.filter_map(|law| law.act(&opens.act)));
            }
        }
    }
    found
}

fn read_facts(
    table: &Table,
    reading: &mut Reading<'_>,
    rules: &[&ActRule],
) -> Result<Vec<(String, Draw)>> {
    let Some(facts) = table.get("facts") else {
        return Ok(Vec::new());
    };
    let facts = facts.as_table().context("`facts` is a table")?;
    let mut read = Vec::new();
    for (key, value) in facts {
        let asked = |rule: &&&ActRule| rule.asks.contains(key) || rule.may_ask.contains(key);
        if !rules.iter().any(|rule| asked(&rule)) {
            let asks = rules
                .iter()
                .flat_map(|rule| rule.asks.iter().chain(&rule.may_ask));
            let mut asks: Vec<&str> = asks.map(String::as_str).collect();
            asks.sort_unstable();
            asks.dedup();
            bail!(
                "the act does not ask for {key}; it asks for: {}",
                asks.join(", ")
            );
        }
        let draw = reading.draw(value).with_context(|| format!("fact {key}"))?;
        read.push((key.clone(), draw));
    }
    Ok(read)
}

fn read_timing(table: &Table, reading: &Reading<'_>, open: Open) -> Result<Timing> {
    let (calendar, today) = (reading.calendar, reading.today);
    match (table.get("after"), table.get("on"), table.get("ago")) {
        (None, None, None) => Ok(Timing::After(0, 0)),
        (Some(after), None, None) => {
            let (least, most) = read_wait(after).context("`after`")?;
            Ok(Timing::After(least, most))
        }
        (None, Some(Value::String(day)), None) if day.contains('{') => {
            Ok(Timing::Written(Wording::read(day, reading.known.lets)?))
        }
        (None, Some(Value::String(day)), None) => Ok(Timing::On(date(day)?)),
        (None, Some(Value::Table(month)), None) => {
            let day = day_of_month(month, calendar, today).context("`on`")?;
            Ok(Timing::FromToday(vec![day]))
        }
        (None, None, Some(Value::Table(ago))) => {
            let days = days_ago(ago, open, calendar, today).context("`ago`")?;
            Ok(Timing::FromToday(days))
        }
        _ => bail!("a step's day is said once: by `after`, `on` or `ago`"),
    }
}

fn read_expected(table: &Table) -> Result<Expected> {
    Ok(match maybe_text(table, "refused")? {
        None => Expected::Lawful,
        Some(article) => Expected::RefusedBy(article.parse().context("`refused`")?),
    })
}

fn read_wait(value: &Value) -> Result<(u32, u32)> {
    let (least, most) = range(value)?;
    ensure!(
        least >= 0 && most <= WAIT_MAX,
        "a wait is from 0 to {WAIT_MAX} days"
    );
    let days = |days: i64| u32::try_from(days).unwrap_or(0);
    Ok((days(least), days(most)))
}

fn read_repeat(table: &Table, reading: &Reading<'_>) -> Result<Repeat> {
    let repeat = match table.get("repeat") {
        None => Repeat::Times(1),
        Some(Value::String(text)) if text.contains(':') => Repeat::Each(
            reading
                .town
                .find(text)
                .context("`repeat`")?
                .units()
                .to_vec(),
        ),
        Some(units @ Value::Array(_)) => Repeat::Each(
            reading
                .town
                .find_value(units)
                .context("`repeat`")?
                .units()
                .to_vec(),
        ),
        Some(number @ Value::Integer(_)) => {
            Repeat::Times(reading.known.values.amount(number).context("`repeat`")?)
        }
        Some(other) => Repeat::Spread(reading.known.values.amount(other).context("`repeat`")?),
    };
    let most = match &repeat {
        Repeat::Times(times) => *times,
        Repeat::Spread(total) => total / reading.known.total.max(1),
        Repeat::Each(units) => units.len() as u64,
    };
    ensure!(
        most <= REPEAT_MAX.min(AMOUNT_MAX),
        "a step is repeated at most {REPEAT_MAX} times in a telling; tell the story more often"
    );
    Ok(repeat)
}

fn read_place(table: &Table, reading: &Reading<'_>) -> Result<Option<Place>> {
    let Some(value) = table.get("unit") else {
        return Ok(None);
    };
    Ok(Some(match value {
        Value::String(text) if text.contains('{') => {
            Place::Written(Wording::read(text, reading.known.lets)?)
        }
        other => Place::Chosen(reading.town.find_value(other).context("`unit`")?),
    }))
}

fn read_which(table: &Table) -> Result<Option<u32>> {
    let Some(which) = table.get("which") else {
        return Ok(None);
    };
    let which = u32::try_from(count(which)?).unwrap_or(0);
    ensure!((1..=1000).contains(&which), "`which` counts from 1");
    Ok(Some(which))
}

fn matter_name(table: &Table, key: &str, packs: &Packs) -> Result<Option<MatterName>> {
    let Some(text) = maybe_text(table, key)? else {
        return Ok(None);
    };
    Ok(Some(match text.split_once(':') {
        None => MatterName::Here(text.to_owned()),
        Some(("story", other)) => {
            let (story, name) = other.split_once('.').unwrap_or((other, "main"));
            MatterName::Elsewhere {
                story: story.to_owned(),
                name: name.to_owned(),
            }
        }
        Some(("scheme", id)) => {
            let scheme = packs.schemes.iter().find(|scheme| scheme.id == id);
            let scheme = scheme.with_context(|| format!("no pack has the scheme {id}"))?;
            MatterName::Scheme {
                id: id.to_owned(),
                every: scheme.every,
            }
        }
        Some((other, _)) => bail!("`{other}:` is not known; write story: or scheme:"),
    }))
}

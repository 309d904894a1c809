//! Facts of stories: plain values, texts with places, and what is drawn for each telling.

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::calendar::Calendar;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde_json::{Value as Json, json};
use toml::{Table, Value};

use super::chosen::{Chosen, Known};
use super::days::{day_of_month, working_days_from};
use super::invented::Invented;
use super::keys::{count, date, known_keys, maybe_text, plain, range, time, whole};
use super::rows::{RowTables, Rows};
use super::scene::Scene;
use super::town::{Town, Where};
use super::wording::Wording;
use crate::replay::chance::Chance;

/// Keys by which a table says how a fact is drawn.
const KINDS: &str = "draw, pick, turn, between, share, figure, day, working_day, month, unit, \
                     units, same, when, list; and under [story.let] row";

/// A fact of a story.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// The same in every telling.
    Plain(Json),
    /// A text with places.
    Text(Wording),
    /// A list.
    List(Vec<Self>),
    /// An invented name or number.
    Invented(Invented),
    /// One of these by weight.
    Pick(Vec<Self>, Vec<u32>),
    /// These in turn.
    Turn(Vec<Self>),
    /// A whole number from the first to the second in steps.
    Between(i64, i64, i64),
    /// A part of a total, by the place of the share in its story.
    Share(usize),
    /// A day so many days or working days after another.
    Day {
        days: (i64, i64),
        working: bool,
        since: Since,
        time: Option<Time>,
    },
    /// A row of a table, whose entries belong together.
    Row(Rows),
    /// The id of a unit.
    Unit(Where),
    /// The story's unit.
    OwnUnit,
    /// The unit above of a kind.
    UnitAbove(String),
    /// Ids of units: all, or so many drawn.
    Units(Vec<String>, Option<usize>),
    /// A value drawn before.
    Same(String),
    /// One value or the other; without the other, none.
    Either(Chosen, Box<Self>, Option<Box<Self>>),
}

/// The day from which another is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// That of the step, or of the telling's beginning.
    Step,
    /// That of the step that opened or was named so.
    Named(String),
    /// This one.
    Day(Date),
}

/// A total shared out in a story, with the conditions under which a telling reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// What the parts add up to.
    pub total: u64,
    /// The step, or none for a value of the telling.
    pub step: Option<usize>,
    /// Conditions, and whether each must hold or must not.
    pub guards: Vec<(Chosen, bool)>,
}

/// Reading the facts of one story.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The city.
    pub town: &'a Town<'a>,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: Date,
    /// Tables of rows.
    pub rows: &'a RowTables,
    /// Figures, tellings and names of drawn values.
    pub known: Known<'a>,
    /// The step being read.
    pub step: Option<usize>,
    /// Conditions around what is being read.
    pub guards: Vec<(Chosen, bool)>,
    /// Totals shared out so far.
    pub shares: Vec<Shared>,
}

impl<'a> Reading<'a> {
    /// The same reading without anything of its story.
    pub const fn alone(&self) -> Self {
        Self {
            known: Known {
                lets: &[],
                ..self.known
            },
            step: None,
            guards: Vec::new(),
            shares: Vec::new(),
            ..*self
        }
    }

    /// The same reading with names of drawn values.
    pub fn naming(&self, lets: &'a [String]) -> Self {
        let mut named = self.alone();
        named.known.lets = lets;
        named
    }

    /// Reads a fact.
    pub fn draw(&mut self, value: &Value) -> Result<Draw> {
        match value {
            Value::Table(table) => self.table(table),
            Value::String(text) => {
                let wording = Wording::read(text, self.known.lets)?;
                Ok(match wording.as_plain() {
                    Some(plain) => Draw::Plain(json!(plain)),
                    None => Draw::Text(wording),
                })
            }
            Value::Array(entries) => Ok(Draw::List(self.draws(entries)?)),
            other => Ok(Draw::Plain(plain(other)?)),
        }
    }

    fn draws(&mut self, entries: &[Value]) -> Result<Vec<Draw>> {
        entries.iter().map(|entry| self.draw(entry)).collect()
    }

    fn several(&mut self, value: &Value) -> Result<Vec<Draw>> {
        let entries = value.as_array().context("a list belongs here")?;
        ensure!(!entries.is_empty(), "the list is empty");
        self.draws(entries)
    }

    fn table(&mut self, table: &Table) -> Result<Draw> {
        let text = |value: &Value| {
            let text = value.as_str().context("a text belongs here")?;
            Ok::<String, anyhow::Error>(text.to_owned())
        };
        if let Some(value) = table.get("draw") {
            known_keys(table, &["draw"])?;
            return Ok(Draw::Invented(Invented::read(&text(value)?)?));
        }
        if let Some(value) = table.get("pick") {
            return self.pick(table, value);
        }
        if let Some(value) = table.get("turn") {
            known_keys(table, &["turn"])?;
            return Ok(Draw::Turn(self.several(value)?));
        }
        if let Some(value) = table.get("between") {
            known_keys(table, &["between", "step"])?;
            let (least, most) = range(value)?;
            let step = table.get("step").map_or(Ok(1), whole)?;
            ensure!(step > 0, "`step` must be above zero");
            return Ok(Draw::Between(least, most, step));
        }
        if let Some(value) = table.get("share") {
            known_keys(table, &["share"])?;
            return self.share(value);
        }
        if let Some(value) = table.get("figure") {
            return self.figure(table, value);
        }
        if table.contains_key("day") || table.contains_key("working_day") {
            return self.day(table);
        }
        if let Some(value) = table.get("same") {
            known_keys(table, &["same"])?;
            return self.same(text(value)?);
        }
        if let Some(value) = table.get("list") {
            known_keys(table, &["list"])?;
            let entries = value.as_array().context("`list` is a list")?;
            return Ok(Draw::List(self.draws(entries)?));
        }
        if table.contains_key("unit") || table.contains_key("units") {
            return self.units(table);
        }
        if let Some(value) = table.get("when") {
            return self.either(table, value);
        }
        let keys: Vec<&str> = table.keys().map(String::as_str).collect();
        bail!(
            "a fact drawn by {{ {} }} is not known; there are: {KINDS}",
            keys.join(", ")
        )
    }

    fn pick(&mut self, table: &Table, value: &Value) -> Result<Draw> {
        known_keys(table, &["pick", "weights"])?;
        let options = self.several(value)?;
        let weights = match table.get("weights") {
            None => vec![1; options.len()],
            Some(weights) => {
                let list = weights
                    .as_array()
                    .context("`weights` is a list of numbers")?;
                let read = list.iter().map(|weight| {
                    let weight = count(weight)?;
                    u32::try_from(weight).context("a weight is too great")
                });
                read.collect::<Result<Vec<u32>>>()?
            }
        };
        let fit = weights.len() == options.len() && weights.iter().any(|weight| *weight > 0);
        ensure!(fit, "`weights` needs one number for each entry of `pick`");
        Ok(Draw::Pick(options, weights))
    }

    /// A published value, where it is reported and not counted.
    fn figure(&self, table: &Table, value: &Value) -> Result<Draw> {
        let values = self.known.values;
        Ok(Draw::Plain(match value.as_str() {
            Some(id) if table.len() == 1 => json!(values.text(id)?),
            _ => json!(values.amount(&Value::Table(table.clone()))?),
        }))
    }

    fn day(&self, table: &Table) -> Result<Draw> {
        if table.contains_key("month") {
            let day = day_of_month(table, self.calendar, self.today)?;
            return Ok(Draw::Plain(json!(day.to_string())));
        }
        let (key, working) = match table.contains_key("day") {
            true => ("day", false),
            false => ("working_day", true),
        };
        known_keys(table, &[key, "since", "time"])?;
        let days = table.get(key).map_or(Ok((0, 0)), range)?;
        let since = match maybe_text(table, "since")? {
            None => Since::Step,
            Some("today") => Since::Day(self.today),
            Some(text) => match date(text) {
                Ok(day) => Since::Day(day),
                Err(_) => Since::Named(text.to_owned()),
            },
        };
        let time = maybe_text(table, "time")?.map(time).transpose()?;
        Ok(Draw::Day {
            days,
            working,
            since,
            time,
        })
    }

    fn share(&mut self, value: &Value) -> Result<Draw> {
        let chance = self.guards.iter().any(|(guard, _)| guard.is_chance());
        ensure!(
            !chance,
            "nothing can be shared out exactly where chance decides; write exactly, rate or of \
             instead of percent"
        );
        let place = self.shares.len();
        self.shares.push(Shared {
            total: self.known.values.amount(value)?,
            step: self.step,
            guards: self.guards.clone(),
        });
        Ok(Draw::Share(place))
    }

    fn same(&self, name: String) -> Result<Draw> {
        let known = name == "each" || self.known.lets.contains(&name);
        ensure!(
            known,
            "no value is drawn under the name {name}; there are: each, {}",
            self.known.lets.join(", ")
        );
        Ok(Draw::Same(name))
    }

    fn units(&self, table: &Table) -> Result<Draw> {
        if let Some(value) = table.get("units") {
            known_keys(table, &["units", "count"])?;
            let units = self.town.find_value(value)?.units().to_vec();
            let drawn = table.get("count").map(count).transpose()?;
            let drawn = drawn.map(|drawn| usize::try_from(drawn).unwrap_or(usize::MAX));
            return Ok(Draw::Units(units, drawn));
        }
        known_keys(table, &["unit"])?;
        match maybe_text(table, "unit")? {
            Some("own") => Ok(Draw::OwnUnit),
            Some(text) if text.starts_with("above:") => {
                let kind = text.trim_start_matches("above:");
                self.town.of_kind(kind)?;
                Ok(Draw::UnitAbove(kind.to_owned()))
            }
            Some(text) => Ok(Draw::Unit(self.town.find(text)?)),
            None => bail!("`unit` is missing"),
        }
    }

    fn either(&mut self, table: &Table, value: &Value) -> Result<Draw> {
        known_keys(table, &["when", "then", "otherwise"])?;
        let when = Chosen::read(value, self.known)?;
        let then = table.get("then").context("`when` needs `then`")?;
        self.guards.push((when.clone(), true));
        let then = self.draw(then);
        self.guards.pop();
        self.guards.push((when.clone(), false));
        let otherwise = table.get("otherwise").map(|other| self.draw(other));
        self.guards.pop();
        let otherwise = otherwise.transpose()?.map(Box::new);
        Ok(Draw::Either(when, Box::new(then?), otherwise))
    }
}

impl Draw {
    /// The value in a telling; `None` leaves the fact out.
    pub fn draw(&self, scene: &Scene<'_>, chance: &mut Chance) -> Result<Option<Json>> {
        Ok(Some(match self {
            Self::Plain(value) => value.clone(),
            Self::Text(wording) => json!(wording.fill(scene)?),
            Self::List(entries) => {
                let mut list = Vec::with_capacity(entries.len());
                for entry in entries {
                    list.extend(entry.draw(scene, chance)?);
                }
                Json::Array(list)
            }
            Self::Invented(kind) => json!(kind.draw(chance, scene.telling)),
            Self::Pick(options, weights) => {
                let chosen = options.get(chance.weighted(weights));
                return chosen.map_or(Ok(None), |chosen| chosen.draw(scene, chance));
            }
            Self::Turn(options) => {
                let place = (scene.telling + scene.repetition) % options.len().max(1) as u64;
                let chosen = usize::try_from(place).ok().and_then(|p| options.get(p));
                return chosen.map_or(Ok(None), |chosen| chosen.draw(scene, chance));
            }
            Self::Between(least, most, step) => {
                let steps = (most - least) / step + 1;
                let drawn = chance.number() % u64::try_from(steps).unwrap_or(1);
                json!(least + step * i64::try_from(drawn).unwrap_or(0))
            }
            Self::Share(place) => {
                let reach = scene
                    .shares
                    .get(*place)
                    .context("a share was not planned")?;
                json!(reach.part(scene.telling, scene.repetition))
            }
            Self::Day {
                days,
                working,
                since,
                time,
            } => json!(day(scene, chance, (*days, *working), since, *time)?),
            Self::Row(_) => bail!("a row is drawn under [story.let], by itself"),
            Self::Unit(units) => json!(units.at(scene.telling, chance.number())),
            Self::OwnUnit => json!(scene.unit),
            Self::UnitAbove(kind) => {
                let above = scene.town.above(scene.unit, kind);
                json!(above.with_context(|| format!("{} stands below no {kind}", scene.unit))?)
            }
            Self::Units(units, None) => json!(units),
            Self::Units(units, Some(count)) => {
                let mut drawn = units.clone();
                chance.shuffle(&mut drawn);
                drawn.truncate(*count);
                json!(drawn)
            }
            Self::Same(name) if name == "each" => json!(scene.each()?),
            // A row need not have what other rows of its table have.
            Self::Same(name) if name.contains('.') => {
                return Ok(scene.lets.get(name).cloned());
            }
            Self::Same(name) => scene.value(name)?.clone(),
            Self::Either(when, then, otherwise) => {
                let holds = when.holds(scene.telling, scene.lets, chance);
                return match (holds, otherwise) {
                    (true, _) => then.draw(scene, chance),
                    (false, Some(otherwise)) => otherwise.draw(scene, chance),
                    (false, None) => Ok(None),
                };
            }
        }))
    }
}

fn day(
    scene: &Scene<'_>,
    chance: &mut Chance,
    ((least, most), working): ((i64, i64), bool),
    since: &Since,
    time: Option<Time>,
) -> Result<String> {
    let start = match since {
        Since::Named(name) => scene.opened_on(name)?,
        Since::Step => scene.at()?.date(),
        Since::Day(day) => *day,
    };
    let spread = u64::try_from(most - least + 1).unwrap_or(1);
    let days = least + i64::try_from(chance.number() % spread).unwrap_or(0);
    let day = if working {
        working_days_from(scene.calendar, start, days)
    } else {
        start
            .checked_add(days.days())
            .context("the day is too far")?
    };
    Ok(match time {
        None => day.to_string(),
        Some(time) => {
            let (hour, minute) = (time.hour(), time.minute());
            format!("{day}T{hour:02}:{minute:02}")
        }
    })
}

//! A story as its file says it, with everything planned that all its tellings share.

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::calendar::Calendar;
use fadu_pack::packs::Packs;
use jiff::civil::{Date, DateTime};
use toml::{Table, Value};

use super::amount::Values;
use super::chance::{chance, mixed, named};
use super::chosen::Known;
use super::days::{Days, Open, early, moment};
use super::draw::{Draw, Reading, Shared};
use super::keys::{flag, known_keys, text};
use super::rows::{RowTables, Rows};
use super::scene::{Lets, Scene};
use super::share::Reach;
use super::step::{Repeat, Step, Timing};
use super::town::{Town, Where};
use crate::replay::chance::Chance;

/// Names that mean something else in texts.
const RESERVED: [&str; 5] = ["n", "i", "each", "unit", "doer"];

const KEYS: [&str; 13] = [
    "id", "in_order", "tells", "during", "recent", "unit", "season", "days", "last", "note",
    "first", "let", "step",
];

/// A story.
#[derive(Debug, Clone)]
pub struct Story {
    /// The file's name without its ending.
    pub file: String,
    /// Its id.
    pub id: String,
    /// How often it is told.
    pub tellings: u64,
    /// On which days it begins.
    pub days: Days,
    /// Whether tellings come in order, the first one first.
    pub in_order: bool,
    /// Where.
    pub unit: Where,
    /// Values drawn once for a telling.
    pub lets: Vec<(String, Draw)>,
    /// What happens.
    pub steps: Vec<Step>,
    /// Totals shared out.
    pub shares: Vec<Reach>,
    /// Seed of the story.
    pub seed: u64,
    /// Today.
    pub today: Date,
    /// Whether it is of the last weeks, whatever today is.
    pub is_living: bool,
}

/// What all stories of a city are read by.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The city.
    pub town: &'a Town<'a>,
    /// Its published values.
    pub values: &'a Values,
    /// Tables of rows.
    pub rows: &'a RowTables,
    /// The procedures.
    pub packs: &'a Packs,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Today, for stories of the last weeks.
    pub today: Date,
    /// From which everything is invented.
    pub seed: u64,
}

impl Story {
    /// Reads a story of a file.
    pub fn read(file: &str, table: &Table, sources: Sources<'_>) -> Result<Self> {
        let id = text(table, "id").context("a story needs an `id`")?;
        Self::read_known(file, id, table, sources)
            .with_context(|| format!("stories/{file}.toml, story {id}"))
    }

    fn read_known(file: &str, id: &str, table: &Table, sources: Sources<'_>) -> Result<Self> {
        known_keys(table, &KEYS)?;
        let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        ensure!(
            plain && !id.is_empty() && id.len() <= 60,
            "the id is English snake_case"
        );
        let unit = table.get("unit").context("`unit` is missing")?;
        let unit = sources.town.find_value(unit).context("`unit`")?;
        let mut tellings = match table.get("tells") {
            None => 1,
            Some(value) => sources.values.amount(value).context("`tells`")?,
        };
        if let Where::Every(units) = &unit {
            tellings *= units.len() as u64;
        }
        let known = Known {
            values: sources.values,
            total: tellings,
            lets: &[],
        };
        let mut reading = Reading {
            town: sources.town,
            calendar: sources.calendar,
            today: sources.today,
            rows: sources.rows,
            known,
            step: None,
            guards: Vec::new(),
            shares: Vec::new(),
        };
        let lets = read_lets(table, &mut reading)?;
        let names = names_of(&lets);
        let mut reading = Reading {
            known: Known {
                lets: &names,
                ..known
            },
            ..reading
        };
        let steps = read_steps(table, &mut reading, sources.packs)?;
        let planned = reading.shares;
        let mut story = Self {
            file: file.to_owned(),
            id: id.to_owned(),
            tellings,
            days: Days::read(table, sources.calendar, sources.today)?,
            in_order: flag(table, "in_order")?,
            unit,
            lets,
            steps,
            shares: Vec::new(),
            seed: named(named(sources.seed, file), id),
            today: sources.today,
            is_living: false,
        };
        story.is_living = table.contains_key("recent") || story.is_from_today();
        story.ensure_dated()?;
        for (place, shared) in planned.iter().enumerate() {
            let reach = story.reach(shared, place as u64, sources)?;
            story.shares.push(reach);
        }
        Ok(story)
    }

    fn is_from_today(&self) -> bool {
        let first = self.steps.first();
        first.is_some_and(|step| matches!(step.timing, Timing::FromToday(_)))
    }

    /// Refuses a story that nothing says when to begin.
    fn ensure_dated(&self) -> Result<()> {
        let is_dated = match self.steps.first().map(|step| &step.timing) {
            Some(Timing::On(_) | Timing::FromToday(_)) => true,
            Some(Timing::After(..)) => self.days.first().is_some(),
            Some(Timing::Written(_)) | None => false,
        };
        ensure!(
            is_dated,
            "`during` is missing; without it the first step needs `on` or `ago`, or the story \
             `recent`"
        );
        Ok(())
    }

    /// How a total is split over the tellings that reach it.
    fn reach(&self, shared: &Shared, place: u64, sources: Sources<'_>) -> Result<Reach> {
        let repeat = shared.step.and_then(|step| self.steps.get(step));
        let repeat = repeat.map_or(&Repeat::Times(1), |step| &step.repeat);
        let even = match repeat {
            Repeat::Times(times) => Some(*times),
            Repeat::Each(units) => Some(units.len() as u64),
            Repeat::Spread(_) => None,
        };
        let seed = mixed(self.seed, 9_000 + place);
        let mut reach = Reach {
            total: shared.total,
            parts: self.tellings * even.unwrap_or(0),
            before: None,
            each: even.unwrap_or(0),
            seed,
        };
        if even.is_none() || !shared.guards.is_empty() {
            let mut before = Vec::new();
            let mut sum = 0_u64;
            for telling in 0..self.tellings {
                before.push(u32::try_from(sum).unwrap_or(u32::MAX));
                if self.passes(shared, telling, sources)? {
                    sum += repeat.times(telling, self.tellings);
                }
            }
            reach.parts = sum;
            reach.before = Some(before);
        }
        ensure!(
            reach.parts > 0 || reach.total == 0 || self.tellings == 0,
            "a total of {} is to be shared out, but no telling reaches it",
            reach.total
        );
        Ok(reach)
    }

    fn passes(&self, shared: &Shared, telling: u64, sources: Sources<'_>) -> Result<bool> {
        if shared.guards.is_empty() {
            return Ok(true);
        }
        let lets = match shared.step {
            Some(_) => self.lets_of(telling, sources.town, sources.calendar)?,
            None => Lets::new(),
        };
        let mut chance = chance(self.seed, telling);
        let mut guards = shared.guards.iter();
        Ok(guards.all(|(guard, must)| guard.holds(telling, &lets, &mut chance) == *must))
    }

    /// The seed of a telling.
    pub fn seed_of(&self, telling: u64) -> u64 {
        mixed(self.seed, telling)
    }

    /// The unit of a telling.
    pub fn unit_of(&self, telling: u64) -> &str {
        self.unit.at(telling, mixed(self.seed_of(telling), 1))
    }

    /// The moment at which a telling begins.
    pub fn start(&self, telling: u64) -> DateTime {
        let mut chance = chance(self.seed_of(telling), 0);
        let first = self.steps.first();
        let day = match first.map(|step| &step.timing) {
            Some(Timing::On(day)) => Some(*day),
            Some(Timing::FromToday(days)) => days.get(chance.place(days.len())).copied(),
            _ if self.in_order => self.days.draw_in_order(&mut chance, telling, self.tellings),
            _ => self.days.draw(&mut chance),
        };
        let at = self.moment(&mut chance, day.unwrap_or_default());
        match first.and_then(|step| step.time) {
            Some(time) => at.date().to_datetime(time),
            None => at,
        }
    }

    /// A moment of a day: of today an early one, so that there is work by any morning.
    pub fn moment(&self, chance: &mut Chance, day: Date) -> DateTime {
        if day == self.today && self.is_living {
            early(chance, day)
        } else {
            moment(chance, day)
        }
    }

    /// The values drawn once for a telling.
    pub fn lets_of(&self, telling: u64, town: &Town<'_>, calendar: &Calendar) -> Result<Lets> {
        let mut lets = Lets::new();
        let seed = self.seed_of(telling);
        let begins = self.start(telling);
        for (place, (name, draw)) in self.lets.iter().enumerate() {
            let scene = Scene {
                town,
                calendar,
                telling,
                unit: self.unit_of(telling),
                lets: &lets,
                pick: seed >> 7,
                at: Some(begins),
                each: None,
                repetition: 0,
                doer: "",
                opened: &[],
                shares: &self.shares,
            };
            let mut chance = chance(seed, 1_000 + place as u64);
            let told = || format!("let {name}");
            if let Draw::Row(rows) = draw {
                let row = rows.draw(&scene, &mut chance).with_context(told)?;
                let named = row.into_iter();
                lets.extend(named.map(|(entry, value)| (format!("{name}.{entry}"), value)));
            } else {
                let drawn = draw.draw(&scene, &mut chance).with_context(told)?;
                lets.insert(name.clone(), drawn.unwrap_or_default());
            }
        }
        Ok(lets)
    }
}

impl Repeat {
    /// How often in a telling.
    pub fn times(&self, telling: u64, tellings: u64) -> u64 {
        match self {
            Self::Times(times) => *times,
            Self::Each(units) => units.len() as u64,
            Self::Spread(total) => {
                let before = |count| super::amount::chosen_before(count, *total, tellings);
                before(telling + 1) - before(telling)
            }
        }
    }
}

fn read_lets(table: &Table, reading: &mut Reading<'_>) -> Result<Vec<(String, Draw)>> {
    let Some(lets) = table.get("let") else {
        return Ok(Vec::new());
    };
    read_in_order(lets.as_table().context("[story.let] is a table")?, reading)
}

/// The names under which drawn values are found; of a row, each entry's.
fn names_of(lets: &[(String, Draw)]) -> Vec<String> {
    let mut names = Vec::new();
    for (name, draw) in lets {
        if let Draw::Row(rows) = draw {
            names.extend(rows.names().map(|entry| format!("{name}.{entry}")));
        } else {
            names.push(name.clone());
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Reads values drawn once. Each may name others, in whatever order the file has them: those that
/// name only what is known are read first.
pub fn read_in_order(lets: &Table, reading: &mut Reading<'_>) -> Result<Vec<(String, Draw)>> {
    let mut pending: Vec<(&String, &Value)> = lets.iter().collect();
    let mut read = Vec::new();
    while !pending.is_empty() {
        let mut waiting = Vec::new();
        let mut first = None;
        for (name, value) in pending.iter().copied() {
            match read_let(name, value, reading, &names_of(&read)) {
                Ok(draw) => read.push((name.clone(), draw)),
                Err(fault) => {
                    first.get_or_insert(fault.context(format!("let {name}")));
                    waiting.push((name, value));
                }
            }
        }
        if let Some(fault) = first.filter(|_| waiting.len() == pending.len()) {
            return Err(fault);
        }
        pending = waiting;
    }
    Ok(read)
}

fn read_let(
    name: &str,
    value: &Value,
    reading: &mut Reading<'_>,
    names: &[String],
) -> Result<Draw> {
    ensure!(
        !RESERVED.contains(&name),
        "the name {name} means something else in texts; choose another"
    );
    if let Some(table) = value.as_table().filter(|table| table.contains_key("row")) {
        return Ok(Draw::Row(Rows::read(table, reading)?));
    }
    let shares = reading.shares.clone();
    let mut inner = Reading {
        shares,
        ..reading.naming(names)
    };
    let draw = inner.draw(value)?;
    let by_value = |(guard, _): &(super::chosen::Chosen, bool)| guard.is_drawn();
    let drawn = inner
        .shares
        .iter()
        .any(|shared| shared.guards.iter().any(by_value));
    ensure!(
        !drawn,
        "nothing can be shared out under a drawn value here; do it in a step"
    );
    reading.shares = inner.shares;
    Ok(draw)
}

fn read_steps(table: &Table, reading: &mut Reading<'_>, packs: &Packs) -> Result<Vec<Step>> {
    let open = Open::read(table)?;
    let steps = table.get("step").and_then(Value::as_array);
    let steps = steps.context("a story needs [[story.step]]")?;
    ensure!(!steps.is_empty(), "a story needs [[story.step]]");
    let mut read = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let number = place + 1;
        let Some(step) = step.as_table() else {
            bail!("step {number} is no table");
        };
        reading.step = Some(place);
        reading.guards = Vec::new();
        let step =
            Step::read(step, reading, packs, open).with_context(|| format!("step {number}"))?;
        read.push(step);
    }
    Ok(read)
}

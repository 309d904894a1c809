//! One telling of a story: its acts in order, each with doer, day and facts.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use fadu_kernel::calendar::Calendar;
use fadu_office::submission::{Subject, Submission};
use jiff::civil::{Date, DateTime};

use super::chance::{chance, mixed};
use super::days::soon;
use super::scene::{Lets, OpenedHere, Scene};
use super::step::{MatterName, Place, Repeat, Step, Timing};
use super::story::Story;
use super::town::Town;
use super::wording::Wording;
use crate::replay::Planned;

/// Everything that tellings of one file may look at.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The city.
    pub town: &'a Town<'a>,
    /// Working days.
    pub calendar: &'a Calendar,
    /// All stories, for those that act upon the matters of others.
    pub stories: &'a [Story],
}

/// The acts of a telling, in order.
pub fn tell(story: &Story, around: Around<'_>, telling: u64) -> Result<Vec<Planned>> {
    let mut teller = Teller {
        story,
        around,
        telling,
        seed: story.seed_of(telling),
        lets: Lets::new(),
        opened: Vec::new(),
        planned: Vec::new(),
    };
    teller.tell().with_context(|| {
        let (file, id, number) = (&story.file, &story.id, telling + 1);
        format!("stories/{file}.toml, story {id}, telling {number}")
    })?;
    Ok(teller.planned)
}

struct Teller<'a> {
    story: &'a Story,
    around: Around<'a>,
    telling: u64,
    seed: u64,
    lets: Lets,
    opened: Vec<OpenedHere>,
    planned: Vec<Planned>,
}

/// One repetition of a step, about to be told.
struct Turn<'a> {
    place: usize,
    step: &'a Step,
    at: DateTime,
    repetition: u64,
    each: Option<&'a str>,
}

impl Teller<'_> {
    fn tell(&mut self) -> Result<()> {
        let Around { town, calendar, .. } = self.around;
        self.lets = self.story.lets_of(self.telling, town, calendar)?;
        let mut last = self.story.start(self.telling);
        for (place, step) in self.story.steps.iter().enumerate() {
            let mut chance = chance(self.seed, 3_000 + place as u64);
            let holds =
                |when: &super::chosen::Chosen| when.holds(self.telling, &self.lets, &mut chance);
            if !step.when.as_ref().is_none_or(holds) {
                continue;
            }
            let number = place + 1;
            last = self
                .step(place, step, last)
                .with_context(|| format!("step {number}, {}.{}", step.procedure, step.act))?;
        }
        Ok(())
    }

    /// Tells a step with its repetitions; returns when it was over.
    fn step(&mut self, place: usize, step: &Step, last: DateTime) -> Result<DateTime> {
        let mut at = if place == 0 {
            last
        } else {
            self.moment(place, step, last)?
        };
        let mut over = last;
        let times = step.repeat.times(self.telling, self.story.tellings);
        for repetition in 0..times {
            if repetition > 0 {
                at = self.again(place, step, repetition, at);
            }
            if self.is_too_late(step, at)? {
                break;
            }
            let each = match &step.repeat {
                Repeat::Each(units) => usize::try_from(repetition)
                    .ok()
                    .and_then(|place| units.get(place))
                    .map(String::as_str),
                Repeat::Times(_) | Repeat::Spread(_) => None,
            };
            self.turn(&Turn {
                place,
                step,
                at,
                repetition,
                each,
            })?;
            over = at;
        }
        Ok(over)
    }

    fn moment(&self, place: usize, step: &Step, last: DateTime) -> Result<DateTime> {
        let mut chance = chance(self.seed, 2_000 + place as u64);
        let day = match &step.timing {
            Timing::After(few, many) => {
                let (calendar, days) = (self.around.calendar, &self.story.days);
                let at = days.later(calendar, &mut chance, last, (*few, *many));
                return Ok(timed(step, at).max(last));
            }
            Timing::On(day) => {
                let before = last.date();
                ensure!(
                    *day >= before,
                    "it is on {day}, but the step before was on {before}"
                );
                *day
            }
            Timing::Written(wording) => self.day(wording, last)?,
            Timing::FromToday(days) => {
                let day = days.get(chance.place(days.len())).copied();
                day.unwrap_or_default()
            }
        };
        let at = timed(step, self.story.moment(&mut chance, day));
        if day <= last.date() && at < last {
            return Ok(soon(&mut chance, last, 40));
        }
        Ok(at)
    }

    /// When a step is done once more.
    fn again(&self, place: usize, step: &Step, repetition: u64, at: DateTime) -> DateTime {
        let part = 50_000 + place as u64 * 100_000 + repetition;
        let mut chance = chance(self.seed, part);
        match step.apart {
            None => soon(&mut chance, at, 3),
            Some(wait) => {
                let calendar = self.around.calendar;
                self.story.days.later(calendar, &mut chance, at, wait)
            }
        }
    }

    /// Whether the day has come before which a step must be done.
    fn is_too_late(&self, step: &Step, at: DateTime) -> Result<bool> {
        let Some(before) = &step.before else {
            return Ok(false);
        };
        Ok(at.date() >= self.day(before, at)?)
    }

    /// The day that a text comes to.
    fn day(&self, wording: &Wording, at: DateTime) -> Result<Date> {
        let text = wording.fill(&self.scene(at))?;
        let day: Option<Date> = text.parse().ok();
        day.with_context(|| format!("“{text}” is no date"))
    }

    /// What is to be seen at a moment before anything of a step is known.
    fn scene(&self, at: DateTime) -> Scene<'_> {
        Scene {
            town: self.around.town,
            calendar: self.around.calendar,
            telling: self.telling,
            unit: self.story.unit_of(self.telling),
            lets: &self.lets,
            pick: self.seed >> 7,
            at: Some(at),
            each: None,
            repetition: 0,
            doer: "",
            opened: &self.opened,
            shares: &self.story.shares,
        }
    }

    fn turn(&mut self, turn: &Turn<'_>) -> Result<()> {
        let step = turn.step;
        let part = mixed(mixed(self.seed, 4_000 + turn.place as u64), turn.repetition);
        let mut chance = chance(part, 0);
        let own = self.story.unit_of(self.telling);
        let scene = Scene {
            each: turn.each,
            repetition: turn.repetition,
            ..self.scene(turn.at)
        };
        let named = match &step.unit {
            None => None,
            Some(Place::Chosen(place)) => Some(
                place
                    .at(self.telling + turn.repetition, chance.number())
                    .to_owned(),
            ),
            Some(Place::Written(wording)) => Some(wording.fill(&scene)?),
        };
        let (subject, unit) = self.subject(turn, named.as_deref(), own)?;
        let scene = Scene {
            unit: &unit,
            ..scene
        };
        let login = step.by.login(&scene)?;
        let scene = Scene {
            doer: login,
            ..scene
        };
        let mut facts = BTreeMap::new();
        for (name, draw) in &step.facts {
            let fact = draw.draw(&scene, &mut chance);
            if let Some(fact) = fact.with_context(|| format!("fact {name}"))? {
                facts.insert(name.clone(), fact);
            }
        }
        let key = key_of(self.story, self.telling, turn.place, turn.repetition);
        let submission = Submission {
            key: key.clone(),
            procedure: step.procedure.clone(),
            subject,
            act: step.act.clone(),
            at: turn.at,
            doer: step.by.doer(login),
            facts,
        };
        self.planned.push(Planned {
            submission,
            expected: step.expected.clone(),
        });
        if !step.expected.is_refusal() {
            self.note_opened(turn, key, unit);
        }
        Ok(())
    }

    /// What the act is done on, and the unit in which its doer is sought.
    fn subject(
        &self,
        turn: &Turn<'_>,
        named: Option<&str>,
        own: &str,
    ) -> Result<(Subject, String)> {
        let step = turn.step;
        if step.opens {
            let Some(procedure) = &step.upon_procedure else {
                let unit = named.unwrap_or(own).to_owned();
                ensure!(self.around.town.has(&unit), "this city has no unit {unit}");
                return Ok((Subject::New { unit: unit.clone() }, unit));
            };
            let (key, unit) = self.matter(step.upon.as_ref(), procedure)?;
            let procedure = procedure.clone();
            let origin = Subject::OpenedBy { key, procedure };
            return Ok((
                Subject::Upon(Box::new(origin)),
                named.map_or(unit, str::to_owned),
            ));
        }
        if let Some(MatterName::Scheme { id, every }) = &step.matter {
            let closed = every.last_closed(turn.at.date()).from;
            let unit = named.unwrap_or(own).to_owned();
            let subject = Subject::OpenedIn {
                key: format!("scheme/{id}/{closed}"),
                procedure: step.procedure.clone(),
                unit: unit.clone(),
            };
            return Ok((subject, unit));
        }
        let (key, unit) = self.matter(step.matter.as_ref(), &step.procedure)?;
        let procedure = step.procedure.clone();
        let unit = named.map_or(unit, str::to_owned);
        if let Some(each) = turn.each.filter(|_| step.in_each) {
            let unit = each.to_owned();
            let place = unit.clone();
            let subject = Subject::OpenedIn {
                key,
                procedure,
                unit,
            };
            return Ok((subject, place));
        }
        Ok(match step.which {
            None => (Subject::OpenedBy { key, procedure }, unit),
            Some(which) => (
                Subject::OpenedAs {
                    key,
                    procedure,
                    which,
                },
                unit,
            ),
        })
    }

    /// The key of the act that opened a matter, and its unit.
    fn matter(&self, name: Option<&MatterName>, procedure: &str) -> Result<(String, String)> {
        let name = match name {
            None => None,
            Some(MatterName::Here(name)) => Some(name.as_str()),
            Some(MatterName::Elsewhere { story, name }) => {
                return self.matter_elsewhere(story, name);
            }
            Some(MatterName::Scheme { .. }) => bail!("a scheme's matter is acted on by `matter`"),
        };
        let mut opened = self.opened.iter().rev();
        let found = match name {
            Some(name) => opened.find(|opened| opened.name.as_deref() == Some(name)),
            None => opened.find(|opened| opened.procedures.iter().any(|p| p == procedure)),
        };
        let found = found.with_context(|| match name {
            Some(name) => format!("no earlier step of this telling is named {name}"),
            None => format!(
                "no earlier step of this telling opens a matter of {procedure}; name the matter \
                 with `matter`"
            ),
        })?;
        Ok((found.key.clone(), found.unit.clone()))
    }

    /// The matter of another story of the same file.
    fn matter_elsewhere(&self, story: &str, name: &str) -> Result<(String, String)> {
        let mut stories = self.around.stories.iter();
        let other = stories.find(|other| other.file == self.story.file && other.id == story);
        let other = other.with_context(|| format!("there is no story {story} in this file"))?;
        ensure!(other.tellings > 0, "the story {story} is never told");
        let telling = self.telling % other.tellings;
        let first = other.steps.iter().position(|step| step.opens);
        let place = match other
            .steps
            .iter()
            .position(|step| step.named.as_deref() == Some(name))
        {
            Some(place) => Some(place),
            None => first.filter(|_| name == "main"),
        };
        let place =
            place.with_context(|| format!("no step of the story {story} is named {name}"))?;
        let unit = other.unit_of(telling).to_owned();
        Ok((key_of(other, telling, place, 0), unit))
    }

    fn note_opened(&mut self, turn: &Turn<'_>, key: String, unit: String) {
        let step = turn.step;
        let mut procedures = step.hands_over.clone();
        if step.opens {
            procedures.push(step.procedure.clone());
        }
        if procedures.is_empty() {
            return;
        }
        let is_first = step.opens && self.opened.is_empty();
        let name = step.named.clone();
        self.opened.push(OpenedHere {
            name: name.or_else(|| is_first.then(|| "main".to_owned())),
            key,
            procedures,
            unit,
            on: turn.at.date(),
        });
    }
}

/// The hour that a step fixes, or the one drawn.
fn timed(step: &Step, at: DateTime) -> DateTime {
    match step.time {
        Some(time) => at.date().to_datetime(time),
        None => at,
    }
}

/// The key of an act of a story.
fn key_of(story: &Story, telling: u64, place: usize, repetition: u64) -> String {
    let (file, id) = (&story.file, &story.id);
    let (number, step) = (telling + 1, place + 1);
    if repetition == 0 {
        format!("{file}.{id}-{number}-{step}")
    } else {
        format!("{file}.{id}-{number}-{step}-{}", repetition + 1)
    }
}

//! One telling of a story: its acts in order, each with doer, day and facts.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use fadu_kernel::calendar::Calendar;
use fadu_office::submission::{Subject, Submission};
use jiff::civil::DateTime;

use super::chance::{chance, mixed};
use super::days::{moment, soon};
use super::scene::{Lets, OpenedHere, Scene};
use super::step::{MatterName, Place, Repeat, Step};
use super::story::Story;
use super::town::Town;
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

/// The moment at which a telling begins.
pub fn start(story: &Story, telling: u64) -> DateTime {
    let mut chance = chance(story.seed_of(telling), 0);
    let first = story.steps.first();
    let fixed = first.and_then(|step| step.on);
    let day = fixed.or_else(|| {
        if story.in_order {
            let tellings = story.tellings;
            return story.days.draw_in_order(&mut chance, telling, tellings);
        }
        story.days.draw(&mut chance)
    });
    let at = moment(&mut chance, day.unwrap_or_default());
    timed(first, at)
}

/// The hour that a step fixes, or the one drawn.
fn timed(step: Option<&Step>, at: DateTime) -> DateTime {
    match step.and_then(|step| step.time) {
        Some(time) => at.date().to_datetime(time),
        None => at,
    }
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
        self.lets = self.story.lets_of(self.telling, self.around.town)?;
        let mut last = start(self.story, self.telling);
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
        let times = step.repeat.times(self.telling, self.story.tellings);
        for repetition in 0..times {
            if repetition > 0 {
                let part = 50_000 + place as u64 * 100_000 + repetition;
                at = soon(&mut chance(self.seed, part), at, 3);
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
        }
        Ok(at)
    }

    fn moment(&self, place: usize, step: &Step, last: DateTime) -> Result<DateTime> {
        let mut chance = chance(self.seed, 2_000 + place as u64);
        let at = if let Some(on) = step.on {
            ensure!(
                on >= last.date(),
                "it is on {on}, but the step before was on {}",
                last.date()
            );
            moment(&mut chance, on)
        } else {
            let calendar = self.around.calendar;
            let days = &self.story.days;
            days.later(calendar, &mut chance, last, step.after)
        };
        Ok(timed(Some(step), at).max(last))
    }

    fn turn(&mut self, turn: &Turn<'_>) -> Result<()> {
        let step = turn.step;
        let part = mixed(mixed(self.seed, 4_000 + turn.place as u64), turn.repetition);
        let mut chance = chance(part, 0);
        let own = self.story.unit_of(self.telling);
        let scene = Scene {
            town: self.around.town,
            telling: self.telling,
            unit: own,
            lets: &self.lets,
            pick: self.seed >> 7,
            at: Some(turn.at),
            each: turn.each,
            repetition: turn.repetition,
            doer: "",
            opened: &self.opened,
            shares: &self.story.shares,
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
            expects_refusal: step.refused,
        });
        if !step.refused {
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
        if let Some(MatterName {
            story: Some(story),
            name,
        }) = name
        {
            return self.matter_elsewhere(story, name);
        }
        let name = name.map(|name| name.name.as_str());
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

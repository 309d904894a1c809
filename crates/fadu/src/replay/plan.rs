//! The year being planned: acts with their keys, doers and times, and the calendar of an office.

use std::collections::BTreeMap;

use fadu_office::submission::{Doer, Subject, Submission};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use serde_json::Value as Json;

use super::chance::Chance;
use super::city::CityFile;
use super::figures::Targets;
use super::{Planned, YEAR};

/// Days off of the year besides weekends, month and first and last day. They only make the year
/// look natural; what a time limit counts comes from the calendar's data.
const DAYS_OFF: [(i8, i8, i8); 8] = [
    (1, 1, 3),
    (1, 31, 31),
    (2, 1, 6),
    (4, 3, 5),
    (5, 1, 4),
    (6, 3, 5),
    (9, 10, 12),
    (10, 1, 7),
];

/// Weights of the twelve months: disputes crowd before the Spring Festival and at harvest.
pub const DISPUTES: [u32; 12] = [13, 6, 8, 9, 8, 8, 7, 7, 8, 8, 9, 9];
/// Weights of the twelve months: schools, without their holidays.
pub const SCHOOL: [u32; 12] = [1, 0, 12, 12, 12, 8, 0, 1, 16, 10, 12, 16];
/// Weights of the twelve months: an even year.
pub const EVEN: [u32; 12] = [1; 12];

/// A matter that an earlier submission opened.
#[derive(Debug, Clone)]
pub struct Opened {
    key: String,
    procedure: String,
}

impl Opened {
    /// The matter of a procedure that a submission opened or had opened by hand-over.
    pub fn by(key: &str, procedure: &str) -> Self {
        Self {
            key: key.to_owned(),
            procedure: procedure.to_owned(),
        }
    }

    /// A matter of another procedure that the same submission opened.
    pub fn other(&self, procedure: &str) -> Self {
        Self::by(&self.key, procedure)
    }
}

/// The year being planned.
pub struct Plan<'a> {
    pub city: &'a CityFile,
    pub targets: &'a Targets,
    pub chance: Chance,
    family: &'static str,
    serials: BTreeMap<&'static str, u32>,
    counted: BTreeMap<&'static str, u32>,
    turns: BTreeMap<String, usize>,
    planned: Vec<Planned>,
    last: Date,
}

impl<'a> Plan<'a> {
    pub fn new(city: &'a CityFile, targets: &'a Targets, seed: u64) -> Self {
        Self {
            city,
            targets,
            chance: Chance::new(seed),
            family: "",
            serials: BTreeMap::new(),
            counted: BTreeMap::new(),
            turns: BTreeMap::new(),
            planned: Vec::new(),
            last: Date::constant(YEAR + 1, 3, 31),
        }
    }

    /// Names the family of stories that follow; keys begin with it.
    pub fn family(&mut self, family: &'static str) {
        self.family = family;
    }

    /// True at each so-manyth call, counted by name.
    pub fn every(&mut self, name: &'static str, calls: u32) -> bool {
        let count = self.counted.entry(name).or_default();
        *count += 1;
        count.is_multiple_of(calls.max(1))
    }

    /// The published total of an indicator.
    pub fn target(&self, indicator: &str) -> u32 {
        self.targets.whole(indicator)
    }

    /// All acts, in the order in which they are done.
    pub fn finish(mut self) -> Vec<Planned> {
        self.planned.sort_by_key(|planned| planned.submission.at);
        self.planned
    }

    fn push(
        &mut self,
        procedure: &str,
        subject: Subject,
        (act, doer, at): (&str, Doer, DateTime),
        facts: Json,
        expects_refusal: bool,
    ) -> String {
        let serial = self.serials.entry(self.family).or_default();
        *serial += 1;
        let key = format!("{YEAR}-{}-{serial:05}", self.family);
        let facts = match facts {
            Json::Object(facts) => facts
                .into_iter()
                .filter(|(_, fact)| !fact.is_null())
                .collect(),
            _ => BTreeMap::new(),
        };
        // What is begun in the year is brought to its end in the next one, up to the last day.
        if at.date() <= self.last {
            let submission = Submission {
                key: key.clone(),
                procedure: procedure.to_owned(),
                subject,
                act: act.to_owned(),
                at,
                doer,
                facts,
            };
            self.planned.push(Planned {
                submission,
                expects_refusal,
            });
        }
        key
    }

    /// An act that opens a matter in a unit.
    pub fn open(
        &mut self,
        procedure: &str,
        unit: &str,
        done: (&str, Doer, DateTime),
        facts: Json,
    ) -> Opened {
        let subject = Subject::New {
            unit: unit.to_owned(),
        };
        let key = self.push(procedure, subject, done, facts, false);
        Opened::by(&key, procedure)
    }

    /// An act on a matter; returns its key.
    pub fn act(&mut self, on: &Opened, done: (&str, Doer, DateTime), facts: Json) -> String {
        let subject = Subject::OpenedBy {
            key: on.key.clone(),
            procedure: on.procedure.clone(),
        };
        self.push(&on.procedure, subject, done, facts, false)
    }

    /// An opening act that the law must refuse.
    pub fn refused_open(
        &mut self,
        procedure: &str,
        unit: &str,
        done: (&str, Doer, DateTime),
        facts: Json,
    ) {
        let subject = Subject::New {
            unit: unit.to_owned(),
        };
        self.push(procedure, subject, done, facts, true);
    }

    /// An act on a matter that the law must refuse.
    pub fn refused(&mut self, on: &Opened, done: (&str, Doer, DateTime), facts: Json) {
        let subject = Subject::OpenedBy {
            key: on.key.clone(),
            procedure: on.procedure.clone(),
        };
        self.push(&on.procedure, subject, done, facts, true);
    }

    /// Somebody who holds the role in the unit, or else in the nearest unit above it. People who
    /// share a post take turns.
    pub fn who(&mut self, role: &str, unit: &str) -> Doer {
        let mut place = Some(unit);
        while let Some(id) = place {
            let holders = self.holders(role, id);
            if !holders.is_empty() {
                let turn = self.turns.entry(format!("{role}@{id}")).or_default();
                let login = holders
                    .get(*turn % holders.len())
                    .copied()
                    .unwrap_or_default();
                *turn += 1;
                return Doer::Account(login.to_owned());
            }
            let above = self.city.units.iter().find(|unit| unit.id == id);
            place = above.and_then(|unit| unit.parent.as_deref());
        }
        Doer::Account(format!("nobody-is-{role}-at-{unit}"))
    }

    /// Somebody who holds the role in the unit, other than this person.
    pub fn other_than(&mut self, doer: &Doer, role: &str, unit: &str) -> Doer {
        let first = self.who(role, unit);
        if first == *doer {
            self.who(role, unit)
        } else {
            first
        }
    }

    /// Somebody who holds the role anywhere.
    pub fn anywhere(&mut self, role: &str) -> Doer {
        let held = |post: &super::city::PostEntry| post.role == role;
        let mut posts = self.city.accounts.iter().flat_map(|account| &account.posts);
        match posts.find(|post| held(post)) {
            Some(post) => self.who(role, &post.unit),
            None => Doer::Account(format!("nobody-is-{role}")),
        }
    }

    fn holders(&self, role: &str, unit: &str) -> Vec<&'a str> {
        let holds = |account: &&super::city::AccountEntry| {
            account
                .posts
                .iter()
                .any(|post| post.role == role && post.unit == unit)
        };
        let holders = self.city.accounts.iter().filter(holds);
        holders.map(|account| account.login.as_str()).collect()
    }

    /// The name of the person behind a doer.
    pub fn name_of(&self, doer: &Doer) -> &'a str {
        let Doer::Account(login) = doer else {
            return "";
        };
        let account = self
            .city
            .accounts
            .iter()
            .find(|account| account.login == *login);
        account.map_or("", |account| account.name.as_str())
    }

    /// Ids of all units of a kind, in the order of the city's file.
    pub fn units(&self, kind: &str) -> Vec<&'a str> {
        let units = self
            .city
            .units
            .iter()
            .filter(|unit| unit.kind.key() == kind);
        units.map(|unit| unit.id.as_str()).collect()
    }

    /// The Chinese name of a unit.
    pub fn unit_name(&self, id: &str) -> &'a str {
        let unit = self.city.units.iter().find(|unit| unit.id == id);
        unit.map_or("", |unit| unit.name.zh.as_str())
    }

    /// The unit above.
    pub fn above(&self, id: &str) -> &'a str {
        let unit = self.city.units.iter().find(|unit| unit.id == id);
        unit.and_then(|unit| unit.parent.as_deref())
            .unwrap_or_default()
    }

    /// A day of the year by the weights of its months on which an office is open.
    pub fn day(&mut self, months: &[u32; 12]) -> Date {
        self.drawn_day(months, is_open)
    }

    /// A day of the year on which villages and the hotline work: Saturdays too, hardly a Sunday.
    pub fn busy_day(&mut self, months: &[u32; 12]) -> Date {
        let sunday = self.chance.percent(3);
        self.drawn_day(months, |day| match day.weekday() {
            Weekday::Saturday => !is_day_off(day),
            Weekday::Sunday => sunday,
            _ => is_open(day),
        })
    }

    fn drawn_day(&mut self, months: &[u32; 12], open: impl Fn(Date) -> bool) -> Date {
        let month = i8::try_from(self.chance.weighted(months) + 1).unwrap_or(1);
        let first = on(YEAR, month, 1);
        let days = u32::from(first.days_in_month().unsigned_abs());
        for _ in 0..64 {
            let day = after(first, self.chance.below(days));
            if open(day) {
                return day;
            }
        }
        open_from(first)
    }

    /// A day of the year up to a last day, by weights, on which an office is open.
    pub fn day_until(&mut self, months: &[u32; 12], last: Date) -> Date {
        for _ in 0..64 {
            let day = self.day(months);
            if day <= last {
                return day;
            }
        }
        open_from(last.saturating_sub(10.days()))
    }

    /// A moment of that day within office hours.
    pub fn at(&mut self, day: Date) -> DateTime {
        let morning = self.chance.percent(55);
        let (least, most) = if morning {
            (8 * 60 + 20, 11 * 60 + 20)
        } else {
            (13 * 60, 16 * 60)
        };
        let minutes = self.chance.between(least, most);
        at_minute(day, minutes)
    }

    /// A later moment: so many days on, on a day on which an office is open.
    pub fn later(&mut self, after: DateTime, least_days: u32, most_days: u32) -> DateTime {
        let days = self.chance.between(least_days, most_days);
        if days == 0 {
            return self.soon(after);
        }
        let wanted = after.date().saturating_add(i64::from(days).days());
        let before = open_until(wanted);
        // Work meant for a weekend is done on the Friday or on the Monday.
        let early = before > after.date() && self.chance.percent(60);
        let day = if early { before } else { open_from(wanted) };
        self.at(day)
    }

    /// A later moment of the same day.
    pub fn soon(&mut self, after: DateTime) -> DateTime {
        let minutes = i64::from(self.chance.between(6, 40));
        let soon = after.saturating_add(minutes.minutes());
        if soon.date() == after.date() {
            soon
        } else {
            after
        }
    }
}

/// A moment of a day, in minutes after midnight.
pub fn at_minute(day: Date, minutes: u32) -> DateTime {
    let (hour, minute) = (i8::try_from(minutes / 60), i8::try_from(minutes % 60));
    day.at(hour.unwrap_or(9), minute.unwrap_or(0), 0, 0)
}

/// A day by month and day, in a year.
pub fn on(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::constant(YEAR, 1, 4))
}

/// Whether an office is open on a day.
fn is_open(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !is_day_off(day)
}

fn is_day_off(day: Date) -> bool {
    day.year() == YEAR
        && DAYS_OFF.iter().any(|(month, first, last)| {
            day.month() == *month && (*first..=*last).contains(&day.day())
        })
}

/// The last day up to this one on which an office is open.
fn open_until(day: Date) -> Date {
    let mut day = day;
    while !is_open(day) {
        day = day.saturating_sub(1.day());
    }
    day
}

/// The first day from this one on which an office is open.
pub fn open_from(day: Date) -> Date {
    let mut day = day;
    while !is_open(day) {
        day = day.saturating_add(1.day());
    }
    day
}

/// The day so many days later.
pub fn after(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

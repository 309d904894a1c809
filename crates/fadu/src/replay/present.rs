//! Living work: matters of the last weeks before today, under the law of today, so that each
//! person of a demo city has something to do when they sign in.
//!
//! Days are chosen through the calendar, counted back and forth from today in working days.
//! Nothing lies after today. Who a person is and what a figure shows is not decided here.

mod calls;
mod disputes;
mod oversight;
mod reconsideration;
mod registers;
mod services;
mod suits;

use std::collections::BTreeMap;

use fadu_kernel::calendar::Calendar;
use fadu_kernel::words::Words;
use fadu_office::submission::{Doer, Subject, Submission};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde_json::Value as Json;

use super::{Expected, Planned};
use super::chance::Chance;
use super::city::CityFile;
use super::tell::First;

/// First word of the keys of living work.
const PREFIX: &str = "present";

/// The acts of the last weeks before a day, in the order in which they are done.
pub fn present(city: &CityFile, calendar: &Calendar, today: Date, seed: u64) -> Vec<Planned> {
    let mut work = Present::new(city, calendar, today, seed);
    calls::plan(&mut work);
    disputes::plan(&mut work);
    reconsideration::plan(&mut work);
    suits::plan(&mut work);
    oversight::plan(&mut work);
    services::plan(&mut work);
    registers::plan(&mut work);
    work.finish()
}

/// What to open first, among the living work.
pub fn hints() -> Vec<First> {
    let hint = |login: &str, name: &str, zh, en| First {
        login: login.to_owned(),
        key: format!("{PREFIX}-{name}"),
        words: Words::new(zh, en),
    };
    vec![
        hint(
            "reconsideration1",
            "reconsideration-last-day",
            "复议申请：下一个工作日期满，不处理即视为受理",
            "an application that the law accepts after one more working day",
        ),
        hint(
            "mediator_liuyin",
            "mediation-window",
            "已达成协议：申请司法确认的三十日将满",
            "an agreement whose thirty days for confirmation end soon",
        ),
        hint(
            "mayor",
            "reconsideration-proposed",
            "复议决定：拟办意见等您批准",
            "a proposed decision that waits for the head",
        ),
        hint(
            "litigation1",
            "suit-head-absent",
            "负责人上月未出庭：当月亮红灯，督办单已开出",
            "a head absent from court last month: a red lamp, and a supervision order",
        ),
        hint(
            "aid_officer1",
            "aid-near-decision",
            "法律援助申请：七日审查期将满",
            "an application for legal aid near its seven days",
        ),
    ]
}

/// A matter that an act of living work opened.
#[derive(Debug, Clone)]
struct Living {
    key: String,
    procedure: String,
}

impl Living {
    /// The matter of another procedure that the same submission opened by hand-over.
    fn other(&self, procedure: &str) -> Self {
        Self {
            key: self.key.clone(),
            procedure: procedure.to_owned(),
        }
    }
}

/// An act, who does it, and on which day.
type Done<'d> = (&'d str, Doer, Date);

/// A moment of a day, in minutes after midnight.
fn at_minute(day: Date, minutes: u32) -> DateTime {
    let (hour, minute) = (i8::try_from(minutes / 60), i8::try_from(minutes % 60));
    day.at(hour.unwrap_or(9), minute.unwrap_or(0), 0, 0)
}

/// Living work being planned.
struct Present<'a> {
    city: &'a CityFile,
    calendar: &'a Calendar,
    today: Date,
    chance: Chance,
    /// The minute of each day at which the next act is done.
    minutes: BTreeMap<Date, u32>,
    /// The minute of tonight at which the last call came.
    night: u32,
    serials: BTreeMap<String, u32>,
    planned: Vec<Planned>,
}

impl<'a> Present<'a> {
    fn new(city: &'a CityFile, calendar: &'a Calendar, today: Date, seed: u64) -> Self {
        Self {
            city,
            calendar,
            today,
            chance: Chance::new(seed),
            minutes: BTreeMap::new(),
            night: 0,
            serials: BTreeMap::new(),
            planned: Vec::new(),
        }
    }

    /// All acts, in the order in which they are done.
    fn finish(mut self) -> Vec<Planned> {
        self.planned.sort_by_key(|planned| planned.submission.at);
        self.planned
    }

    // ---- days

    /// The last working day up to a day.
    fn open_until(&self, day: Date) -> Date {
        let mut day = day;
        while !self.calendar.is_working_day(day) {
            day = day.saturating_sub(1.day());
        }
        day
    }

    /// So many working days before the last working day up to today.
    fn back(&self, working_days: u32) -> Date {
        self.before(self.today, working_days)
    }

    /// So many working days before the last working day up to a day.
    fn before(&self, day: Date, working_days: u32) -> Date {
        let mut day = self.open_until(day);
        for _ in 0..working_days {
            day = self.open_until(day.saturating_sub(1.day()));
        }
        day
    }

    /// So many working days after today.
    fn ahead(&self, working_days: u32) -> Date {
        self.after(self.today, working_days)
    }

    /// So many working days after a day.
    fn after(&self, day: Date, working_days: u32) -> Date {
        let mut day = day;
        for _ in 0..working_days {
            day = day.saturating_add(1.day());
            while !self.calendar.is_working_day(day) {
                day = day.saturating_add(1.day());
            }
        }
        day
    }

    /// So many days before today, holidays counted.
    fn ago(&self, days: u32) -> Date {
        self.today.saturating_sub(i64::from(days).days())
    }

    /// So many days after today, holidays counted.
    fn hence(&self, days: u32) -> Date {
        self.today.saturating_add(i64::from(days).days())
    }

    /// The latest working day between so many days ago, or the later end of a long holiday.
    fn between(&self, least_ago: u32, most_ago: u32) -> Date {
        let day = self.open_until(self.ago(least_ago));
        if day < self.ago(most_ago) {
            self.ago(least_ago)
        } else {
            day
        }
    }

    /// The next moment of a day: acts of a day follow each other in the order of planning. Today's
    /// calls come in the night, when nothing else is done, so that there are some by any morning.
    fn at(&mut self, day: Date, procedure: &str) -> DateTime {
        let today = day == self.today;
        if today && procedure == "hotline_call" {
            self.night += 11;
            return at_minute(day, self.night);
        }
        let begins = if today {
            8 * 60 + 1
        } else {
            8 * 60 + 20 + self.chance.below(50)
        };
        let step = if today { 1 } else { self.chance.between(2, 11) };
        let minute = self.minutes.entry(day).or_insert(begins);
        *minute = (*minute + step).min(17 * 60);
        at_minute(day, *minute)
    }

    // ---- acts

    fn open(
        &mut self,
        name: &str,
        procedure: &str,
        unit: &str,
        done: Done<'_>,
        facts: Json,
    ) -> Living {
        let key = format!("{PREFIX}-{name}");
        let subject = Subject::New {
            unit: unit.to_owned(),
        };
        self.push(key.clone(), procedure, subject, done, facts, false);
        Living {
            key,
            procedure: procedure.to_owned(),
        }
    }

    /// An act on a matter; what it opens by hand-over is found by its key.
    fn act(&mut self, on: &Living, done: Done<'_>, facts: Json) -> Living {
        self.on(on, done, facts, false)
    }

    /// An act on a matter that the law must refuse.
    fn refused(&mut self, on: &Living, done: Done<'_>, facts: Json) {
        self.on(on, done, facts, true);
    }

    fn refused_open(
        &mut self,
        name: &str,
        procedure: &str,
        unit: &str,
        done: Done<'_>,
        facts: Json,
    ) {
        let subject = Subject::New {
            unit: unit.to_owned(),
        };
        let key = format!("{PREFIX}-{name}");
        self.push(key, procedure, subject, done, facts, true);
    }

    fn on(&mut self, on: &Living, done: Done<'_>, facts: Json, expects_refusal: bool) -> Living {
        let serial = self.serials.entry(on.key.clone()).or_default();
        *serial += 1;
        // What a scheme opened is found by a key that only schemes may begin with.
        let key = match on.key.split_once("scheme/") {
            Some((_, scheme)) => format!("{PREFIX}-{scheme}/{serial}"),
            None => format!("{}/{serial}", on.key),
        };
        let subject = Subject::OpenedBy {
            key: on.key.clone(),
            procedure: on.procedure.clone(),
        };
        let procedure = &on.procedure;
        self.push(
            key.clone(),
            procedure,
            subject,
            done,
            facts,
            expects_refusal,
        );
        Living {
            key,
            procedure: procedure.clone(),
        }
    }

    fn push(
        &mut self,
        key: String,
        procedure: &str,
        subject: Subject,
        (act, doer, day): Done<'_>,
        facts: Json,
        expects_refusal: bool,
    ) {
        let facts = match facts {
            Json::Object(facts) => facts
                .into_iter()
                .filter(|(_, fact)| !fact.is_null())
                .collect(),
            _ => BTreeMap::new(),
        };
        let submission = Submission {
            key,
            procedure: procedure.to_owned(),
            subject,
            act: act.to_owned(),
            at: self.at(day, procedure),
            doer,
            facts,
        };
        self.planned.push(Planned {
            submission,
            expected: if expects_refusal {
                Expected::Refused
            } else {
                Expected::Lawful
            },
        });
    }

    // ---- people

    /// The first who holds the role in the unit, or else in the nearest unit above it.
    fn who(&self, role: &str, unit: &str) -> Doer {
        let mut at = Some(unit);
        while let Some(id) = at {
            let holder = self.city.accounts.iter().find(|account| {
                let mut posts = account.posts.iter();
                posts.any(|post| post.role == role && post.unit == id)
            });
            if let Some(account) = holder {
                return Doer::Account(account.login.clone());
            }
            let above = self.city.units.iter().find(|unit| unit.id == id);
            at = above.and_then(|unit| unit.parent.as_deref());
        }
        Doer::Account(format!("nobody-is-{role}-at-{unit}"))
    }

    /// The name of the person behind a doer.
    fn name_of(&self, doer: &Doer) -> String {
        let named = self.city.accounts.iter().find(|account| match doer {
            Doer::Account(login) => account.login == *login,
            Doer::Party | Doer::Anyone => false,
        });
        named.map_or_else(String::new, |account| account.name.clone())
    }

    /// The Chinese name of a unit.
    fn unit_name(&self, id: &str) -> String {
        let unit = self.city.units.iter().find(|unit| unit.id == id);
        unit.map_or_else(String::new, |unit| unit.name.zh.clone())
    }
}

//! A clock at the edges of its life, and who is turned away: a procedure of six acts.
//!
//! Packs test what the law says; here stands what holds under every procedure.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::act::Draft;
use fadu_kernel::actor::{Actor, Admission, Entitled, Post};
use fadu_kernel::calendar::Calendar;
use fadu_kernel::clock::{Clock, ClockState};
use fadu_kernel::deadline::{Counting, LengthUnit, Policy};
use fadu_kernel::decide::{Setting, could_do, decide, next_lapse};
use fadu_kernel::field::Value;
use fadu_kernel::indicator::{Indicator, Indicators, Measure, contributions};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{
    ActRule, ClockRule, Extension, ExtensionLength, From, Holds, Procedure, Stage, StageKind, Term,
    To,
};
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime, date};

/// The day on which every matter of this file is opened; ten days later its clock is due.
const OPENED: Date = date(2024, 3, 1);
const DUE: Date = date(2024, 3, 11);

fn words(text: &str) -> Words {
    Words::new(text, text)
}

fn act(id: &str, by: &str) -> ActRule {
    let opening = id == "open";
    ActRule {
        id: id.to_owned(),
        title: words(id),
        by: vec![Entitled::parse(by).unwrap()],
        from: if opening {
            From::Opening
        } else {
            From::Stages(["open".to_owned()].into())
        },
        to: if opening {
            To::Stage("open".to_owned())
        } else {
            To::Stay
        },
        basis: Vec::new(),
        local: false,
        asks: Vec::new(),
        may_ask: Vec::new(),
        sets: Vec::new(),
        requires: Vec::new(),
        opens: Vec::new(),
        returns: Vec::new(),
        issues: Vec::new(),
        note: None,
        upon: None,
        looks: BTreeSet::new(),
    }
}

fn clock() -> ClockRule {
    let named = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    ClockRule {
        id: "decide".to_owned(),
        title: words("decide"),
        starts: named(&["open", "start_over", "next_round"]),
        from: None,
        when: None,
        term: Term::Length {
            length: 10,
            unit: LengthUnit::Day,
            counting: Counting::Cr4Strict,
        },
        variants: Vec::new(),
        basis: Vec::new(),
        satisfied_by: named(&["finish", "next_round"]),
        cancelled_by: named(&["start_over"]),
        measured_by: Vec::new(),
        suspended_by: named(&["suspend"]),
        resumed_by: named(&["resume"]),
        extension: Some(Extension {
            by: "extend".to_owned(),
            length: ExtensionLength::Fixed(5),
            times: 1,
            basis: Vec::new(),
        }),
        warn_days: 2,
        on_lapse: Some("deem".to_owned()),
        lapse_note: None,
        right: false,
        local: false,
    }
}

fn law() -> Procedure {
    let officials = [
        "open",
        "finish",
        "suspend",
        "resume",
        "extend",
        "start_over",
        "next_round",
    ];
    let mut acts: Vec<ActRule> = officials.map(|id| act(id, "officer@unit")).into();
    acts.push(act("deem", "law"));
    acts.push(act("told", "handover"));
    acts.push(act("elsewhere", "officer@field:other_unit"));
    Procedure {
        id: "p".to_owned(),
        pack: "p".to_owned(),
        system: "S01".to_owned(),
        title: words("p"),
        law: String::new(),
        in_force: date(2020, 1, 1),
        until: None,
        holds: Holds::Matter,
        number: "{seq}".to_owned(),
        name: None,
        unit_kinds: Vec::new(),
        entry: None,
        stages: vec![Stage {
            id: "open".to_owned(),
            title: words("open"),
            kind: StageKind::Open,
        }],
        fields: Vec::new(),
        acts,
        clocks: vec![clock()],
        documents: Vec::new(),
        publications: Vec::new(),
        unwritten: Vec::new(),
        watches: BTreeMap::new(),
        looks: Vec::new(),
        keyed: BTreeSet::new(),
    }
}

/// The law with a city of two units, one of them gone since 2023.
struct City {
    law: Procedure,
    calendar: Calendar,
    units: UnitTree,
    parameters: BTreeMap<String, i64>,
}

impl City {
    fn new() -> Self {
        let unit = |id: &str, parent: Option<&str>, until_on| Unit {
            id: id.to_owned(),
            name: words(id),
            short: id.to_owned(),
            kind: UnitKind::Department,
            parent: parent.map(str::to_owned),
            from_on: None,
            until_on,
            successor: None,
        };
        let units = vec![
            unit("office", None, None),
            unit("gone", Some("office"), Some(date(2023, 12, 31))),
        ];
        Self {
            law: law(),
            calendar: Calendar::new(Vec::new()).unwrap(),
            units: UnitTree::new(units).unwrap(),
            parameters: BTreeMap::new(),
        }
    }

    fn setting(&self, now: DateTime) -> Setting<'_> {
        Setting {
            calendar: &self.calendar,
            units: &self.units,
            parameters: &self.parameters,
            policy: Policy::Rolled,
            now,
        }
    }

    fn does(&self, matter: &Matter, act: &str, on: Date) -> Result<Matter, Refusal> {
        self.tries(matter, act, on, officer())
    }

    fn tries(&self, matter: &Matter, act: &str, on: Date, actor: Actor) -> Result<Matter, Refusal> {
        let draft = draft(act, on, actor);
        decide(&self.law, &self.setting(draft.at), matter, &draft).map(|done| done.matter)
    }

    fn opened(&self) -> Matter {
        self.does(&unopened("office"), "open", OPENED).unwrap()
    }

    /// What the act adds to the on-time share: `kept`, `late` or nothing.
    fn counted(&self, before: &Matter, act: &str, on: Date) -> Option<String> {
        let after = self.does(before, act, on).unwrap();
        let indicator = Indicator {
            id: "p.on_time".to_owned(),
            system: "S01".to_owned(),
            title: words("on time"),
            definition: words("on time"),
            unit: words("%"),
            decimals: 0,
            source: false,
            measure: Measure::OnTime {
                procedure: "p".to_owned(),
                clock: "decide".to_owned(),
            },
        };
        let admitted = Admission {
            role: "officer",
            unit: Some("office"),
        };
        let draft = draft(act, on, officer());
        let all: Indicators = [indicator].into_iter().collect();
        let found = contributions(
            &all,
            &self.law,
            before,
            &after,
            &draft,
            admitted,
            &self.parameters,
        );
        found.into_iter().next().map(|one| one.member)
    }
}

fn unopened(unit: &str) -> Matter {
    let version = "p@2020-01-01".to_owned();
    Matter::unopened(MatterId(0), version, unit.to_owned(), OPENED)
}

fn officer() -> Actor {
    let post = Post {
        role: "officer".to_owned(),
        unit: "office".to_owned(),
    };
    Actor::Official {
        account: "wang".to_owned(),
        posts: vec![post],
    }
}

fn draft(act: &str, on: Date, actor: Actor) -> Draft {
    Draft {
        act: act.to_owned(),
        at: on.at(9, 0, 0, 0),
        actor,
        facts: BTreeMap::new(),
    }
}

fn running(matter: &Matter) -> &Clock {
    matter.clocks.get("decide").unwrap()
}

fn days_after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[test]
fn an_act_on_the_last_day_keeps_the_clock_and_one_on_the_day_after_does_not() {
    let city = City::new();
    for (day, kept) in [(DUE, "kept"), (days_after(DUE, 1), "late")] {
        let counted = city.counted(&city.opened(), "finish", day);
        assert_eq!(counted.as_deref(), Some(kept), "{day}");
    }
}

#[test]
fn the_law_acts_on_the_day_after_the_last_and_never_before_the_last_act() {
    let city = City::new();
    let matter = city.opened();
    let lapse = |matter: &Matter, on: Date| next_lapse(&city.law, matter, on.at(0, 0, 0, 0));
    assert!(lapse(&matter, DUE).is_none());
    let (_, act) = lapse(&matter, days_after(DUE, 1)).unwrap();
    assert_eq!((act.act.as_str(), act.on()), ("deem", DUE));
    let late = city.does(&matter, "told", days_after(DUE, 2));
    assert_eq!(late.unwrap_err().rule, Rule::Role);
    let moved = Matter {
        moved_on: days_after(DUE, 2),
        ..matter
    };
    let (_, act) = lapse(&moved, days_after(DUE, 3)).unwrap();
    assert_eq!(act.on(), days_after(DUE, 2));
}

#[test]
fn an_overdue_clock_is_neither_suspended_nor_extended() {
    let city = City::new();
    let late = days_after(DUE, 1);
    let matter = city.opened();
    let suspended = city.does(&matter, "suspend", late).unwrap();
    assert_eq!(running(&suspended).state, ClockState::Running);
    let counted = city.counted(&suspended, "finish", days_after(late, 1));
    assert_eq!(counted.as_deref(), Some("late"));
    let refused = city.does(&matter, "extend", late).unwrap_err();
    assert_eq!(refused.rule, Rule::Require);
    let extended = city.does(&matter, "extend", DUE).unwrap();
    assert_eq!(running(&extended).due.date(), days_after(DUE, 5));
}

#[test]
fn a_clock_that_stands_still_is_kept_however_long_it_stands() {
    let city = City::new();
    let suspended = city.does(&city.opened(), "suspend", DUE).unwrap();
    let day = days_after(DUE, 40);
    let counted = city.counted(&suspended, "finish", day);
    assert_eq!(counted.as_deref(), Some("kept"));
    assert!(running(&suspended).in_time(day.at(9, 0, 0, 0)));
}

#[test]
fn a_spent_extension_is_not_offered() {
    let city = City::new();
    let once = city.does(&city.opened(), "extend", OPENED).unwrap();
    let setting = city.setting(OPENED.at(9, 0, 0, 0));
    let rule = city.law.act("extend").unwrap();
    let offered = could_do(&city.law, &setting, &once, rule, &officer());
    let done = city.does(&once, "extend", OPENED);
    assert_eq!(offered.unwrap_err(), done.unwrap_err());
}

#[test]
fn what_is_cancelled_and_begins_again_counts_as_neither_kept_nor_late() {
    let city = City::new();
    for day in [DUE, days_after(DUE, 1)] {
        assert_eq!(city.counted(&city.opened(), "start_over", day), None);
    }
    let kept = city.counted(&city.opened(), "next_round", DUE);
    assert_eq!(kept.as_deref(), Some("kept"));
    let late = city.counted(&city.opened(), "next_round", days_after(DUE, 1));
    assert_eq!(late.as_deref(), Some("late"));
}

#[test]
fn whoever_no_rule_names_is_turned_away() {
    let city = City::new();
    let matter = city.opened();
    let handover = Actor::Handover {
        account: Some("wang".to_owned()),
    };
    let strangers = [
        Actor::Anyone,
        Actor::Party,
        Actor::Scheme,
        Actor::Law,
        handover,
    ];
    for actor in strangers {
        let refused = city.tries(&matter, "finish", DUE, actor.clone());
        assert_eq!(refused.unwrap_err().rule, Rule::Role, "{actor:?}");
    }
    // A field that names no unit covers nobody.
    let unset = city.does(&matter, "elsewhere", DUE).unwrap_err();
    assert_eq!(unset.rule, Rule::Role);
    let mut named = matter;
    let office = Value::Text("office".to_owned());
    named.fields.insert("other_unit".to_owned(), office);
    assert!(city.does(&named, "elsewhere", DUE).is_ok());
}

#[test]
fn a_unit_that_is_gone_takes_no_new_matter() {
    let city = City::new();
    let post = Post {
        role: "officer".to_owned(),
        unit: "gone".to_owned(),
    };
    let actor = Actor::Official {
        account: "wang".to_owned(),
        posts: vec![post],
    };
    let last = city.tries(&unopened("gone"), "open", date(2023, 12, 31), actor.clone());
    assert!(last.is_ok());
    let after = city.tries(&unopened("gone"), "open", date(2024, 1, 1), actor);
    assert_eq!(after.unwrap_err().rule, Rule::Unit);
}

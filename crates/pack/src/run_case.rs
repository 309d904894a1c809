//! Running a case: a small city in memory, the same decisions as in a real one.

mod city;
mod compare;

use std::collections::BTreeMap;

use fadu_kernel::act::Draft;
use fadu_kernel::actor::{Actor, Post};
use fadu_kernel::calendar::Calendar;
use fadu_kernel::deadline::Policy;
use fadu_kernel::decide::Setting;
use fadu_kernel::enact::{Enacted, Law, Request, Setback, Target, enact, fire_lapses, read_facts};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::scheme;
use fadu_kernel::unit::UnitTree;
use fadu_kernel::words::Words;
use jiff::civil::DateTime;

use self::city::{City, CityTally, case_units};
use crate::case::{Case, Doing, Step};
use crate::packs::Packs;

/// What a case found wrong, with the line of the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFault {
    /// Line of the step.
    pub line: usize,
    /// What was expected and what came.
    pub words: Words,
}

/// Runs a case to its end; an empty list means that everything held.
pub fn run_case(case: &Case, packs: &Packs, calendar: &Calendar) -> Vec<CaseFault> {
    let units = case_units();
    let parameters = packs.parameter_values();
    let mut run = Run {
        case,
        packs,
        calendar,
        units: &units,
        parameters: &parameters,
        city: City::default(),
        names: BTreeMap::new(),
        last: None,
        faults: Vec::new(),
    };
    for step in &case.steps {
        run.step(step);
    }
    run.faults
}

struct Run<'a> {
    case: &'a Case,
    packs: &'a Packs,
    calendar: &'a Calendar,
    units: &'a UnitTree,
    parameters: &'a BTreeMap<String, i64>,
    city: City,
    names: BTreeMap<String, MatterId>,
    last: Option<MatterId>,
    faults: Vec<CaseFault>,
}

impl Run<'_> {
    fn fault(&mut self, line: usize, zh: String, en: String) {
        self.faults.push(CaseFault {
            line,
            words: Words::new(zh, en),
        });
    }

    fn setting(&self, now: DateTime) -> Setting<'_> {
        Setting {
            calendar: self.calendar,
            units: self.units,
            parameters: self.parameters,
            policy: Policy::default(),
            now,
        }
    }

    fn step(&mut self, step: &Step) {
        let fired = self.pass_time(step.at);
        if let Some(scheme) = &step.runs {
            self.run_scheme(step, scheme);
        }
        let mut refused = None;
        let mut opened = Vec::new();
        if let Some(doing) = &step.does {
            match self.act(step, doing) {
                Ok(done) => opened = done,
                Err(refusal) => refused = Some(refusal),
            }
        }
        self.compare_refusal(step, refused.as_ref());
        for (procedure, name) in &step.expect.opened {
            // Several of one procedure are named in the order in which they were opened.
            let place = opened.iter().position(|(id, _)| id == procedure);
            let found = place.map(|place| opened.remove(place).1);
            match found {
                Some(id) => {
                    self.names.insert(name.clone(), id);
                }
                None => self.fault(
                    step.line,
                    format!("应移交立案“{procedure}”，但没有"),
                    format!("should have opened “{procedure}” by hand-over"),
                ),
            }
        }
        self.compare(step, &fired);
    }

    /// Fires every lapse in the city, in order of matters. Returns the acts of law.
    fn pass_time(&mut self, at: DateTime) -> Vec<(MatterId, String)> {
        let ids: Vec<MatterId> = self.city.matters.keys().copied().collect();
        let mut fired = Vec::new();
        for id in ids {
            let law = law_of(self.packs);
            let mut city = std::mem::take(&mut self.city);
            let done = fire_lapses(law, &self.setting(at), &mut city, id);
            self.city = city;
            if let Ok(done) = done {
                fired.extend(done.into_iter().map(|e| (e.act.matter, e.act.act)));
            }
        }
        fired
    }

    fn run_scheme(&mut self, step: &Step, id: &str) {
        let found = self.packs.schemes.iter().find(|scheme| {
            scheme.id == id || scheme.id.split_once('.').is_some_and(|(_, key)| key == id)
        });
        let Some(scheme) = found else {
            self.fault(
                step.line,
                format!("没有方案“{id}”"),
                format!("there is no scheme “{id}”"),
            );
            return;
        };
        let span = scheme.every.last_closed(step.at.date());
        let requests = {
            let tally = |unit: &str| CityTally {
                city: &self.city,
                units: self.units,
                within: Some(unit.to_owned()),
            };
            let find = |id: &str| self.packs.indicator(id);
            match scheme::requests(scheme, self.units, span, self.parameters, &find, tally) {
                Ok(requests) => requests,
                Err(never) => match never {},
            }
        };
        for request in requests {
            match self.enact(step.at, &request) {
                Ok(done) => self.note_opened(&done),
                Err(refusal) => self.fault(
                    step.line,
                    format!("方案“{id}”被拒绝：{}", refusal.words.zh),
                    format!("the scheme “{id}” was refused: {}", refusal.words.en),
                ),
            }
        }
    }

    /// Names matters that a scheme opened by their procedure, and those it handed over.
    fn note_opened(&mut self, done: &[Enacted]) {
        for enacted in done.iter().filter(|enacted| enacted.before.is_unopened()) {
            self.names
                .insert(enacted.after.procedure().to_owned(), enacted.after.id);
            self.last = Some(enacted.after.id);
        }
    }

    fn enact(&mut self, now: DateTime, request: &Request) -> Result<Vec<Enacted>, Refusal> {
        let mut city = std::mem::take(&mut self.city);
        let before = (city.acts, city.matters.clone(), city.contributions.len());
        let law = law_of(self.packs);
        let done = enact(law, &self.setting(now), &mut city, request);
        if done.is_err() {
            city.acts = before.0;
            city.matters = before.1;
            city.contributions.truncate(before.2);
        }
        self.city = city;
        done.map_err(|setback| match setback {
            Setback::Refused(refusal) => *refusal,
            Setback::Failed(never) => match never {},
        })
    }

    fn act(&mut self, step: &Step, doing: &Doing) -> Result<Vec<(String, MatterId)>, Refusal> {
        let on = step.at.date();
        let named = step.matter.as_deref();
        let current = named.map_or(self.last, |name| self.names.get(name).copied());
        let newest = self.packs.procedures.in_force(&doing.procedure, on);
        let opening = newest
            .and_then(|law| law.act(&doing.act))
            .is_some_and(|rule| matches!(rule.from, fadu_kernel::procedure::From::Opening));
        let matter = current
            .and_then(|id| self.city.matters.get(&id))
            .filter(|_| !opening);
        let matter = matter
            .filter(|matter| matter.procedure() == doing.procedure)
            .or_else(|| {
                // Without a name the newest matter of that procedure is meant.
                let mine =
                    |m: &&Matter| m.procedure() == doing.procedure && !opening && named.is_none();
                self.city.matters.values().rev().find(mine)
            });
        let upon = doing.upon.as_ref().and_then(|name| self.names.get(name));
        let upon = upon.and_then(|id| self.city.matters.get(id));
        let (target, law, unit) = if let Some(below) = upon {
            (Target::Upon(below.id), newest, below.unit.clone())
        } else if let Some(matter) = matter {
            let law = self.packs.procedures.pinned(&matter.version);
            (Target::Matter(matter.id), law, matter.unit.clone())
        } else {
            let unit = doing.unit.unwrap_or(self.case.unit).key().to_owned();
            (Target::New(unit.clone()), newest, unit)
        };
        let facts = match law {
            Some(law) => read_facts(law, &doing.act, &doing.facts)?,
            None => BTreeMap::new(),
        };
        let actor = actor_of(&doing.by, &unit, !matches!(target, Target::Matter(_)));
        let draft = Draft {
            act: doing.act.clone(),
            at: step.at,
            actor,
            facts,
        };
        let request = Request {
            procedure: doing.procedure.clone(),
            on: target,
            draft,
        };
        let done = self.enact(step.at, &request)?;
        if let Some(first) = done.first() {
            self.last = Some(first.after.id);
            if first.before.is_unopened() {
                let name = doing.named.clone().unwrap_or_else(|| "main".to_owned());
                self.names.insert(name, first.after.id);
            }
        }
        let opened = done
            .iter()
            .skip(1)
            .filter(|enacted| enacted.before.is_unopened());
        Ok(opened
            .map(|e| (e.after.procedure().to_owned(), e.after.id))
            .collect())
    }
}

fn law_of(packs: &Packs) -> Law<'_> {
    Law {
        procedures: &packs.procedures,
        indicators: &packs.indicators,
    }
}

/// Reads `role#2@kind`, `role+other` for one person with two posts, `party` or `anyone`.
fn actor_of(by: &str, unit: &str, opening: bool) -> Actor {
    match by {
        "anyone" if opening => return Actor::Anyone,
        "party" | "anyone" => return Actor::Party,
        "law" => return Actor::Law,
        "scheme" => return Actor::Scheme,
        "handover" => return Actor::Handover { account: None },
        _ => {}
    }
    let (person, unit) = by.split_once('@').unwrap_or((by, unit));
    let (roles, _) = person.split_once('#').unwrap_or((person, ""));
    let posts = roles.split('+').map(|role| Post {
        role: role.to_owned(),
        unit: unit.to_owned(),
    });
    Actor::Official {
        account: person.to_owned(),
        posts: posts.collect(),
    }
}

//! Running a case: a small city in memory, the same decisions as in a real one.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use fadu_kernel::act::{ActId, Draft};
use fadu_kernel::actor::{Actor, Post};
use fadu_kernel::calendar::Calendar;
use fadu_kernel::deadline::Policy;
use fadu_kernel::decide::Setting;
use fadu_kernel::enact::{
    Enacted, Law, Record, Request, Setback, Target, enact, fire_lapses, read_facts,
};
use fadu_kernel::indicator::{Contribution, Measure, Span, Tally, value};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::refusal::Refusal;
use fadu_kernel::scheme;
use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};

use crate::case::{Case, Doing, Expect, Step, plain};
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

/// The small city of cases: one unit of each kind, its id the kind's key.
fn case_units() -> UnitTree {
    let unit = |kind: UnitKind, parent: Option<UnitKind>| Unit {
        id: kind.key().to_owned(),
        name: Words::new(kind.key(), kind.key()),
        short: "案".to_owned(),
        kind,
        parent: parent.map(|parent| parent.key().to_owned()),
        from_on: None,
        until_on: None,
        successor: None,
    };
    UnitTree::new([
        unit(UnitKind::City, None),
        unit(UnitKind::County, Some(UnitKind::City)),
        unit(UnitKind::Township, Some(UnitKind::County)),
        unit(UnitKind::Village, Some(UnitKind::Township)),
        unit(UnitKind::Department, Some(UnitKind::City)),
        unit(UnitKind::Outside, Some(UnitKind::City)),
    ])
    .unwrap_or_default()
}

/// Matters and contributions in memory.
#[derive(Default)]
struct City {
    acts: i64,
    numbers: BTreeMap<String, u32>,
    matters: BTreeMap<MatterId, Matter>,
    contributions: Vec<(ActId, Contribution)>,
}

impl Record for City {
    type Fault = Infallible;

    fn matter(&mut self, id: MatterId) -> Result<Option<Matter>, Infallible> {
        Ok(self.matters.get(&id).cloned())
    }

    fn next_act(&mut self) -> Result<ActId, Infallible> {
        self.acts += 1;
        Ok(ActId(self.acts))
    }

    fn next_number(&mut self, law: &Procedure, unit: &str, on: Date) -> Result<String, Infallible> {
        let seq = self
            .numbers
            .entry(format!("{}/{unit}/{}", law.id, on.year()))
            .or_default();
        *seq += 1;
        Ok(format!("{}〔{}〕{seq}", law.id, on.year()))
    }

    fn keep(&mut self, enacted: &Enacted) -> Result<(), Infallible> {
        self.matters.insert(enacted.after.id, enacted.after.clone());
        let act = enacted.act.id;
        self.contributions
            .extend(enacted.contributions.iter().map(|c| (act, c.clone())));
        Ok(())
    }
}

/// Cells summed on the fly, of one unit or of all.
struct CityTally<'a> {
    city: &'a City,
    units: &'a UnitTree,
    within: Option<String>,
}

impl CityTally<'_> {
    fn of<'b>(&'b self, indicator: &'b str, span: Span) -> impl Iterator<Item = &'b Contribution> {
        self.city
            .contributions
            .iter()
            .map(|(_, contribution)| contribution)
            .filter(move |c| {
                let inside = self
                    .within
                    .as_ref()
                    .is_none_or(|unit| self.units.covers(unit, &c.unit));
                inside && c.indicator == indicator && span.from <= c.month && c.month <= span.to
            })
    }
}

fn until(on: Date) -> Span {
    Span {
        from: Date::MIN,
        to: on,
    }
}

impl Tally for CityTally<'_> {
    type Error = Infallible;

    fn sum(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        Ok(self.of(indicator, span).map(|c| c.amount).sum())
    }

    fn stock(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        self.sum(indicator, until(on))
    }

    fn distinct(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        let members: BTreeSet<&str> = self
            .of(indicator, span)
            .map(|c| c.member.as_str())
            .collect();
        Ok(i64::try_from(members.len()).unwrap_or(i64::MAX))
    }

    fn stock_distinct(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        let mut members: BTreeMap<&str, i64> = BTreeMap::new();
        for c in self.of(indicator, until(on)) {
            *members.entry(&c.member).or_default() += c.amount;
        }
        let standing = members.values().filter(|sum| **sum > 0).count();
        Ok(i64::try_from(standing).unwrap_or(i64::MAX))
    }

    fn of_member(&self, indicator: &str, member: &str, span: Span) -> Result<i64, Infallible> {
        Ok(self
            .of(indicator, span)
            .filter(|c| c.member == member)
            .map(|c| c.amount)
            .sum())
    }

    fn latest(&self, indicator: &str, span: Span) -> Result<Option<i64>, Infallible> {
        Ok(self.of(indicator, span).last().map(|c| c.amount))
    }
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
            let found = opened
                .iter()
                .find(|(id, _)| id == procedure)
                .map(|(_, id)| *id);
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
            match scheme::requests(scheme, self.units, span, &find, tally) {
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
        let (target, law, unit) = match matter {
            Some(matter) => (
                Target::Matter(matter.id),
                self.packs.procedures.pinned(&matter.version),
                matter.unit.clone(),
            ),
            None => {
                let unit = doing.unit.unwrap_or(self.case.unit).key().to_owned();
                (Target::New(unit.clone()), newest, unit)
            }
        };
        let facts = match law {
            Some(law) => read_facts(law, &doing.act, &doing.facts)?,
            None => BTreeMap::new(),
        };
        let actor = actor_of(&doing.by, &unit, matches!(target, Target::New(_)));
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

    fn compare_refusal(&mut self, step: &Step, refused: Option<&Refusal>) {
        match (&step.expect.refused, refused) {
            (None, None) => {}
            (None, Some(refusal)) => {
                let (rule, words) = (refusal.rule.key(), &refusal.words);
                self.fault(
                    step.line,
                    format!("被拒绝（{rule}）：{}", words.zh),
                    format!("was refused ({rule}): {}", words.en),
                );
            }
            (Some(wanted), None) => self.fault(
                step.line,
                format!("应被拒绝（{wanted}），但通过了"),
                format!("should have been refused ({wanted}) but was not"),
            ),
            (Some(wanted), Some(refusal)) => {
                let cited = refusal
                    .basis
                    .iter()
                    .any(|basis| basis.to_string() == *wanted);
                if refusal.rule.key() != wanted && !cited {
                    let basis: Vec<String> =
                        refusal.basis.iter().map(ToString::to_string).collect();
                    let found = format!("{} {}", refusal.rule.key(), basis.join(" "));
                    self.fault(
                        step.line,
                        format!(
                            "拒绝的依据应为 {wanted}，实为 {found}：{}",
                            refusal.words.zh
                        ),
                        format!("refused by {found} and not {wanted}: {}", refusal.words.en),
                    );
                }
            }
        }
    }

    fn compare(&mut self, step: &Step, fired: &[(MatterId, String)]) {
        let expect = &step.expect;
        for (indicator, wanted) in &expect.counts {
            let found = self.printed(indicator);
            if found.as_deref() != Some(wanted.as_str()) {
                let found = found.unwrap_or_else(|| "—".to_owned());
                self.fault(
                    step.line,
                    format!("指标 {indicator} 应为 {wanted}，实为 {found}"),
                    format!("the indicator {indicator} is {found} and not {wanted}"),
                );
            }
        }
        let named = expect.matter.as_ref().or(step.matter.as_ref());
        let id = named.map_or(self.last, |name| self.names.get(name).copied());
        let matter = id.and_then(|id| self.city.matters.get(&id)).cloned();
        if let Some(wanted) = &expect.acts_of_law {
            let found: Vec<String> = fired
                .iter()
                .filter(|(of, _)| Some(*of) == id)
                .map(|(_, act)| act.clone())
                .collect();
            self.differs(
                step.line,
                "acts_of_law",
                &wanted.join(" "),
                &found.join(" "),
            );
        }
        match matter {
            Some(matter) => self.compare_matter(step, &matter, expect),
            None if looks_at_matter(expect) => self.fault(
                step.line,
                "没有可核对的事项".to_owned(),
                "there is no matter to look at".to_owned(),
            ),
            None => {}
        }
    }

    fn compare_matter(&mut self, step: &Step, matter: &Matter, expect: &Expect) {
        if let Some(stage) = &expect.stage {
            self.differs(step.line, "stage", stage, &matter.stage);
        }
        let law = self.packs.procedures.pinned(&matter.version);
        for (id, wanted) in &expect.due {
            let found = matter.clocks.get(id).map(|clock| clock.due.to_string());
            let found = found.unwrap_or_else(|| "none".to_owned());
            let found = if wanted.contains('T') {
                found
            } else {
                date_part(&found)
            };
            self.differs(step.line, &format!("due.{id}"), wanted, &found);
        }
        for (id, wanted) in &expect.light {
            let warn = law
                .and_then(|law| law.clock(id))
                .map_or(0, |clock| clock.warn_days);
            let found = matter
                .clocks
                .get(id)
                .map_or("grey", |c| c.light(step.at, warn).key());
            self.differs(step.line, &format!("light.{id}"), wanted, found);
        }
        for (id, wanted) in &expect.fields {
            let field = law.and_then(|law| law.field(id));
            let wanted_value = field.and_then(|field| field.read(wanted).ok().flatten());
            let found = matter.fields.get(id);
            if found != wanted_value.as_ref() {
                let shown = found.map_or_else(|| "none".to_owned(), |v| format!("{v:?}"));
                self.differs(step.line, &format!("fields.{id}"), &plain(wanted), &shown);
            }
        }
    }

    fn differs(&mut self, line: usize, what: &str, wanted: &str, found: &str) {
        if wanted != found {
            self.fault(
                line,
                format!("{what} 应为“{wanted}”，实为“{found}”"),
                format!("{what} is “{found}” and not “{wanted}”"),
            );
        }
    }

    fn printed(&self, id: &str) -> Option<String> {
        let indicator = self.packs.indicator(id)?;
        let tally = CityTally {
            city: &self.city,
            units: self.units,
            within: None,
        };
        let ever = Span {
            from: Date::constant(1990, 1, 1),
            to: Date::constant(2199, 12, 31),
        };
        let find = |id: &str| self.packs.indicator(id);
        let amount = match value(indicator, &find, &tally, ever) {
            Ok(amount) => amount,
            Err(never) => match never {},
        };
        let decimals = match &indicator.measure {
            Measure::Sum(observed) | Measure::Latest(observed) => {
                indicator.decimals.max(observed.scale)
            }
            _ => indicator.decimals,
        };
        amount.map(|amount| amount.print(decimals))
    }
}

fn law_of(packs: &Packs) -> Law<'_> {
    Law {
        procedures: &packs.procedures,
        indicators: &packs.indicators,
    }
}

fn looks_at_matter(expect: &Expect) -> bool {
    expect.stage.is_some()
        || !expect.due.is_empty()
        || !expect.light.is_empty()
        || !expect.fields.is_empty()
}

fn date_part(text: &str) -> String {
    text.split('T').next().unwrap_or(text).to_owned()
}

/// Reads `role#2@kind`, `party` or `anyone`.
fn actor_of(by: &str, unit: &str, opening: bool) -> Actor {
    match by {
        "party" => return Actor::Party,
        "anyone" if opening => return Actor::Anyone,
        "anyone" => return Actor::Party,
        "law" => return Actor::Law,
        "scheme" => return Actor::Scheme,
        "handover" => return Actor::Handover { account: None },
        _ => {}
    }
    let (person, unit) = by.split_once('@').unwrap_or((by, unit));
    let (role, _) = person.split_once('#').unwrap_or((person, ""));
    Actor::Official {
        account: person.to_owned(),
        posts: vec![Post {
            role: role.to_owned(),
            unit: unit.to_owned(),
        }],
    }
}

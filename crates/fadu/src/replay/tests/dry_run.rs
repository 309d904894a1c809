//! A city in memory that carries out acts by the shipped packs, without store or ledger.

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
use fadu_kernel::indicator::{Amount, Contribution, Span, Tally, value};
use fadu_kernel::matter::{Linked, Matter, MatterId, count_linked};
use fadu_kernel::procedure::{LookKey, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::unit::UnitTree;
use fadu_office::submission::{Doer, Subject, Submission};
use fadu_pack::packs::Packs;
use jiff::civil::{Date, DateTime};

use crate::replay::Planned;
use crate::replay::city::CityFile;
use crate::replay::figures::FigureFile;

/// A city in memory.
#[derive(Default)]
pub struct City {
    pub acts: i64,
    pub numbers: BTreeMap<String, u32>,
    pub matters: BTreeMap<MatterId, Matter>,
    pub contributions: Vec<Contribution>,
    pub staged: Vec<Enacted>,
    pub opened: BTreeMap<(String, String), Vec<MatterId>>,
    /// Matters by the one from or upon which they were opened.
    pub linked: BTreeMap<MatterId, Vec<MatterId>>,
}

impl Record for City {
    type Fault = Infallible;

    fn matter(&mut self, id: MatterId) -> Result<Option<Matter>, Infallible> {
        let staged = self
            .staged
            .iter()
            .rev()
            .find(|enacted| enacted.after.id == id);
        let staged = staged.map(|enacted| enacted.after.clone());
        let mut matter = staged.or_else(|| self.matters.get(&id).cloned());
        if let Some(matter) = &mut matter {
            matter.linked = self.linked_to(id);
        }
        Ok(matter)
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

    fn find(
        &mut self,
        procedure: &str,
        key: &LookKey,
        value: &str,
    ) -> Result<Vec<Matter>, Infallible> {
        // Of a matter that the act under way moved, the last state counts.
        let under_way = self.staged.iter().map(|enacted| &enacted.after);
        let stand = self.matters.values().chain(under_way);
        let stand: BTreeMap<MatterId, &Matter> = stand
            .filter(|matter| matter.procedure() == procedure)
            .map(|matter| (matter.id, matter))
            .collect();
        let meant = stand
            .into_values()
            .filter(|matter| matter.bears(key, value));
        Ok(meant.cloned().collect())
    }

    fn keep(&mut self, enacted: &Enacted) -> Result<(), Infallible> {
        self.staged.push(enacted.clone());
        Ok(())
    }
}

impl City {
    /// How many matters opened from or upon one stand where, those of the act under way too.
    fn linked_to(&self, id: MatterId) -> Linked {
        let kept = self.linked.get(&id).into_iter().flatten();
        let kept = kept.filter_map(|id| self.matters.get(id));
        let under_way = self.staged.iter().map(|enacted| &enacted.after);
        let from_it = |matter: &&Matter| matter.origin.as_ref().is_some_and(|o| o.matter == id);
        // Of a matter that the act under way moved, the last state counts.
        let stand: BTreeMap<MatterId, &Matter> = kept
            .chain(under_way.filter(from_it))
            .map(|matter| (matter.id, matter))
            .collect();
        count_linked(stand.into_values())
    }

    pub fn commit(&mut self, key: Option<&str>) {
        for enacted in std::mem::take(&mut self.staged) {
            if let (Some(key), true) = (key, enacted.before.is_unopened()) {
                let name = (key.to_owned(), enacted.after.procedure().to_owned());
                self.opened.entry(name).or_default().push(enacted.after.id);
            }
            if let (Some(origin), true) = (&enacted.after.origin, enacted.before.is_unopened()) {
                self.linked
                    .entry(origin.matter)
                    .or_default()
                    .push(enacted.after.id);
            }
            self.matters.insert(enacted.after.id, enacted.after);
            self.contributions.extend(enacted.contributions);
        }
    }
}

/// Contributions by indicator.
pub struct Cells<'a>(pub BTreeMap<&'a str, Vec<&'a Contribution>>);

impl Cells<'_> {
    fn of(&self, indicator: &str, span: Span) -> impl Iterator<Item = &Contribution> {
        let all = self.0.get(indicator).into_iter().flatten().copied();
        all.filter(move |c| span.from <= c.month && c.month <= span.to)
    }
}

impl Tally for Cells<'_> {
    type Error = Infallible;

    fn sum(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        Ok(self.of(indicator, span).map(|c| c.amount).sum())
    }

    fn stock(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        self.sum(
            indicator,
            Span {
                from: Date::MIN,
                to: on,
            },
        )
    }

    fn distinct(&self, indicator: &str, span: Span) -> Result<i64, Infallible> {
        let members: BTreeSet<&str> = self
            .of(indicator, span)
            .map(|c| c.member.as_str())
            .collect();
        Ok(i64::try_from(members.len()).unwrap())
    }

    fn stock_distinct(&self, indicator: &str, on: Date) -> Result<i64, Infallible> {
        let mut members: BTreeMap<&str, i64> = BTreeMap::new();
        for c in self.of(
            indicator,
            Span {
                from: Date::MIN,
                to: on,
            },
        ) {
            *members.entry(&c.member).or_default() += c.amount;
        }
        Ok(i64::try_from(members.values().filter(|sum| **sum > 0).count()).unwrap())
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

/// Why an act was not carried out.
enum No {
    ByLaw(Box<Refusal>),
    Lost(String),
}

pub struct DryRun<'a> {
    pub packs: &'a Packs,
    pub calendar: &'a Calendar,
    pub units: UnitTree,
    pub parameters: BTreeMap<String, i64>,
    pub posts: BTreeMap<&'a str, Vec<(Post, Date)>>,
    pub city: City,
}

impl<'a> DryRun<'a> {
    pub fn new(packs: &'a Packs, calendar: &'a Calendar, city: &'a CityFile) -> Self {
        let posts = city.accounts.iter().map(|account| {
            let posts = account.posts.iter().map(|post| {
                (
                    Post {
                        role: post.role.clone(),
                        unit: post.unit.clone(),
                    },
                    post.from,
                )
            });
            (account.login.as_str(), posts.collect())
        });
        Self {
            packs,
            calendar,
            units: city.tree().unwrap(),
            parameters: packs.parameter_values(),
            posts: posts.collect(),
            city: City::default(),
        }
    }

    pub fn law(&self) -> Law<'a> {
        Law {
            procedures: &self.packs.procedures,
            indicators: &self.packs.indicators,
        }
    }

    pub fn lapse(&mut self, id: MatterId, now: DateTime) {
        let mut city = std::mem::take(&mut self.city);
        let done = fire_lapses(self.law(), &self.setting(now), &mut city, id);
        match done {
            Ok(_) => city.commit(None),
            Err(Setback::Refused(refusal)) => panic!("an act of law: {}", say(*refusal)),
            Err(Setback::Failed(never)) => match never {},
        }
        self.city = city;
    }

    pub fn setting(&self, now: DateTime) -> Setting<'_> {
        Setting {
            calendar: self.calendar,
            units: &self.units,
            parameters: &self.parameters,
            policy: Policy::default(),
            now,
        }
    }

    pub fn actor(&self, doer: &Doer, on: Date) -> Actor {
        match doer {
            Doer::Party => Actor::Party,
            Doer::Anyone => Actor::Anyone,
            Doer::Account(login) => {
                let held = self.posts.get(login.as_str()).into_iter().flatten();
                let posts = held
                    .filter(|(_, from)| *from <= on)
                    .map(|(post, _)| post.clone());
                Actor::Official {
                    account: login.clone(),
                    posts: posts.collect(),
                }
            }
        }
    }

    pub fn target(&self, subject: &Subject) -> Result<Target, String> {
        let opened = |key: &String, procedure: &String| {
            let found = self.city.opened.get(&(key.clone(), procedure.clone()));
            found.cloned().unwrap_or_default()
        };
        let missing = |key: &String| format!("nothing opened by {key}");
        Ok(match subject {
            Subject::New { unit } => Target::New(unit.clone()),
            Subject::Upon(below) => match self.target(below)? {
                Target::Matter(id) => Target::Upon(id),
                other => other,
            },
            Subject::OpenedBy { key, procedure } => {
                let found = opened(key, procedure).first().copied();
                Target::Matter(found.ok_or_else(|| missing(key))?)
            }
            Subject::OpenedIn {
                key,
                procedure,
                unit,
            } => {
                let mut all = opened(key, procedure).into_iter();
                let found = all.find(|id| self.city.matters[id].unit == *unit);
                Target::Matter(found.ok_or_else(|| missing(key))?)
            }
            Subject::OpenedAs {
                key,
                procedure,
                which,
            } => {
                let found = opened(key, procedure).into_iter().nth(*which as usize - 1);
                Target::Matter(found.ok_or_else(|| missing(key))?)
            }
            Subject::Matter(_) | Subject::Number(_) => return Err("no key".to_owned()),
        })
    }

    /// Carries out an act; says what is not as planned.
    pub fn fault_of(&mut self, planned: &Planned) -> Option<String> {
        match self.submit(&planned.submission) {
            Ok(()) if planned.expected.is_refusal() => Some("was not refused".to_owned()),
            Ok(()) => None,
            Err(No::ByLaw(refusal)) if planned.expected.is_met_by(&refusal) => None,
            Err(No::ByLaw(refusal)) => Some(say(*refusal)),
            Err(No::Lost(words)) => Some(words),
        }
    }

    fn submit(&mut self, submission: &Submission) -> Result<(), No> {
        let on = submission.at.date();
        let target = self.target(&submission.subject).map_err(No::Lost)?;
        if let Target::Matter(id) = &target {
            self.lapse(*id, submission.at);
        }
        let law = match &target {
            Target::Matter(id) => self.packs.procedures.pinned(&self.city.matters[id].version),
            Target::New(_) | Target::Upon(_) => {
                self.packs.procedures.in_force(&submission.procedure, on)
            }
        };
        let missing = || No::Lost(format!("no procedure {} on {on}", submission.procedure));
        let law = law.ok_or_else(missing)?;
        let facts = read_facts(law, &submission.act, &submission.facts);
        let facts = facts.map_err(|refusal| No::ByLaw(Box::new(refusal)))?;
        let actor = self.actor(&submission.doer, on);
        let draft = Draft {
            act: submission.act.clone(),
            at: submission.at,
            actor,
            facts,
        };
        let request = Request {
            procedure: submission.procedure.clone(),
            on: target,
            draft,
        };
        let mut city = std::mem::take(&mut self.city);
        let done = enact(
            self.law(),
            &self.setting(submission.at),
            &mut city,
            &request,
        );
        match &done {
            Ok(_) => city.commit(Some(&submission.key)),
            Err(_) => city.staged.clear(),
        }
        self.city = city;
        match done {
            Ok(_) => Ok(()),
            Err(Setback::Refused(refusal)) => Err(No::ByLaw(refusal)),
            Err(Setback::Failed(never)) => match never {},
        }
    }

    pub fn figures(&self, figures: &FigureFile) -> Vec<String> {
        let mut cells: BTreeMap<&str, Vec<&Contribution>> = BTreeMap::new();
        for contribution in &self.city.contributions {
            cells
                .entry(&contribution.indicator)
                .or_default()
                .push(contribution);
        }
        let cells = Cells(cells);
        let find = |id: &str| self.packs.indicator(id);
        let differing = figures.figure.iter().filter_map(|figure| {
            let counted: Option<Amount> = find(&figure.indicator).and_then(|indicator| {
                let span = Span::parse(&figure.span).unwrap();
                match value(indicator, &find, &cells, span) {
                    Ok(amount) => amount,
                    Err(never) => match never {},
                }
            });
            let shown = counted.map_or("none".to_owned(), |amount| figure.print(&amount));
            let (id, published) = (&figure.id, &figure.value);
            (!figure.matches(counted.as_ref())).then(|| {
                format!(
                    "{id} {}: published {published}, counted {shown}",
                    figure.indicator
                )
            })
        });
        differing.collect()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
pub fn say(refusal: Refusal) -> String {
    let basis: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
    format!(
        "{}: {} [{}]",
        refusal.rule.key(),
        refusal.words.en,
        basis.join(" ")
    )
}

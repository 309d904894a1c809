//! Carrying out an act with all it sets off: lapses before it, hand-overs and returns after it.
//!
//! The order is always the same: what the law drew from lapse of time up to now, the act itself,
//! the matters it opens, what they return. Where matters are kept is not known here: the writer
//! of a city and the case runner of a pack both implement [`Record`].

mod look_up;
mod opening;
mod read;
mod refused;

use jiff::civil::{Date, DateTime};

pub use self::look_up::look_up;
use self::opening::{open, open_upon, stands_alone};
pub use self::read::read_facts;
use self::refused::{about_the_other, chain_too_long, no_such_matter, no_such_procedure};
use crate::act::{Act, ActId, Draft};
use crate::actor::{Actor, Admission};
use crate::decide::{Handover, Outcome, Setting, decide, next_lapse};
use crate::indicator::{Contribution, Indicators, contributions};
use crate::matter::{Matter, MatterId, Origin};
use crate::procedure::{LookKey, Procedure, Procedures};
use crate::refusal::Refusal;

/// Longest chain of hand-overs that one act may set off; packs need two or three.
pub const CHAIN_MAX: u32 = 8;
/// Most acts of law that one matter may owe at once; more means a loop in a pack.
pub const LAPSES_MAX: u32 = 64;

/// Most matters that a look counts for one value of its key: the leaves of one person, the earlier
/// applications of one firm.
pub const FOUND_MAX: usize = 1_000;

/// Everything a city decides by.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// Procedures by id and version.
    pub procedures: &'a Procedures,
    /// All indicators.
    pub indicators: &'a Indicators,
}

/// Where matters are kept while acts are carried out.
pub trait Record {
    /// What can go wrong below; never a refusal.
    type Fault;
    /// A matter as it stands, with its linked matters where its procedure watches any.
    fn matter(&mut self, id: MatterId) -> Result<Option<Matter>, Self::Fault>;
    /// The next act's key.
    fn next_act(&mut self) -> Result<ActId, Self::Fault>;
    /// The next number (案号) of a procedure in a unit and year.
    fn next_number(&mut self, law: &Procedure, unit: &str, on: Date)
    -> Result<String, Self::Fault>;
    /// The matters of a procedure that a look finds by a key, in any order, each once; at most
    /// [`FOUND_MAX`].
    fn find(
        &mut self,
        procedure: &str,
        key: &LookKey,
        value: &str,
    ) -> Result<Vec<Matter>, Self::Fault>;
    /// Keeps an act with what it brought about.
    fn keep(&mut self, enacted: &Enacted) -> Result<(), Self::Fault>;
}

/// An act carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enacted {
    /// The record.
    pub act: Act,
    /// The matter before; unopened for an opening act.
    pub before: Matter,
    /// The matter after.
    pub after: Matter,
    /// What it adds to indicators.
    pub contributions: Vec<Contribution>,
    /// Papers issued.
    pub issues: Vec<String>,
}

/// An act asked for, on a matter or to open one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The procedure's id.
    pub procedure: String,
    /// The matter, or the unit in which to open one.
    pub on: Target,
    /// The act.
    pub draft: Draft,
}

/// What an act is done on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An existing matter.
    Matter(MatterId),
    /// A new matter in this unit.
    New(String),
    /// A new matter upon this one, in its unit.
    Upon(MatterId),
}

/// Why a request came to nothing: the law said no, or the machine failed.
#[derive(Debug)]
pub enum Setback<F> {
    /// The law says no.
    Refused(Box<Refusal>),
    /// The machine failed.
    Failed(F),
}

impl<F> From<F> for Setback<F> {
    fn from(fault: F) -> Self {
        Self::Failed(fault)
    }
}

fn refused<F>(refusal: Refusal) -> Setback<F> {
    Setback::Refused(Box::new(refusal))
}

/// Fires every lapse that a matter owes by `setting.now`. Returns the acts of law.
pub fn fire_lapses<R: Record>(
    law: Law<'_>,
    setting: &Setting<'_>,
    record: &mut R,
    id: MatterId,
) -> Result<Vec<Enacted>, Setback<R::Fault>> {
    let mut fired = Vec::new();
    for _ in 0..LAPSES_MAX {
        match fire_lapse(law, setting, record, id)? {
            Some(done) => fired.extend(done),
            None => break,
        }
    }
    Ok(fired)
}

/// Fires the earliest lapse that a matter owes by `setting.now`, with all it sets off; `None`
/// when it owes none.
pub fn fire_lapse<R: Record>(
    law: Law<'_>,
    setting: &Setting<'_>,
    record: &mut R,
    id: MatterId,
) -> Result<Option<Vec<Enacted>>, Setback<R::Fault>> {
    let Some(matter) = record.matter(id)? else {
        return Ok(None);
    };
    let Some(procedure) = law.procedures.pinned(&matter.version) else {
        return Ok(None);
    };
    let Some((_, draft)) = next_lapse(procedure, &matter, setting.now) else {
        return Ok(None);
    };
    let step = Step {
        procedure,
        before: matter,
        cause: None,
        depth: 0,
    };
    let mut done = Vec::new();
    carry_out(law, setting, record, step, &draft, &mut done)?;
    Ok(Some(done))
}

/// Carries out a request with all it sets off. Lapses must have been fired before.
pub fn enact<R: Record>(
    law: Law<'_>,
    setting: &Setting<'_>,
    record: &mut R,
    request: &Request,
) -> Result<Vec<Enacted>, Setback<R::Fault>> {
    let on = request.draft.on();
    let step = match &request.on {
        Target::Matter(id) => {
            let matter = record
                .matter(*id)?
                .ok_or_else(|| refused(no_such_matter(*id)))?;
            let procedure = law
                .procedures
                .pinned(&matter.version)
                .ok_or_else(|| refused(no_such_procedure(&matter.version, on)))?;
            Step {
                procedure,
                before: matter,
                cause: None,
                depth: 0,
            }
        }
        Target::New(unit) => {
            let step = open(law, &request.procedure, unit, on, None).map_err(refused)?;
            stands_alone(step.procedure, &request.draft.act).map_err(refused)?;
            step
        }
        Target::Upon(id) => {
            let below = record
                .matter(*id)?
                .ok_or_else(|| refused(no_such_matter(*id)))?;
            open_upon(law, &request.procedure, &below, &request.draft).map_err(refused)?
        }
    };
    let mut done = Vec::new();
    carry_out(law, setting, record, step, &request.draft, &mut done)?;
    Ok(done)
}

struct Step<'a> {
    procedure: &'a Procedure,
    before: Matter,
    cause: Option<ActId>,
    depth: u32,
}

fn carry_out<R: Record>(
    law: Law<'_>,
    setting: &Setting<'_>,
    record: &mut R,
    step: Step<'_>,
    draft: &Draft,
    done: &mut Vec<Enacted>,
) -> Result<(), Setback<R::Fault>> {
    if step.depth > CHAIN_MAX {
        return Err(refused(chain_too_long()));
    }
    let Step {
        procedure,
        mut before,
        cause,
        depth,
    } = step;
    let find = |procedure: &str, key: &LookKey, value: &str| record.find(procedure, key, value);
    before.found = look_up(law, setting, find, procedure, &before, draft)?;
    let mut outcome = decide(procedure, setting, &before, draft).map_err(refused)?;
    let id = record.next_act()?;
    if before.is_unopened() {
        before.id = MatterId(id.0);
        outcome.matter.id = MatterId(id.0);
        outcome.matter.number = record.next_number(procedure, &before.unit, draft.on())?;
    }
    let enacted = enacted(law, setting, procedure, before, &outcome, draft, id, cause);
    record.keep(&enacted)?;
    done.push(enacted);
    let did = Did {
        id,
        procedure,
        matter: &outcome.matter,
        draft,
        depth,
    };
    for handover in &outcome.opens {
        let (step, draft) = did.opening(law, handover).map_err(refused)?;
        carry_out(law, setting, record, step, &draft, done)?;
    }
    for handover in &outcome.returns {
        if let Some(id) = did.told(handover) {
            // What the law drew from lapse of time there comes first, as for any act.
            done.extend(fire_lapses(law, setting, record, id)?);
        }
        if let Some((step, draft)) = did.returning(law, record, handover)? {
            let (other, stage) = (step.before.number.clone(), step.before.stage.clone());
            let title = step
                .procedure
                .stage(&stage)
                .map(|stage| stage.title.clone());
            carry_out(law, setting, record, step, &draft, done)
                .map_err(|setback| about_the_other(setback, &other, title.as_ref()))?;
        }
    }
    Ok(())
}

/// An act just done, from which others follow.
struct Did<'a> {
    id: ActId,
    procedure: &'a Procedure,
    matter: &'a Matter,
    draft: &'a Draft,
    depth: u32,
}

impl Did<'_> {
    /// The opening act of the matter that a hand-over asks for.
    fn opening<'l>(&self, law: Law<'l>, handover: &Handover) -> Result<(Step<'l>, Draft), Refusal> {
        let origin = Origin {
            matter: self.matter.id,
            procedure: self.procedure.id.clone(),
            act: self.draft.act.clone(),
        };
        let unit = handover.unit.as_deref().unwrap_or(&self.matter.unit);
        let on = self.draft.on();
        let opened = open(law, &handover.procedure, unit, on, Some(origin))?;
        let step = Step {
            cause: Some(self.id),
            depth: self.depth + 1,
            ..opened
        };
        Ok((step, self.handed_over(handover, self.draft.at)))
    }

    /// The matter that a return tells: the one that opened this, if of the procedure meant.
    fn told(&self, handover: &Handover) -> Option<MatterId> {
        let origin = self.matter.origin.as_ref()?;
        (origin.procedure == handover.procedure).then_some(origin.matter)
    }

    /// The act on the matter that opened this one, if it is of the procedure meant.
    fn returning<'l, R: Record>(
        &self,
        law: Law<'l>,
        record: &mut R,
        handover: &Handover,
    ) -> Result<Option<(Step<'l>, Draft)>, Setback<R::Fault>> {
        let Some(id) = self.told(handover) else {
            return Ok(None);
        };
        let Some(before) = record.matter(id)? else {
            return Ok(None);
        };
        let Some(procedure) = law.procedures.pinned(&before.version) else {
            return Ok(None);
        };
        // The other matter may have moved on since the day to which this act is dated.
        let at = self.draft.at.max(before.moved_on.at(0, 0, 0, 0));
        let step = Step {
            procedure,
            before,
            cause: Some(self.id),
            depth: self.depth + 1,
        };
        Ok(Some((step, self.handed_over(handover, at))))
    }

    fn handed_over(&self, handover: &Handover, at: DateTime) -> Draft {
        let account = self.draft.actor.account().map(str::to_owned);
        Draft {
            act: handover.act.clone(),
            at,
            actor: Actor::Handover { account },
            facts: handover.facts.clone(),
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one record, gathered once"
)]
fn enacted(
    law: Law<'_>,
    setting: &Setting<'_>,
    procedure: &Procedure,
    before: Matter,
    outcome: &Outcome,
    draft: &Draft,
    id: ActId,
    cause: Option<ActId>,
) -> Enacted {
    let mut after = outcome.matter.clone();
    let admitted = Admission {
        role: &outcome.role,
        unit: outcome.post_unit.as_deref(),
    };
    let contributions = contributions(
        law.indicators,
        procedure,
        &before,
        &after,
        draft,
        admitted,
        setting.parameters,
    );
    let act = Act {
        id,
        matter: after.id,
        number: after.number.clone(),
        version: after.version.clone(),
        act: draft.act.clone(),
        at: draft.at,
        unit: after.unit.clone(),
        stage: after.stage.clone(),
        actor: draft.actor.clone(),
        role: outcome.role.clone(),
        facts: draft.facts.clone(),
        cause,
        upon: upon(&before),
        found: std::mem::take(&mut after.found),
        // What an act signs is put together by whoever keeps it.
        paper: None,
    };
    Enacted {
        act,
        before,
        after,
        contributions,
        issues: outcome.issues.clone(),
    }
}

/// The matter upon which an act opens its own; hand-overs are known by their cause.
fn upon(before: &Matter) -> Option<MatterId> {
    let origin = before.origin.as_ref().filter(|_| before.is_unopened())?;
    origin.act.is_empty().then_some(origin.matter)
}

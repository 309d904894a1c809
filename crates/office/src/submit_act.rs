//! Submitting an act: the one way in which anything changes.
//!
//! Pages, the API, imports, the replay and timers all come through here. The idempotency key makes
//! a retry return the first receipt.

use std::collections::BTreeMap;

use fadu_kernel::act::{ActId, Draft};
use fadu_kernel::actor::Actor;
use fadu_kernel::enact::{
    Enacted, LAPSES_MAX, Record, Request, Setback, Target, enact, fire_lapse, read_facts,
};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use sha2::{Digest, Sha256};

use crate::accounts_in_facts::settle_accounts;
use crate::fault::Fault;
use crate::submission::{Answer, Doer, Done, Subject, Submission};
use crate::work::Work;

/// Longest idempotency key: a UUID with room for a prefix.
pub const KEY_LENGTH_MAX: usize = 128;

/// Submits an act at the city's civil time `now`.
pub fn submit_act(
    work: &mut Work<'_>,
    submission: &Submission,
    now: DateTime,
) -> Result<Answer, Fault> {
    work.now = now;
    check_key(&submission.key)?;
    let digest = digest_of(submission)?;
    if let Some(first) = work.batch.request(&submission.key)? {
        if first.digest != digest {
            return Err(Fault::KeyReused(submission.key.clone()));
        }
        return Ok(Answer::Done(repeat(work, first.first_act, first.last_act)?));
    }
    let actor = actor_of(work, &submission.doer, submission.at.date())?;
    let target = resolve(work, &submission.subject)?;
    if let Target::Matter(id) | Target::Upon(id) = &target {
        settle_lapses(work, *id)?;
    }
    let answer = attempt(work, submission, &target, actor)?;
    match &answer {
        Answer::Done(done) => {
            work.batch
                .put_request(&submission.key, &digest, done.act, done.last_act)?;
        }
        Answer::Refused(refusal) => record_refusal(work, submission, &target, refusal)?,
    }
    Ok(answer)
}

/// Keys of the city's own periodic runs begin so; nobody else may take them.
pub(crate) const SCHEME_KEY: &str = "scheme/";

fn check_key(key: &str) -> Result<(), Fault> {
    if (1..=KEY_LENGTH_MAX).contains(&key.len()) && !key.starts_with(SCHEME_KEY) {
        return Ok(());
    }
    Err(Fault::Unacceptable(Words::new(
        format!("提交编号须为 1 至 {KEY_LENGTH_MAX} 个字节，且不以 {SCHEME_KEY} 开头"),
        format!(
            "a submission key has 1 to {KEY_LENGTH_MAX} bytes and does not begin with {SCHEME_KEY}"
        ),
    )))
}

/// Runs the act in a savepoint of its own, so that a refusal deep in a chain undoes the chain and
/// is still recorded.
fn attempt(
    work: &mut Work<'_>,
    submission: &Submission,
    target: &Target,
    actor: Actor,
) -> Result<Answer, Fault> {
    let facts = match facts_of(work, submission, target)? {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Answer::Refused(Box::new(refusal))),
    };
    let draft = Draft {
        act: submission.act.clone(),
        at: submission.at,
        actor,
        facts,
    };
    let request = Request {
        procedure: submission.procedure.clone(),
        on: target.clone(),
        draft,
    };
    match whole_or_nothing(work, |work| {
        let (rules, units, now) = (work.rules, work.units, work.now);
        enact(rules.law(), &rules.setting(units, now), work, &request)
    })? {
        Ok(done) => done_of(&done).map(Answer::Done),
        Err(refusal) => Ok(Answer::Refused(refusal)),
    }
}

/// Runs what the kernel decides in a savepoint: a refusal anywhere in a chain undoes the chain.
pub(crate) fn whole_or_nothing<T>(
    work: &mut Work<'_>,
    verb: impl FnOnce(&mut Work<'_>) -> Result<T, Setback<Fault>>,
) -> Result<Result<T, Box<Refusal>>, Fault> {
    let mut refused = None;
    let result = work.in_savepoint(|work| match verb(work) {
        Ok(done) => Ok(done),
        Err(Setback::Failed(fault)) => Err(fault),
        Err(Setback::Refused(refusal)) => {
            refused = Some(refusal);
            Err(Fault::Stopped) // Rolls back; the refusal is what counts.
        }
    });
    match (result, refused) {
        (Ok(done), _) => Ok(Ok(done)),
        (Err(Fault::Stopped), Some(refusal)) => Ok(Err(refusal)),
        (Err(fault), _) => Err(fault),
    }
}

/// Fires what the law drew from lapse of time on a matter; it stands even if the act is refused.
/// Each lapse is done with all it sets off or not at all.
pub fn settle_lapses(work: &mut Work<'_>, id: MatterId) -> Result<Vec<Enacted>, Fault> {
    let mut fired = Vec::new();
    for _ in 0..LAPSES_MAX {
        let one = whole_or_nothing(work, |work| {
            let (rules, units, now) = (work.rules, work.units, work.now);
            fire_lapse(rules.law(), &rules.setting(units, now), work, id)
        })?;
        match one {
            Ok(Some(done)) => fired.extend(done),
            // None is owed, or a pack's act of law can be refused: its clock stays overdue and red.
            Ok(None) | Err(_) => break,
        }
    }
    Ok(fired)
}

/// The facts of a submission read by the fields of its procedure.
type ReadFacts = Result<BTreeMap<String, fadu_kernel::field::Value>, Refusal>;

fn facts_of(
    work: &mut Work<'_>,
    submission: &Submission,
    target: &Target,
) -> Result<ReadFacts, Fault> {
    let procedures = &work.rules.packs.procedures;
    let law = match target {
        Target::New(_) | Target::Upon(_) => {
            procedures.in_force(&submission.procedure, submission.at.date())
        }
        Target::Matter(id) => match work.matter(*id)? {
            Some(matter) => work.rules.packs.procedures.pinned(&matter.version),
            None => None,
        },
    };
    let law = law.ok_or_else(|| Fault::NotFound {
        what: "procedure",
        name: format!("{} {}", submission.procedure, submission.at.date()),
    })?;
    let mut facts = match read_facts(law, &submission.act, &submission.facts) {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (act, on) = (&submission.act, submission.at.date());
    let settled = settle_accounts(&work.batch, law, act, on, &mut facts)?;
    Ok(settled.map(|()| facts))
}

fn done_of(enacted: &[Enacted]) -> Result<Done, Fault> {
    let (first, rest) = enacted
        .split_first()
        .ok_or_else(|| Fault::Damaged("an act without a record".into()))?;
    let last_act = enacted.last().map_or(first.act.id, |last| last.act.id);
    let opened = rest.iter().filter(|enacted| enacted.before.is_unopened());
    Ok(Done {
        act: first.act.id,
        matter: first.after.id,
        number: first.after.number.clone(),
        last_act,
        opened: opened
            .map(|e| {
                (
                    e.after.procedure().to_owned(),
                    e.after.id,
                    e.after.number.clone(),
                )
            })
            .collect(),
        repeated: false,
    })
}

/// The first receipt of a repeated submission, read back from its acts.
fn repeat(work: &Work<'_>, first: ActId, last: ActId) -> Result<Done, Fault> {
    let mut done: Option<Done> = None;
    for id in first.0..=last.0 {
        let Some(row) = work.batch.act(ActId(id))? else {
            continue;
        };
        let act = row.act()?;
        match &mut done {
            None => {
                done = Some(Done {
                    act: act.id,
                    matter: act.matter,
                    number: act.number,
                    last_act: last,
                    opened: Vec::new(),
                    repeated: true,
                });
            }
            Some(done) if act.id.0 == act.matter.0 => {
                let procedure = act.version.split('@').next().unwrap_or_default().to_owned();
                done.opened.push((procedure, act.matter, act.number));
            }
            Some(_) => {}
        }
    }
    done.ok_or_else(|| Fault::Damaged(format!("act {}", first.0)))
}

fn resolve(work: &mut Work<'_>, subject: &Subject) -> Result<Target, Fault> {
    let missing = |name: &str| Fault::NotFound {
        what: "matter",
        name: name.to_owned(),
    };
    Ok(match subject {
        Subject::Upon(below) => match resolve(work, below)? {
            Target::Matter(id) => Target::Upon(id),
            other => other,
        },
        Subject::New { unit } => {
            if work.units.get(unit).is_none() {
                return Err(Fault::NotFound {
                    what: "unit",
                    name: unit.clone(),
                });
            }
            Target::New(unit.clone())
        }
        Subject::Matter(id) => Target::Matter(*id),
        Subject::Number(number) => {
            let matter = work.batch.matter_by_number(number)?;
            Target::Matter(matter.ok_or_else(|| missing(number))?.id)
        }
        Subject::OpenedBy { key, procedure } => Target::Matter(opened_by(work, key, |matter| {
            matter.procedure() == procedure
        })?),
        Subject::OpenedIn {
            key,
            procedure,
            unit,
        } => {
            let meant = |matter: &Matter| matter.procedure() == procedure && matter.unit == *unit;
            Target::Matter(opened_by(work, key, meant)?)
        }
        Subject::OpenedAs {
            key,
            procedure,
            which,
        } => {
            let seen = std::cell::Cell::new(0);
            let meant = |matter: &Matter| {
                seen.set(seen.get() + u32::from(matter.procedure() == procedure));
                seen.get() == *which
            };
            Target::Matter(opened_by(work, key, meant)?)
        }
    })
}

/// The first matter of a kind that an earlier submission opened, by itself or by hand-over.
fn opened_by(
    work: &mut Work<'_>,
    key: &str,
    meant: impl Fn(&Matter) -> bool,
) -> Result<MatterId, Fault> {
    let missing = || Fault::NotFound {
        what: "matter",
        name: key.to_owned(),
    };
    let request = work.batch.request(key)?.ok_or_else(missing)?;
    for id in request.first_act.0..=request.last_act.0 {
        // A matter's key is the key of the act that opened it.
        if work
            .matter(MatterId(id))?
            .is_some_and(|matter| meant(&matter))
        {
            return Ok(MatterId(id));
        }
    }
    Err(missing())
}

/// The actor behind a doer, with the posts held on the day of the act and still held now: who has
/// left a post does nothing more by it, not even on an earlier date.
pub fn actor_of(work: &Work<'_>, doer: &Doer, on: Date) -> Result<Actor, Fault> {
    match doer {
        Doer::Party => Ok(Actor::Party),
        Doer::Anyone => Ok(Actor::Anyone),
        Doer::Account(login) => {
            let missing = || Fault::NotFound {
                what: "account",
                name: login.clone(),
            };
            let account = work.batch.account_key(login)?;
            let (account, disabled_on) = account.ok_or_else(missing)?;
            let today = work.now.date();
            if disabled_on.is_some_and(|from| from <= today) {
                return Err(Fault::Forbidden(Words::new(
                    format!("账号“{login}”已停用，不能办理事项"),
                    format!("the account “{login}” is disabled and does nothing more"),
                )));
            }
            let mut posts = work.batch.posts_on(&account, on)?;
            if on < today {
                let held = work.batch.posts_on(&account, today)?;
                posts.retain(|post| held.contains(post));
            }
            Ok(Actor::Official { account, posts })
        }
    }
}

fn record_refusal(
    work: &mut Work<'_>,
    submission: &Submission,
    target: &Target,
    refusal: &Refusal,
) -> Result<(), Fault> {
    let account = match &submission.doer {
        Doer::Account(login) => Some(login.as_str()),
        Doer::Party | Doer::Anyone => None,
    };
    let matter = match target {
        Target::Matter(id) => Some(*id),
        Target::New(_) | Target::Upon(_) => None,
    };
    work.keep_refusal(
        account,
        &submission.procedure,
        &submission.act,
        matter,
        refusal,
    )
}

/// SHA-256 of the submission's canonical JSON, so that a reused key with other content shows.
fn digest_of(submission: &Submission) -> Result<String, Fault> {
    let text = serde_json::to_string(submission)
        .map_err(|_| Fault::Damaged(format!("submission {}", submission.key)))?;
    let digest = Sha256::digest(text.as_bytes());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

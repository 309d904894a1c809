//! Erasing (到期删除): what a pack keeps for so many years after a matter is closed goes when they
//! are over, as 个人信息保护法 art. 47 asks.
//!
//! The content goes out of the acts and the matter, and with it the salt by which the ledger's
//! commitment could be opened; the leaf stays, so the ledger still verifies. What was counted
//! stays counted. Copies made before hold the content still: they have an end of their own.

use std::collections::BTreeMap;

use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::Procedure;
use fadu_store::{Erasure, Reader};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::fault::Fault;
use crate::rules::Rules;
use crate::work::{Work, canonical};

/// Most matters erased in one piece of work; the rest waits for the next.
pub const ERASE_MAX: usize = 200;
/// Under this name the audit trail has what no person does.
pub const RETENTION: &str = "retention";

/// A field of a closed matter whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expired {
    /// The matter's number.
    pub number: String,
    /// Its procedure.
    pub procedure: String,
    /// The field.
    pub field: String,
    /// The day on which the matter last moved.
    pub closed_on: Date,
    /// Years it was kept for.
    pub years: u32,
    /// Acts in which it stands.
    pub acts: u32,
}

/// What an erasing did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Matters looked at.
    pub matters: usize,
    /// What was there to be erased, field by field.
    pub fields: Vec<Expired>,
}

/// What is due, by matter: fields with the years they are kept for.
type Due<'a> = BTreeMap<MatterId, (&'a Procedure, Vec<(&'a str, u32)>)>;

fn due<'a>(reader: &Reader, rules: &'a Rules, today: Date, limit: usize) -> Result<Due<'a>, Fault> {
    let mut due: Due<'a> = BTreeMap::new();
    for law in rules.packs.procedures.iter() {
        for field in &law.fields {
            let Some(years) = field.retain_years else {
                continue;
            };
            let before = today.saturating_sub(i64::from(years.min(1_000)).years());
            for id in reader.matters_keeping(&law.version(), &field.id, before, limit)? {
                let (_, fields) = due.entry(id).or_insert_with(|| (law, Vec::new()));
                fields.push((&field.id, years));
            }
        }
    }
    while due.len() > limit {
        due.pop_last();
    }
    Ok(due)
}

/// What is due on a day, without erasing it.
pub fn find_expired(
    reader: &Reader,
    rules: &Rules,
    today: Date,
    limit: usize,
) -> Result<Erased, Fault> {
    let mut found = Erased::default();
    for (id, (law, fields)) in due(reader, rules, today, limit)? {
        found.matters += 1;
        found.fields.extend(held(reader, id, law, &fields)?);
    }
    Ok(found)
}

/// The fields of a matter that are still there.
fn held(
    reader: &Reader,
    id: MatterId,
    law: &Procedure,
    fields: &[(&str, u32)],
) -> Result<Vec<Expired>, Fault> {
    let missing = || Fault::Damaged(format!("matter {}", id.0));
    let matter = reader.matter(id)?.ok_or_else(missing)?;
    let acts = reader.acts_of(id)?;
    let acts: Result<Vec<_>, _> = acts.iter().map(fadu_store::ActRecord::act).collect();
    let acts = acts?;
    let mut found = Vec::new();
    for (field, years) in fields {
        let telling = acts
            .iter()
            .filter(|act| act.facts.contains_key(*field))
            .count();
        if telling == 0 && !matter.fields.contains_key(*field) {
            continue;
        }
        found.push(Expired {
            number: matter.number.clone(),
            procedure: law.id.clone(),
            field: (*field).to_owned(),
            closed_on: matter.moved_on,
            years: *years,
            acts: u32::try_from(telling).unwrap_or(u32::MAX),
        });
    }
    Ok(found)
}

/// Erases what is due by `now`, of at most [`ERASE_MAX`] matters: call again while it looked at
/// as many.
pub fn erase_expired(work: &mut Work<'_>, now: DateTime) -> Result<Erased, Fault> {
    work.now = now;
    let today = now.date();
    let rules = std::sync::Arc::clone(work.rules);
    let due = due(&work.batch, &rules, today, ERASE_MAX)?;
    if !due.is_empty() {
        work.batch.overwrite_deleted()?;
    }
    let mut erased = Erased::default();
    for (id, (law, fields)) in due {
        erased.matters += 1;
        let found = held(&work.batch, id, law, &fields)?;
        if !found.is_empty() {
            erase(work, id, law, &found)?;
        }
        for (field, years) in fields {
            let acts = found.iter().find(|one| one.field == field);
            work.batch.put_erasure(&Erasure {
                matter: id,
                field: field.to_owned(),
                erased_on: today,
                years,
                acts: acts.map_or(0, |one| one.acts.max(1)),
            })?;
        }
        erased.fields.extend(found);
    }
    Ok(erased)
}

fn erase(
    work: &mut Work<'_>,
    id: MatterId,
    law: &Procedure,
    found: &[Expired],
) -> Result<(), Fault> {
    let goes = |field: &str| found.iter().any(|one| one.field == field);
    for row in work.batch.acts_of(id)? {
        let mut act = row.act()?;
        let told = act.facts.len();
        act.facts.retain(|field, _| !goes(field));
        if act.facts.len() < told {
            work.batch.redact_act(act.id, &canonical(&act)?)?;
            work.batch.forget_request(act.id)?;
        }
    }
    let missing = || Fault::Damaged(format!("matter {}", id.0));
    let mut matter = work.batch.matter(id)?.ok_or_else(missing)?;
    matter.fields.retain(|field, _| !goes(field));
    let row = work.batch.matter_row(id)?.ok_or_else(missing)?;
    let told = |path: &str| path.strip_prefix("matter.").is_some_and(goes);
    let in_title = law
        .name
        .as_ref()
        .is_some_and(|name| name.uses().iter().any(|path| told(path)));
    let title = if in_title { &law.title.zh } else { &row.title };
    work.keep_erased(law, &matter, title)?;
    let names: Vec<&str> = found.iter().map(|one| one.field.as_str()).collect();
    let what = format!("erase {}", names.join(" "));
    work.log_access(RETENTION, Some(id), &what)
}

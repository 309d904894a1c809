//! Importing rows: many acts of one kind handed in as a table, looked at before any is done.
//!
//! A table becomes a preview in which every row is read and judged as the law stands; the preview
//! can be thrown away once and for all, or carried out row by row through the one way in which
//! anything changes. Nothing here writes an act by itself.

mod read;

use std::collections::BTreeMap;

use fadu_kernel::act::ActId;
use fadu_kernel::actor::Actor;
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::words::Words;
use fadu_store::Import;
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub use self::read::{heads, preview};
use crate::accounts::hex;
use crate::fault::Fault;
use crate::office::{Office, chance};
use crate::submission::{Answer, Doer, Subject, Submission};

/// Most rows of one table: what one person can still look through.
pub const ROWS_MAX: usize = 2_000;
/// Days after which a preview that nobody carried out is forgotten, with the data in it.
pub const PREVIEW_DAYS: i64 = 7;
/// Acts handed to the writer before the first answer is waited for.
const AHEAD: usize = 256;
/// Imports looked through for previews to forget.
const FORGET_MAX: usize = 50;

/// State of an import that nobody has carried out.
pub const PREVIEW: &str = "preview";
/// State of an import under way; carrying it out again finishes it.
pub const UNDER_WAY: &str = "under_way";
/// State of an import carried out.
pub const CARRIED_OUT: &str = "carried_out";

/// Head of the column with the day of the act.
pub const DAY_COLUMN: Column = Column {
    key: "@day",
    zh: "办理日期",
    en: "Done on",
};
/// Head of the column with the unit that holds a new matter.
pub const UNIT_COLUMN: Column = Column {
    key: "@unit",
    zh: "单位",
    en: "Unit",
};
/// Head of the column with the number of an existing matter.
pub const NUMBER_COLUMN: Column = Column {
    key: "@number",
    zh: "编号",
    en: "Number",
};

/// A column that is no field of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    key: &'static str,
    /// Its head in Chinese.
    pub zh: &'static str,
    /// Its head in English.
    pub en: &'static str,
}

/// What a table is to do: one act, in one unit where it opens matters.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The procedure in force today.
    pub law: &'a Procedure,
    /// The act done for each row.
    pub rule: &'a ActRule,
    /// The unit of new matters where a row names none.
    pub unit: &'a str,
    /// Who does it.
    pub actor: &'a Actor,
}

impl Plan<'_> {
    /// Whether each row opens a matter.
    pub fn opens(&self) -> bool {
        matches!(self.rule.from, From::Opening)
    }
}

/// A table read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Heads as they stand in the file.
    pub heads: Vec<String>,
    /// Heads that stand for nothing; their cells are left out.
    pub unknown: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row, from the file to its act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// Cells as they stand in the file; emptied once the act is done.
    pub cells: Vec<String>,
    /// Raw facts by field; emptied once the act is done.
    pub facts: BTreeMap<String, Json>,
    /// When the act is done.
    pub at: DateTime,
    /// Unit of the new matter, or number of the existing one.
    pub on: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Ready to be done.
    Ready,
    /// Cannot be done, and why.
    Faulty {
        /// Why, in one sentence or more.
        words: Words,
        /// The articles, as they are kept with refusals.
        citation: String,
    },
    /// Done.
    Done {
        /// The act.
        act: ActId,
        /// The matter's number.
        number: String,
    },
}

fn faulty(words: Words) -> Fate {
    Fate::Faulty {
        words,
        citation: String::new(),
    }
}

fn refused(refusal: &Refusal) -> Fate {
    let citation: Vec<String> = refusal.basis.iter().map(ToString::to_string).collect();
    Fate::Faulty {
        words: refusal.words.clone(),
        citation: citation.join(" "),
    }
}

/// Keeps a preview; returns its key. Old previews of the account are forgotten.
pub fn keep(
    office: &Office,
    account: &str,
    plan: &Plan<'_>,
    table: &Table,
) -> Result<String, Fault> {
    let id = hex(&chance::<12>()?);
    let import = Import {
        id: id.clone(),
        account: account.to_owned(),
        procedure: plan.law.id.clone(),
        act: plan.rule.id.clone(),
        unit: plan.opens().then(|| plan.unit.to_owned()),
        created_at: office.now(),
        state: PREVIEW.to_owned(),
        rows: as_json(table)?,
    };
    let old = import.created_at.saturating_sub(PREVIEW_DAYS.days());
    let keep = office.ask(move |work| {
        let earlier = work
            .batch
            .imports(Some(&import.account), None, FORGET_MAX)?;
        for one in earlier.items {
            if one.state == PREVIEW && one.created_at < old {
                work.batch.delete_import(&one.id)?;
            }
        }
        Ok(work.batch.put_import(&import)?)
    });
    keep.wait()?;
    Ok(id)
}

fn as_json(table: &Table) -> Result<Json, Fault> {
    serde_json::to_value(table).map_err(|_| Fault::Damaged("import".into()))
}

/// The table of an import.
pub fn table_of(import: &Import) -> Result<Table, Fault> {
    serde_json::from_value(import.rows.clone())
        .map_err(|_| Fault::Damaged(format!("import {}", import.id)))
}

/// Throws a preview away, with everything in it; nothing of it was done.
pub fn discard(office: &Office, import: &Import) -> Result<(), Fault> {
    if import.state != PREVIEW {
        return Err(Fault::Forbidden(Words::new(
            "已经提交的批次不能撤销；要改正的，请在各事项上依法办理更正",
            "what was carried out cannot be thrown away; correct it on each matter",
        )));
    }
    let id = import.id.clone();
    office
        .ask(move |work| Ok(work.batch.delete_import(&id)?))
        .wait()
}

/// Carries out the rows that are ready. May be called again after an interruption: each row has
/// a key of its own, so none is done twice.
pub fn carry_out(office: &Office, import: &Import, login: &str) -> Result<Table, Fault> {
    let mut table = table_of(import)?;
    if import.state == CARRIED_OUT {
        return Ok(table);
    }
    let id = import.id.clone();
    office
        .ask(move |work| Ok(work.batch.set_import_state(&id, UNDER_WAY)?))
        .wait()?;
    let ready: Vec<usize> = (0..table.rows.len())
        .filter(|at| {
            table
                .rows
                .get(*at)
                .is_some_and(|row| row.fate == Fate::Ready)
        })
        .collect();
    for group in ready.chunks(AHEAD) {
        let mut pending = Vec::with_capacity(group.len());
        for at in group {
            let Some(row) = table.rows.get(*at) else {
                continue;
            };
            pending.push((*at, office.submit(submission_of(import, row, login))));
        }
        for (at, answer) in pending {
            let fate = match answer.wait() {
                Ok(Answer::Done(done)) => Fate::Done {
                    act: done.act,
                    number: done.number,
                },
                Ok(Answer::Refused(refusal)) => refused(&refusal),
                Err(fault @ (Fault::NotFound { .. } | Fault::Unacceptable(_))) => {
                    faulty(fault.words())
                }
                Err(fault) => return Err(fault),
            };
            if let Some(row) = table.rows.get_mut(at) {
                settle(row, fate);
            }
        }
    }
    let done = Import {
        state: CARRIED_OUT.to_owned(),
        rows: as_json(&table)?,
        ..import.clone()
    };
    office
        .ask(move |work| Ok(work.batch.put_import(&done)?))
        .wait()?;
    Ok(table)
}

/// Notes what became of a row; what was done is in the record and need not be kept twice.
fn settle(row: &mut Row, fate: Fate) {
    if matches!(fate, Fate::Done { .. }) {
        row.facts.clear();
        row.cells.clear();
    }
    row.fate = fate;
}

fn submission_of(import: &Import, row: &Row, login: &str) -> Submission {
    let subject = match &import.unit {
        Some(_) => Subject::New {
            unit: row.on.clone(),
        },
        None => Subject::Number(row.on.clone()),
    };
    Submission {
        key: format!("import/{}/{}", import.id, row.line),
        procedure: import.procedure.clone(),
        subject,
        act: import.act.clone(),
        at: row.at,
        doer: Doer::Account(login.to_owned()),
        facts: row.facts.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_not_kept_twice() {
        let mut row = Row {
            line: 2,
            cells: vec!["甲".into()],
            facts: BTreeMap::from([("a".to_owned(), Json::from("甲"))]),
            at: jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0),
            on: "u".into(),
            fate: Fate::Ready,
        };
        settle(
            &mut row,
            Fate::Done {
                act: ActId(1),
                number: "1".into(),
            },
        );
        assert!(row.cells.is_empty() && row.facts.is_empty());
    }
}

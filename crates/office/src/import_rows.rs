//! Importing rows: many acts of one kind handed in as a table, looked at before any is done.
//!
//! A table becomes a preview in which every row is read and judged as the law stands; the preview
//! can be thrown away once and for all, or carried out row by row through the one way in which
//! anything changes. Nothing here writes an act by itself.

use std::collections::BTreeMap;

use fadu_kernel::act::{ActId, Draft};
use fadu_kernel::actor::Actor;
use fadu_kernel::decide::decide;
use fadu_kernel::enact::read_facts;
use fadu_kernel::field::{FieldKind, parse_date};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_kernel::unit::UnitTree;
use fadu_kernel::words::Words;
use fadu_store::{Import, Reader};
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::accounts::hex;
use crate::fault::Fault;
use crate::office::{Office, chance};
use crate::rules::Rules;
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

/// The heads of a template: what each row must say first, then what it may.
pub fn heads(plan: &Plan<'_>) -> Vec<(String, Words, bool)> {
    let special = |column: Column, required| {
        (
            column.key.to_owned(),
            Words::new(column.zh, column.en),
            required,
        )
    };
    let mut heads = Vec::new();
    if !plan.opens() {
        heads.push(special(NUMBER_COLUMN, true));
    }
    for (ids, required) in [(&plan.rule.asks, true), (&plan.rule.may_ask, false)] {
        let fields = ids.iter().filter_map(|id| plan.law.field(id));
        heads.extend(fields.map(|field| (field.id.clone(), field.title.clone(), required)));
    }
    heads.push(special(DAY_COLUMN, false));
    if plan.opens() {
        heads.push(special(UNIT_COLUMN, false));
    }
    heads
}

/// A head without the marks that templates and people put around it.
fn plain(head: &str) -> String {
    let head = head.split(['（', '(', '*']).next().unwrap_or_default();
    head.trim().to_lowercase()
}

/// Reads a table and judges each row as the city stands now; the first row holds the heads.
pub fn preview(
    rules: &Rules,
    units: &UnitTree,
    reader: &Reader,
    plan: &Plan<'_>,
    table: &[Vec<String>],
    now: DateTime,
) -> Result<Table, Fault> {
    let Some((first, rest)) = table.split_first() else {
        return Err(Fault::Unacceptable(Words::new(
            "表格是空的，请按模板填写后再上传",
            "the table is empty; fill in the template first",
        )));
    };
    let known = heads(plan);
    let keys: Vec<Option<&str>> = first
        .iter()
        .map(|head| {
            let head = plain(head);
            let found = known.iter().find(|(key, words, _)| {
                head == *key || head == plain(&words.zh) || head == plain(&words.en)
            });
            found.map(|(key, _, _)| key.as_str())
        })
        .collect();
    complain_of_heads(&known, &keys)?;
    let unknown = first
        .iter()
        .zip(&keys)
        .filter(|(head, key)| key.is_none() && !head.is_empty());
    let unknown = unknown.map(|(head, _)| head.clone()).collect();
    let mut rows = Vec::new();
    for (at, cells) in rest.iter().enumerate() {
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let mut row = read_row(units, plan, &keys, cells, at + 2, now);
        if row.fate == Fate::Ready {
            row.fate = judge(rules, units, reader, plan, &row, now)?;
        }
        rows.push(row);
    }
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Err(Fault::Unacceptable(Words::new(
            format!("表头下应有 1 至 {ROWS_MAX} 行内容"),
            format!("there should be 1 to {ROWS_MAX} rows under the heads"),
        )));
    }
    Ok(Table {
        heads: first.clone(),
        unknown,
        rows,
    })
}

/// A required column that is not there at all is said once, not for each row.
fn complain_of_heads(known: &[(String, Words, bool)], keys: &[Option<&str>]) -> Result<(), Fault> {
    let missing: Vec<&Words> = known
        .iter()
        .filter(|(key, _, required)| *required && !keys.contains(&Some(key.as_str())))
        .map(|(_, words, _)| words)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let join = |pick: fn(&Words) -> &str, joint: &str| {
        missing
            .iter()
            .map(|words| pick(words))
            .collect::<Vec<_>>()
            .join(joint)
    };
    Err(Fault::Unacceptable(Words::new(
        format!(
            "表格第一行缺少这些列：{}。请使用下载的模板",
            join(|w| &w.zh, "、")
        ),
        format!(
            "the first row lacks these columns: {}; use the template",
            join(|w| &w.en, ", ")
        ),
    )))
}

fn read_row(
    units: &UnitTree,
    plan: &Plan<'_>,
    keys: &[Option<&str>],
    cells: &[String],
    line: usize,
    now: DateTime,
) -> Row {
    let mut row = Row {
        line,
        cells: cells.to_vec(),
        facts: BTreeMap::new(),
        at: now,
        on: if plan.opens() {
            plan.unit.to_owned()
        } else {
            String::new()
        },
        fate: Fate::Ready,
    };
    for (key, cell) in keys.iter().zip(cells) {
        let Some(key) = key.filter(|_| !cell.is_empty()) else {
            continue;
        };
        if key == DAY_COLUMN.key {
            match parse_date(cell) {
                Some(day) if day == now.date() => {}
                Some(day) => row.at = day.at(12, 0, 0, 0),
                None => {
                    row.fate = faulty(Words::new(
                        format!("“办理日期”应为日期，现在是“{cell}”"),
                        format!("“Done on” takes a date, not “{cell}”"),
                    ));
                }
            }
        } else if key == UNIT_COLUMN.key {
            match unit_named(units, cell) {
                Some(unit) => row.on = unit,
                None => {
                    row.fate = faulty(Words::new(
                        format!("没有名为“{cell}”的单位"),
                        format!("no unit is named “{cell}”"),
                    ));
                }
            }
        } else if key == NUMBER_COLUMN.key {
            row.on.clone_from(cell);
        } else {
            let unit_field = plan
                .law
                .field(key)
                .is_some_and(|f| f.kind == FieldKind::Unit);
            let named = unit_field.then(|| unit_named(units, cell)).flatten();
            row.facts.insert(
                key.to_owned(),
                Json::String(named.unwrap_or_else(|| cell.clone())),
            );
        }
    }
    row
}

/// A unit by its key or its name in either language.
fn unit_named(units: &UnitTree, text: &str) -> Option<String> {
    let named = |unit: &&fadu_kernel::unit::Unit| {
        unit.id == text || unit.name.zh == text || unit.name.en == text
    };
    units.iter().find(named).map(|unit| unit.id.clone())
}

/// Whether a row could be done now; the writer decides again when it is.
fn judge(
    rules: &Rules,
    units: &UnitTree,
    reader: &Reader,
    plan: &Plan<'_>,
    row: &Row,
    now: DateTime,
) -> Result<Fate, Fault> {
    let before = if plan.opens() {
        Matter::unopened(
            MatterId::default(),
            plan.law.version(),
            row.on.clone(),
            row.at.date(),
        )
    } else {
        match reader.matter_by_number(&row.on)? {
            Some(matter) if matter.procedure() == plan.law.id => matter,
            Some(_) | None => {
                return Ok(faulty(Words::new(
                    format!("没有编号为“{}”的{}", row.on, plan.law.title.zh),
                    format!("no {} has the number “{}”", plan.law.title.en, row.on),
                )));
            }
        }
    };
    let law = if plan.opens() {
        rules.packs.procedures.in_force(&plan.law.id, row.at.date())
    } else {
        rules.packs.procedures.pinned(&before.version)
    };
    let Some(law) = law else {
        return Ok(faulty(Words::new(
            format!("程序在 {} 没有有效版本", row.at.date()),
            format!(
                "no version of the procedure is in force on {}",
                row.at.date()
            ),
        )));
    };
    let facts = match read_facts(law, &plan.rule.id, &row.facts) {
        Ok(facts) => facts,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    let before = Matter {
        version: law.version(),
        ..before
    };
    let draft = Draft {
        act: plan.rule.id.clone(),
        at: row.at,
        actor: plan.actor.clone(),
        facts,
    };
    Ok(
        match decide(law, &rules.setting(units, now), &before, &draft) {
            Ok(_) => Fate::Ready,
            Err(refusal) => refused(&refusal),
        },
    )
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
    fn a_head_is_known_with_the_marks_around_it() {
        for head in ["事由", " 事由 ", "事由（选填）", "事由*", "事由(optional)"] {
            assert_eq!(plain(head), "事由", "{head}");
        }
        assert_eq!(plain("Done on"), "done on");
    }

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

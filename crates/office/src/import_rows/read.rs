//! Reading a table: its heads, its rows, and what the law would say to each as things stand.
//!
//! Every row is read and judged by itself; one that is wrong does not spoil the others. Nothing
//! is kept and nothing is done here.

use std::collections::BTreeMap;

use fadu_kernel::act::Draft;
use fadu_kernel::enact::read_facts;
use fadu_kernel::field::{FieldKind, parse_date};
use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::unit::UnitTree;
use fadu_kernel::words::Words;
use fadu_store::Reader;
use jiff::civil::DateTime;
use serde_json::Value as Json;

use super::{
    Column, DAY_COLUMN, Fate, NUMBER_COLUMN, Plan, ROWS_MAX, Row, Table, UNIT_COLUMN, faulty,
    refused,
};
use crate::fault::Fault;
use crate::looks::refusal_now;
use crate::rules::Rules;

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
            let id_of = |name: &str| unit_named(units, name).unwrap_or_else(|| name.to_owned());
            let kind = plan.law.field(key).map(|field| &field.kind);
            let entry = match kind {
                Some(FieldKind::Unit) => Json::String(id_of(cell)),
                Some(FieldKind::Units) => cell.split('、').map(|name| id_of(name.trim())).collect(),
                _ => Json::String(cell.clone()),
            };
            row.facts.insert(key.to_owned(), entry);
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
    let setting = rules.setting(units, now);
    let refusal = refusal_now(reader, rules, &setting, law, before, &draft)?;
    Ok(refusal.map_or(Fate::Ready, |refusal| refused(&refusal)))
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
}

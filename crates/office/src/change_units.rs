//! Changing units: adding one, renaming one, and ending one that merges into another.
//!
//! A unit's key never changes and nothing is ever deleted: matters keep pointing to the unit that
//! held them, and each change is told to those who follow, with the name as it was. People's posts
//! are not touched here.

use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde_json::json;

use crate::fault::Fault;
use crate::office::Office;
use crate::work::Work;

/// Longest name of a unit in characters.
pub const NAME_LENGTH_MAX: usize = 60;
/// Longest short name in characters; it stands in every number.
pub const SHORT_LENGTH_MAX: usize = 12;
/// Kind of the event told for each change.
pub const UNIT_CHANGED: &str = "unit.changed";

/// A name with its short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Full name.
    pub name: Words,
    /// Short name used in matter numbers.
    pub short: String,
}

impl Naming {
    fn check(&self) -> Result<(), Fault> {
        let fits = |text: &str, most: usize| {
            let length = text.trim().chars().count();
            (1..=most).contains(&length) && !text.chars().any(char::is_control)
        };
        let named =
            fits(&self.name.zh, NAME_LENGTH_MAX) && fits(&self.name.en, NAME_LENGTH_MAX * 2);
        if named && fits(&self.short, SHORT_LENGTH_MAX) {
            return Ok(());
        }
        Err(Fault::Unacceptable(Words::new(
            format!(
                "全称须为 1 至 {NAME_LENGTH_MAX} 个字（英文加倍），简称须为 1 至 \
                {SHORT_LENGTH_MAX} 个字"
            ),
            format!(
                "a name has 1 to {NAME_LENGTH_MAX} characters (twice that in English), a short \
                 name 1 to {SHORT_LENGTH_MAX}"
            ),
        )))
    }
}

/// Adds a unit below another from a day on.
pub fn add_unit(
    office: &Office,
    by: &str,
    id: &str,
    naming: Naming,
    kind: UnitKind,
    parent: &str,
    from_on: Date,
) -> Result<(), Fault> {
    naming.check()?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !(2..=40).contains(&id.len()) || !id.chars().all(plain) {
        return Err(Fault::Unacceptable(Words::new(
            "单位代码须为 2 至 40 个小写字母、数字或下划线，定下后不再改变",
            "a unit's key has 2 to 40 lower-case letters, digits or underscores and never changes",
        )));
    }
    let unit = Unit {
        id: id.to_owned(),
        name: naming.name,
        short: naming.short,
        kind,
        parent: Some(parent.to_owned()),
        from_on: Some(from_on),
        until_on: None,
        successor: None,
    };
    let by = by.to_owned();
    let add = office.ask(move |work| {
        if work.batch.unit(&unit.id)?.is_some() {
            return Err(Fault::Unacceptable(Words::new(
                format!("单位代码“{}”已经使用", unit.id),
                format!("the key “{}” is in use", unit.id),
            )));
        }
        must_stand(work, unit.parent.as_deref().unwrap_or_default(), from_on)?;
        short_must_be_free(work, &unit)?;
        work.batch.put_unit(&unit)?;
        tell(
            work,
            &by,
            "added",
            &unit,
            &json!({ "name": unit.name, "from": from_on }),
        )
    });
    add.wait()?;
    reload(office)
}

/// Gives a unit another name; the one before stays in its history.
pub fn rename_unit(
    office: &Office,
    by: &str,
    id: &str,
    naming: Naming,
    on: Date,
) -> Result<(), Fault> {
    naming.check()?;
    let (by, id) = (by.to_owned(), id.to_owned());
    let rename = office.ask(move |work| {
        let before = found(work, &id)?;
        let unit = Unit {
            name: naming.name,
            short: naming.short,
            ..before.clone()
        };
        short_must_be_free(work, &unit)?;
        work.batch.put_unit(&unit)?;
        let told =
            json!({ "was": before.name, "was_short": before.short, "name": unit.name, "on": on });
        tell(work, &by, "renamed", &unit, &told)
    });
    rename.wait()?;
    reload(office)
}

/// Ends a unit after a day; `successor` carries on what it held. Its matters and figures stay where
/// they are; they can be finished by those whose posts stand over it, and in the unit into which
/// it merged.
pub fn end_unit(
    office: &Office,
    by: &str,
    id: &str,
    until_on: Date,
    successor: Option<String>,
) -> Result<(), Fault> {
    let (by, id) = (by.to_owned(), id.to_owned());
    let end = office.ask(move |work| {
        let before = found(work, &id)?;
        if before.parent.is_none() {
            return Err(Fault::Unacceptable(Words::new(
                "最上级单位不能撤销",
                "the topmost unit cannot end",
            )));
        }
        let day_after = until_on.tomorrow().unwrap_or(until_on);
        let lower = work.batch.units()?;
        let lower = lower
            .iter()
            .find(|unit| unit.parent.as_ref() == Some(&id) && unit.exists_on(day_after));
        if let Some(lower) = lower {
            return Err(Fault::Unacceptable(Words::new(
                format!(
                    "下级单位“{}”仍然存在，请先撤销或合并下级单位",
                    lower.name.zh
                ),
                format!("“{}” below it still stands; end that first", lower.name.en),
            )));
        }
        if let Some(successor) = &successor {
            if *successor == id {
                return Err(Fault::Unacceptable(Words::new(
                    "不能并入自己",
                    "a unit cannot merge into itself",
                )));
            }
            must_stand(work, successor, day_after)?;
        }
        let unit = Unit {
            until_on: Some(until_on),
            successor: successor.clone(),
            ..before
        };
        work.batch.put_unit(&unit)?;
        let told = json!({ "until": until_on, "successor": successor });
        tell(work, &by, "ended", &unit, &told)
    });
    end.wait()?;
    reload(office)
}

fn found(work: &Work<'_>, id: &str) -> Result<Unit, Fault> {
    let unit = work.batch.unit(id)?;
    unit.ok_or_else(|| Fault::NotFound {
        what: "unit",
        name: id.to_owned(),
    })
}

fn must_stand(work: &Work<'_>, id: &str, on: Date) -> Result<(), Fault> {
    if found(work, id)?.exists_on(on) {
        return Ok(());
    }
    Err(Fault::Unacceptable(Words::new(
        format!("所选单位在 {on} 不存在"),
        format!("the unit chosen does not exist on {on}"),
    )))
}

/// Numbers of matters are told apart by short names.
fn short_must_be_free(work: &Work<'_>, unit: &Unit) -> Result<(), Fault> {
    let units = work.batch.units()?;
    let taken = units
        .iter()
        .find(|other| other.id != unit.id && other.short == unit.short);
    match taken {
        None => Ok(()),
        Some(other) => Err(Fault::Unacceptable(Words::new(
            format!(
                "简称“{}”已由“{}”使用，编号会重复",
                unit.short, other.name.zh
            ),
            format!(
                "the short name “{}” belongs to “{}”",
                unit.short, other.name.en
            ),
        ))),
    }
}

/// Tells those who follow, and the audit log.
fn tell(
    work: &Work<'_>,
    by: &str,
    what: &str,
    unit: &Unit,
    told: &serde_json::Value,
) -> Result<(), Fault> {
    let body = json!({ "unit": unit.id, "what": what, "by": by, "told": told });
    work.batch.append_event(work.now, UNIT_CHANGED, &body)?;
    work.log_access(by, None, &format!("unit {what} {}", unit.id))
}

/// The tree by which everything is decided from now on.
fn reload(office: &Office) -> Result<(), Fault> {
    let units = office.read(fadu_store::Reader::units)?;
    let tree = UnitTree::new(units).map_err(|fault| Fault::Damaged(fault.to_string()))?;
    office.rules.set_units(tree);
    Ok(())
}

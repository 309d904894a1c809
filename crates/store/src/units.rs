//! Units, and the closure that answers who stands at or above whom.

use fadu_kernel::unit::{Unit, UnitId, UnitKind};
use fadu_kernel::words::Words;
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::Columns;
use crate::store::Reader;
use crate::writer::Batch;

impl Reader {
    /// All units, by key.
    pub fn units(&self) -> Result<Vec<Unit>> {
        let sql = "SELECT unit, name_zh, name_en, short, kind, parent, from_on, until_on, \
                   successor FROM units WHERE city = $1 ORDER BY unit";
        self.all(sql, &[&self.city], unit)
    }

    /// One unit.
    pub fn unit(&self, id: &str) -> Result<Option<Unit>> {
        let sql = "SELECT unit, name_zh, name_en, short, kind, parent, from_on, until_on, \
                   successor FROM units WHERE city = $1 AND unit = $2";
        self.one(sql, &[&self.city, &id], unit)
    }

    /// A unit and all below it.
    pub fn units_within(&self, id: &str) -> Result<Vec<UnitId>> {
        let sql = "SELECT lower FROM unit_closure WHERE city = $1 AND upper = $2 ORDER BY lower";
        self.all(sql, &[&self.city, &id], |row| Ok(row.get(0)?))
    }
}

impl Batch<'_> {
    /// Adds or changes a unit. Its parent must be there already.
    pub fn put_unit(&self, unit: &Unit) -> Result<()> {
        let before = self.unit(&unit.id)?;
        let sql = "INSERT INTO units (city, unit, name_zh, name_en, short, kind, parent, from_on, \
                   until_on, successor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (city, unit) DO UPDATE SET name_zh = $3, name_en = $4, short = $5, \
                   kind = $6, parent = $7, from_on = $8, until_on = $9, successor = $10";
        self.run(
            sql,
            &[
                &self.city,
                &unit.id,
                &unit.name.zh,
                &unit.name.en,
                &unit.short,
                &unit.kind.key(),
                &unit.parent,
                &unit.from_on.map(|on| on.to_string()),
                &unit.until_on.map(|on| on.to_string()),
                &unit.successor,
            ],
        )?;
        match before {
            None => self.close_new_unit(unit),
            Some(before) if before.parent == unit.parent => Ok(()),
            Some(_) => self.close_all_units(),
        }
    }

    fn close_new_unit(&self, unit: &Unit) -> Result<()> {
        let sql = "INSERT INTO unit_closure (city, upper, lower) \
                   SELECT city, upper, $1 FROM unit_closure WHERE city = $2 AND lower = $3";
        self.run(sql, &[&unit.id, &self.city, &unit.parent])?;
        let sql = "INSERT INTO unit_closure (city, upper, lower) VALUES ($1, $2, $2)";
        self.run(sql, &[&self.city, &unit.id])?;
        Ok(())
    }

    /// A unit that moves takes all below it along, so everything is closed anew.
    fn close_all_units(&self) -> Result<()> {
        self.run("DELETE FROM unit_closure WHERE city = $1", &[&self.city])?;
        // UNION drops what is there already, so that even a circle ends.
        let sql = "WITH RECURSIVE closed (upper, lower) AS ( \
                       SELECT unit, unit FROM units WHERE city = $1 \
                       UNION \
                       SELECT u.parent, c.lower FROM closed c \
                       JOIN units u ON u.city = $1 AND u.unit = c.upper \
                       WHERE u.parent IS NOT NULL) \
                   INSERT INTO unit_closure (city, upper, lower) \
                   SELECT $1, upper, lower FROM closed";
        self.run(sql, &[&self.city])?;
        Ok(())
    }
}

fn unit(row: &Row<'_>) -> Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        name: Words {
            zh: row.get(1)?,
            en: row.get(2)?,
        },
        short: row.get(3)?,
        kind: unit_kind(&row.get::<_, String>(4)?)?,
        parent: row.get(5)?,
        from_on: row.parsed_or_none(6)?,
        until_on: row.parsed_or_none(7)?,
        successor: row.get(8)?,
    })
}

fn unit_kind(key: &str) -> Result<UnitKind> {
    let kinds = [
        UnitKind::City,
        UnitKind::County,
        UnitKind::Township,
        UnitKind::Village,
        UnitKind::Department,
        UnitKind::Outside,
    ];
    kinds
        .into_iter()
        .find(|kind| kind.key() == key)
        .ok_or_else(|| StoreFault::Unreadable {
            column: "units.kind".to_owned(),
            reason: format!("{key:?} is no kind of unit"),
        })
}

//! What was erased because the time it is kept for was over, and what is due.
//!
//! Whether and after how many years is said by the packs; here it is only looked up and kept.

use fadu_kernel::act::ActId;
use fadu_kernel::indicator::Contribution;
use fadu_kernel::matter::MatterId;
use jiff::civil::Date;
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Columns, as_stored, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// A field erased out of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The matter.
    pub matter: MatterId,
    /// The field.
    pub field: String,
    /// When.
    pub erased_on: Date,
    /// After how many years from the matter's closing.
    pub years: u32,
    /// Out of how many acts; 0 where the field had never been filled in.
    pub acts: u32,
}

impl Reader {
    /// What was erased of a matter.
    pub fn erasures(&self, matter: MatterId) -> Result<Vec<Erasure>> {
        let sql = "SELECT matter, field, erased_on, years, acts FROM erasures \
                   WHERE city = $1 AND matter = $2 ORDER BY field";
        self.all(sql, &[&self.city, &matter.0], erasure)
    }

    /// Closed matters of a procedure's version that have not moved since before a day and of
    /// which a field has not been erased since, in order.
    pub fn matters_keeping(
        &self,
        version: &str,
        field: &str,
        moved_before: Date,
        limit: usize,
    ) -> Result<Vec<MatterId>> {
        let sql = "SELECT m.matter FROM matters m WHERE m.city = $1 AND m.procedure = $2 \
                   AND m.version = $3 AND m.stage_kind = 'closed' AND m.moved_on < $4 \
                   AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.city = m.city \
                   AND e.matter = m.matter AND e.field = $5 AND e.erased_on > m.moved_on) \
                   ORDER BY m.matter LIMIT $6";
        let procedure = version.split_once('@').map_or(version, |(id, _)| id);
        self.all(
            sql,
            &[
                &self.city,
                &procedure,
                &version,
                &moved_before.to_string(),
                &field,
                &as_stored(page_length(limit)),
            ],
            |row| Ok(MatterId(row.get(0)?)),
        )
    }

    /// The matters of which something was erased, in order: their acts cannot be decided anew.
    pub fn matters_erased(&self) -> Result<Vec<MatterId>> {
        let sql = "SELECT DISTINCT matter FROM acts WHERE city = $1 AND salt IS NULL \
                   ORDER BY matter";
        self.all(sql, &[&self.city], |row| Ok(MatterId(row.get(0)?)))
    }

    /// What the acts of these matters contributed, in the order of the acts.
    pub fn contributions_of_erased(&self) -> Result<Vec<(ActId, Contribution)>> {
        self.write_waiting()?;
        let sql = "SELECT k.act, k.indicator, k.unit, k.month, k.class, k.amount, k.member \
                   FROM contributions k JOIN acts a ON a.city = k.city AND a.act = k.act \
                   WHERE k.city = $1 AND a.matter IN \
                   (SELECT matter FROM acts WHERE city = $1 AND salt IS NULL) \
                   ORDER BY k.act, k.position";
        self.all(sql, &[&self.city], |row| {
            let contribution = Contribution {
                indicator: row.get(1)?,
                unit: row.get(2)?,
                month: row.parsed(3)?,
                class: row.get(4)?,
                amount: row.get(5)?,
                member: row.get(6)?,
            };
            Ok((ActId(row.get(0)?), contribution))
        })
    }
}

impl Batch<'_> {
    /// Keeps that a field was erased.
    pub fn put_erasure(&self, erasure: &Erasure) -> Result<()> {
        let sql = "INSERT INTO erasures (city, matter, field, erased_on, years, acts) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (city, matter, field) DO UPDATE SET erased_on = $4, years = $5, \
                   acts = erasures.acts + $6";
        self.run(
            sql,
            &[
                &self.city,
                &erasure.matter.0,
                &erasure.field,
                &erasure.erased_on.to_string(),
                &erasure.years,
                &erasure.acts,
            ],
        )?;
        Ok(())
    }

    /// Forgets the request that brought an act about: its digest would let guesses at what was
    /// erased be tested.
    pub fn forget_request(&self, act: ActId) -> Result<()> {
        let sql = "DELETE FROM requests WHERE city = $1 AND first_act <= $2 AND last_act >= $2";
        self.run(sql, &[&self.city, &act.0])?;
        Ok(())
    }

    /// Has what is deleted or replaced from now on overwritten in the file and not only set free.
    pub fn overwrite_deleted(&self) -> Result<()> {
        // PostgreSQL overwrites nothing; there a table is rewritten by VACUUM FULL.
        Ok(self.connection.execute_batch("PRAGMA secure_delete = ON")?)
    }
}

fn erasure(row: &Row<'_>) -> Result<Erasure> {
    Ok(Erasure {
        matter: MatterId(row.get(0)?),
        field: row.get(1)?,
        erased_on: row.parsed(2)?,
        years: row.get(3)?,
        acts: row.get(4)?,
    })
}

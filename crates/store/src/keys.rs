//! Keys of matters: the values of fields by which other procedures look them up.
//!
//! Which fields are keys is said by the packs; here they are only kept and found.

use fadu_kernel::matter::{Matter, MatterId};
use fadu_kernel::procedure::LookKey;

use crate::fault::Result;
use crate::query::{Columns, as_stored};
use crate::store::Reader;
use crate::writer::Batch;

impl Reader {
    /// The matters of a procedure that bear a key, oldest first, at most `limit`.
    pub fn matters_by_key(
        &self,
        procedure: &str,
        key: &LookKey,
        value: &str,
        limit: usize,
    ) -> Result<Vec<Matter>> {
        let limit = as_stored(limit);
        match key {
            LookKey::Number => {
                let sql = "SELECT b.body FROM matters m \
                           JOIN matter_bodies b ON b.city = m.city AND b.matter = m.matter \
                           WHERE m.city = $1 AND m.number = $2 AND m.procedure = $3";
                self.all(sql, &[&self.city, &value, &procedure], |row| row.json(0))
            }
            LookKey::Unit => {
                // An expression, so that the index by procedure is passed over.
                let sql = "SELECT b.body FROM matters m \
                           JOIN matter_bodies b ON b.city = m.city AND b.matter = m.matter \
                           WHERE m.city = $1 AND m.unit = $2 AND m.procedure || '' = $3 \
                           ORDER BY m.matter LIMIT $4";
                self.all(sql, &[&self.city, &value, &procedure, &limit], |row| {
                    row.json(0)
                })
            }
            LookKey::Field(field) => {
                let sql = "SELECT b.body FROM matter_keys k \
                           JOIN matter_bodies b ON b.city = k.city AND b.matter = k.matter \
                           WHERE k.city = $1 AND k.procedure = $2 AND k.field = $3 \
                           AND k.value = $4 ORDER BY k.matter LIMIT $5";
                let asked: [&dyn rusqlite::ToSql; 5] =
                    [&self.city, &procedure, field, &value, &limit];
                self.all(sql, &asked, |row| row.json(0))
            }
        }
    }

    /// Calls `each` with every matter of a procedure, oldest first.
    pub fn for_each_matter_of(
        &self,
        procedure: &str,
        mut each: impl FnMut(Matter) -> Result<()>,
    ) -> Result<()> {
        let mut after = -1_i64;
        loop {
            let sql = "SELECT b.body FROM matters m \
                       JOIN matter_bodies b ON b.city = m.city AND b.matter = m.matter \
                       WHERE m.city = $1 AND m.procedure = $2 AND m.matter > $3 \
                       ORDER BY m.matter LIMIT 1000";
            let asked: [&dyn rusqlite::ToSql; 3] = [&self.city, &procedure, &after];
            let page: Vec<Matter> = self.all(sql, &asked, |row| row.json(0))?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id.0;
            page.into_iter().try_for_each(&mut each)?;
        }
    }
}

impl Batch<'_> {
    /// Keeps the values of one field of a matter, in the place of those it had.
    pub fn put_keys(
        &self,
        procedure: &str,
        field: &str,
        matter: MatterId,
        values: &[String],
    ) -> Result<()> {
        let sql = "DELETE FROM matter_keys WHERE city = $1 AND matter = $2 AND field = $3";
        self.run(sql, &[&self.city, &matter.0, &field])?;
        let sql = "INSERT INTO matter_keys (city, procedure, field, value, matter) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        for value in values {
            self.run(sql, &[&self.city, &procedure, &field, value, &matter.0])?;
        }
        Ok(())
    }

    /// Forgets every key of a field of a procedure, before they are put anew.
    pub fn delete_keys(&self, procedure: &str, field: &str) -> Result<()> {
        let sql = "DELETE FROM matter_keys WHERE city = $1 AND procedure = $2 AND field = $3";
        self.run(sql, &[&self.city, &procedure, &field])?;
        Ok(())
    }
}

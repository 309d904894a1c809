//! Numbers of matters (案号): one sequence for each procedure, unit and year, without gaps.

use crate::fault::Result;
use crate::store::Reader;
use crate::writer::Batch;

impl Reader {
    /// The last number given, 0 if none.
    pub fn last_number(&self, procedure: &str, unit: &str, year: i64) -> Result<i64> {
        let sql = "SELECT last FROM numbers \
                   WHERE city = $1 AND procedure = $2 AND unit = $3 AND year = $4";
        self.number(sql, &[&self.city, &procedure, &unit, &year])
    }
}

impl Batch<'_> {
    /// The next number, from 1. Undone together with what it was taken for, so none is lost.
    pub fn next_number(&self, procedure: &str, unit: &str, year: i64) -> Result<i64> {
        // Asked and then written: a statement that returns what it wrote costs more than both.
        let next = self.last_number(procedure, unit, year)? + 1;
        let sql = "INSERT INTO numbers (city, procedure, unit, year, last) \
                   VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (city, procedure, unit, year) DO UPDATE SET last = $5";
        self.run(sql, &[&self.city, &procedure, &unit, &year, &next])?;
        Ok(next)
    }
}

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
        let sql = "INSERT INTO numbers (city, procedure, unit, year, last) \
                   VALUES ($1, $2, $3, $4, 1) \
                   ON CONFLICT (city, procedure, unit, year) DO UPDATE SET last = numbers.last + 1 \
                   RETURNING last";
        self.number(sql, &[&self.city, &procedure, &unit, &year])
    }
}

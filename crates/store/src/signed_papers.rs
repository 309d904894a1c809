//! Papers as they stood when they were signed. They are put once and never changed.
//!
//! What is in one is not known here; whether it is what was signed is told by the act's record.

use fadu_kernel::act::ActId;

use crate::fault::Result;
use crate::store::Reader;
use crate::writer::Batch;

impl Reader {
    /// The paper that an act signed, as it was put.
    pub fn signed_paper(&self, act: ActId) -> Result<Option<String>> {
        let sql = "SELECT body FROM signed_papers WHERE city = $1 AND act = $2";
        self.one(sql, &[&self.city, &act.0], |row| Ok(row.get(0)?))
    }

    /// The acts that signed papers, in order.
    pub fn signing_acts(&self) -> Result<Vec<ActId>> {
        let sql = "SELECT act FROM signed_papers WHERE city = $1 ORDER BY act";
        self.all(sql, &[&self.city], |row| Ok(ActId(row.get(0)?)))
    }
}

impl Batch<'_> {
    /// Keeps the paper that an act signs.
    pub fn put_signed_paper(&self, act: ActId, body: &str) -> Result<()> {
        let sql = "INSERT INTO signed_papers (city, act, body) VALUES ($1, $2, $3)";
        self.run(sql, &[&self.city, &act.0, &body])?;
        Ok(())
    }
}

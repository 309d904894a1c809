//! Lights (灯) added up: how many clocks of which unit are green, yellow or red.

use fadu_kernel::unit::UnitId;
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Columns, Query, Scope};
use crate::store::Reader;

/// Numbers of clocks by light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LightCounts {
    /// Overdue, or ended late.
    pub red: u64,
    /// Due soon.
    pub yellow: u64,
    /// In time, or ended in time.
    pub green: u64,
    /// Standing still, or ended without being kept or broken.
    pub grey: u64,
}

/// The lights of a unit now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLights {
    /// The unit.
    pub unit: UnitId,
    /// Its live clocks.
    pub clocks: LightCounts,
}

/// The lights of a unit's clocks due in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLights {
    /// The unit.
    pub unit: UnitId,
    /// First day of the month.
    pub month: Date,
    /// Clocks due in it, whether they run or have ended.
    pub clocks: LightCounts,
}

/// How many clocks of a kind run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningCount {
    /// The procedure's id.
    pub procedure: String,
    /// The clock's id.
    pub clock: String,
    /// Clocks of this kind.
    pub clocks: u64,
}

impl Reader {
    /// Running clocks due from one moment on and before another, by kind. Rights are nobody's
    /// work and left out.
    pub fn count_running(
        &self,
        from: DateTime,
        before: DateTime,
        scope: &Scope,
    ) -> Result<Vec<RunningCount>> {
        let sql = "SELECT c.procedure, c.clock, COUNT(*) FROM clocks c WHERE c.city = $1 \
                   AND c.state = 'running' AND c.is_right = 0 \
                   AND c.due_by >= $2 AND c.due_by < $3";
        let mut query = Query::new(sql, &self.city);
        query.values.push(from.to_string().into());
        query.values.push(before.to_string().into());
        // An expression, so that the index by due date is taken.
        query.and_in("c.unit || ''", scope);
        query.push(" GROUP BY c.procedure, c.clock ORDER BY 1, 2");
        self.found(&query, |row| {
            Ok(RunningCount {
                procedure: row.get(0)?,
                clock: row.get(1)?,
                clocks: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })
    }

    /// Live clocks of each unit by light at a moment.
    pub fn lights(&self, now: DateTime, scope: &Scope) -> Result<Vec<UnitLights>> {
        let sql = "SELECT c.unit, '', \
                   SUM(CASE WHEN c.state = 'running' AND c.due_by < $2 AND c.is_right = 0 \
                       THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.state = 'running' AND c.due_by >= $2 AND c.warn_on <= $3 \
                       THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.state = 'running' AND c.due_by >= $2 AND c.warn_on > $3 \
                       THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.state = 'suspended' OR (c.due_by < $2 AND c.is_right = 1) \
                       THEN 1 ELSE 0 END) \
                   FROM clocks c WHERE c.city = $1 AND c.ended_by IS NULL";
        let mut query = at(sql, &self.city, now);
        query
            .and_in("c.unit", scope)
            .push(" GROUP BY c.unit ORDER BY c.unit");
        self.found(&query, |row| {
            Ok(UnitLights {
                unit: row.get(0)?,
                clocks: counts(row)?,
            })
        })
    }

    /// Clocks due in the months `from..=until`, by unit, month and light at a moment.
    pub fn lights_by_month(
        &self,
        from: Date,
        until: Date,
        now: DateTime,
        scope: &Scope,
    ) -> Result<Vec<MonthLights>> {
        let sql = "SELECT c.unit, SUBSTR(c.due_by, 1, 7) || '-01', \
                   SUM(CASE WHEN (c.in_time = 0 AND c.is_right = 0) OR (c.state = 'running' \
                       AND c.due_by < $2 AND c.is_right = 0) THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.state = 'running' AND c.due_by >= $2 AND c.warn_on <= $3 \
                       THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.in_time = 1 OR (c.state = 'running' AND c.due_by >= $2 \
                       AND c.warn_on > $3) THEN 1 ELSE 0 END), \
                   SUM(CASE WHEN c.state IN ('suspended', 'cancelled') OR (c.is_right = 1 \
                       AND (c.in_time = 0 OR (c.state = 'running' AND c.due_by < $2))) \
                       THEN 1 ELSE 0 END) \
                   FROM (SELECT t.unit, t.due_by, t.state, t.in_time, '' AS warn_on, \
                         t.is_right FROM (";
        let mut query = at(sql, &self.city, now);
        query.values.push(from.first_of_month().to_string().into());
        // Days are kept as T24:00:00, so the last one reaches up to T25.
        query
            .values
            .push(format!("{}T25", until.last_of_month()).into());
        // Unit by unit, so that only the months asked for are read.
        query.units_of(scope).push(
            ") u CROSS JOIN clocks t WHERE t.city = $1 AND t.unit = u.lower \
             AND t.ended_by IS NOT NULL AND t.due_by BETWEEN $4 AND $5 \
             UNION ALL SELECT t.unit, t.due_by, t.state, NULL, t.warn_on, \
             t.is_right FROM (",
        );
        query.units_of(scope).push(
            ") u CROSS JOIN clocks t WHERE t.city = $1 AND t.unit = u.lower \
             AND t.ended_by IS NULL AND t.due_by BETWEEN $4 AND $5) c",
        );
        query.push(" GROUP BY c.unit, SUBSTR(c.due_by, 1, 7) || '-01' ORDER BY 1, 2");
        self.found(&query, |row| {
            Ok(MonthLights {
                unit: row.get(0)?,
                month: row.parsed(1)?,
                clocks: counts(row)?,
            })
        })
    }
}

fn at(sql: &'static str, city: &str, now: DateTime) -> Query {
    let mut query = Query::new(sql, city);
    query.values.push(now.to_string().into());
    query.values.push(now.date().to_string().into());
    query
}

fn counts(row: &Row<'_>) -> Result<LightCounts> {
    let count = |at: usize| -> Result<u64> { Ok(row.get::<_, i64>(at)?.unsigned_abs()) };
    Ok(LightCounts {
        red: count(2)?,
        yellow: count(3)?,
        green: count(4)?,
        grey: count(5)?,
    })
}

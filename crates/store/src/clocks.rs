//! Clocks (期限): every instance that ever ran, found by when it is due.
//!
//! The kernel counts; here is only what can be asked: what is due when, for whom, with which
//! light. A due day is kept as that day at T24:00:00, so that text order is time order.

use fadu_kernel::clock::{Clock, ClockState, Light};
use fadu_kernel::deadline::Expiry;
use fadu_kernel::matter::{Matter, MatterId};
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::matters::{MATTER_COLUMNS, MatterRow, matter_row};
use crate::query::{Columns, Page, Query, Scope, as_stored, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// One instance of a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    /// The clock's id in the procedure.
    pub clock: String,
    /// 1 for the first instance on the matter.
    pub nth: u32,
    /// The event from which it counts.
    pub started_at: DateTime,
    /// The last day or moment in time.
    pub due: Expiry,
    /// The date without rollover.
    pub strict: Expiry,
    /// First day on which its light is yellow.
    pub warn_on: Date,
    /// Whether it runs, and how it ended.
    pub state: ClockState,
    /// A right that lapses and not a duty: past due, nobody is late.
    pub right: bool,
    /// Reaches past the last announced holiday arrangement.
    pub provisional: bool,
    /// The law acts when it runs out.
    pub lapses: bool,
}

impl ClockRow {
    /// A clock of a matter, with what its rule says of warning and lapse.
    pub fn of(id: &str, clock: &Clock, warn_days: u32, lapses: bool) -> Self {
        Self {
            clock: id.to_owned(),
            nth: clock.nth,
            started_at: clock.started_at,
            due: clock.due,
            strict: clock.strict,
            warn_on: clock.warns_on(warn_days),
            state: clock.state.clone(),
            right: clock.right,
            provisional: clock.provisional,
            lapses,
        }
    }

    /// Its light at a moment, as [`Clock::light`] has it.
    pub fn light(&self, now: DateTime) -> Light {
        match &self.state {
            ClockState::Suspended | ClockState::Cancelled { .. } => Light::Grey,
            ClockState::Lapsed { .. } if self.right => Light::Grey,
            ClockState::Satisfied { in_time: false, .. } | ClockState::Lapsed { .. } => Light::Red,
            ClockState::Running if self.due.has_passed(now) => {
                if self.right {
                    Light::Grey
                } else {
                    Light::Red
                }
            }
            ClockState::Running if self.warn_on <= now.date() => Light::Yellow,
            ClockState::Satisfied { in_time: true, .. } | ClockState::Running => Light::Green,
        }
    }
}

/// Whose running clocks to list.
#[derive(Debug, Clone, Default)]
pub struct ToDoFilter {
    /// Units that hold the matters.
    pub scope: Scope,
    /// Only of these procedures; empty for all.
    pub procedures: Vec<String>,
}

/// A running clock with its matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToDoLine {
    /// The clock.
    pub clock: ClockRow,
    /// Its matter.
    pub matter: MatterRow,
}

/// A place in a list of running clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToDoPlace {
    /// When it is due.
    pub due: Expiry,
    /// The matter.
    pub matter: MatterId,
    /// The clock's id.
    pub clock: String,
    /// Which instance of it.
    pub nth: u32,
}

impl ToDoPlace {
    fn of(line: &ToDoLine) -> Self {
        Self {
            due: line.clock.due,
            matter: line.matter.id,
            clock: line.clock.clock.clone(),
            nth: line.clock.nth,
        }
    }
}

/// Clocks with their matters: those of the keys that follow, up to [`KEYS_END`]. The page is
/// chosen by the indexes alone, before anything else is read.
const LINES_OF_KEYS: &str = "SELECT m.matter, m.number, m.version, m.procedure, m.unit, \
    m.stage, m.stage_kind, m.holds, m.opened_on, m.moved_on, m.title, m.code_hash, \
    m.origin_matter, m.light_due, m.light_warn, c.clock, c.nth, c.started_at, c.due_by, \
    c.strict_by, c.warn_on, c.state, c.ended_by, c.in_time, c.provisional, c.lapses, \
    c.is_right FROM (";
const KEYS_END: &str = ") k CROSS JOIN clocks c CROSS JOIN matters m \
    WHERE c.city = $1 AND c.matter = k.matter AND c.clock = k.clock AND c.nth = k.nth \
    AND m.city = $1 AND m.matter = k.matter ORDER BY k.due_by, k.matter, k.clock, k.nth";

impl Reader {
    /// Every clock that ever ran on a matter, in order of start.
    pub fn clocks_of(&self, matter: MatterId) -> Result<Vec<ClockRow>> {
        let sql = "SELECT c.clock, c.nth, c.started_at, c.due_by, c.strict_by, c.warn_on, c.state, \
                   c.ended_by, c.in_time, c.provisional, c.lapses, c.is_right FROM clocks c \
                   WHERE c.city = $1 AND c.matter = $2 ORDER BY c.started_at, c.clock, c.nth";
        self.all(sql, &[&self.city, &matter.0], |row| clock_row(row, 0))
    }

    /// Matters with a running clock that has passed by `now` and at whose lapse the law acts,
    /// longest overdue first.
    pub fn matters_owing_lapse(&self, now: DateTime, limit: usize) -> Result<Vec<MatterId>> {
        self.matters_owing_lapse_after(now, 0, limit)
    }

    /// As [`Self::matters_owing_lapse`], without the first `skipped` of them.
    pub fn matters_owing_lapse_after(
        &self,
        now: DateTime,
        skipped: usize,
        limit: usize,
    ) -> Result<Vec<MatterId>> {
        // An expression, so that the planner does not group along the primary key, which would
        // read every clock there ever was.
        let sql = "SELECT matter + 0, MIN(due_by) FROM clocks WHERE city = $1 \
                   AND state = 'running' AND lapses = 1 AND due_by < $2 \
                   GROUP BY matter + 0 ORDER BY 2, 1 LIMIT $3 OFFSET $4";
        let (now, limit, skipped) = (now.to_string(), as_stored(limit), as_stored(skipped));
        self.all(sql, &[&self.city, &now, &limit, &skipped], |row| {
            Ok(MatterId(row.get(0)?))
        })
    }

    /// When the next running clock at whose lapse the law acts is due.
    pub fn next_lapse_due(&self) -> Result<Option<Expiry>> {
        let sql = "SELECT due_by FROM clocks WHERE city = $1 AND state = 'running' \
                   AND lapses = 1 ORDER BY due_by LIMIT 1";
        self.one(sql, &[&self.city], |row| expiry(row, 0))
    }

    /// Matters with a live clock that waits for a holiday notice, by key, those after `after`.
    pub fn matters_with_provisional_clocks(
        &self,
        after: Option<MatterId>,
        limit: usize,
    ) -> Result<Vec<MatterId>> {
        let sql = "SELECT DISTINCT matter FROM clocks WHERE city = $1 AND provisional = 1 \
                   AND ended_by IS NULL AND matter > $2 ORDER BY matter LIMIT $3";
        let after = after.map_or(-1, |id| id.0);
        self.all(sql, &[&self.city, &after, &as_stored(limit)], |row| {
            Ok(MatterId(row.get(0)?))
        })
    }

    /// Running clocks, soonest due first, those after `after`. Rights are nobody's work and left
    /// out.
    pub fn to_do(
        &self,
        filter: &ToDoFilter,
        after: Option<&ToDoPlace>,
        limit: usize,
    ) -> Result<Page<ToDoLine, ToDoPlace>> {
        let limit = page_length(limit);
        let mut query = Query::new(LINES_OF_KEYS, &self.city);
        query.push("SELECT c.due_by, c.matter, c.clock, c.nth FROM ");
        self.through_running(&mut query, filter)?;
        and_after(&mut query, after);
        query.push(" ORDER BY 1, 2, 3, 4").limit(limit);
        query.push(KEYS_END);
        let found = self.found(&query, to_do_line)?;
        Ok(Page::cut(found, limit, ToDoPlace::of))
    }

    /// Clocks due in the months of two days, whether they run or have ended, by due date, those
    /// after `after`.
    pub fn clocks_due(
        &self,
        (from, until): (Date, Date),
        scope: &Scope,
        after: Option<&ToDoPlace>,
        limit: usize,
    ) -> Result<Page<ToDoLine, ToDoPlace>> {
        let limit = page_length(limit);
        let mut query = Query::new(LINES_OF_KEYS, &self.city);
        query.values.push(from.first_of_month().to_string().into());
        // Days are kept as T24:00:00, so the last one reaches up to T25.
        query
            .values
            .push(format!("{}T25", until.last_of_month()).into());
        for (start, state) in [
            ("", " AND c.ended_by IS NOT NULL"),
            (" UNION ALL ", " AND c.ended_by IS NULL"),
        ] {
            query
                .push(start)
                .push("SELECT c.due_by, c.matter, c.clock, c.nth FROM (");
            query
                .units_of(scope)
                .push(") u CROSS JOIN clocks c WHERE c.city = $1");
            query
                .push(" AND c.unit = u.lower AND c.due_by BETWEEN $2 AND $3")
                .push(state);
            and_after(&mut query, after);
        }
        query.push(" ORDER BY 1, 2, 3, 4").limit(limit);
        query.push(KEYS_END);
        let found = self.found(&query, to_do_line)?;
        Ok(Page::cut(found, limit, ToDoPlace::of))
    }

    /// Adds `FROM` and `WHERE`: through the units where they hold few matters, otherwise through
    /// the running clocks by due date.
    fn through_running(&self, query: &mut Query, filter: &ToDoFilter) -> Result<()> {
        let few = filter.scope != Scope::City && self.holds_few(&filter.scope)?;
        if few {
            query
                .push("(")
                .units_of(&filter.scope)
                .push(") u CROSS JOIN clocks c");
            query.push(" WHERE c.unit = u.lower AND c.ended_by IS NULL AND");
        } else {
            query.push("clocks c WHERE");
        }
        query.push(" c.city = $1 AND c.state = 'running' AND c.is_right = 0");
        if !few {
            query.and_in("c.unit || ''", &filter.scope);
        }
        if !filter.procedures.is_empty() {
            query.push(" AND c.procedure IN ");
            query.bind_list(filter.procedures.iter().map(String::as_str));
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// Keeps the clocks of a matter as an act left them, and its lights. Instances that ended
    /// before stay as they are; one that the act ended and began again is closed here.
    pub fn put_clocks(&self, matter: &Matter, clocks: &[ClockRow]) -> Result<()> {
        for row in clocks {
            if row.nth > 1 {
                self.close_earlier(matter, row)?;
            }
            self.put_clock(matter, row)?;
        }
        let duty = |row: &&ClockRow| row.state == ClockState::Running && !row.right;
        let running = || clocks.iter().filter(duty);
        let due = running().map(|row| text_of(row.due)).min();
        let warn = running()
            .map(|row| row.warn_on)
            .min()
            .map(|on| on.to_string());
        let sql = "UPDATE matters SET light_due = $1, light_warn = $2 \
                   WHERE city = $3 AND matter = $4 \
                   AND (light_due IS DISTINCT FROM $1 OR light_warn IS DISTINCT FROM $2)";
        self.run(sql, &[&due, &warn, &self.city, &matter.id.0])?;
        Ok(())
    }

    fn put_clock(&self, matter: &Matter, row: &ClockRow) -> Result<()> {
        let sql = "INSERT INTO clocks (city, matter, clock, nth, started_at, due_by, strict_by, \
                   warn_on, state, ended_by, in_time, unit, procedure, provisional, lapses, \
                   is_right) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                   ON CONFLICT (city, matter, clock, nth) DO UPDATE SET started_at = $5, \
                   due_by = $6, strict_by = $7, warn_on = $8, state = $9, ended_by = $10, \
                   in_time = $11, unit = $12, procedure = $13, provisional = $14, lapses = $15, \
                   is_right = $16 \
                   WHERE clocks.state <> $9 OR clocks.due_by <> $6 OR clocks.unit <> $12 \
                   OR clocks.strict_by <> $7 OR clocks.warn_on <> $8 OR clocks.lapses <> $15 \
                   OR clocks.provisional <> $14 OR clocks.started_at <> $5 \
                   OR clocks.is_right <> $16";
        let (state, ended_by, in_time) = match &row.state {
            ClockState::Running => ("running", None, None),
            ClockState::Suspended => ("suspended", None, None),
            ClockState::Satisfied { at, in_time } => {
                ("satisfied", Some(at.to_string()), Some(*in_time))
            }
            ClockState::Cancelled { at } => ("cancelled", Some(at.to_string()), None),
            ClockState::Lapsed { at } => ("lapsed", Some(at.to_string()), Some(false)),
        };
        self.run(
            sql,
            &[
                &self.city,
                &matter.id.0,
                &row.clock,
                &row.nth,
                &row.started_at.to_string(),
                &text_of(row.due),
                &text_of(row.strict),
                &row.warn_on.to_string(),
                &state,
                &ended_by,
                &in_time.map(i64::from),
                &matter.unit,
                &matter.procedure(),
                &i64::from(row.provisional),
                &i64::from(row.lapses),
                &i64::from(row.right),
            ],
        )?;
        Ok(())
    }

    /// An earlier instance still alive was ended by the event that began this one.
    fn close_earlier(&self, matter: &Matter, row: &ClockRow) -> Result<()> {
        let sql = "UPDATE clocks SET state = 'satisfied', ended_by = $1, in_time = \
                   CASE WHEN state = 'suspended' OR due_by >= $1 THEN 1 ELSE 0 END \
                   WHERE city = $2 AND matter = $3 AND clock = $4 AND nth < $5 \
                   AND ended_by IS NULL";
        let started = row.started_at.to_string();
        self.run(
            sql,
            &[&started, &self.city, &matter.id.0, &row.clock, &row.nth],
        )?;
        Ok(())
    }
}

fn and_after(query: &mut Query, after: Option<&ToDoPlace>) {
    let Some(after) = after else { return };
    query
        .push(" AND (c.due_by, c.matter, c.clock, c.nth) > (")
        .bind(text_of(after.due));
    query
        .push(", ")
        .bind(after.matter.0)
        .push(", ")
        .bind(after.clock.clone());
    query.push(", ").bind(i64::from(after.nth)).push(")");
}

fn to_do_line(row: &Row<'_>) -> Result<ToDoLine> {
    Ok(ToDoLine {
        matter: matter_row(row)?,
        clock: clock_row(row, MATTER_COLUMNS)?,
    })
}

const END_OF_DAY: &str = "T24:00:00";

/// A due date as text that sorts by time.
pub(crate) fn text_of(expiry: Expiry) -> String {
    match expiry {
        Expiry::Day(on) => format!("{on}{END_OF_DAY}"),
        Expiry::Moment(at) => at.to_string(),
    }
}

fn expiry(row: &Row<'_>, at: usize) -> Result<Expiry> {
    let text: String = row.get(at)?;
    let plain = text.strip_suffix(END_OF_DAY).unwrap_or(&text);
    plain
        .parse()
        .map_err(|error: jiff::Error| unreadable(&text, &error))
}

fn clock_row(row: &Row<'_>, first: usize) -> Result<ClockRow> {
    let state: String = row.get(first + 6)?;
    let in_time = row.get::<_, Option<i64>>(first + 8)? == Some(1);
    let state = match state.as_str() {
        "running" => ClockState::Running,
        "suspended" => ClockState::Suspended,
        "satisfied" => ClockState::Satisfied {
            at: row.parsed(first + 7)?,
            in_time,
        },
        "cancelled" => ClockState::Cancelled {
            at: row.parsed(first + 7)?,
        },
        "lapsed" => ClockState::Lapsed {
            at: row.parsed(first + 7)?,
        },
        other => return Err(unreadable(other, &"is no state of a clock")),
    };
    Ok(ClockRow {
        clock: row.get(first)?,
        nth: row.get(first + 1)?,
        started_at: row.parsed(first + 2)?,
        due: expiry(row, first + 3)?,
        strict: expiry(row, first + 4)?,
        warn_on: row.parsed(first + 5)?,
        state,
        provisional: row.get::<_, i64>(first + 9)? != 0,
        lapses: row.get::<_, i64>(first + 10)? != 0,
        right: row.get::<_, i64>(first + 11)? != 0,
    })
}

fn unreadable(text: &str, reason: &dyn std::fmt::Display) -> StoreFault {
    StoreFault::Unreadable {
        column: "clocks".to_owned(),
        reason: format!("{text:?}: {reason}"),
    }
}

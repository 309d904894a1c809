//! Matters: their whole state, and one narrow line each for lists and counts.

use fadu_kernel::clock::Light;
use fadu_kernel::matter::{Linked, Matter, MatterId};
use fadu_kernel::procedure::StageKind;
use fadu_kernel::unit::UnitId;
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::Result;
use crate::query::{Bound, Columns, Page, Query, Scope, containing, page_length};
use crate::store::Reader;
use crate::writer::Batch;

/// Up to so many matters a list is found through its units; beyond, by going back in time.
const FEW_MATTERS: i64 = 2_000;

/// What lists show of a matter and its state does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatterLine<'a> {
    /// Whether work goes on in its stage.
    pub stage_kind: StageKind,
    /// What the procedure's matters are, by its key: `matter`, `register` or `activity`.
    pub holds: &'a str,
    /// The line shown in lists.
    pub title: &'a str,
    /// Hash of the code by which a party gets in.
    pub code_hash: Option<&'a str>,
}

/// A matter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterRow {
    /// Key.
    pub id: MatterId,
    /// The number people see.
    pub number: String,
    /// `procedure@in_force`.
    pub version: String,
    /// The procedure's id.
    pub procedure: String,
    /// The unit that holds it.
    pub unit: UnitId,
    /// Where it stands.
    pub stage: String,
    /// Whether work goes on there, by its key.
    pub stage_kind: String,
    /// What the procedure's matters are.
    pub holds: String,
    /// Day of the opening act.
    pub opened_on: Date,
    /// Day of the last act.
    pub moved_on: Date,
    /// The line shown in lists.
    pub title: String,
    /// Hash of the code by which a party gets in.
    pub code_hash: Option<String>,
    /// The matter that opened it by hand-over.
    pub origin: Option<MatterId>,
    light_due: Option<String>,
    light_warn: Option<Date>,
}

impl MatterRow {
    /// The gravest light of its running clocks at a moment; grey if none runs. Rights, which run
    /// out without anybody being late, have no part in it.
    pub fn light(&self, now: DateTime) -> Light {
        match (&self.light_due, self.light_warn) {
            (Some(due), _) if *due < now.to_string() => Light::Red,
            (Some(_), Some(warn)) if warn <= now.date() => Light::Yellow,
            (Some(_), _) => Light::Green,
            (None, _) => Light::Grey,
        }
    }
}

/// Which matters to list. The default lists all.
#[derive(Debug, Clone, Default)]
pub struct MatterFilter {
    /// Held by these units.
    pub scope: Scope,
    /// Of this procedure.
    pub procedure: Option<String>,
    /// Standing in this stage.
    pub stage: Option<String>,
    /// Standing in a stage of this kind.
    pub stage_kind: Option<StageKind>,
    /// With this light at this moment.
    pub light: Option<(Light, DateTime)>,
    /// Opened on this day or later.
    pub opened_from: Option<Date>,
    /// Opened on this day or earlier.
    pub opened_until: Option<Date>,
    /// With this somewhere in title or number.
    pub text: Option<String>,
}

/// How many matters stand in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCount {
    /// The procedure's id.
    pub procedure: String,
    /// The stage.
    pub stage: String,
    /// Its kind's key.
    pub stage_kind: String,
    /// Matters there.
    pub matters: u64,
}

/// Where a matter stands and is counted.
#[derive(PartialEq, Eq)]
struct Place<'a> {
    unit: &'a str,
    stage: &'a str,
    stage_kind: &'a str,
}

impl<'a> Place<'a> {
    fn of(matter: &'a Matter, line: &MatterLine<'a>) -> Self {
        Self {
            unit: &matter.unit,
            stage: &matter.stage,
            stage_kind: line.stage_kind.key(),
        }
    }
}

const LINES: &str = "SELECT m.matter, m.number, m.version, m.procedure, m.unit, m.stage, \
                     m.stage_kind, m.holds, m.opened_on, m.moved_on, m.title, m.code_hash, \
                     m.origin_matter, m.light_due, m.light_warn FROM ";

/// Columns that [`matter_row`] reads; other columns may follow.
pub(crate) const MATTER_COLUMNS: usize = 15;

impl Reader {
    /// A matter as its last act left it, with the counts of its linked matters.
    pub fn matter(&self, id: MatterId) -> Result<Option<Matter>> {
        let sql = "SELECT body FROM matter_bodies WHERE city = $1 AND matter = $2";
        let matter = self.one(sql, &[&self.city, &id.0], |row| row.json(0))?;
        self.with_linked(matter)
    }

    fn with_linked(&self, matter: Option<Matter>) -> Result<Option<Matter>> {
        let Some(mut matter) = matter else {
            return Ok(None);
        };
        matter.linked = self.linked(matter.id)?;
        Ok(Some(matter))
    }

    /// The matter with this number (案号).
    pub fn matter_by_number(&self, number: &str) -> Result<Option<Matter>> {
        let sql = "SELECT b.body FROM matters m \
                   JOIN matter_bodies b ON b.city = m.city AND b.matter = m.matter \
                   WHERE m.city = $1 AND m.number = $2";
        let matter = self.one(sql, &[&self.city, &number], |row| row.json(0))?;
        self.with_linked(matter)
    }

    /// A matter's line.
    pub fn matter_row(&self, id: MatterId) -> Result<Option<MatterRow>> {
        let mut query = Query::new(LINES, &self.city);
        query
            .push("matters m WHERE m.city = $1 AND m.matter = ")
            .bind(id.0);
        Ok(self.found(&query, matter_row)?.pop())
    }

    /// The line of the matter with this number.
    pub fn matter_row_by_number(&self, number: &str) -> Result<Option<MatterRow>> {
        let mut query = Query::new(LINES, &self.city);
        query
            .push("matters m WHERE m.city = $1 AND m.number = ")
            .bind(number.to_owned());
        Ok(self.found(&query, matter_row)?.pop())
    }

    /// How many matters were opened from or upon a matter, by procedure and stage.
    pub fn linked(&self, id: MatterId) -> Result<Linked> {
        let sql = "SELECT procedure, stage, COUNT(*) FROM matters \
                   WHERE city = $1 AND origin_matter = $2 GROUP BY procedure, stage";
        let counted = self.all(sql, &[&self.city, &id.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)?))
        })?;
        let mut linked = Linked::new();
        for (procedure, stage, count) in counted {
            linked.entry(procedure).or_default().insert(stage, count);
        }
        Ok(linked)
    }

    /// The matters that a matter opened by hand-over, in order.
    pub fn opened_by(&self, id: MatterId) -> Result<Vec<MatterRow>> {
        let mut query = Query::new(LINES, &self.city);
        query
            .push("matters m WHERE m.city = $1 AND m.origin_matter = ")
            .bind(id.0);
        query.push(" ORDER BY m.matter");
        self.found(&query, matter_row)
    }

    /// Matters, newest first, those before `before`.
    pub fn matters(
        &self,
        filter: &MatterFilter,
        before: Option<MatterId>,
        limit: usize,
    ) -> Result<Page<MatterRow, MatterId>> {
        let limit = page_length(limit);
        let mut query = Query::new(LINES, &self.city);
        self.through_matters(&mut query, filter)?;
        if let Some(before) = before {
            query.push(" AND m.matter < ").bind(before.0);
        }
        query.push(" ORDER BY m.matter DESC").limit(limit);
        let found = self.found(&query, matter_row)?;
        Ok(Page::cut(found, limit, |row| row.id))
    }

    /// How many matters the filter finds.
    pub fn count_matters(&self, filter: &MatterFilter) -> Result<u64> {
        let mut query = Query::new("SELECT COUNT(*) FROM ", &self.city);
        self.through_matters(&mut query, filter)?;
        let counted = self.found(&query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(counted.first().map_or(0, |count| count.unsigned_abs()))
    }

    /// How many matters stand in each stage of each procedure.
    pub fn count_by_stage(&self, scope: &Scope) -> Result<Vec<StageCount>> {
        let sql = "SELECT s.procedure, s.stage, s.stage_kind, SUM(s.matters) \
                   FROM stage_counts s WHERE s.city = $1 AND s.matters > 0";
        let mut query = Query::new(sql, &self.city);
        query.and_in("s.unit", scope);
        query.push(" GROUP BY s.procedure, s.stage, s.stage_kind ORDER BY s.procedure, s.stage");
        self.found(&query, |row| {
            Ok(StageCount {
                procedure: row.get(0)?,
                stage: row.get(1)?,
                stage_kind: row.get(2)?,
                matters: row.get::<_, i64>(3)?.unsigned_abs(),
            })
        })
    }

    /// Adds `FROM` and `WHERE` in the order that reads least: through the units where they hold
    /// few matters (`CROSS JOIN` fixes that order), otherwise through the matters, newest first.
    fn through_matters(&self, query: &mut Query, filter: &MatterFilter) -> Result<()> {
        if filter.scope == Scope::City {
            query.push("matters m WHERE m.city = $1");
        } else if self.holds_few(&filter.scope)? {
            query
                .push("(")
                .units_of(&filter.scope)
                .push(") u CROSS JOIN matters m");
            query.push(" WHERE m.city = $1 AND m.unit = u.lower");
        } else {
            query.push("matters m WHERE m.city = $1");
            // An expression, so that the index by unit is passed over.
            query.and_in("m.unit || ''", &filter.scope);
        }
        if let Some(procedure) = &filter.procedure {
            query.push(" AND m.procedure = ").bind(procedure.clone());
        }
        if let Some(stage) = &filter.stage {
            query.push(" AND m.stage = ").bind(stage.clone());
        }
        if let Some(kind) = filter.stage_kind {
            // Written out, so that the index of open matters without a clock is found.
            query.push(match kind {
                StageKind::Open => " AND m.stage_kind = 'open'",
                StageKind::Standing => " AND m.stage_kind = 'standing'",
                StageKind::Closed => " AND m.stage_kind = 'closed'",
            });
        }
        if let Some((light, now)) = filter.light {
            and_light(query, light, now);
        }
        if let Some(on) = filter.opened_from {
            query.push(" AND m.opened_on >= ").bind(on.to_string());
        }
        if let Some(on) = filter.opened_until {
            query.push(" AND m.opened_on <= ").bind(on.to_string());
        }
        if let Some(text) = &filter.text {
            query.push(" AND (m.title LIKE ").bind(containing(text));
            let place = query.values.len();
            query
                .push(" ESCAPE '!' OR m.number LIKE ")
                .again(place)
                .push(" ESCAPE '!')");
        }
        Ok(())
    }

    /// Whether the units of a scope hold few matters together.
    pub(crate) fn holds_few(&self, scope: &Scope) -> Result<bool> {
        let mut query = Query::new("SELECT COUNT(*) FROM (SELECT 1 AS one FROM (", &self.city);
        query
            .units_of(scope)
            .push(") u CROSS JOIN matters m WHERE m.city = $1 AND m.unit = u.lower");
        query.push(" LIMIT ").bind(FEW_MATTERS + 1).push(") held");
        let counted = self.found(&query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(counted.first().is_none_or(|count| *count <= FEW_MATTERS))
    }
}

impl Batch<'_> {
    /// Keeps a matter as the act that opened it left it. Its lights come with
    /// [`Batch::put_clocks`].
    pub fn open_matter(&self, matter: &Matter, line: &MatterLine<'_>) -> Result<()> {
        let sql = "INSERT INTO matters (city, matter, number, version, procedure, unit, stage, \
                   stage_kind, holds, opened_on, moved_on, title, code_hash, origin_matter) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        self.run(
            sql,
            &[
                &self.city,
                &matter.id.0,
                &matter.number,
                &matter.version,
                &matter.procedure(),
                &matter.unit,
                &matter.stage,
                &line.stage_kind.key(),
                &line.holds,
                &matter.opened_on.to_string(),
                &matter.moved_on.to_string(),
                &line.title,
                &line.code_hash,
                &matter.origin.as_ref().map(|origin| origin.matter.0),
            ],
        )?;
        let sql = "INSERT INTO matter_bodies (city, matter, body) VALUES ($1, $2, $3)";
        self.run(
            sql,
            &[&self.city, &matter.id.0, &serde_json::to_string(matter)?],
        )?;
        self.count_place(matter.procedure(), &Place::of(matter, line), 1)
    }

    /// Keeps a matter as an act left it. Its lights come with [`Batch::put_clocks`].
    pub fn put_matter(&self, matter: &Matter, line: &MatterLine<'_>) -> Result<()> {
        let now = Place::of(matter, line);
        let sql = "SELECT unit, stage, stage_kind FROM matters WHERE city = $1 AND matter = $2";
        let before = self.one(sql, &[&self.city, &matter.id.0], |row| {
            let text =
                |at: usize| -> Result<&str> { Ok(row.get_ref(at)?.as_str().unwrap_or_default()) };
            let before = Place {
                unit: text(0)?,
                stage: text(1)?,
                stage_kind: text(2)?,
            };
            let moved = before != now;
            if moved {
                self.count_place(matter.procedure(), &before, -1)?;
            }
            Ok((moved, before.unit != now.unit))
        })?;
        let Some((moved, unit_changed)) = before else {
            return self.open_matter(matter, line);
        };
        let sql = "UPDATE matters SET version = $1, moved_on = $2, title = $3, \
                   code_hash = COALESCE($4, code_hash) WHERE city = $5 AND matter = $6";
        let moved_on = matter.moved_on.to_string();
        let (city, id) = (&self.city, &matter.id.0);
        self.run(
            sql,
            &[
                &matter.version,
                &moved_on,
                &line.title,
                &line.code_hash,
                city,
                id,
            ],
        )?;
        // Columns with an index are only written when they change.
        if moved {
            self.count_place(matter.procedure(), &now, 1)?;
            let sql = "UPDATE matters SET stage = $1, stage_kind = $2 \
                       WHERE city = $3 AND matter = $4";
            self.run(sql, &[&matter.stage, &line.stage_kind.key(), city, id])?;
        }
        if unit_changed {
            let sql = "UPDATE matters SET unit = $1 WHERE city = $2 AND matter = $3";
            self.run(sql, &[&matter.unit, city, id])?;
        }
        let sql = "UPDATE matter_bodies SET body = $1 WHERE city = $2 AND matter = $3";
        self.run(sql, &[&serde_json::to_string(matter)?, city, id])?;
        Ok(())
    }

    /// Adds to the matters that stand in a place.
    fn count_place(&self, procedure: &str, place: &Place<'_>, more: i64) -> Result<()> {
        let sql = "INSERT INTO stage_counts (city, unit, procedure, stage, stage_kind, matters) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (city, unit, procedure, stage, stage_kind) \
                   DO UPDATE SET matters = stage_counts.matters + $6";
        let Place {
            unit,
            stage,
            stage_kind,
        } = place;
        let bound: Bound<'_> = &[&self.city, unit, &procedure, stage, stage_kind, &more];
        self.run(sql, bound)?;
        Ok(())
    }

    /// Sets the hash of the code by which a party gets in.
    pub fn set_code_hash(&self, id: MatterId, code_hash: Option<&str>) -> Result<()> {
        let sql = "UPDATE matters SET code_hash = $1 WHERE city = $2 AND matter = $3";
        self.run(sql, &[&code_hash, &self.city, &id.0])?;
        Ok(())
    }
}

fn and_light(query: &mut Query, light: Light, now: DateTime) {
    if light == Light::Grey {
        query.push(" AND m.light_due IS NULL");
        return;
    }
    let passed = if light == Light::Red {
        " AND m.light_due < "
    } else {
        " AND m.light_due >= "
    };
    query.push(passed).bind(now.to_string());
    match light {
        Light::Yellow => query
            .push(" AND m.light_warn <= ")
            .bind(now.date().to_string()),
        Light::Green => query
            .push(" AND m.light_warn > ")
            .bind(now.date().to_string()),
        Light::Red | Light::Grey => query,
    };
}

pub(crate) fn matter_row(row: &Row<'_>) -> Result<MatterRow> {
    Ok(MatterRow {
        id: MatterId(row.get(0)?),
        number: row.get(1)?,
        version: row.get(2)?,
        procedure: row.get(3)?,
        unit: row.get(4)?,
        stage: row.get(5)?,
        stage_kind: row.get(6)?,
        holds: row.get(7)?,
        opened_on: row.parsed(8)?,
        moved_on: row.parsed(9)?,
        title: row.get(10)?,
        code_hash: row.get(11)?,
        origin: row.get::<_, Option<i64>>(12)?.map(MatterId),
        light_due: row.get(13)?,
        light_warn: row.parsed_or_none(14)?,
    })
}

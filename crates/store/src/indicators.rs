//! Contributions of acts to indicators, and the cells they add up to.
//!
//! Both are written together. A figure is computed from cells through [`CityTally`] and always
//! leads back to its contributions, and through them to acts and leaves of the ledger.

use fadu_kernel::act::ActId;
use fadu_kernel::indicator::{Contribution, Span, Tally};
use fadu_kernel::matter::MatterId;
use fadu_kernel::unit::UnitId;
use jiff::civil::{Date, DateTime};
use rusqlite::Row;

use crate::fault::{Result, StoreFault};
use crate::query::{Columns, Page, Query, Scope, page_length};
use crate::store::Reader;
use crate::waiting::Put;
use crate::writer::Batch;

/// What one indicator counts in one unit, month, class and member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// The indicator.
    pub indicator: String,
    /// First day of the month.
    pub month: Date,
    /// The unit.
    pub unit: UnitId,
    /// The class, or empty.
    pub class: String,
    /// The value told apart, or empty.
    pub member: String,
    /// Sum of amounts.
    pub amount: i64,
    /// Number of contributions.
    pub acts: i64,
    /// The amount contributed last.
    pub latest: i64,
    /// The act that contributed it.
    pub latest_act: ActId,
}

/// One field of the matrix of units and months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixCell {
    /// The unit.
    pub unit: UnitId,
    /// First day of the month.
    pub month: Date,
    /// Sum of amounts.
    pub amount: i64,
    /// Number of contributions.
    pub acts: i64,
}

/// Which contributions to list.
#[derive(Debug, Clone)]
pub struct ContributionFilter {
    /// The indicator.
    pub indicator: String,
    /// The months.
    pub span: Span,
    /// The units.
    pub scope: Scope,
    /// Only this class.
    pub class: Option<String>,
    /// Only this member.
    pub member: Option<String>,
}

/// A place in a list of contributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContributionPlace {
    /// The month.
    pub month: Date,
    /// The act.
    pub act: ActId,
    /// Which of the act's contributions.
    pub position: i64,
}

/// A contribution with the act and the matter behind it. The act's key is its leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionLine {
    /// Its place.
    pub place: ContributionPlace,
    /// What was counted.
    pub contribution: Contribution,
    /// The act's id in the procedure.
    pub act: String,
    /// When the act was done.
    pub at: DateTime,
    /// The matter.
    pub matter: MatterId,
    /// Its number.
    pub number: String,
    /// Its procedure.
    pub procedure: String,
    /// Its line.
    pub title: String,
}

/// Figures of a city, or of a unit with those below it.
#[derive(Debug, Clone)]
pub struct CityTally<'r> {
    reader: &'r Reader,
    scope: Scope,
    class: Option<String>,
}

impl<'r> CityTally<'r> {
    /// Figures of the whole city, or of a unit and all below it.
    pub fn new(reader: &'r Reader, within: Option<&str>) -> Self {
        Self::in_scope(reader, within.map_or(Scope::City, Scope::within))
    }

    /// Figures of some units.
    pub fn in_scope(reader: &'r Reader, scope: Scope) -> Self {
        Self {
            reader,
            scope,
            class: None,
        }
    }

    /// Only what is kept under a class.
    #[must_use]
    pub fn of_class(self, class: impl Into<String>) -> Self {
        Self {
            class: Some(class.into()),
            ..self
        }
    }

    /// A query over the cells of the span and scope.
    fn cells(&self, sql: &'static str, indicator: &str, span: Span) -> Result<Query> {
        self.reader.write_waiting()?;
        let mut query = Query::new(sql, self.reader.city_key());
        query.push(" FROM cells c WHERE c.city = $1 AND c.indicator = ");
        query.bind(indicator.to_owned());
        query
            .push(" AND c.month BETWEEN ")
            .bind(span.from.to_string());
        query.push(" AND ").bind(span.to.to_string());
        query.and_in("c.unit", &self.scope);
        if let Some(class) = &self.class {
            query.push(" AND c.class = ").bind(class.clone());
        }
        Ok(query)
    }

    fn number(&self, query: &Query) -> Result<i64> {
        let found = self.reader.found(query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(found.first().copied().unwrap_or(0))
    }
}

const SUM: &str = "SELECT CAST(COALESCE(SUM(c.amount), 0) AS BIGINT)";

/// Before the first month that can be counted; years before 1000 would not sort as text.
fn until(on: Date) -> Span {
    Span {
        from: jiff::civil::date(1000, 1, 1),
        to: on,
    }
}

impl Tally for CityTally<'_> {
    type Error = StoreFault;

    fn sum(&self, indicator: &str, span: Span) -> Result<i64> {
        self.number(&self.cells(SUM, indicator, span)?)
    }

    fn stock(&self, indicator: &str, on: Date) -> Result<i64> {
        self.sum(indicator, until(on))
    }

    fn distinct(&self, indicator: &str, span: Span) -> Result<i64> {
        self.number(&self.cells("SELECT COUNT(DISTINCT c.member)", indicator, span)?)
    }

    fn stock_distinct(&self, indicator: &str, on: Date) -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM (SELECT c.member";
        let mut query = self.cells(sql, indicator, until(on))?;
        query.push(" GROUP BY c.member HAVING SUM(c.amount) > 0) standing");
        self.number(&query)
    }

    fn of_member(&self, indicator: &str, member: &str, span: Span) -> Result<i64> {
        let mut query = self.cells(SUM, indicator, span)?;
        query.push(" AND c.member = ").bind(member.to_owned());
        self.number(&query)
    }

    fn latest(&self, indicator: &str, span: Span) -> Result<Option<i64>> {
        let mut query = self.cells("SELECT c.latest", indicator, span)?;
        query.push(" ORDER BY c.latest_act DESC, c.latest_position DESC LIMIT 1");
        Ok(self.reader.found(&query, |row| Ok(row.get(0)?))?.pop())
    }
}

/// Cells counted anew from contributions.
const COUNTED: &str = "SELECT k.indicator, k.month, k.unit, k.class, k.member, \
    CAST(SUM(k.amount) AS BIGINT), COUNT(*), \
    MAX(CASE WHEN k.newest = 1 THEN k.amount END), MAX(k.act), \
    MAX(CASE WHEN k.newest = 1 THEN k.position END) \
    FROM (SELECT indicator, month, unit, class, member, amount, act, position, \
          ROW_NUMBER() OVER (PARTITION BY indicator, month, unit, class, member \
                             ORDER BY act DESC, position DESC) AS newest \
          FROM contributions WHERE city = $1) k \
    GROUP BY k.indicator, k.month, k.unit, k.class, k.member ORDER BY 1, 2, 3, 4, 5";

impl Reader {
    /// The first month in which any indicator of a pack counted anything.
    pub fn first_month_of_pack(&self, pack: &str) -> Result<Option<Date>> {
        self.write_waiting()?;
        // Keys are `pack.name`, and `/` is the character after the stop.
        let sql = "SELECT c.month FROM cells c WHERE c.city = $1 AND c.indicator > $2 \
                   AND c.indicator < $3 ORDER BY c.month LIMIT 1";
        let (from, to) = (format!("{pack}."), format!("{pack}/"));
        self.one(sql, &[&self.city, &from, &to], |row| row.parsed(0))
    }

    /// Sums of an indicator by unit and month; fields without contributions are left out.
    pub fn matrix(&self, indicator: &str, span: Span, scope: &Scope) -> Result<Vec<MatrixCell>> {
        let tally = CityTally::in_scope(self, scope.clone());
        let sql = "SELECT c.unit, c.month, CAST(SUM(c.amount) AS BIGINT), \
                   CAST(SUM(c.acts) AS BIGINT)";
        let mut query = tally.cells(sql, indicator, span)?;
        query.push(" GROUP BY c.unit, c.month ORDER BY c.unit, c.month");
        self.found(&query, |row| {
            Ok(MatrixCell {
                unit: row.get(0)?,
                month: row.parsed(1)?,
                amount: row.get(2)?,
                acts: row.get(3)?,
            })
        })
    }

    /// The cells of an indicator in a span, of all units, in order of their keys.
    pub fn cells(&self, indicator: &str, span: Span) -> Result<Vec<Cell>> {
        let tally = CityTally::in_scope(self, Scope::City);
        let sql = "SELECT c.indicator, c.month, c.unit, c.class, c.member, c.amount, c.acts, \
                   c.latest, c.latest_act, c.latest_position";
        let mut query = tally.cells(sql, indicator, span)?;
        query.push(" ORDER BY c.month, c.unit, c.class, c.member");
        self.found(&query, cell)
    }

    /// Sums of an indicator by class.
    pub fn sums_by_class(
        &self,
        indicator: &str,
        span: Span,
        scope: &Scope,
    ) -> Result<Vec<(String, i64)>> {
        let tally = CityTally::in_scope(self, scope.clone());
        let sql = "SELECT c.class, CAST(SUM(c.amount) AS BIGINT)";
        let mut query = tally.cells(sql, indicator, span)?;
        query.push(" GROUP BY c.class ORDER BY c.class");
        self.found(&query, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Contributions behind a figure, latest first, those before `before`.
    pub fn contributions(
        &self,
        filter: &ContributionFilter,
        before: Option<ContributionPlace>,
        limit: usize,
    ) -> Result<Page<ContributionLine, ContributionPlace>> {
        self.write_waiting()?;
        let limit = page_length(limit);
        let sql = "SELECT k.month, k.act, k.position, k.unit, k.class, k.amount, k.member, a.name, \
                   a.at, a.matter, m.number, m.procedure, m.title FROM contributions k \
                   CROSS JOIN acts a CROSS JOIN matters m \
                   WHERE a.city = $1 AND a.act = k.act \
                   AND m.city = $1 AND m.matter = a.matter AND k.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        if let Some(place) = before {
            query
                .push(" AND (k.month, k.act, k.position) < (")
                .bind(place.month.to_string());
            query
                .push(", ")
                .bind(place.act.0)
                .push(", ")
                .bind(place.position)
                .push(")");
        }
        query
            .push(" ORDER BY k.month DESC, k.act DESC, k.position DESC")
            .limit(limit);
        let found = self.found(&query, |row| contribution_line(row, &filter.indicator))?;
        Ok(Page::cut(found, limit, |line| line.place))
    }

    /// How many contributions stand behind a figure.
    pub fn count_contributions(&self, filter: &ContributionFilter) -> Result<u64> {
        self.write_waiting()?;
        let sql = "SELECT COUNT(*) FROM contributions k WHERE k.city = $1";
        let mut query = Query::new(sql, &self.city);
        narrow(&mut query, filter);
        let counted = self.found(&query, |row| Ok(row.get::<_, i64>(0)?))?;
        Ok(counted.first().map_or(0, |count| count.unsigned_abs()))
    }

    /// Every cell as kept, in order of its key.
    pub fn for_each_cell(&self, mut each: impl FnMut(Cell) -> Result<()>) -> Result<()> {
        self.write_waiting()?;
        let sql = "SELECT indicator, month, unit, class, member, amount, acts, latest, \
                   latest_act, latest_position FROM cells WHERE city = $1 \
                   ORDER BY indicator, month, unit, class, member";
        self.each(sql, &[&self.city], |row| each(cell(row)?))
    }

    /// Every cell as its contributions add up, in the same order.
    pub fn for_each_counted_cell(&self, mut each: impl FnMut(Cell) -> Result<()>) -> Result<()> {
        self.write_waiting()?;
        self.each(COUNTED, &[&self.city], |row| each(cell(row)?))
    }

    /// Indicators that have any cell.
    pub fn counted_indicators(&self) -> Result<Vec<String>> {
        self.write_waiting()?;
        let sql = "SELECT DISTINCT indicator FROM cells WHERE city = $1 ORDER BY indicator";
        self.all(sql, &[&self.city], |row| Ok(row.get(0)?))
    }
}

impl Batch<'_> {
    /// Keeps what an act contributes, all of it at once, and adds it to the cells.
    pub fn put_contributions(&self, act: ActId, contributions: &[Contribution]) {
        let mut waiting = self.waiting.borrow_mut();
        for (position, contribution) in (0_i64..).zip(contributions) {
            waiting.push(Put {
                act,
                position,
                contribution: contribution.clone(),
            });
        }
    }

    /// Forgets everything counted for an indicator, so that it can be counted anew.
    pub fn delete_indicator(&self, indicator: &str) -> Result<()> {
        self.write_waiting()?;
        let sql = "DELETE FROM contributions WHERE city = $1 AND indicator = $2";
        self.run(sql, &[&self.city, &indicator])?;
        let sql = "DELETE FROM cells WHERE city = $1 AND indicator = $2";
        self.run(sql, &[&self.city, &indicator])?;
        Ok(())
    }

    /// Adds all cells up anew from contributions; returns how many there are.
    pub fn rebuild_cells(&self) -> Result<usize> {
        self.write_waiting()?;
        self.run("DELETE FROM cells WHERE city = $1", &[&self.city])?;
        let sql = "INSERT INTO cells (city, indicator, month, unit, class, member, amount, acts, \
                   latest, latest_act, latest_position) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let mut cells = 0;
        self.each(COUNTED, &[&self.city], |row| {
            let cell = cell(row)?;
            let position: i64 = row.get(9)?;
            cells += 1;
            self.run(
                sql,
                &[
                    &self.city,
                    &cell.indicator,
                    &cell.month.to_string(),
                    &cell.unit,
                    &cell.class,
                    &cell.member,
                    &cell.amount,
                    &cell.acts,
                    &cell.latest,
                    &cell.latest_act.0,
                    &position,
                ],
            )?;
            Ok(())
        })?;
        Ok(cells)
    }
}

fn narrow(query: &mut Query, filter: &ContributionFilter) {
    query
        .push(" AND k.indicator = ")
        .bind(filter.indicator.clone());
    query
        .push(" AND k.month BETWEEN ")
        .bind(filter.span.from.to_string());
    query.push(" AND ").bind(filter.span.to.to_string());
    query.and_in("k.unit", &filter.scope);
    if let Some(class) = &filter.class {
        query.push(" AND k.class = ").bind(class.clone());
    }
    if let Some(member) = &filter.member {
        query.push(" AND k.member = ").bind(member.clone());
    }
}

fn contribution_line(row: &Row<'_>, indicator: &str) -> Result<ContributionLine> {
    let month = row.parsed(0)?;
    Ok(ContributionLine {
        place: ContributionPlace {
            month,
            act: ActId(row.get(1)?),
            position: row.get(2)?,
        },
        contribution: Contribution {
            indicator: indicator.to_owned(),
            unit: row.get(3)?,
            month,
            class: row.get(4)?,
            amount: row.get(5)?,
            member: row.get(6)?,
        },
        act: row.get(7)?,
        at: row.parsed(8)?,
        matter: MatterId(row.get(9)?),
        number: row.get(10)?,
        procedure: row.get(11)?,
        title: row.get(12)?,
    })
}

fn cell(row: &Row<'_>) -> Result<Cell> {
    Ok(Cell {
        indicator: row.get(0)?,
        month: row.parsed(1)?,
        unit: row.get(2)?,
        class: row.get(3)?,
        member: row.get(4)?,
        amount: row.get(5)?,
        acts: row.get(6)?,
        latest: row.get(7)?,
        latest_act: ActId(row.get(8)?),
    })
}

//! Reading `tables.toml`: the statistical tables (统计报表) that a pack or a place prints.
//!
//! A table says which rows and columns stand where; each cell is an indicator, so a table counts
//! nothing of its own. Rows and columns share the work: one of the two names the indicator, at
//! most one the class. What a cell amounts to is not known here.

mod cells;

use fadu_kernel::indicator::{Against, Indicator};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;

pub use self::cells::classes;
use self::cells::{check_cells, read_class, read_indicator};
use crate::complaint::{Complaint, Source};
use crate::entry::{Located, Reader, Table};
use crate::field::check_key;
use crate::limit::{TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, within};
use crate::procedure::{read_unit_kinds, unknown};

/// A statistical table.
#[derive(Debug, Clone)]
pub struct StatisticalTable {
    /// `pack.key`, or `place.key` in an overlay.
    pub id: String,
    /// The pack it belongs to; none for a table of a place.
    pub pack: Option<String>,
    /// The place whose overlay prints it; none for a table of a pack.
    pub place: Option<String>,
    /// The pack's table that a place prints this one for.
    pub replaces: Option<String>,
    /// Name.
    pub title: Words,
    /// The period that it is printed for.
    pub period: PeriodKind,
    /// Rows in order.
    pub rows: Vec<TableRow>,
    /// Columns in order.
    pub columns: Vec<TableColumn>,
    /// Notes under it.
    pub notes: Vec<Words>,
}

/// The period that a table is printed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    /// 月报.
    Month,
    /// 季报.
    Quarter,
    /// 半年报.
    HalfYear,
    /// 年报.
    Year,
}

impl PeriodKind {
    /// Every kind with the key used in files and its months.
    pub const ALL: [(Self, &'static str, i8); 4] = [
        (Self::Month, "month", 1),
        (Self::Quarter, "quarter", 3),
        (Self::HalfYear, "half_year", 6),
        (Self::Year, "year", 12),
    ];

    /// Months in it.
    pub fn months(self) -> i8 {
        let found = Self::ALL.iter().find(|(kind, _, _)| *kind == self);
        found.map_or(12, |(_, _, months)| *months)
    }
}

/// One row, or several of one kind.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// What it is called; without it, what it counts.
    pub title: Option<Words>,
    /// Which rows.
    pub kind: RowKind,
}

/// Which rows stand in a place of a table.
#[derive(Debug, Clone)]
pub enum RowKind {
    /// One for each unit of these kinds, with all below it.
    Units(Vec<UnitKind>),
    /// One for each unit right below the place asked for, with all below it, and what the place
    /// itself did.
    Children,
    /// One for all units of a kind together, each counted alone.
    Level(UnitKind),
    /// One for each class of an indicator.
    Classes(Vec<TableClass>),
    /// One for an indicator.
    Indicator {
        /// The indicator.
        indicator: String,
        /// Of this class alone.
        class: Option<TableClass>,
        /// With a row below for each of these classes (其中).
        split: Vec<TableClass>,
    },
    /// Everything in the place asked for.
    Total,
}

/// A class as a cell is narrowed by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableClass {
    /// As it is counted.
    pub id: String,
    /// What people call it.
    pub title: Words,
}

/// One column.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// What it is called; without it, what it counts.
    pub title: Option<Words>,
    /// The indicator, where the rows name none.
    pub indicator: Option<String>,
    /// Of this class alone.
    pub class: Option<TableClass>,
    /// Over which span.
    pub over: Over,
    /// Shown as a change in per cent against another span.
    pub change: Option<Against>,
}

/// Over which span a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The table's period.
    Period,
    /// From January to the period's end (累计).
    YearToDate,
    /// The same period a year before (上年同期).
    PreviousYear,
    /// The period just before (上期).
    PreviousPeriod,
}

/// Where tables stand and what they may name.
#[derive(Debug, Clone, Copy)]
pub struct TableGround<'a> {
    /// The pack's id, or the overlay's place.
    pub owner: &'a str,
    /// Whether the owner is a place.
    pub is_place: bool,
    /// All indicators of all packs.
    pub indicators: &'a [Indicator],
    /// The tables read before.
    pub earlier: &'a [StatisticalTable],
}

/// Reads a file of tables.
pub fn read_tables(
    source: &Source,
    ground: TableGround<'_>,
) -> (Vec<StatisticalTable>, Vec<Complaint>) {
    let reader = Reader::new(source);
    let mut tables = Vec::new();
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        for (id, table) in root.tables("table") {
            tables.extend(read_table(&id, &table, ground));
        }
        root.finish();
    }
    (tables, reader.into_complaints())
}

fn read_table(
    id: &str,
    table: &Table<'_, '_>,
    ground: TableGround<'_>,
) -> Option<StatisticalTable> {
    check_key(table.reader, &table.span, id);
    let id = format!("{}.{id}", ground.owner);
    if ground.earlier.iter().any(|other| other.id == id) {
        table.reader.complain(
            &table.span,
            "doubled",
            Words::new(
                format!("已有另一张表叫“{id}”"),
                format!("another table is called “{id}”"),
            ),
            Words::new("换一个 id", "Choose another id"),
        );
    }
    let title = table.must_words("title");
    let period = table
        .must_text("period")
        .and_then(|t| read_period(table, &t));
    let replaces = read_replaces(table, ground);
    let notes = table.array("note").into_iter().filter_map(|note| {
        let says = note.must_words("says");
        note.finish();
        says
    });
    let notes: Vec<Words> = notes.collect();
    let (rows, columns) = (table.array("row"), table.array("column"));
    for (key, found, most) in [
        ("row", rows.len(), TABLE_ROWS_MAX),
        ("column", columns.len(), TABLE_COLUMNS_MAX),
    ] {
        if found == 0 && !table.has(key) {
            table.missing(key);
        }
        if !within(table.reader, &table.place(key), key, found, most) {
            return None;
        }
    }
    let rows = rows
        .iter()
        .map(|row| (row.span.clone(), read_row(row, ground)));
    let rows: Vec<_> = rows.collect();
    let columns = columns
        .iter()
        .map(|column| (column.span.clone(), read_column(column, ground)));
    let columns: Vec<_> = columns.collect();
    table.finish();
    check_cells(table.reader, &rows, &columns, ground);
    Some(StatisticalTable {
        pack: (!ground.is_place).then(|| ground.owner.to_owned()),
        place: ground.is_place.then(|| ground.owner.to_owned()),
        id,
        replaces,
        title: title?,
        period: period?,
        rows: rows.into_iter().filter_map(|(_, row)| row).collect(),
        columns: columns
            .into_iter()
            .filter_map(|(_, column)| column)
            .collect(),
        notes,
    })
}

fn read_period(table: &Table<'_, '_>, text: &Located<String>) -> Option<PeriodKind> {
    let found = PeriodKind::ALL
        .into_iter()
        .find(|(_, key, _)| *key == text.value);
    if found.is_none() {
        let known = "month、quarter、half_year、year";
        unknown(table.reader, &text.span, &text.value, known);
    }
    found.map(|(kind, _, _)| kind)
}

/// The pack's table that a place prints its own for.
fn read_replaces(table: &Table<'_, '_>, ground: TableGround<'_>) -> Option<String> {
    if !ground.is_place {
        return None;
    }
    let name = table.text("replaces")?;
    let known = ground.earlier.iter().map(|other| other.id.as_str());
    crate::procedure::resolve(table.reader, &name, known, "table").then_some(name.value)
}

fn read_row(row: &Table<'_, '_>, ground: TableGround<'_>) -> Option<TableRow> {
    let title = row.words("title");
    let kinds = [
        "units",
        "children",
        "level",
        "classes",
        "indicator",
        "total",
    ];
    let said: Vec<&str> = kinds.into_iter().filter(|key| row.has(key)).collect();
    let [said] = said.as_slice() else {
        row.reader.complain(
            &row.span,
            "table_cells",
            Words::new(
                "一行应说明且只说明一种内容",
                "a row says one thing and only one",
            ),
            Words::new(
                "在 units、children、level、classes、indicator、total 中写一个",
                "Write one of units, children, level, classes, indicator, total",
            ),
        );
        row.finish();
        return None;
    };
    let kind = match *said {
        "units" => Some(RowKind::Units(read_unit_kinds(row, "units"))),
        "children" => row.flag("children").then_some(RowKind::Children),
        "level" => read_unit_kinds(row, "level")
            .first()
            .map(|kind| RowKind::Level(*kind)),
        "classes" => read_indicator(row, "classes", ground).map(|found| {
            let classes = cells::classes_of(row, found, "classes");
            RowKind::Classes(classes)
        }),
        "indicator" => read_indicator(row, "indicator", ground).map(|found| {
            let split = row.flag("split");
            RowKind::Indicator {
                indicator: found.id.clone(),
                class: read_class(row, Some(found), ground),
                split: if split {
                    cells::classes_of(row, found, "split")
                } else {
                    Vec::new()
                },
            }
        }),
        _ => row.flag("total").then_some(RowKind::Total),
    };
    row.finish();
    Some(TableRow { title, kind: kind? })
}

fn read_column(column: &Table<'_, '_>, ground: TableGround<'_>) -> Option<TableColumn> {
    let title = column.words("title");
    let named = column.has("indicator");
    let found = if named {
        Some(read_indicator(column, "indicator", ground)?)
    } else {
        None
    };
    let class = read_class(column, found, ground);
    let over = column.text("over").map_or(Some(Over::Period), |text| {
        let known = [
            ("period", Over::Period),
            ("year_to_date", Over::YearToDate),
            ("previous_year", Over::PreviousYear),
            ("previous_period", Over::PreviousPeriod),
        ];
        pick(column, &text, &known)
    });
    let change = column.text("change").and_then(|text| {
        let known = [
            ("previous_year", Against::PreviousYear),
            ("previous_period", Against::PreviousPeriod),
        ];
        pick(column, &text, &known)
    });
    if found.is_none() && title.is_none() {
        column.missing("title");
    }
    column.finish();
    Some(TableColumn {
        title,
        indicator: found.map(|found| found.id.clone()),
        class,
        over: over?,
        change,
    })
}

fn pick<T: Copy>(table: &Table<'_, '_>, text: &Located<String>, known: &[(&str, T)]) -> Option<T> {
    let found = known.iter().find(|(key, _)| *key == text.value);
    if found.is_none() {
        let keys: Vec<&str> = known.iter().map(|(key, _)| *key).collect();
        unknown(table.reader, &text.span, &text.value, &keys.join("、"));
    }
    found.map(|(_, value)| *value)
}

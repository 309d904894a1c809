//! What rows and columns of a table make together: each cell one indicator, of at most one class.

use std::collections::BTreeMap;
use std::ops::Range;

use fadu_kernel::condition::{Condition, Type};
use fadu_kernel::indicator::{Indicator, Lens, Measure};
use fadu_kernel::words::Words;

use super::{RowKind, TableClass, TableColumn, TableGround, TableRow};
use crate::entry::{Reader, Table};
use crate::procedure::{resolve, unknown};

/// The indicator that a key names: of the owner where it names no pack.
pub(super) fn read_indicator<'a>(
    table: &Table<'_, '_>,
    key: &str,
    ground: TableGround<'a>,
) -> Option<&'a Indicator> {
    let mut name = table.text(key)?;
    if !name.value.contains('.') {
        name.value = format!("{}.{}", ground.owner, name.value);
    }
    let known = ground.indicators.iter().map(|found| found.id.as_str());
    resolve(table.reader, &name, known, "indicator");
    find(ground, &name.value)
}

fn find<'a>(ground: TableGround<'a>, id: &str) -> Option<&'a Indicator> {
    ground.indicators.iter().find(|found| found.id == id)
}

/// The classes under which an indicator is kept, with their titles, in the order of the pack;
/// empty where it is kept under none, or where what it is kept under is no list.
pub fn classes(indicator: &Indicator) -> Vec<TableClass> {
    let lenses: &BTreeMap<String, Lens> = match &indicator.measure {
        Measure::Count(observed)
        | Measure::Sum(observed)
        | Measure::Distinct(observed)
        | Measure::Latest(observed) => &observed.by_version,
        Measure::Stock(standing) | Measure::StockDistinct(standing) => &standing.by_version,
        Measure::OnTime { .. }
        | Measure::Ratio { .. }
        | Measure::Difference { .. }
        | Measure::Change { .. }
        | Measure::Days => return Vec::new(),
    };
    let mut found: Vec<TableClass> = Vec::new();
    // The newest version comes last and says what a class is called and where it stands.
    for class in lenses.values().rev().filter_map(|lens| lens.class.as_ref()) {
        for option in options(class) {
            if found.iter().all(|known| known.id != option.id) {
                found.push(option);
            }
        }
    }
    found
}

fn options(class: &Condition) -> Vec<TableClass> {
    match class.result_type() {
        Type::Choice(options) => {
            let options = options.iter().map(|option| TableClass {
                id: option.id.clone(),
                title: option.title.clone(),
            });
            options.collect()
        }
        Type::Text
        | Type::Integer
        | Type::Money
        | Type::Decimal { .. }
        | Type::Date
        | Type::Moment
        | Type::Flag
        | Type::Choices(_)
        | Type::Count
        | Type::List(_)
        | Type::Null => Vec::new(),
    }
}

/// The classes of an indicator that must have some.
pub(super) fn classes_of(
    table: &Table<'_, '_>,
    indicator: &Indicator,
    key: &str,
) -> Vec<TableClass> {
    let found = classes(indicator);
    if found.is_empty() {
        without_classes(table.reader, &table.place(key), indicator);
    }
    found
}

fn without_classes(reader: &Reader<'_>, span: &Range<usize>, indicator: &Indicator) {
    reader.complain(
        span,
        "table_cells",
        Words::new(
            format!("指标“{}”没有按选项分类", indicator.id),
            format!("the indicator “{}” is not kept by options", indicator.id),
        ),
        Words::new(
            "用有 class 的指标，或删去分类",
            "Use an indicator with a class, or leave the class out",
        ),
    );
}

/// The class that a row or column is narrowed to. Where it names no indicator itself, any class of
/// any indicator is taken, and what fits is checked with the cells.
pub(super) fn read_class(
    table: &Table<'_, '_>,
    indicator: Option<&Indicator>,
    ground: TableGround<'_>,
) -> Option<TableClass> {
    let name = table.text("class")?;
    let known = match indicator {
        Some(indicator) => classes_of(table, indicator, "class"),
        None => ground.indicators.iter().flat_map(classes).collect(),
    };
    let found = known.iter().find(|class| class.id == name.value);
    if found.is_none() && !known.is_empty() {
        let keys: Vec<&str> = known
            .iter()
            .take(30)
            .map(|class| class.id.as_str())
            .collect();
        unknown(table.reader, &name.span, &name.value, &keys.join("、"));
    }
    found.cloned()
}

type Placed<T> = (Range<usize>, Option<T>);

/// Checks each cell of a table: one indicator, at most one class, and a class it is kept under.
pub(super) fn check_cells(
    reader: &Reader<'_>,
    rows: &[Placed<TableRow>],
    columns: &[Placed<TableColumn>],
    ground: TableGround<'_>,
) {
    for (span, row) in rows {
        let Some(row) = row else { continue };
        for column in columns.iter().filter_map(|(_, column)| column.as_ref()) {
            // One complaint for a row tells what is wrong with it.
            if let Some((words, remedy)) = fault(row, column, ground) {
                reader.complain(span, "table_cells", words, remedy);
                break;
            }
        }
    }
}

fn fault(row: &TableRow, column: &TableColumn, ground: TableGround<'_>) -> Option<(Words, Words)> {
    let (of_row, classes_of_row) = match &row.kind {
        RowKind::Indicator {
            indicator,
            class,
            split,
        } => {
            let classes = class.iter().chain(split).cloned();
            (Some(indicator), classes.collect())
        }
        RowKind::Classes(classes) => (None, classes.clone()),
        RowKind::Units(_) | RowKind::Children | RowKind::Level(_) | RowKind::Total => {
            (None, Vec::new())
        }
    };
    let indicator = match (of_row, &column.indicator) {
        (Some(id), None) | (None, Some(id)) => find(ground, id)?,
        (Some(_), Some(_)) => {
            return Some((
                Words::new(
                    "行和列都写了指标，一格只能是一个",
                    "both the row and a column name an indicator; a cell holds one",
                ),
                Words::new(
                    "列里不写 indicator，或者行改为单位或分类",
                    "Name no indicator in the columns, or make the row units or classes",
                ),
            ));
        }
        (None, None) => {
            return Some((
                Words::new(
                    "这一行有的格没有指标",
                    "some cells of this row have no indicator",
                ),
                Words::new(
                    "在每一列或者这一行写 indicator",
                    "Name the indicator in each column or in this row",
                ),
            ));
        }
    };
    let both = !classes_of_row.is_empty() && column.class.is_some();
    let asked = classes_of_row.iter().chain(&column.class);
    let kept = classes(indicator);
    let stranger = asked
        .clone()
        .find(|class| kept.iter().all(|known| known.id != class.id));
    let word = |class: &TableClass| class.id.clone();
    let (id, class) = match (both, stranger) {
        (true, _) => {
            let zh = "行和列都写了分类，一格只能按一种分类";
            let en = "both the row and a column name a class; a cell has one";
            let remedy = Words::new("只在一处写分类", "Name the class in one place");
            return Some((Words::new(zh, en), remedy));
        }
        (false, None) => return None,
        (false, Some(class)) => (&indicator.id, word(class)),
    };
    Some((
        Words::new(
            format!("指标“{id}”没有“{class}”这一类"),
            format!("the indicator “{id}” is not kept under “{class}”"),
        ),
        Words::new(
            "每一列的指标都要按同样的选项分类",
            "Each column's indicator must be kept by the same options",
        ),
    ))
}

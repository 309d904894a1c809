//! Statistical tables (统计报表) filled in: each cell is the figure of one slice of an indicator.
//!
//! A table is computed when it is asked for and kept nowhere. What the public may not see is
//! withheld cell by cell; how a table looks on a page or in a file is not known here.

use fadu_kernel::indicator::{Against, ChangeOn, Indicator, Measure, Span};
use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use fadu_pack::table::{
    Over, PeriodKind, RowKind, StatisticalTable, TableClass, TableColumn, TableRow,
};
use fadu_store::Reader;
use jiff::civil::Date;
use jiff::{ToSpan, civil};

use crate::fault::Fault;
use crate::figures::figure_of;
use crate::rules::Rules;
use crate::slice::{Part, Slice};
use crate::small_numbers::{Release, Withheld};

/// Decimals of a change in per cent; official tables print one.
const CHANGE_DECIMALS: u8 = 1;

/// A table filled in for a period and a place.
#[derive(Debug, Clone)]
pub struct FilledTable {
    /// Heads of its columns.
    pub columns: Vec<Words>,
    /// Its rows.
    pub rows: Vec<FilledRow>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct FilledRow {
    /// What it is called.
    pub title: Words,
    /// Its unit of measure, where the row is one indicator.
    pub unit: Option<Words>,
    /// Whether it is a part of the row above (其中).
    pub part: bool,
    /// Whether it is one of many, a unit or a class, that may be left out where it is empty.
    pub one_of_many: bool,
    /// As many cells as there are columns.
    pub cells: Vec<FilledCell>,
}

impl FilledRow {
    /// Whether nothing at all is counted in it.
    pub fn is_empty(&self) -> bool {
        let none = |cell: &FilledCell| match &cell.value {
            Ok(value) => value.as_deref().is_none_or(|value| value == "0"),
            Err(_) => false,
        };
        self.cells.iter().all(none)
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct FilledCell {
    /// As printed; none where there is no base; or why it is not shown.
    pub value: Result<Option<String>, Withheld>,
    /// The indicator behind it.
    pub indicator: String,
    /// The slice behind it.
    pub slice: Slice,
}

/// A row that stands for one thing, after those of one kind are written out.
struct Line {
    title: Words,
    unit: Option<Words>,
    part: bool,
    one_of_many: bool,
    indicator: Option<String>,
    place: Part,
    class: Option<String>,
}

/// Fills a table in for a span, in a unit or the whole city.
pub fn fill(
    table: &StatisticalTable,
    (reader, rules, release): (&Reader, &Rules, &Release<'_>),
    span: Span,
    place: Option<&str>,
) -> Result<FilledTable, Fault> {
    let units = rules.units();
    let written = table.rows.iter();
    let lines = written.flat_map(|row| lines(row, rules, &units, span, place));
    let mut rows = Vec::new();
    for line in lines {
        let mut cells = Vec::new();
        for column in &table.columns {
            cells.extend(cell(&line, column, (reader, rules, release), span)?);
        }
        rows.push(FilledRow {
            title: line.title,
            unit: line.unit,
            part: line.part,
            one_of_many: line.one_of_many,
            cells,
        });
    }
    let columns = table.columns.iter();
    Ok(FilledTable {
        columns: columns.map(|column| head(column, rules)).collect(),
        rows,
    })
}

fn head(column: &TableColumn, rules: &Rules) -> Words {
    if let Some(title) = &column.title {
        return title.clone();
    }
    let indicator = column.indicator.as_deref();
    let indicator = indicator.and_then(|id| rules.packs.indicator(id));
    let title = indicator.map_or_else(|| Words::new("", ""), |found| found.title.clone());
    match &column.class {
        Some(class) => Words::new(
            format!("{}（{}）", title.zh, class.title.zh),
            format!("{} ({})", title.en, class.title.en),
        ),
        None => title,
    }
}

/// The lines that a row of the file stands for.
fn lines(
    row: &TableRow,
    rules: &Rules,
    units: &UnitTree,
    span: Span,
    place: Option<&str>,
) -> Vec<Line> {
    let own = |title: Words| row.title.clone().unwrap_or(title);
    let line = |title: Words, place: Part| Line {
        title,
        unit: None,
        part: false,
        one_of_many: matches!(row.kind, RowKind::Units(_) | RowKind::Children),
        indicator: None,
        place,
        class: None,
    };
    let here = || Part::whole(place);
    match &row.kind {
        RowKind::Units(kinds) => standing(units, span)
            .into_iter()
            .filter(|unit| kinds.contains(&unit.kind) && inside(units, place, &unit.id))
            .map(|unit| line(unit.name.clone(), Part::Whole(unit.id.clone())))
            .collect(),
        RowKind::Children => children(units, span, place)
            .into_iter()
            .map(|(title, part)| line(title, part))
            .collect(),
        RowKind::Level(kind) => {
            let within = place.map(str::to_owned);
            let part = Part::Level {
                kind: *kind,
                within,
            };
            vec![line(own(level_name(*kind)), part)]
        }
        RowKind::Classes(classes) => classes
            .iter()
            .map(|class| Line {
                class: Some(class.id.clone()),
                ..line(class.title.clone(), here())
            })
            .collect(),
        RowKind::Total => vec![line(own(Words::new("合计", "Total")), here())],
        RowKind::Indicator {
            indicator,
            class,
            split,
        } => {
            let Some(found) = rules.packs.indicator(indicator) else {
                return Vec::new();
            };
            let first = Line {
                unit: Some(found.unit.clone()),
                indicator: Some(indicator.clone()),
                class: class.as_ref().map(|class| class.id.clone()),
                ..line(own(titled(found, class.as_ref())), here())
            };
            let parts = split.iter().map(|class| Line {
                unit: Some(found.unit.clone()),
                part: true,
                one_of_many: true,
                indicator: Some(indicator.clone()),
                class: Some(class.id.clone()),
                ..line(class.title.clone(), here())
            });
            std::iter::once(first).chain(parts).collect()
        }
    }
}

fn titled(indicator: &Indicator, class: Option<&TableClass>) -> Words {
    class.map_or_else(|| indicator.title.clone(), |class| class.title.clone())
}

fn inside(units: &UnitTree, place: Option<&str>, id: &str) -> bool {
    place.is_none_or(|upper| units.covers(upper, id))
}

/// Units that stood at some time of the span, each below the one it belongs to.
fn standing(units: &UnitTree, span: Span) -> Vec<&Unit> {
    let stood = |unit: &&Unit| unit.exists_on(span.from) || unit.exists_on(span.to);
    let mut found: Vec<(Vec<&str>, &Unit)> = units
        .iter()
        .filter(stood)
        .map(|unit| {
            let mut path: Vec<&str> = units.ancestors(&unit.id).map(|up| up.id.as_str()).collect();
            path.reverse();
            (path, unit)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, unit)| unit).collect()
}

/// The units right below a place, and after them the place by itself.
fn children(units: &UnitTree, span: Span, place: Option<&str>) -> Vec<(Words, Part)> {
    let Some(place) = place.or_else(|| root(units)) else {
        return Vec::new();
    };
    let below = standing(units, span).into_iter();
    let below = below.filter(|unit| unit.parent.as_deref() == Some(place));
    let mut found: Vec<(Words, Part)> = below
        .map(|unit| (unit.name.clone(), Part::Whole(unit.id.clone())))
        .collect();
    found.push((
        Words::new("本级", "By itself"),
        Part::Alone(place.to_owned()),
    ));
    found
}

/// The unit that is the whole city.
pub fn root(units: &UnitTree) -> Option<&str> {
    let mut tops = units.iter().filter(|unit| unit.parent.is_none());
    tops.find(|unit| unit.kind == UnitKind::City)
        .map(|unit| unit.id.as_str())
}

/// What all units of a kind together are called.
pub fn level_name(kind: UnitKind) -> Words {
    let (zh, en) = match kind {
        UnitKind::City => ("市级", "City"),
        UnitKind::County => ("县（区）级", "Counties"),
        UnitKind::Township => ("乡镇（街道）级", "Townships"),
        UnitKind::Village => ("村（社区）级", "Villages"),
        UnitKind::Department => ("部门", "Departments"),
        UnitKind::Outside => ("其他单位", "Other bodies"),
    };
    Words::new(zh, en)
}

fn cell(
    line: &Line,
    column: &TableColumn,
    (reader, rules, release): (&Reader, &Rules, &Release<'_>),
    span: Span,
) -> Result<Option<FilledCell>, Fault> {
    let id = line.indicator.as_ref().or(column.indicator.as_ref());
    let Some(indicator) = id.and_then(|id| rules.packs.indicator(id)) else {
        return Ok(None);
    };
    let class = column.class.as_ref().map(|class| class.id.clone());
    let slice = Slice {
        span: over(column.over, span),
        part: line.place.clone(),
        class: line.class.clone().or(class),
    };
    let changed = column.change.map(|against| change(indicator, against));
    let counted = changed.as_ref().unwrap_or(indicator);
    let value = match release.withheld(counted, &slice)? {
        Some(withheld) => Err(withheld),
        None => Ok(figure_of(reader, rules, counted, &slice)?.value),
    };
    Ok(Some(FilledCell {
        value,
        indicator: indicator.id.clone(),
        slice,
    }))
}

/// The change of an indicator in per cent, of the values as printed: what a reader of the table
/// can work out from the two columns.
fn change(indicator: &Indicator, against: Against) -> Indicator {
    Indicator {
        id: format!("{} change", indicator.id),
        decimals: CHANGE_DECIMALS,
        measure: Measure::Change {
            over: indicator.id.clone(),
            against,
            on: ChangeOn::Printed,
            per: 100,
        },
        ..indicator.clone()
    }
}

fn over(over: Over, span: Span) -> Span {
    match over {
        Over::Period => span,
        Over::YearToDate => Span {
            from: civil::date(span.to.year(), 1, 1),
            to: span.to,
        },
        Over::PreviousYear => span.year_before(),
        Over::PreviousPeriod => span.just_before(),
    }
}

/// Whether a span is one period of a kind.
pub fn is_period(kind: PeriodKind, span: Span) -> bool {
    period_of(kind, span.from) == Some(span)
}

/// The period of a kind in which a day lies.
pub fn period_of(kind: PeriodKind, day: Date) -> Option<Span> {
    let months = kind.months();
    let first = (day.month() - 1) / months * months + 1;
    let from = Date::new(day.year(), first, 1).ok()?;
    let last = from.checked_add(i64::from(months - 1).months()).ok()?;
    Some(Span {
        from,
        to: last.last_of_month(),
    })
}

/// A period as it stands in an address: `2022`, `2022-Q2`, `2022-05` or `2022-01..2022-06`.
pub fn print_period(kind: PeriodKind, span: Span) -> String {
    let (year, month) = (span.from.year(), span.from.month());
    match kind {
        PeriodKind::Year => format!("{year}"),
        PeriodKind::Quarter => format!("{year}-Q{}", (month + 2) / 3),
        PeriodKind::Month => format!("{year}-{month:02}"),
        PeriodKind::HalfYear => format!("{year}-{month:02}..{year}-{:02}", span.to.month()),
    }
}

/// A span as it stands in an address.
pub fn print_span(span: Span) -> String {
    let kinds = PeriodKind::ALL.into_iter().rev();
    let mut fitting = kinds.filter(|(kind, _, _)| is_period(*kind, span));
    if let Some((kind, _, _)) = fitting.next() {
        return print_period(kind, span);
    }
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    format!("{}..{}", month(span.from), month(span.to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_period_in_which_a_day_lies() {
        let day = civil::date(2022, 8, 17);
        let shown = |kind| print_period(kind, period_of(kind, day).unwrap());
        assert_eq!(shown(PeriodKind::Month), "2022-08");
        assert_eq!(shown(PeriodKind::Quarter), "2022-Q3");
        assert_eq!(shown(PeriodKind::HalfYear), "2022-07..2022-12");
        assert_eq!(shown(PeriodKind::Year), "2022");
        for (kind, _, _) in PeriodKind::ALL {
            let span = period_of(kind, day).unwrap();
            assert!(is_period(kind, span));
            assert_eq!(Span::parse(&print_period(kind, span)), Some(span));
        }
        let two_months = Span::parse("2022-01..2022-02").unwrap();
        assert!(!is_period(PeriodKind::Quarter, two_months));
        assert_eq!(print_span(two_months), "2022-01..2022-02");
    }
}

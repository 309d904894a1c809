//! The figures and statistical tables that a report places, as the public may see them.
//!
//! They are counted when asked for. What may not be shown has no value here; how a report is put
//! together is not known.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::indicator::Span;
use fadu_paper::compile::{Ask, Found};
use fadu_paper::paper::{Mark, Span as PaperSpan, Table};
use fadu_store::Reader;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::figures::figure_of;
use crate::rules::Rules;
use crate::slice::{Part, Slice};
use crate::small_numbers::{Release, Viewer, WITHHELD_MARK};
use crate::statistical_table::{FilledRow, fill, print_span};

/// Most rows of a statistical table on paper: some eight pages. The web has them all.
const TABLE_ROWS_MAX: usize = 200;

/// Where figures are found, and on which day. What the public may not see has no value.
pub(crate) struct Find<'a> {
    pub reader: &'a Reader,
    pub rules: &'a Rules,
    pub today: Date,
}

impl Find<'_> {
    /// The figures that a report asks for.
    pub fn figures(&self, asks: BTreeSet<Ask>) -> Result<BTreeMap<Ask, Found>, Fault> {
        let (reader, rules) = (self.reader, self.rules);
        let release = Release::new(reader, rules, Viewer::Public, self.today);
        let mut begun: BTreeMap<String, Option<Date>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for ask in asks {
            let Some(indicator) = rules.packs.indicator(&ask.indicator) else {
                continue;
            };
            let Some(span) = Span::parse(&ask.period) else {
                continue;
            };
            let slice = Slice {
                span,
                part: Part::whole(ask.place.as_deref()),
                class: None,
            };
            let value = match release.withheld(indicator, &slice)? {
                Some(_) => None,
                None => figure_of(reader, rules, indicator, &slice)?.value,
            };
            let pack = indicator.id.split('.').next().unwrap_or_default();
            let first = match begun.get(pack) {
                Some(first) => *first,
                None => reader.first_month_of_pack(pack)?,
            };
            begun.insert(pack.to_owned(), first);
            let one = Found {
                title: indicator.title.clone(),
                definition: indicator.definition.clone(),
                unit: indicator.unit.clone(),
                value,
                before_records: first.is_none_or(|first| first > span.to),
                address: address(&indicator.id, &slice),
            };
            found.insert(ask, one);
        }
        Ok(found)
    }

    /// Statistical tables filled in, by key; those that are not there are left out.
    pub fn tables(
        &self,
        keys: &BTreeSet<String>,
        span: Span,
        within: Option<&str>,
    ) -> Result<BTreeMap<String, Table>, Fault> {
        let release = Release::new(self.reader, self.rules, Viewer::Public, self.today);
        let mut found = BTreeMap::new();
        for key in keys {
            let Some(table) = self.rules.packs.table(key) else {
                continue;
            };
            let filled = fill(table, (self.reader, self.rules, &release), span, within)?;
            let columns = filled.columns.iter().map(|column| column.zh.clone());
            let head: Vec<String> = std::iter::once("项目".to_owned()).chain(columns).collect();
            let listed = filled.rows.iter();
            let listed: Vec<&FilledRow> = listed
                .filter(|row| !(row.one_of_many && row.is_empty()))
                .collect();
            let mut rows: Vec<Vec<PaperSpan>> = listed
                .iter()
                .take(TABLE_ROWS_MAX)
                .map(|row| row_on_paper(row))
                .collect();
            if let Some(more) = listed.len().checked_sub(TABLE_ROWS_MAX).filter(|n| *n > 0) {
                let mut last = vec![PaperSpan::words(format!("另有{more}行，见网页"))];
                last.resize(head.len(), PaperSpan::words("—"));
                rows.push(last);
            }
            let paper = Table {
                title: table.title.zh.clone(),
                widths: widths(head.len()),
                head,
                rows,
            };
            found.insert(key.clone(), paper);
        }
        Ok(found)
    }
}

/// The page of a figure.
fn address(indicator: &str, slice: &Slice) -> String {
    let period = print_span(slice.span);
    format!("/figures/{indicator}?period={period}{}", slice.query())
}

/// The row of a statistical table: what it is called, and cells that open.
fn row_on_paper(row: &FilledRow) -> Vec<PaperSpan> {
    let title = match &row.unit {
        _ if row.part => format!("其中：{}", row.title.zh),
        Some(unit) => format!("{}（{}）", row.title.zh, unit.zh),
        None => row.title.zh.clone(),
    };
    let cells = row.cells.iter().map(|cell| PaperSpan {
        text: match &cell.value {
            Ok(Some(value)) => value.clone(),
            Ok(None) => "—".to_owned(),
            Err(_) => WITHHELD_MARK.to_owned(),
        },
        mark: Mark::Figure,
        address: Some(address(&cell.indicator, &cell.slice)),
        source: None,
    });
    std::iter::once(PaperSpan::words(title))
        .chain(cells)
        .collect()
}

/// The first column takes what its words need; the numbers share the rest.
fn widths(columns: usize) -> Vec<u8> {
    let others = u8::try_from(columns.saturating_sub(1)).unwrap_or(u8::MAX);
    let each = 66_u8.checked_div(others).unwrap_or_default().clamp(6, 20);
    let mut widths = vec![34];
    widths.resize(columns, each);
    widths
}

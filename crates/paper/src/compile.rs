//! A report compiled: the outline, what people wrote, and the figures of the record.
//!
//! Figures are handed in; what is asked for is told first ([`Material::asks`]). A number without
//! a source and a figure without a value are not printed: their place stays blank, and the fault
//! names it. Who may see or publish the report is not decided here.

mod annex;
mod assemble;
mod change;

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::indicator::Span;
use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::assemble::compile;
pub use self::change::change_in_words;
use crate::number_guard;
use crate::outline::{Outline, placed};
use crate::paper::{Paper, Signature, Table};
use crate::text::{self, ParagraphKind, Placed};

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Material<'a> {
    /// Its outline.
    pub outline: &'a Outline,
    /// The city, county or unit it is about, as it is printed.
    pub place: String,
    /// That unit's key, where figures are of the unit alone; the whole city's otherwise.
    pub within: Option<String>,
    /// The period.
    pub span: Span,
    /// What people wrote, by section.
    pub texts: BTreeMap<String, String>,
    /// What units handed in.
    pub contributions: Vec<Contribution>,
    /// Who signed, once somebody did.
    pub signature: Option<Signature>,
    /// The document's number, once it has one.
    pub number: Option<String>,
    /// The day of the report.
    pub dated: Date,
    /// How many acts the record held.
    pub checkpoint: Option<u64>,
    /// The statistical tables asked for, filled in, by key.
    pub statistical: BTreeMap<String, Table>,
}

/// What one unit handed in, or should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The unit's key.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// What it wrote, by section.
    pub texts: BTreeMap<String, String>,
    /// Whether and when it came.
    pub state: ContributionState,
    /// By when it was due.
    pub due_on: Option<Date>,
}

/// Whether a contribution came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContributionState {
    /// Not yet, and there is time.
    Awaited,
    /// Not yet, and it is late.
    Missing,
    /// In time.
    HandedIn,
    /// After its time.
    HandedInLate,
}

/// A figure asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ask {
    /// The indicator.
    pub indicator: String,
    /// The period as figures write it: `2022` or `2022-05`.
    pub period: String,
    /// The unit with those below it; the whole city otherwise.
    pub place: Option<String>,
}

/// A figure found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its name.
    pub title: Words,
    /// What is counted.
    pub definition: Words,
    /// Its unit.
    pub unit: Words,
    /// As printed; `None` where it has no value.
    pub value: Option<String>,
    /// Whether the work it counts was not yet recorded then: nothing can be said of that time.
    #[serde(default, skip_serializing_if = "is_false")]
    pub before_records: bool,
    /// The page on which it opens.
    pub address: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands fields over by reference"
)]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A report with what stands behind it and what keeps it from being printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    /// The paper.
    pub paper: Paper,
    /// Where its numbers come from, in the order in which they stand.
    pub sources: Vec<Source>,
    /// Figures of tables that are not among the sources: those of the year before.
    pub compared: Vec<Source>,
    /// The statistical tables placed, by key.
    pub statistical: BTreeMap<String, Table>,
    /// What is not printed, and why.
    pub faults: Vec<TextFault>,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A figure of the record.
    Figure {
        /// What was asked.
        ask: Ask,
        /// What was found.
        found: Box<Found>,
    },
    /// Somebody else's publication.
    Quote {
        /// As published.
        text: String,
        /// By whom, where.
        source: String,
    },
}

/// Something in a text that is not printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFault {
    /// The section.
    pub section: String,
    /// The unit whose contribution it is; the report's own text otherwise.
    pub unit: Option<String>,
    /// The line of that text, counted from 1.
    pub line: usize,
    /// What stands there.
    pub found: String,
    /// Why it is not printed.
    pub kind: FaultKind,
}

/// Why something is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A number was typed and has no source.
    Sourceless,
    /// A place cannot be read.
    Unreadable,
    /// There is no such indicator.
    UnknownFigure,
    /// The figure has no value in this period.
    NoValue,
    /// There is no such table.
    UnknownTable,
}

impl TextFault {
    /// What is wrong.
    pub fn words(&self) -> Words {
        let found = &self.found;
        match self.kind {
            FaultKind::Sourceless => Words::new(
                format!("数字“{found}”没有来源，不予印出"),
                format!("the number “{found}” has no source and is not printed"),
            ),
            FaultKind::Unreadable => Words::new(
                format!("“{found}”读不懂"),
                format!("“{found}” cannot be read"),
            ),
            FaultKind::UnknownFigure => Words::new(
                format!("没有指标“{found}”"),
                format!("there is no indicator {found}"),
            ),
            FaultKind::NoValue => Words::new(
                format!("指标“{found}”本期没有数"),
                format!("the indicator {found} has no value in this period"),
            ),
            FaultKind::UnknownTable => Words::new(
                format!("没有表“{found}”"),
                format!("there is no table {found}"),
            ),
        }
    }

    /// What can be done.
    pub fn remedy(&self) -> Words {
        match self.kind {
            FaultKind::Sourceless => number_guard::remedy(),
            FaultKind::Unreadable => Words::new(
                "可写 {figure:指标}、{quote:数字|来源}，或独占一行的 {table:表}",
                "Write {figure:indicator}, {quote:number|source}, or {table:key} on its own line",
            ),
            FaultKind::UnknownFigure => Words::new(
                "指标的代码见数据页各指标的地址",
                "An indicator's key stands in the address of its page under Figures",
            ),
            FaultKind::NoValue => Words::new(
                "请删去这一处，或先把相关行为登记入账",
                "Take the place out, or see that the acts behind it are recorded",
            ),
            FaultKind::UnknownTable => Words::new(
                "可用提纲中的表，或统计报表（代码见报表的地址，如 mediation.by_unit）",
                "Use a table of the outline or a statistical one, whose key stands in the \
                     address of its page, such as mediation.by_unit",
            ),
        }
    }
}

impl Material<'_> {
    /// The period as figures write it.
    pub fn period(&self) -> String {
        period(self.span)
    }

    /// Every figure that the report needs.
    pub fn asks(&self) -> BTreeSet<Ask> {
        let mut asks = BTreeSet::new();
        for (text, unit) in self.all_texts() {
            for one in placed(text) {
                asks.insert(self.ask(&one, unit));
                if one.change {
                    asks.insert(self.ask_before(&one, unit));
                }
            }
            for paragraph in text::read(text) {
                if let ParagraphKind::Table(key) = &paragraph.kind {
                    self.ask_table(key, &mut asks);
                }
            }
        }
        for key in self.outline.sections.iter().flat_map(|s| &s.tables) {
            self.ask_table(key, &mut asks);
        }
        asks
    }

    /// The keys of the statistical tables that the report places.
    pub fn statistical_tables(&self) -> BTreeSet<String> {
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for (text, _) in self.all_texts() {
            for paragraph in text::read(text) {
                if let ParagraphKind::Table(key) = paragraph.kind {
                    keys.insert(key);
                }
            }
        }
        let placed = self.outline.sections.iter().flat_map(|s| &s.tables);
        keys.extend(placed.cloned());
        keys.retain(|key| is_statistical(key));
        keys
    }

    fn ask_table(&self, key: &str, asks: &mut BTreeSet<Ask>) {
        for indicator in self.outline.table(key).iter().flat_map(|t| &t.indicators) {
            let one = plainly(indicator);
            asks.insert(self.ask(&one, None));
            asks.insert(self.ask_before(&one, None));
        }
    }

    fn all_texts(&self) -> Vec<(&str, Option<&str>)> {
        let sections = self.outline.sections.iter();
        let parts = sections.flat_map(|section| &section.parts);
        let parts = parts.flat_map(|part| std::iter::once(&part.title).chain(&part.sentences));
        let outline = parts.chain(&self.outline.opening);
        let own = outline.chain(self.texts.values());
        let own = own.map(|text| (text.as_str(), None));
        let handed_in = self.contributions.iter().flat_map(|one| {
            let texts = one.texts.values();
            texts.map(|text| (text.as_str(), Some(one.unit.as_str())))
        });
        own.chain(handed_in).collect()
    }

    fn ask(&self, placed: &Placed, unit: Option<&str>) -> Ask {
        let span = placed
            .year
            .map_or(self.span, |year| in_year(self.span, year));
        self.ask_of(placed, unit, span)
    }

    fn ask_before(&self, placed: &Placed, unit: Option<&str>) -> Ask {
        let span = placed
            .year
            .map_or(self.span, |year| in_year(self.span, year));
        self.ask_of(placed, unit, span.year_before())
    }

    fn ask_of(&self, placed: &Placed, unit: Option<&str>, span: Span) -> Ask {
        let own = placed.own.then(|| unit.map(str::to_owned)).flatten();
        Ask {
            indicator: placed.indicator.clone(),
            period: period(span),
            place: own.or_else(|| self.within.clone()),
        }
    }
}

/// Whether a key is that of a statistical table, `pack.table`, and not of one of the outline.
pub fn is_statistical(key: &str) -> bool {
    key.contains('.')
}

/// An indicator placed without any wish.
fn plainly(indicator: &str) -> Placed {
    Placed {
        indicator: indicator.to_owned(),
        year: None,
        own: false,
        change: false,
        bare: false,
    }
}

/// The same months of another year.
fn in_year(span: Span, year: i16) -> Span {
    let moved = |date: Date| Date::new(year, date.month(), 1).unwrap_or(date);
    Span {
        from: moved(span.from),
        to: moved(span.to).last_of_month(),
    }
}

/// A span as figures write it.
pub fn period(span: Span) -> String {
    let (from, to) = (span.from, span.to);
    let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    if from.year() == to.year() && from.month() == 1 && to.month() == 12 {
        format!("{:04}", from.year())
    } else if month(from) == month(to) {
        month(from)
    } else {
        format!("{}..{}", month(from), month(to))
    }
}

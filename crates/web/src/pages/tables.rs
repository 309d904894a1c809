//! `/tables`: the statistical tables that packs and places print, filled in for a period.
//!
//! Every cell opens to its figure and so to the acts behind it. The same table comes as CSV.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::indicator::Span;
use fadu_kernel::words::{Lang, Words};
use fadu_office::small_numbers::WITHHELD_MARK;
use fadu_office::statistical_table::{
    FilledCell, FilledRow, FilledTable, fill, is_period, period_of, print_period, print_span,
};
use fadu_pack::table::{PeriodKind, StatisticalTable};
use maud::{Markup, html};
use serde::Deserialize;

use super::figures::{default_period, place_filter, release, show, slice_address, withheld_note};
use super::procedures;
use crate::address::{query_value, segment, with_query};
use crate::app::App;
use crate::page::Link;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::matrix::{Cell, MatrixRow, MatrixView, matrix};
use crate::parts::pagination::{PaginationView, pagination};
use crate::sheet;
use crate::speech::say;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Rows on one page: with seven columns of links it stays below the weight of a page.
const ROWS_A_PAGE: usize = 60;

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/tables", get(index))
        .route("/tables/{id}", get(one))
        .route("/tables/{id}/table.csv", get(csv))
}

/// A table's address.
pub fn address(id: &str) -> String {
    format!("/tables/{}", segment(id))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    place: String,
    /// The row from which the page goes on.
    #[serde(default)]
    from: usize,
    /// With the rows in which nothing is counted.
    #[serde(default)]
    empty: String,
}

impl Asked {
    fn span(&self, visit: &Visit, kind: PeriodKind) -> Result<Span, Problem> {
        let wanted = self.period.trim();
        if wanted.is_empty() {
            return latest(visit, kind).ok_or(Problem::NotFound);
        }
        let span = Span::parse(wanted).filter(|span| is_period(kind, *span));
        span.ok_or_else(|| Problem::BadInput(how_to_write(kind)))
    }

    fn place<'a>(&'a self, visit: &Visit) -> Result<Option<&'a str>, Problem> {
        match self.place.as_str() {
            "" => Ok(None),
            place if visit.units.get(place).is_some() => Ok(Some(place)),
            _ => Err(Problem::NotFound),
        }
    }
}

fn how_to_write(kind: PeriodKind) -> Words {
    let (zh, en) = match kind {
        PeriodKind::Month => (
            "这是月报，期间请写成 2022-05",
            "This table is monthly; write the period as 2022-05",
        ),
        PeriodKind::Quarter => (
            "这是季报，期间请写成 2022-Q2",
            "This table is quarterly; write the period as 2022-Q2",
        ),
        PeriodKind::HalfYear => (
            "这是半年报，期间请写成 2022-01..2022-06",
            "This table is half-yearly; write the period as 2022-01..2022-06",
        ),
        PeriodKind::Year => (
            "这是年报，期间请写成 2022",
            "This table is yearly; write the period as 2022",
        ),
    };
    Words::new(zh, en)
}

/// The period shown first: the last that is over, or the last of a year replayed in a demo.
fn latest(visit: &Visit, kind: PeriodKind) -> Option<Span> {
    let replayed = Span::parse(&default_period(visit))?;
    if replayed.to.year() < visit.today().year() {
        return period_of(kind, replayed.to);
    }
    Some(period_of(kind, visit.today())?.just_before())
}

async fn index(visit: Visit) -> Response {
    visit.answer(show_index).await
}

async fn one(visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    visit
        .answer(move |visit| show_one(visit, &id, &asked))
        .await
}

async fn csv(visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    visit.answer(move |visit| as_csv(visit, &id, &asked)).await
}

fn kind_name(lang: Lang, kind: PeriodKind) -> &'static str {
    let (zh, en) = match kind {
        PeriodKind::Month => ("月报", "monthly"),
        PeriodKind::Quarter => ("季报", "quarterly"),
        PeriodKind::HalfYear => ("半年报", "half-yearly"),
        PeriodKind::Year => ("年报", "yearly"),
    };
    say(lang, zh, en)
}

fn show_index(visit: &Visit) -> Shown {
    let (lang, packs) = (visit.lang(), &visit.rules().packs);
    let tables: Vec<&StatisticalTable> = packs.tables_in_use().collect();
    let line = |table: &StatisticalTable| {
        html! {
            li {
                a href=(address(&table.id)) { (table.title.get(lang)) }
                " " span.quiet { (kind_name(lang, table.period)) }
            }
        }
    };
    let of_places = || tables.iter().filter(|table| table.place.is_some());
    let main = html! {
        (heading_with_lead(
            visit.say("统计报表", "Statistical tables"),
            visit.say(
                "报表里的每个数都由办理行为汇总，点开可以看到它的定义和每一个行为。",
                "Every number in a table is counted from acts; open it for its definition and \
                 each act.",
            ),
        ))
        @if tables.is_empty() {
            (empty(
                visit.say("还没有统计报表", "There are no statistical tables"),
                &html! { p { (visit.say(
                    "报表写在程序包或者本地叠加包的 tables.toml 里。",
                    "Tables are written in the tables.toml of packs and overlays.",
                )) } },
            ))
        }
        @if of_places().next().is_some() {
            h2 { (visit.say("本地报表", "Tables of this place")) }
            ul { @for table in of_places() { (line(table)) } }
        }
        @for pack in procedures::by_system(packs.packs.values()) {
            @let own: Vec<_> = tables
                .iter()
                .filter(|table| table.pack.as_ref() == Some(&pack.id))
                .collect();
            @if !own.is_empty() {
                h2 { (pack.title.get(lang)) }
                ul { @for table in own { (line(table)) } }
            }
        }
    };
    let mut head = visit.head("统计报表", "Statistical tables");
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    show(visit, &head, &main)
}

/// A table filled in for what is asked.
struct Printed<'v> {
    table: &'v StatisticalTable,
    span: Span,
    place: Option<&'v str>,
    filled: FilledTable,
    checkpoint: u64,
}

fn filled<'v>(visit: &'v Visit, id: &str, asked: &'v Asked) -> Result<Printed<'v>, Problem> {
    let table = visit.rules().packs.table(id).ok_or(Problem::NotFound)?;
    let (span, place) = (asked.span(visit, table.period)?, asked.place(visit)?);
    let reader = crate::sight::snapshot(visit)?;
    let released = release(visit, &reader);
    let filled = fill(table, (&reader, visit.rules(), &released), span, place)?;
    let checkpoint = reader.latest_checkpoint()?;
    Ok(Printed {
        table,
        span,
        place,
        filled,
        checkpoint: checkpoint.map_or(0, |checkpoint| checkpoint.size),
    })
}

fn show_one(visit: &Visit, id: &str, asked: &Asked) -> Shown {
    let lang = visit.lang();
    let found = filled(visit, id, asked)?;
    let (table, period) = (found.table, print_period(found.table.period, found.span));
    let cells = found.filled.rows.iter().flat_map(|row| &row.cells);
    let withheld: Vec<_> = cells.filter_map(|cell| cell.value.clone().err()).collect();
    let (rows, listed) = rows_of(&found.filled, asked);
    let left_out = found.filled.rows.len() - listed;
    let columns: Vec<String> = found
        .filled
        .columns
        .iter()
        .map(|column| column.get(lang).to_owned())
        .collect();
    let place = found.place.and_then(|place| visit.units.get(place));
    let name = place.map_or(&visit.app.site.city, |unit| &unit.name);
    let caption = Words::new(
        format!("{}，{period}", name.zh),
        format!("{}, {period}", name.en),
    );
    let query = format!(
        "?period={}&place={}",
        query_value(&period),
        query_value(found.place.unwrap_or_default())
    );
    let main = html! {
        (heading(table.title.get(lang)))
        (filters(lang, &FiltersView {
            address: &address(&table.id),
            filters: &chosen(visit, asked, table.period, &period),
            keep: &[],
        }))
        (periods(visit, &found))
        (matrix(lang, &MatrixView {
            caption: &caption,
            corner: &Words::new("项目", "Item"),
            columns: &columns,
            rows: &rows,
        }))
        (pages(visit, asked, listed))
        (empty_rows(visit, left_out))
        (withheld_note(visit, &withheld))
        @for note in &table.notes { p.quiet { (note.get(lang)) } }
        p.quiet {
            (visit.say("截至检查点 ", "As of checkpoint ")) (found.checkpoint)
            (visit.say("。“—”表示没有基数。", ". — stands where there is no base."))
        }
        p {
            a href={ (address(&table.id)) "/table.csv" (query) } {
                (visit.say("下载为 CSV", "Download as CSV"))
            }
        }
    };
    let mut head = visit.head_words(table.title.clone());
    head.trail = vec![
        Link::new(Words::new("数据", "Figures"), "/figures"),
        Link::new(Words::new("统计报表", "Statistical tables"), "/tables"),
    ];
    show(visit, &head, &main)
}

/// The rows of the page asked for, and how many rows there are on all of its pages.
fn rows_of(table: &FilledTable, asked: &Asked) -> (Vec<MatrixRow>, usize) {
    let all = !asked.empty.is_empty();
    let listed = table.rows.iter();
    let listed = listed.filter(|row| all || !(row.one_of_many && row.is_empty()));
    let listed: Vec<&FilledRow> = listed.collect();
    let shown = listed.iter().enumerate().skip(asked.from).take(ROWS_A_PAGE);
    let rows = shown.map(|(at, row)| {
        let above = at.checked_sub(1).and_then(|above| listed.get(above));
        let goes_on = row.part && above.is_some_and(|above| above.part);
        matrix_row(row, goes_on)
    });
    (rows.collect(), listed.len())
}

/// What a row is called: with its unit of measure, and as a part of the row above.
fn row_title(row: &FilledRow) -> Words {
    let Words { zh, en } = &row.title;
    match &row.unit {
        _ if row.part => Words::new(format!("其中：{zh}"), format!("of these: {en}")),
        Some(unit) => Words::new(
            format!("{zh}（{}）", unit.zh),
            format!("{en} ({})", unit.en),
        ),
        None => row.title.clone(),
    }
}

fn printed(cell: &FilledCell) -> String {
    match &cell.value {
        Ok(Some(value)) => value.clone(),
        Ok(None) => "—".to_owned(),
        Err(_) => WITHHELD_MARK.to_owned(),
    }
}

/// A row of the page; of parts that follow each other only the first says so.
fn matrix_row(row: &FilledRow, goes_on: bool) -> MatrixRow {
    let cells = row.cells.iter().map(|cell| {
        let period = print_span(cell.slice.span);
        Cell::Value {
            value: printed(cell),
            address: Some(slice_address(&cell.indicator, &period, &cell.slice)),
        }
    });
    MatrixRow {
        title: if goes_on {
            Words::new(
                format!("\u{3000}\u{3000}\u{3000}{}", row.title.zh),
                format!("\u{2003}\u{2003}{}", row.title.en),
            )
        } else {
            row_title(row)
        },
        address: None,
        cells: cells.collect(),
    }
}

/// How many rows are left out because nothing is counted in them, and the way to them.
fn empty_rows(visit: &Visit, left_out: usize) -> Markup {
    html! {
        @if left_out > 0 {
            p.quiet {
                @match visit.lang() {
                    Lang::Zh => { "另有 " (left_out) " 行各项均为零，没有列出。" }
                    Lang::En => { (left_out) " rows with noughts only are left out. " }
                }
                a href=(with_query(&visit.speech.address, "empty", "1")) {
                    (visit.say("全部列出", "List all"))
                }
            }
        }
    }
}

/// The period before and the one after, as far as they are over.
fn periods(visit: &Visit, found: &Printed<'_>) -> Markup {
    let kind = found.table.period;
    let before = found.span.just_before();
    let next = found.span.to.tomorrow().ok();
    let next = next.and_then(|day| period_of(kind, day));
    let next = next.filter(|span| span.from <= visit.today());
    let link = |span: Span| {
        let period = print_period(kind, span);
        let place = query_value(found.place.unwrap_or_default());
        let query = format!("?period={}&place={place}", query_value(&period));
        (format!("{}{query}", address(&found.table.id)), period)
    };
    let (before, before_name) = link(before);
    html! {
        p {
            a rel="prev" href=(before) { "← " (before_name) }
            @if let Some((next, name)) = next.map(link) {
                " · " a rel="next" href=(next) { (name) " →" }
            }
        }
    }
}

fn pages(visit: &Visit, asked: &Asked, rows: usize) -> Markup {
    if rows <= ROWS_A_PAGE && asked.from == 0 {
        return html! {};
    }
    let here = &visit.speech.address;
    let at = |from: usize| with_query(here, "from", &from.to_string());
    let previous = (asked.from > 0).then(|| at(asked.from.saturating_sub(ROWS_A_PAGE)));
    let next = asked.from.saturating_add(ROWS_A_PAGE);
    let next = (next < rows).then(|| at(next));
    pagination(
        visit.lang(),
        &PaginationView {
            previous: previous.as_deref(),
            next: next.as_deref(),
            shown: None,
            total: u64::try_from(rows).ok(),
        },
    )
}

/// The periods that can be chosen: the one shown, and those of the last two years that began.
fn chosen(visit: &Visit, asked: &Asked, kind: PeriodKind, period: &str) -> Vec<Filter> {
    let mut listed: Vec<String> = Vec::new();
    let mut span = latest(visit, kind);
    let count = if kind == PeriodKind::Year {
        5
    } else {
        24 / usize::from(kind.months().unsigned_abs())
    };
    for _ in 0..count {
        let Some(found) = span else { break };
        listed.push(print_period(kind, found));
        span = Some(found.just_before());
    }
    if !listed.iter().any(|known| known == period) {
        listed.insert(0, period.to_owned());
    }
    let listed = listed.into_iter().map(|period| {
        let words = Words::new(period.clone(), period.clone());
        (period, words)
    });
    vec![
        Filter::new(
            "period",
            ("期间", "Period"),
            period,
            FilterKind::Options(listed.collect()),
        ),
        place_filter(visit, &asked.place),
    ]
}

fn as_csv(visit: &Visit, id: &str, asked: &Asked) -> Result<Response, Problem> {
    let lang = visit.lang();
    let found = filled(visit, id, asked)?;
    let title = found.table.title.get(lang);
    let period = print_period(found.table.period, found.span);
    let mut rows = vec![vec![format!("{title} {period}")]];
    let mut head = vec![visit.say("项目", "Item").to_owned()];
    head.extend(
        found
            .filled
            .columns
            .iter()
            .map(|column| column.get(lang).to_owned()),
    );
    rows.push(head);
    for row in &found.filled.rows {
        let mut cells = vec![row_title(row).get(lang).to_owned()];
        cells.extend(row.cells.iter().map(printed));
        rows.push(cells);
    }
    let cells = found.filled.rows.iter().flat_map(|row| &row.cells);
    let mut withheld: Vec<_> = cells.filter_map(|cell| cell.value.clone().err()).collect();
    withheld.sort_unstable();
    withheld.dedup();
    for reason in withheld {
        rows.push(vec![format!(
            "{WITHHELD_MARK} {}",
            reason.words().get(lang)
        )]);
    }
    for note in &found.table.notes {
        rows.push(vec![note.get(lang).to_owned()]);
    }
    let as_of = wording::number(i64::try_from(found.checkpoint).unwrap_or(i64::MAX));
    rows.push(vec![format!(
        "{} {as_of}",
        visit.say("截至检查点", "As of checkpoint")
    )]);
    Ok(sheet::download_csv(&format!("{title} {period}"), &rows).into_response())
}

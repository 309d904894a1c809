//! The desk of whoever puts a report together: all rounds, and one round with everything that is
//! late, missing, alike or without a source.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::words::Words;
use fadu_office::compile_report::{Round, rounds};
use fadu_office::see_matter::{Sight, sight};
use fadu_paper::compile::period;
use fadu_paper::outline::Outline;
use fadu_store::Reader;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{all_outlines, compiled, refuse_incomplete, round};
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::pages::matter;
use crate::parts::day::table_day;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::parts::table::{Column, table};
use crate::printed::{FileKind, file, for_paper};
use crate::sight::{at_work, law_of, snapshot};
use crate::visit::{Problem, Shown, Visit};

/// The routes of the desk of reports.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/report", get(index))
        .route("/desk/report/{number}", get(one))
        .route("/desk/report/{number}/{file}", get(as_file))
}

async fn index(visit: Visit) -> Response {
    visit.answer(show_index).await
}

async fn one(visit: Visit, Path(number): Path<String>) -> Response {
    visit.answer(move |visit| show(visit, &number)).await
}

async fn as_file(visit: Visit, Path((number, name)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| draft_file(visit, &number, &name))
        .await
}

/// The page of a round; a bulletin's number is told by its month.
pub(super) fn address(round: &Round) -> String {
    let number = segment(&round.matter.number);
    format!("/desk/report/{number}?period={}", period(round.span))
}

/// Whether the person at the desk takes part in a round.
fn sees(visit: &Visit, round: &Round) -> Result<bool, Problem> {
    let person = at_work(visit)?;
    let law = law_of(visit, &round.matter.version)?;
    let seen = sight(law, &round.matter, &person.actor(), &visit.units);
    Ok(seen == Sight::Whole)
}

fn show_index(visit: &Visit) -> Shown {
    let reader = snapshot(visit)?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    for outline in all_outlines(visit)? {
        for round in rounds(&reader, &outline, visit.today())? {
            if sees(visit, &round)? {
                rows.push(line(visit, &outline, &round));
            }
        }
    }
    let columns = [
        Column::text("期间", "Period"),
        Column::text("文件", "Paper"),
        Column::text("单位", "Unit"),
        Column::text("签发", "Signed"),
        Column::text("公开", "Published"),
    ];
    let main = html! {
        (heading_with_lead(
            visit.say("报告和通报", "Reports and bulletins"),
            visit.say(
                "文字由人写，数由平台放：没有来源的数字印不出来。",
                "People write the words and the platform places the numbers: none is printed \
                 without a source.",
            ),
        ))
        @if rows.is_empty() {
            (empty(visit.say("还没有布置过报告", "No report was ordered yet"), &html! {
                p { (visit.say(
                    "在事项中办理“布置年度报告”后，各单位的材料和初稿会出现在这里。",
                    "Once a report is ordered, the units' parts and the draft appear here.",
                )) }
            }))
        } @else {
            (table(lang, &Words::new("报告和通报", "Reports and bulletins"), &columns, &rows))
        }
    };
    visit.desk(
        &visit.head("报告和通报", "Reports and bulletins"),
        &main,
        None,
    )
}

fn line(visit: &Visit, outline: &Outline, round: &Round) -> Vec<Markup> {
    let on = |date: Option<Date>| date.map_or_else(|| html! { "—" }, table_day);
    vec![
        html! { a href=(address(round)) { (period(round.span)) } },
        html! { (outline.name.get(visit.lang())) },
        html! { (visit.unit_name(&round.matter.unit)) },
        on(round.signed_on),
        on(round.published_on),
    ]
}

/// The round asked for, with its outline.
fn asked(visit: &Visit, reader: &Reader, number: &str) -> Result<(Outline, Round), Problem> {
    let wanted = Asked::of(visit).some("period");
    for outline in all_outlines(visit)? {
        for round in rounds(reader, &outline, visit.today())? {
            let span = period(round.span);
            let same = round.matter.number == number;
            if same && wanted.as_ref().is_none_or(|wanted| *wanted == span) {
                if sees(visit, &round)? {
                    return Ok((outline, round));
                }
                return Err(Problem::Forbidden(Words::new(
                    "您的岗位不参与这份报告的编制。",
                    "Your posts take no part in this report.",
                )));
            }
        }
    }
    Err(Problem::NotFound)
}

fn show(visit: &Visit, number: &str) -> Shown {
    let reader = snapshot(visit)?;
    let (outline, found) = asked(visit, &reader, number)?;
    let report = compiled(visit, &reader, &outline, &found)?;
    let mut head = visit.head_words(Words::new(
        report.compiled.paper.title.clone(),
        format!("{} {}", outline.name.en, period(found.span)),
    ));
    head.trail = vec![
        Link::new(
            Words::new("报告和通报", "Reports and bulletins"),
            "/desk/report",
        ),
        Link::new(Words::new(number, number), matter::address(number)),
    ];
    let main = round::view(visit, &outline, &found, &report, &head);
    visit.desk(&head, &main, None)
}

/// The paper as it stands: a draft until it is signed, and never with a number without a source.
fn draft_file(visit: &Visit, number: &str, name: &str) -> Result<Response, Problem> {
    let kind = FileKind::of(name).ok_or(Problem::NotFound)?;
    let reader = snapshot(visit)?;
    let (outline, found) = asked(visit, &reader, number)?;
    let report = compiled(visit, &reader, &outline, &found)?;
    let mut paper = report.compiled.paper.clone();
    if found.signed_on.is_some() {
        refuse_incomplete(&report)?;
    } else {
        paper.draft = Some("草稿".to_owned());
    }
    // Whoever holds the paper may not come to the desk: the code leads where everybody may.
    let (page, caption) = match (found.published_on, &report.signed) {
        (Some(_), _) => (super::address(&found), "扫码查看本文件，逐项打开每一个数"),
        (None, Some(signed)) => (
            matter::receipt_address(signed.act),
            "扫码核验本文件的签发记录",
        ),
        (None, None) => (address(&found), "扫码查看本文件，逐项打开每一个数"),
    };
    let paper = for_paper(visit, paper, &page, caption);
    file(visit, &paper, kind)
}

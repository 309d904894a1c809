//! `/report`: reports and bulletins. The public reads what is published; the coordination office
//! sees at `/desk/report` what is still missing, and what keeps it from being printed.

mod desk;
mod round;
mod signed;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::words::Words;
use fadu_office::compile_report::{Occasion, Report, Round, outlines, report, rounds};
use fadu_office::fault::Fault;
use fadu_paper::compile::period;
use fadu_paper::outline::{Every, Outline};
use fadu_store::Reader;
use maud::html;

use crate::address::query_value;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::day::day;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::parts::qr::qr;
use crate::printed::{
    FileKind, article, check_address, checked, downloads, file, for_paper, sources,
};
use crate::sight::snapshot;
use crate::visit::{Problem, Shown, Visit};

use self::signed::as_signed;

/// The routes of reports.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/report", get(index))
        .route("/report/{period}", get(one))
        .route("/report/{period}/{file}", get(as_file))
        .merge(desk::routes())
}

async fn index(visit: Visit) -> Response {
    visit.answer(show_index).await
}

async fn one(visit: Visit, Path(asked): Path<String>) -> Response {
    visit.answer(move |visit| show(visit, &asked)).await
}

async fn as_file(visit: Visit, Path((asked, name)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| published_file(visit, &asked, &name))
        .await
}

/// A round that is public, with its outline and what it says.
struct Published {
    outline: Outline,
    round: Round,
    report: Report,
}

/// The outlines of the packs.
fn all_outlines(visit: &Visit) -> Result<Vec<Outline>, Problem> {
    Ok(outlines(visit.rules())?.to_vec())
}

/// A round as it was signed, or as it stands now where nobody signed it.
fn compiled(
    visit: &Visit,
    reader: &Reader,
    outline: &Outline,
    round: &Round,
) -> Result<Report, Problem> {
    let occasion = Occasion {
        unit: &round.matter.unit,
        span: round.span,
        now: visit.now,
    };
    Ok(report(
        reader,
        visit.rules(),
        outline,
        Some(round),
        occasion,
    )?)
}

/// What is printed of a report may name only what its matter has published.
fn published(visit: &Visit, reader: &Reader, asked: &str) -> Result<Option<Published>, Problem> {
    let unit = Asked::of(visit).some("unit");
    for outline in all_outlines(visit)? {
        let wanted = |round: &Round| {
            let here = unit.as_ref().is_none_or(|unit| *unit == round.matter.unit);
            here && round.published_on.is_some() && period(round.span) == asked
        };
        let mut found = rounds(reader, &outline, visit.today())?;
        found.retain(wanted);
        // Where several units publish one, the city's stands first.
        found.sort_by_key(|round| visit.units.ancestors(&round.matter.unit).count());
        if let Some(round) = found.into_iter().next() {
            let report = compiled(visit, reader, &outline, &round)?;
            return Ok(Some(Published {
                outline,
                round,
                report,
            }));
        }
    }
    Ok(None)
}

fn show_index(visit: &Visit) -> Shown {
    let reader = snapshot(visit)?;
    let mut lists = Vec::new();
    for outline in all_outlines(visit)? {
        if outline.every == Every::Year {
            let mut found = rounds(&reader, &outline, visit.today())?;
            found.retain(|round| round.published_on.is_some());
            lists.push((outline, found));
        }
    }
    let nothing = lists.iter().all(|(_, rounds)| rounds.is_empty());
    let main = html! {
        (heading_with_lead(
            visit.say("年度报告", "Annual reports"),
            visit.say(
                "报告里的每一个数都可以点开，一直看到计入的每一个行为。",
                "Every number in these reports opens, down to the acts.",
            ),
        ))
        @if nothing {
            @let title = visit.say("还没有公开的年度报告", "No report is published yet");
            (empty(title, &html! {
                p { (visit.say(
                    "报告签发并公开后，会显示在这里。",
                    "Reports appear here once they are signed and published.",
                )) }
            }))
        }
        @for (outline, rounds) in &lists {
            @if !rounds.is_empty() {
                h2 { (outline.name.get(visit.lang())) }
                ul {
                    @for round in rounds {
                        li {
                            a href=(address(round)) {
                                (visit.unit_name(&round.matter.unit)) " " (period(round.span))
                            }
                            @if let Some(on) = round.published_on {
                                " " span.quiet {
                                    (visit.say("公开于 ", "published ")) (day(visit.lang(), on))
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(visit.public(&visit.head("年度报告", "Annual reports"), &main))
}

fn show(visit: &Visit, asked: &str) -> Shown {
    let reader = snapshot(visit)?;
    let trail = vec![Link::new(
        Words::new("年度报告", "Annual reports"),
        "/report",
    )];
    let Some(found) = published(visit, &reader, asked)? else {
        let mut head = visit.head("年度报告", "Annual reports");
        head.trail = trail;
        let main = html! {
            (heading_with_lead(visit.say("没有公开的报告", "No published report"), asked))
            p { (visit.say(
                "这一期报告还没有公开，或者没有这一期。",
                "The report of this period is not published, or there is none.",
            )) }
        };
        return Ok(visit.public(&head, &main));
    };
    let (lang, paper) = (visit.lang(), &found.report.compiled.paper);
    let address = address(&found.round);
    let name = &found.outline.name;
    let mut head = visit.head_words(Words::new(
        format!("{} {asked}", name.zh),
        format!("{} {asked}", name.en),
    ));
    head.trail = trail;
    let query = Asked::of(visit);
    let check = check_address(visit, &address, head.ledger.as_ref());
    let lead = found.round.published_on.map_or_else(String::new, |on| {
        let on = crate::wording::day(lang, on);
        format!("{}{on}", visit.say("公开于 ", "Published "))
    });
    let main = html! {
        (heading_with_lead(head.title.get(lang), &lead))
        (checked(visit, &query, found.round.signed_by)?)
        (downloads(visit, &stem(&found), ""))
        (as_signed(visit, &found.round, &found.report))
        (article(paper))
        (sources(lang, &found.report.compiled.sources, found.report.leaves))
        section aria-labelledby="check" {
            h2 id="check" { (visit.say("核验", "Check")) }
            p { (visit.say(
                "印出的报告带有这个二维码：扫码回到本页，并核对账本检查点。",
                "The printed report carries this code: it leads here and compares the checkpoint.",
            )) }
            (qr(&check, visit.say("本报告的核验二维码", "The code of this report")))
            p { a href=(address) { (address) } }
        }
    };
    Ok(visit.public(&head, &main))
}

/// The public page of a round.
fn address(round: &Round) -> String {
    let unit = query_value(&round.matter.unit);
    format!("/report/{}?unit={unit}", period(round.span))
}

/// The address of the files, without their ending.
fn stem(found: &Published) -> String {
    let (period, unit) = (period(found.round.span), &found.round.matter.unit);
    format!("/report/{period}/{}", query_value(unit))
}

fn published_file(visit: &Visit, asked: &str, name: &str) -> Result<Response, Problem> {
    let kind = FileKind::of(name).ok_or(Problem::NotFound)?;
    let unit = name.rsplit_once('.').map_or("", |(unit, _)| unit);
    let reader = snapshot(visit)?;
    for outline in all_outlines(visit)? {
        for round in rounds(&reader, &outline, visit.today())? {
            let here = round.matter.unit == unit && period(round.span) == asked;
            if !here || round.published_on.is_none() {
                continue;
            }
            let report = compiled(visit, &reader, &outline, &round)?;
            refuse_incomplete(&report)?;
            let found = Published {
                outline,
                round,
                report,
            };
            let page = address(&found.round);
            let paper = found.report.compiled.paper;
            let caption = "扫码查看本报告，逐项打开每一个数";
            let paper = for_paper(visit, paper, &page, caption);
            return Ok(file(visit, &paper, kind)?.into_response());
        }
    }
    Err(Problem::NotFound)
}

/// A paper in which something is not printed is not handed out.
fn refuse_incomplete(report: &Report) -> Result<(), Problem> {
    let Some(first) = report.compiled.faults.first() else {
        return Ok(());
    };
    let (said, remedy) = (first.words(), first.remedy());
    Err(Problem::from(Fault::Unacceptable(Words::new(
        format!("{}。{}。", said.zh, remedy.zh),
        format!("{}. {}.", said.en, remedy.en),
    ))))
}

//! `/consultations`: drafts and notices on which anybody may say something now, what was said, and
//! what became of each comment. Only what is published of a matter is shown.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Clock;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_store::{MatterFilter, MatterRow, Publication, Reader};
use jiff::civil::Date;
use maud::{Markup, html};

use super::versions;
use crate::app::App;
use crate::page::Link;
use crate::pages::published::shown_fields;
use crate::parts::empty::empty;
use crate::parts::heading::{heading_with_lead, heading_with_number};
use crate::parts::{day, tag};
use crate::sight::{law_of, snapshot};
use crate::upon::{acts_upon, consultation, public_links};
use crate::visit::{Problem, Shown, Visit};
use crate::{pages, running, wording};

/// Matters looked through for each stage that takes comments.
const EACH_STAGE_MAX: usize = 30;
/// Consultations that are over, on the list.
const PAST_MAX: usize = 12;
/// Comments listed on one page of a consultation.
const COMMENTS_MAX: usize = 60;

/// The routes of consultations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/consultations", get(show_list))
        .route("/consultations/{number}", get(show_one))
}

async fn show_list(visit: Visit) -> Response {
    visit.answer(list).await
}

async fn show_one(visit: Visit, Path(number): Path<String>) -> Response {
    visit.answer(move |visit| one(visit, &number)).await
}

/// A matter upon which the public may act, or could, with what is published of it.
struct Consultation<'v> {
    row: MatterRow,
    law: &'v Procedure,
    shown: Vec<Publication>,
}

/// The procedures whose matters take something from the public, each with the stages in which.
fn commented(visit: &Visit) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for law in visit.rules().packs.procedures.each_newest() {
        for rule in law
            .opening_acts()
            .filter(|rule| pages::apply::is_public(rule))
        {
            let Some(upon) = &rule.upon else { continue };
            let stages = upon.stages.iter().map(String::as_str);
            match found.iter_mut().find(|(id, _)| *id == upon.procedure) {
                Some((_, known)) => known.extend(stages),
                None => found.push((&upon.procedure, stages.collect())),
            }
        }
    }
    found
}

/// What is public of a matter on a day.
pub(super) fn published_on(
    reader: &Reader,
    matter: &MatterRow,
    on: Date,
) -> Result<Vec<Publication>, Problem> {
    let mut shown = reader.publications_of(matter.id)?;
    shown.retain(|one| one.withdrawn_on.is_none() && one.until_on.is_none_or(|last| on <= last));
    Ok(shown)
}

fn list(visit: &Visit) -> Shown {
    let reader = snapshot(visit)?;
    let (mut open, mut past) = (Vec::new(), Vec::new());
    for (procedure, stages) in commented(visit) {
        let filter = MatterFilter {
            procedure: Some(procedure.to_owned()),
            ..MatterFilter::default()
        };
        for row in reader.matters(&filter, None, EACH_STAGE_MAX)?.items {
            let shown = published_on(&reader, &row, visit.today())?;
            let law = law_of(visit, &row.version)?;
            let takes = stages.contains(&row.stage.as_str());
            let list = if takes { &mut open } else { &mut past };
            if !shown.is_empty() {
                list.push(Consultation { row, law, shown });
            }
        }
    }
    past.truncate(PAST_MAX);
    let main = html! {
        (heading_with_lead(
            visit.say("征求意见", "Consultations"),
            visit.say(
                "下面这些正在听取意见，人人可以提，不用登录。每条意见怎么处理，都会答复并公布。",
                "These are open to comment by anybody, without an account. Each comment is \
                 answered, and what became of it is published.",
            ),
        ))
        @if open.is_empty() {
            (empty(
                visit.say("现在没有正在征求意见的事项", "Nothing is open to comment now"),
                &html! {
                    p { a href="/published" { (visit.say("看公示公开", "See what is published")) } }
                },
            ))
        }
        @for one in &open { (card(visit, &reader, one)?) }
        @if !past.is_empty() {
            h2 { (visit.say("已经结束的", "Over")) }
            @for one in &past { (card(visit, &reader, one)?) }
        }
    };
    let mut head = visit.head("征求意见", "Consultations");
    head.trail = vec![Link::new(Words::new("首页", "Front page"), "/")];
    Ok(visit.public(&head, &main))
}

fn card(visit: &Visit, reader: &Reader, one: &Consultation<'_>) -> Result<Markup, Problem> {
    let lang = visit.lang();
    let matter = reader.matter(one.row.id)?.ok_or(Problem::NotFound)?;
    let due = matter.clocks.values().filter(|clock| clock.is_running());
    let due = due.map(|clock| clock.due).min_by_key(|due| due.date());
    let said = counted(&matter);
    Ok(html! {
        article.card {
            h2.card-title { a href=(consultation(&one.row.number)) { (one.row.title) } }
            p {
                (visit.unit_name(&one.row.unit)) " · " (one.law.title.get(lang)) " · "
                (stage(visit, one.law, &one.row.stage))
            }
            p.quiet {
                @if let Some(due) = due {
                    (visit.say("本阶段期限：", "Term of this stage: "))
                    (wording::expiry(lang, due)) " · "
                }
                (visit.say("已收到意见 ", "comments: ")) (wording::number(said))
                (visit.say(" 条", ""))
            }
        }
    })
}

fn counted(matter: &Matter) -> i64 {
    let stages = matter.linked.values().flatten();
    stages.map(|(_, count)| i64::from(*count)).sum()
}

fn stage(visit: &Visit, law: &Procedure, stage: &str) -> Markup {
    let title = law
        .stage(stage)
        .map_or("", |stage| stage.title.get(visit.lang()));
    tag::tag(title)
}

fn one(visit: &Visit, number: &str) -> Shown {
    let reader = snapshot(visit)?;
    let row = reader
        .matter_row_by_number(number)?
        .ok_or(Problem::NotFound)?;
    let shown = published_on(&reader, &row, visit.today())?;
    let known = commented(visit).iter().any(|(id, _)| *id == row.procedure);
    if shown.is_empty() || !known {
        return Err(Problem::NotFound);
    }
    let law = law_of(visit, &row.version)?;
    let matter = reader.matter(row.id)?.ok_or(Problem::NotFound)?;
    let one = Consultation { row, law, shown };
    let over = acts_upon(visit, law.id.as_str(), &matter.stage).is_empty();
    let main = html! {
        (heading_with_number(
            &one.row.number,
            &one.row.title,
            &stage(visit, law, &one.row.stage),
        ))
        p { (visit.unit_name(&one.row.unit)) " · " (law.title.get(visit.lang())) }
        (public_links(visit, &matter))
        @if over {
            p {
                (visit.say(
                    "征求意见已经结束，下面是收到的意见和答复。",
                    "The time for comments is over; below is what was said and answered.",
                ))
            }
        }
        (running::clocks(visit, law, &matter, Clock::is_running))
        @for publication in &one.shown { (told(visit, law, publication)) }
        (versions::links(visit, law, &one.row.number, &one.shown, versions::Face::Public))
        (comments(visit, &reader, &one)?)
    };
    let mut head = visit.head_words(Words::new(one.row.title.clone(), one.row.title.clone()));
    head.trail = vec![Link::new(
        Words::new("征求意见", "Consultations"),
        "/consultations",
    )];
    Ok(visit.public(&head, &main))
}

fn told(visit: &Visit, law: &Procedure, publication: &Publication) -> Markup {
    let rule = law.publications.iter();
    let rule = rule
        .into_iter()
        .find(|rule| rule.id == publication.publication);
    html! {
        section {
            h2 { (rule.map_or("", |rule| rule.title.get(visit.lang()))) }
            p.quiet { (day::day(visit.lang(), publication.from_on)) }
            (shown_fields(visit, law, publication))
        }
    }
}

/// What was said and what became of it, as far as it is published.
fn comments(visit: &Visit, reader: &Reader, one: &Consultation<'_>) -> Result<Markup, Problem> {
    let mut opened = reader.opened_by(one.row.id)?;
    let total = opened.len();
    opened.truncate(COMMENTS_MAX);
    let mut listed = Vec::new();
    for row in opened {
        let shown = published_on(reader, &row, visit.today())?;
        let law = law_of(visit, &row.version)?;
        listed.push((row, law, shown));
    }
    Ok(html! {
        section {
            h2 {
                (visit.say("收到的意见 ", "Comments: ")) (total)
                (visit.say(" 条", ""))
            }
            @if listed.is_empty() {
                p.quiet { (visit.say("还没有人提出意见。", "Nobody has commented yet.")) }
            }
            @for (row, law, shown) in &listed {
                article.card {
                    h3.card-title { (row.number) " " (stage(visit, law, &row.stage)) }
                    @if shown.is_empty() {
                        p.quiet {
                            (visit.say(
                                "答复后连同采纳情况一起公布。",
                                "Published together with the answer.",
                            ))
                        }
                    }
                    @for publication in shown { (shown_fields(visit, law, publication)) }
                }
            }
        }
    })
}

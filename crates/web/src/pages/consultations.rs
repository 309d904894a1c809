//! `/consultations`: drafts and notices on which anybody may say something now, what was said, and
//! what became of each comment. Only what is published of a matter is shown.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Clock;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, Procedure};
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
use crate::upon::{Opening, acts_upon, consultation, public_links};
use crate::visit::{Problem, Shown, Visit};
use crate::{pages, running, wording};

/// Matters of one procedure looked through, the newest.
const EACH_MAX: usize = 40;
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
    matter: Matter,
}

/// The procedures whose matters take something from the public.
fn commented(visit: &Visit) -> BTreeSet<&str> {
    let laws = visit.rules().packs.procedures.each_newest();
    let acts = laws.flat_map(Procedure::opening_acts);
    let public = acts.filter(|rule| pages::apply::is_public(rule));
    public
        .filter_map(|rule| rule.upon.as_ref().map(|upon| upon.procedure.as_str()))
        .collect()
}

/// What anybody may do upon a matter as it stands, if anything.
fn taken<'v>(visit: &'v Visit, row: &MatterRow) -> Option<Opening<'v>> {
    let mut open = acts_upon(visit, &row.procedure, &row.stage).into_iter();
    open.find(|(_, rule)| pages::apply::is_public(rule))
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

/// Matters upon which the public may do the same thing now.
struct Group<'v> {
    rule: &'v ActRule,
    /// A time to say something runs for one of them.
    timed: bool,
    list: Vec<Consultation<'v>>,
}

/// The matters with something published: those that take something now, by what they take, those
/// with a time to say it first; and those that no longer do.
fn collected<'v>(
    visit: &'v Visit,
    reader: &Reader,
) -> Result<(Vec<Group<'v>>, Vec<Consultation<'v>>), Problem> {
    let (mut open, mut past) = (Vec::<Group<'v>>::new(), Vec::new());
    for procedure in commented(visit) {
        let filter = MatterFilter {
            procedure: Some(procedure.to_owned()),
            ..MatterFilter::default()
        };
        for row in reader.matters(&filter, None, EACH_MAX)?.items {
            let shown = published_on(reader, &row, visit.today())?;
            if shown.is_empty() {
                continue;
            }
            let law = law_of(visit, &row.version)?;
            let matter = reader.matter(row.id)?.ok_or(Problem::NotFound)?;
            let taken = taken(visit, &row);
            let timed = matter
                .clocks
                .values()
                .any(|clock| clock.right && clock.is_running());
            let one = Consultation {
                row,
                law,
                shown,
                matter,
            };
            let Some((_, rule)) = taken else {
                past.push(one);
                continue;
            };
            let known = open.iter_mut().find(|group| group.rule.id == rule.id);
            if let Some(group) = known {
                group.timed |= timed;
                group.list.push(one);
            } else {
                let list = vec![one];
                open.push(Group { rule, timed, list });
            }
        }
    }
    open.sort_by_key(|group| (!group.timed, group.rule.id.as_str()));
    past.retain(|one| counted(&one.matter) > 0);
    past.truncate(PAST_MAX);
    Ok((open, past))
}

fn list(visit: &Visit) -> Shown {
    let reader = snapshot(visit)?;
    let (open, past) = collected(visit, &reader)?;
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
        @for group in &open {
            h2 { (group.rule.title.get(visit.lang())) }
            @for one in &group.list { (card(visit, one, true)) }
        }
        @if !past.is_empty() {
            details {
                summary {
                    (visit.say("已经结束的（", "Over (")) (past.len()) (visit.say("）", ")"))
                }
                @for one in &past { (card(visit, one, false)) }
            }
        }
    };
    let mut head = visit.head("征求意见", "Consultations");
    head.trail = vec![Link::new(Words::new("首页", "Front page"), "/")];
    Ok(visit.public(&head, &main))
}

/// One line of the list; the term of its stage only while it takes something.
fn card(visit: &Visit, one: &Consultation<'_>, open: bool) -> Markup {
    let lang = visit.lang();
    let due = one
        .matter
        .clocks
        .values()
        .filter(|clock| clock.is_running());
    let due = due.map(|clock| clock.due).min_by_key(|due| due.date());
    html! {
        article.card {
            h3.card-title { a href=(consultation(&one.row.number)) { (one.row.title) } }
            p {
                (visit.unit_name(&one.row.unit)) " · " (one.law.title.get(lang)) " "
                (stage(visit, one.law, &one.row.stage))
            }
            p.quiet {
                @if let Some(due) = due.filter(|_| open) {
                    (visit.say("本阶段期限：", "Term of this stage: "))
                    (wording::expiry(lang, due)) " · "
                }
                (visit.say("已收到意见 ", "comments: ")) (wording::number(counted(&one.matter)))
                (visit.say(" 条", ""))
            }
        }
    }
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
    let known = commented(visit).contains(row.procedure.as_str());
    if shown.is_empty() || !known {
        return Err(Problem::NotFound);
    }
    let law = law_of(visit, &row.version)?;
    let matter = reader.matter(row.id)?.ok_or(Problem::NotFound)?;
    let over = taken(visit, &row).is_none();
    let one = Consultation {
        row,
        law,
        shown,
        matter,
    };
    let main = html! {
        (heading_with_number(
            &one.row.number,
            &one.row.title,
            &stage(visit, law, &one.row.stage),
        ))
        p { (visit.unit_name(&one.row.unit)) " · " (law.title.get(visit.lang())) }
        (public_links(visit, &one.matter))
        @if over {
            p {
                (visit.say(
                    "征求意见已经结束，下面是收到的意见和答复。",
                    "The time for comments is over; below is what was said and answered.",
                ))
            }
        }
        (running::clocks(visit, law, &one.matter, Clock::is_running))
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

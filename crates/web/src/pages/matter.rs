//! /matters/{number}: one matter in full. What can be done now comes first, then the clocks that
//! run, what is known, what it is linked to, what was issued, and everything that was done.

mod clocks;
mod erased;
mod history;
mod lawful;

pub(crate) use erased::erased;
pub(crate) use history::{Names, cited, receipt_address, role_words};
pub(crate) use lawful::who_may;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::{Act, ActId};
use fadu_kernel::clock::Light;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{Procedure, StageKind};
use fadu_kernel::words::{Lang, Words};
use fadu_office::see_matter::Sight;
use fadu_store::{MatterRow, Reader};
use maud::{Markup, html};

use super::{plan, tracking_code, versions};
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::heading::heading_with_number;
use crate::parts::{day, light, notice, summary, tag};
use crate::pass::Slips;
use crate::sight::{Lists, Seen, at_work, log_sensitive, see_number, snapshot};
use crate::values;
use crate::visit::{Problem, Shown, Visit};
use crate::{articles, upon, wording};

/// Linked matters listed one by one; of more, their numbers are told first.
const LINKED_SHOWN_MAX: usize = 40;

/// The routes of a matter.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/matters/{number}", get(matter))
        .route("/matters/{number}/clocks/{clock}", get(clock))
}

/// The page of a matter.
pub fn address(number: &str) -> String {
    format!("/matters/{}", segment(number))
}

/// The page on which an act is done.
pub fn act_address(number: &str, act: &str) -> String {
    format!("{}/acts/{}", address(number), segment(act))
}

async fn matter(visit: Visit, slips: Slips, Path(number): Path<String>) -> Response {
    let answer = move |visit: &Visit| page(visit, &slips, &number);
    visit.answer(answer).await
}

async fn clock(visit: Visit, Path((number, clock)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| clocks::page(visit, &number, &clock))
        .await
}

/// A matter with what its page shows.
pub(super) struct Whole<'v> {
    pub(super) seen: Seen<'v>,
    pub(super) row: MatterRow,
    pub(super) acts: Vec<Act>,
}

impl Whole<'_> {
    fn matter(&self) -> &Matter {
        &self.seen.matter
    }

    const fn law(&self) -> &Procedure {
        self.seen.law
    }
}

/// The matter with its acts, seen by the person at the desk; the look is logged where it must be.
pub(super) fn whole<'v>(
    visit: &'v Visit,
    reader: &Reader,
    number: &str,
) -> Result<Whole<'v>, Problem> {
    let seen = see_number(visit, reader, number)?;
    log_sensitive(visit, at_work(visit)?, &seen)?;
    let row = reader
        .matter_row(seen.matter.id)?
        .ok_or(Problem::NotFound)?;
    let records = reader.acts_of(seen.matter.id)?;
    let acts: Result<Vec<Act>, _> = records
        .iter()
        .map(|record| record.act().map(|act| seen.masked(act)))
        .collect();
    Ok(Whole {
        row,
        acts: acts?,
        seen,
    })
}

fn page(visit: &Visit, slips: &Slips, number: &str) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let whole = whole(visit, &reader, number)?;
    let lists = Lists::new(visit, &reader, person);
    let (law, matter) = (whole.law(), whole.matter());
    let mut head = visit.head_words(Words::new(
        format!("{} {}", matter.number, whole.row.title),
        format!("{} {}", matter.number, whole.row.title),
    ));
    head.trail = vec![Link::new(Words::new("事项", "Matters"), "/matters")];
    let lawful = lawful::acts(visit, person, law, matter);
    let main = html! {
        (done_notice(visit, &whole))
        (tracking_code::notice_of(visit, slips, law, matter))
        (heading(visit, &whole))
        (crate::parts::lawful_acts::lawful_acts(visit.lang(), &lawful.open, &lawful.closed))
        @if plan::is_plan(law) {
            p { a href=(plan::board_address(&matter.number)) {
                (visit.say("看各单位进度", "See how far each unit is"))
            } }
        }
        (upon::desk_links(visit, matter))
        (clocks::section(visit, law, matter))
        (fields(visit, &whole))
        (erased(visit, &reader, law, matter.id)?)
        (tracking_code::link(visit, &whole.seen))
        (linked(visit, &lists, matter)?)
        (history::documents(visit, &whole))
        (history::timeline(visit, &reader, &whole)?)
        (history::refusals(visit, &reader, &whole)?)
    };
    let running = matter.clocks.iter().filter(|(_, clock)| clock.is_alive());
    let running = running
        .filter_map(|(id, _)| law.clock(id))
        .flat_map(|rule| &rule.basis);
    let cited = lawful.open.iter().flat_map(|act| &act.basis).chain(running);
    let margin = articles::margin(visit, cited, visit.today());
    visit.desk(&head, &main, Some(&margin))
}

/// What was just done, when the form leads here.
fn done_notice(visit: &Visit, whole: &Whole<'_>) -> Markup {
    let done = Asked::of(visit).number("done").map(ActId);
    let act = whole.acts.iter().find(|act| Some(act.id) == done);
    let title = act
        .and_then(|act| whole.law().act(&act.act))
        .map(|rule| &rule.title);
    html! {
        @if let (Some(act), Some(title)) = (act, title) {
            (notice::done(
                &match visit.lang() {
                    Lang::Zh => format!("已办理：{}", title.zh),
                    Lang::En => format!("Done: {}", title.en),
                },
                &html! {
                    p {
                        (visit.say("凭证：", "Receipt: "))
                        a href=(receipt_address(act.id)) {
                            (visit.say("账本第 ", "ledger entry "))
                            (wording::number(act.id.0))
                            (visit.say(" 条", ""))
                        }
                    }
                },
            ))
        }
    }
}

/// The tag of a stage.
pub(super) fn stage_tag(visit: &Visit, law: &Procedure, stage: &str) -> Markup {
    let Some(stage) = law.stage(stage) else {
        return tag::tag(stage);
    };
    match stage.kind {
        StageKind::Closed => tag::closed_tag(stage.title.get(visit.lang())),
        StageKind::Open | StageKind::Standing => tag::tag(stage.title.get(visit.lang())),
    }
}

fn heading(visit: &Visit, whole: &Whole<'_>) -> Markup {
    let (law, matter) = (whole.law(), whole.matter());
    let lit = whole.row.light(visit.now);
    let beside = html! {
        (stage_tag(visit, law, &matter.stage))
        @if lit != Light::Grey { (light::light(visit.lang(), lit)) }
        span.quiet { (law.title.get(visit.lang())) }
    };
    html! {
        (heading_with_number(&matter.number, &whole.row.title, &beside))
        p.quiet {
            (visit.unit_name(&matter.unit))
            " · " (visit.say("立于 ", "opened on ")) (day::day(visit.lang(), matter.opened_on))
            " · " (under(visit, law))
        }
    }
}

/// Under which law, and which version of the procedure.
fn under(visit: &Visit, law: &Procedure) -> String {
    let known = visit.rules().statutes.law(&law.law);
    // A rule of the place is no law of the index and is written with its marks.
    let local = law.law.strip_prefix("local:");
    match visit.lang() {
        Lang::Zh => {
            let title = local.map_or_else(|| format!("《{}》", law.law), str::to_owned);
            format!("适用{title}，程序自 {} 起施行的版本", law.in_force)
        }
        Lang::En => format!(
            "under the {}, procedure as in force from {}",
            known.map_or(local.unwrap_or(&law.law), |known| known.title_en.as_str()),
            law.in_force
        ),
    }
}

/// What is known of the matter.
fn fields(visit: &Visit, whole: &Whole<'_>) -> Markup {
    let (law, matter, lang) = (whole.law(), whole.matter(), visit.lang());
    let shown = |personal: bool| whole.seen.sight == Sight::Whole || !personal;
    let hidden = || {
        html! {
            span.quiet { (visit.say(
                "个人信息，您的岗位不参与本程序，不显示",
                "personal; not for your post",
            )) }
        }
    };
    let rows = law.fields.iter().filter_map(|field| {
        if whole.seen.hidden.contains(&field.id) {
            return Some((field.title.get(lang), hidden_from_unit(visit)));
        }
        let value = matter.fields.get(&field.id)?;
        let printed = values::shown(visit, field, Some(value));
        let cell = if shown(field.personal || field.sensitive) {
            html! { span.lines { (printed) } }
        } else {
            hidden()
        };
        Some((field.title.get(lang), cell))
    });
    let rows: Vec<(&str, Markup)> = rows.collect();
    html! {
        section aria-labelledby="facts" {
            h2 id="facts" { (visit.say("事项内容", "What is known")) }
            @if rows.is_empty() {
                p.quiet { (visit.say("还没有登记内容。", "Nothing is recorded yet.")) }
            } @else {
                (summary::summary(&rows))
            }
            (versions::links(visit, law, &matter.number, &[], versions::Face::Desk))
        }
    }
}

/// What stands where a field is hidden from the person's own unit.
fn hidden_from_unit(visit: &Visit) -> Markup {
    html! {
        span.quiet { (visit.say(
            "对您所在的单位隐去",
            "hidden from the unit you belong to",
        )) }
    }
}

/// How many linked matters stand where, for those that are too many to list.
fn linked_counts(visit: &Visit, matter: &Matter) -> Markup {
    let procedures = &visit.rules().packs.procedures;
    html! {
        ul {
            @for (procedure, stages) in &matter.linked {
                @let law = procedures.newest(procedure);
                @for (stage, count) in stages {
                    li {
                        (law.map_or(procedure.as_str(), |law| law.title.get(visit.lang()))) " "
                        @if let Some(law) = law { (stage_tag(visit, law, stage)) }
                        " " (wording::number(i64::from(*count)))
                    }
                }
            }
        }
    }
}

/// The matter that opened this one, and those it opened.
fn linked(visit: &Visit, lists: &Lists<'_>, matter: &Matter) -> Result<Markup, Problem> {
    let origin = match &matter.origin {
        Some(origin) => lists.reader.matter_row(origin.matter)?,
        None => None,
    };
    let opened = lists.reader.opened_by(matter.id)?;
    if origin.is_none() && opened.is_empty() {
        return Ok(html! {});
    }
    let line = |row: &MatterRow| -> Result<Markup, Problem> {
        let seen = lists.sight(row)? > Sight::Nothing;
        let procedure = visit.rules().packs.procedures.pinned(&row.version);
        Ok(html! {
            @if seen { a href=(address(&row.number)) { (row.number) } } @else { (row.number) }
            " "
            @if let Some(law) = procedure {
                (law.title.get(visit.lang())) " " (stage_tag(visit, law, &row.stage))
            }
            @if seen { p.quiet { (row.title) } }
        })
    };
    let from = origin.as_ref().map(line).transpose()?;
    let upon = matter
        .origin
        .as_ref()
        .is_some_and(|origin| origin.act.is_empty());
    let to = opened.iter().take(LINKED_SHOWN_MAX).map(line);
    let to: Vec<Markup> = to.collect::<Result<_, Problem>>()?;
    Ok(html! {
        section aria-labelledby="linked" {
            h2 id="linked" { (visit.say("关联事项", "Linked matters")) }
            @if let Some(from) = from {
                h3 {
                    @if upon { (visit.say("针对哪一事项提出", "Raised on")) } @else {
                        (visit.say("由哪一事项移交而来", "Handed over from"))
                    }
                }
                p { (from) }
            }
            @if !to.is_empty() {
                h3 { (visit.say("由本事项产生", "Opened from this one or upon it")) }
                @if opened.len() > to.len() { (linked_counts(visit, matter)) }
                ul { @for line in &to { li { (line) } } }
            }
        }
    })
}

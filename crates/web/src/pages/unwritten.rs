//! `/unwritten`: what the law says and the packs do not say yet, of all procedures: where the law
//! says it, what, and why it is not written. People must judge there.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::citation::Citation;
use fadu_kernel::procedure::{Procedure, Unwritten};
use fadu_kernel::words::Words;
use fadu_pack::packs::Pack;
use fadu_pack::statutes::Law;
use maud::{Markup, html};

use super::procedures::{address, by_system};
use super::statutes;
use crate::address::query_value;
use crate::app::App;
use crate::asked::Asked;
use crate::law_words;
use crate::page::Link;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::visit::{Problem, Shown, Visit};

/// The routes of this page.
pub fn routes() -> Router<App> {
    Router::new().route("/unwritten", get(show))
}

/// The page, or its part about one law.
pub fn address_of(law: Option<&Law>) -> String {
    match law {
        Some(law) => format!("/unwritten?law={}", query_value(&law.key)),
        None => "/unwritten".to_owned(),
    }
}

/// How many provisions are unwritten, of one law or of all.
pub fn count(visit: &Visit, law: Option<&Law>) -> usize {
    let laws = visit.rules().packs.procedures.iter();
    let all = laws.flat_map(|procedure| &procedure.unwritten);
    all.filter(|one| concerns(law, one)).count()
}

/// What one procedure does not say yet.
pub fn list(visit: &Visit, found: &[&Unwritten]) -> Markup {
    let lang = visit.lang();
    html! {
        ul {
            @for one in found {
                li {
                    p { (one.says.get(lang)) " " (law_words::cite(visit, &one.basis)) }
                    p.quiet { (visit.say("原因：", "Why: ")) (one.reason.get(lang)) }
                }
            }
        }
    }
}

fn concerns(law: Option<&Law>, one: &Unwritten) -> bool {
    let Some(law) = law else { return true };
    match &one.basis {
        Citation::Law { law: cited, .. } => *cited == law.key,
        Citation::Local { .. } => false,
    }
}

async fn show(visit: Visit) -> Response {
    visit.answer(|visit| -> Shown { page(visit) }).await
}

fn page(visit: &Visit) -> Shown {
    let lang = visit.lang();
    let law = match Asked::of(visit).some("law") {
        Some(key) => Some(visit.rules().statutes.law(&key).ok_or(Problem::NotFound)?),
        None => None,
    };
    let packs = &visit.rules().packs;
    let main = html! {
        (heading_with_lead(
            visit.say("还没有写进系统的规定", "What the system does not say yet"),
            visit.say(
                "法律有这些规定，系统还不能判断或者不由本系统办理，须由承办人自己把握。\
                 每一条都写明理由。",
                "The law says this; the system cannot judge it yet, or others carry it out, and \
                 people must see to it. Each says why.",
            ),
        ))
        p {
            @if let Some(law) = law {
                (statutes::title(law).get(lang)) (visit.say("：", ": "))
            }
            strong.figures { (count(visit, law)) } (visit.say(" 条", " provisions"))
            @if law.is_some() {
                " · " a href=(address_of(None)) { (visit.say("看全部", "Show all")) }
            }
        }
        @if count(visit, law) == 0 {
            (empty(
                visit.say("都已写进系统", "Everything is written"),
                &html! {
                    p { a href="/procedures" { (visit.say("看程序", "See the procedures")) } }
                },
            ))
        }
        @for pack in by_system(packs.packs.values()) { (of_pack(visit, pack, law)) }
    };
    let mut head = visit.head("还没有写进系统的规定", "What the system does not say yet");
    head.trail = vec![match law {
        Some(law) => Link::new(statutes::title(law), statutes::address(law)),
        None => Link::new(Words::new("程序", "Procedures"), "/procedures"),
    }];
    Ok(visit.public(&head, &main))
}

/// The provisions of one pack, procedure by procedure.
fn of_pack(visit: &Visit, pack: &Pack, law: Option<&Law>) -> Markup {
    let lang = visit.lang();
    let laws = visit.rules().packs.procedures.iter();
    let own: Vec<(&Procedure, Vec<&Unwritten>)> = laws
        .filter(|procedure| procedure.pack == pack.id)
        .map(|procedure| {
            let found = procedure.unwritten.iter();
            (procedure, found.filter(|one| concerns(law, one)).collect())
        })
        .filter(|(_, found): &(_, Vec<_>)| !found.is_empty())
        .collect();
    let all: usize = own.iter().map(|(_, found)| found.len()).sum();
    html! {
        @if all > 0 {
            details.kind id=(pack.id) open[law.is_some()] {
                summary {
                    h2 { (pack.title.get(lang)) }
                    " "
                    span.quiet { (all) (visit.say(" 条", " provisions")) }
                }
                @for (procedure, found) in &own {
                    h3 {
                        a href=(address(procedure)) { (procedure.title.get(lang)) }
                        " "
                        span.quiet {
                            @if visit.rules().packs.procedures.versions(&procedure.id).len() > 1 {
                                (visit.say("自 ", "from ")) (procedure.in_force)
                                (visit.say(" 起的版本", " on"))
                            }
                        }
                    }
                    (list(visit, found))
                }
            }
        }
    }
}

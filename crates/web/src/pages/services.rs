//! `/services`: “您遇到了什么事” leads to a procedure; `/services/{procedure}` tells in plain words
//! who may apply, what is needed, what it costs, how long it takes and on which law, then begins.

mod decided;
/// What happened to people, in the kinds in which they think of it.
pub mod kinds;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::actor::Entitled;
use fadu_kernel::field::Field;
use fadu_kernel::procedure::{About, ActRule, ClockRule, Entry, Procedure, Term};
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::{apply, statutes};
use crate::address::segment;
use crate::app::App;
use crate::articles;
use crate::asked::Asked;
use crate::law_words;
use crate::page::Link;
use crate::parts::button::main_link;
use crate::parts::empty::empty;
use crate::parts::heading::heading_with_lead;
use crate::parts::summary::summary;
use crate::visit::{Problem, Shown, Visit};

/// Up to so many needs are one list; more are grouped by what happened.
const UNGROUPED_MAX: usize = 8;
/// Most results of each kind shown for a search.
const FOUND_MAX: usize = 12;
/// Time limits shown at once; the others are folded.
const CLOCKS_OPEN_MAX: usize = 4;

/// The routes of the guided entry.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/services", get(entry))
        .route("/services/{procedure}", get(show))
}

async fn entry(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown { Ok(entry_page(visit)) })
        .await
}

/// A need with the procedure it leads to.
pub struct Need<'v> {
    /// The need in the citizen's words.
    pub entry: &'v Entry,
    /// The procedure in force today.
    pub law: &'v Procedure,
}

/// The needs that this city's packs answer today.
pub fn needs(visit: &Visit) -> Vec<Need<'_>> {
    let today = visit.today();
    let laws = visit
        .rules()
        .packs
        .procedures
        .iter()
        .filter(|law| law.in_force_on(today));
    let needs = laws.filter_map(|law| {
        let entry = law.entry.as_ref()?;
        law.act(&entry.act).filter(|rule| apply::is_public(rule))?;
        Some(Need { entry, law })
    });
    let mut needs: Vec<Need<'_>> = needs.collect();
    // First the most used of each kind, then the next of each: the first few are the likeliest.
    needs.sort_by_key(|need| {
        let entry = need.entry;
        (entry.rank, entry.about, need.law.id.as_str())
    });
    needs
}

/// The list of needs.
pub fn list<'v>(visit: &Visit, needs: impl IntoIterator<Item = &'v Need<'v>>) -> Markup {
    html! {
        ul.acts-open {
            @for need in needs {
                li {
                    a.acts-link href={ "/services/" (segment(&need.law.id)) } {
                        (need.entry.need.get(visit.lang()))
                    }
                    p.quiet { (need.law.title.get(visit.lang())) }
                }
            }
        }
    }
}

fn entry_page(visit: &Visit) -> Markup {
    let wanted = Asked::of(visit).text("q");
    let needs = needs(visit);
    let main = if wanted.is_empty() {
        html! {
            (heading_with_lead(
                visit.say("您遇到了什么事", "What happened to you?"),
                visit.say(
                    "选一件最像的。办理前会告诉您要准备什么、多久有结果，不用登录，不收费。",
                    "Choose the one most like it. Before you begin we tell you what is needed and \
                     how long it takes. No account, no charge.",
                ),
            ))
            @if needs.len() <= UNGROUPED_MAX {
                (list(visit, &needs))
            } @else {
                (grouped(visit, &needs))
            }
            (elsewhere(visit))
        }
    } else {
        found(visit, &wanted, &needs)
    };
    let mut head = visit.head("办事", "Apply");
    head.trail = vec![Link::new(Words::new("首页", "Front page"), "/")];
    visit.public(&head, &main)
}

/// The kinds of things that happen, each opening to its needs: a screen, not a long list.
fn grouped(visit: &Visit, needs: &[Need<'_>]) -> Markup {
    html! {
        @for about in About::ALL {
            @let own: Vec<&Need<'_>> =
                needs.iter().filter(|need| need.entry.about == about).collect();
            @if !own.is_empty() {
                details.kind id=(about.key()) {
                    summary {
                        h2 { (kinds::title(about).get(visit.lang())) }
                        " "
                        span.quiet { (own.len()) (visit.say(" 项", "")) }
                    }
                    (list(visit, own))
                }
            }
        }
    }
}

fn elsewhere(visit: &Visit) -> Markup {
    html! {
        h2 { (visit.say("都不像？", "None of these?")) }
        p {
            (visit.say("打电话问，有人接听：", "Call; somebody answers: "))
            a href={ "tel:" (visit.app.site.telephone) } { (visit.app.site.telephone) }
        }
        p { a href="/track" { (visit.say("已经提交过，查进度", "Already submitted: track it")) } }
        p {
            a href="/procedures" {
                (visit.say("各项程序在法律上怎么规定", "What the law says of each procedure"))
            }
        }
    }
}

/// What a search finds: needs, procedures, laws.
fn found(visit: &Visit, wanted: &str, needs: &[Need<'_>]) -> Markup {
    let lang = visit.lang();
    let lower = wanted.to_lowercase();
    let has = |words: &Words| words.zh.contains(wanted) || words.en.to_lowercase().contains(&lower);
    let needs: Vec<&Need<'_>> = needs
        .iter()
        .filter(|need| has(&need.entry.need) || has(&need.law.title) || mentions(need.law, &has))
        .take(FOUND_MAX)
        .collect();
    let procedures: Vec<&Procedure> = visit
        .rules()
        .packs
        .procedures
        .each_newest()
        .filter(|law| has(&law.title))
        .take(FOUND_MAX)
        .collect();
    let laws: Vec<_> = visit
        .rules()
        .statutes
        .laws()
        .filter(|law| law.title.contains(wanted) || has(&law.words()))
        .take(FOUND_MAX)
        .collect();
    let none = needs.is_empty() && procedures.is_empty() && laws.is_empty();
    let title = match lang {
        Lang::Zh => format!("查找“{wanted}”"),
        Lang::En => format!("Search for “{wanted}”"),
    };
    html! {
        (crate::parts::heading::heading(&title))
        @if !needs.is_empty() {
            h2 { (visit.say("可以办的事", "What you can apply for")) }
            (list(visit, needs))
        }
        (links(visit.say("程序", "Procedures"), procedures.iter().map(|law| {
            (format!("/procedures/{}", segment(&law.id)), law.title.get(lang))
        })))
        (links(visit.say("法律法规", "Statutes"), laws.iter().map(|law| {
            (statutes::address(law), visit.say(&law.title, &law.title_en))
        })))
        @if none {
            (empty(
                visit.say("没有找到", "Nothing was found"),
                &html! {
                    p {
                        (visit.say(
                            "换个词试试，例如“纠纷”“处罚”；或者从事项列表里选。",
                            "Try another word, or choose from the list.",
                        ))
                    }
                    p { a href="/services" { (visit.say("看全部事项", "All services")) } }
                },
            ))
        }
    }
}

/// Links under a heading; nothing where there are none.
fn links<'a>(title: &str, links: impl Iterator<Item = (String, &'a str)>) -> Markup {
    let links: Vec<(String, &str)> = links.collect();
    html! {
        @if !links.is_empty() {
            h2 { (title) }
            ul { @for (address, words) in &links { li { a href=(address) { (words) } } } }
        }
    }
}

/// Whether a choice of the procedure's form names what is looked for: “邻里”, “处罚”.
fn mentions(law: &Procedure, has: &impl Fn(&Words) -> bool) -> bool {
    let asked: Vec<&Field> = law
        .entry
        .as_ref()
        .and_then(|entry| law.act(&entry.act))
        .into_iter()
        .flat_map(|rule| rule.asks.iter().chain(&rule.may_ask))
        .filter_map(|id| law.field(id))
        .collect();
    asked.iter().any(|field| match &field.kind {
        fadu_kernel::field::FieldKind::Choice(options)
        | fadu_kernel::field::FieldKind::Choices(options) => {
            options.iter().any(|option| has(&option.title))
        }
        _ => false,
    })
}

async fn show(visit: Visit, Path(procedure): Path<String>) -> Response {
    visit
        .answer(move |visit| service_page(visit, &procedure))
        .await
}

fn service_page(visit: &Visit, procedure: &str) -> Shown {
    let lang = visit.lang();
    let law = visit
        .rules()
        .packs
        .procedures
        .in_force(procedure, visit.today());
    let law = law.ok_or(Problem::NotFound)?;
    let entry = law.entry.as_ref().ok_or(Problem::NotFound)?;
    let rule = law.act(&entry.act).filter(|rule| apply::is_public(rule));
    let rule = rule.ok_or(Problem::NotFound)?;
    let others: Vec<&ActRule> = law
        .opening_acts()
        .filter(|other| apply::is_public(other) && other.id != rule.id)
        .collect();
    let main = html! {
        (heading_with_lead(law.title.get(lang), entry.need.get(lang)))
        @if let Some(note) = &rule.note { p { (note.get(lang)) } }
        (in_short(visit, law, rule))
        p { (main_link(&apply::address(law, rule), visit.say("开始申请", "Begin"))) }
        @if !others.is_empty() {
            h2 { (visit.say("也可以这样申请", "Other ways to apply")) }
            ul.acts-open {
                @for other in others {
                    li {
                        a.acts-link href=(apply::address(law, other)) { (other.title.get(lang)) }
                        @if let Some(note) = &other.note { p { (note.get(lang)) } }
                    }
                }
            }
        }
        (what_is_needed(visit, law, rule))
        (decided::how(visit, law, rule))
        (how_long(visit, law, rule))
        h2 { (visit.say("法律依据", "The law")) }
        ul {
            @for one in &rule.basis { li { (articles::article(visit, one, visit.today())) } }
        }
        p {
            a href={ "/procedures/" (segment(&law.id)) } {
                (visit.say("这个程序的全部规定", "All the rules of this procedure"))
            }
        }
    };
    let mut head = visit.head_words(law.title.clone());
    head.trail = vec![Link::new(
        Words::new("您遇到了什么事", "What happened?"),
        "/services",
    )];
    Ok(visit.public(&head, &main))
}

fn in_short(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let minutes = 2 + rule.asks.len() / 3;
    let mut rows = vec![
        (
            visit.say("谁可以申请", "Who may apply"),
            html! {
                (visit.say("任何人，不用注册、不用登录", "Anybody, without an account"))
            },
        ),
        (
            visit.say("费用", "Cost"),
            html! { (visit.say("不收费", "Free of charge")) },
        ),
        (
            visit.say("填写", "To fill in"),
            html! {
                (rule.asks.len())
                (visit.say(" 项必填，大约 ", " questions, about "))
                (minutes)
                (visit.say(" 分钟", " minutes"))
            },
        ),
        (
            visit.say("办完得到", "You get"),
            html! {
                (visit.say("编号、查询码和凭证", "A number, a code and a receipt"))
            },
        ),
        (
            visit.say("依据", "Law"),
            law_words::cited(visit, &rule.basis),
        ),
        (
            visit.say("程序版本", "Version"),
            html! {
                (visit.say("自 ", "In force from "))
                (crate::wording::day(visit.lang(), law.in_force))
                (visit.say(" 起适用", ""))
            },
        ),
    ];
    if decided::conditional(law, rule) {
        let conditions = html! {
            a href="#decided" { (visit.say("先看要符合什么条件", "What must be fulfilled")) }
        };
        rows.push((visit.say("怎样决定", "How it is decided"), conditions));
    }
    summary(&rows)
}

fn what_is_needed(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lang = visit.lang();
    let fields =
        |ids: &[String]| -> Vec<&Field> { ids.iter().filter_map(|id| law.field(id)).collect() };
    let line = |field: &Field| {
        html! {
            li {
                (field.title.get(lang))
                @if let Some(why) = &field.why { span.quiet { " — " (why.get(lang)) } }
            }
        }
    };
    html! {
        h2 { (visit.say("要准备什么", "What you need")) }
        ul { @for field in fields(&rule.asks) { (line(field)) } }
        @if !rule.may_ask.is_empty() {
            details {
                summary { (visit.say("有的话也可以填", "Also, if you have it")) }
                ul { @for field in fields(&rule.may_ask) { (line(field)) } }
            }
        }
    }
}

/// The time limits: those to apply within, and those that bind whoever handles the matter, first
/// the ones that the application sets off.
fn how_long(visit: &Visit, law: &Procedure, rule: &ActRule) -> Markup {
    let lawful = || law.clocks.iter().filter(|clock| !clock.local);
    let within: Vec<&ClockRule> = lawful()
        .filter(|clock| clock.satisfied_by.contains(&rule.id))
        .collect();
    let mut binding: Vec<&ClockRule> = lawful()
        .filter(|clock| binds_officials(law, clock))
        .collect();
    binding.sort_by_key(|clock| !clock.starts.contains(&rule.id));
    let targets: Vec<&ClockRule> = law
        .clocks
        .iter()
        .filter(|clock| clock.local && binds_officials(law, clock))
        .collect();
    let (first, rest) = binding.split_at(binding.len().min(CLOCKS_OPEN_MAX));
    html! {
        @if !within.is_empty() {
            h2 { (visit.say("要在多久之内申请", "How soon you must apply")) }
            dl.summary-list { @for clock in within { (limit(visit, law, rule, clock)) } }
        }
        @if !first.is_empty() {
            h2 { (visit.say("多久有结果", "How long it takes")) }
            dl.summary-list { @for clock in first { (limit(visit, law, rule, clock)) } }
            @if !rest.is_empty() {
                details {
                    summary {
                        (visit.say("其他期限（", "Other time limits ("))
                        (rest.len())
                        (visit.say("）", ")"))
                    }
                    dl.summary-list { @for clock in rest { (limit(visit, law, rule, clock)) } }
                }
            }
        }
        @if !targets.is_empty() {
            h2 { (visit.say("本地的工作目标", "Targets of this place")) }
            p.quiet { (visit.say(
                "这是办理单位给自己定的目标天数，法律没有规定。",
                "Days that the office sets itself; the law does not.",
            )) }
            dl.summary-list { @for clock in targets { (limit(visit, law, rule, clock)) } }
        }
    }
}

/// Whether a time limit is kept by people with a post alone.
fn binds_officials(law: &Procedure, clock: &ClockRule) -> bool {
    let mut acts = clock
        .satisfied_by
        .iter()
        .filter_map(|id| law.act(id))
        .peekable();
    acts.peek().is_some()
        && acts.all(|act| act.by.iter().all(|by| matches!(by, Entitled::Role { .. })))
}

fn limit(visit: &Visit, law: &Procedure, rule: &ActRule, clock: &ClockRule) -> Markup {
    let lang = visit.lang();
    html! {
        div {
            dt { (clock.title.get(lang)) }
            dd {
                @match &clock.term {
                    Term::Length { length, unit, .. } => {
                        strong { (unit.in_words(*length).get(lang)) }
                        (visit.say("，", ", "))
                        (counted_from(visit, law, rule, clock).unwrap_or_else(|| {
                            visit.say("起算日依情形而定", "counted from a day that depends on the \
                                case").to_owned()
                        }))
                    }
                    Term::Due(_) => strong { (law_words::term(visit, law, &clock.term, lang)) },
                }
                " "
                (law_words::cited(visit, &clock.basis))
            }
        }
    }
}

/// From when a time limit counts, where that can be said shortly.
fn counted_from(
    visit: &Visit,
    law: &Procedure,
    rule: &ActRule,
    clock: &ClockRule,
) -> Option<String> {
    let lang = visit.lang();
    if clock.from.is_none() && clock.starts.contains(&rule.id) {
        let own = visit.say("从您提交申请的那天起算", "counted from the day you submit");
        return Some(own.to_owned());
    }
    let from = match &clock.from {
        Some(from) if from.uses().len() > 1 => return None,
        Some(from) => law_words::sentence(visit, law, from, lang),
        None => law_words::act_titles(law, &clock.starts)
            .get(lang)
            .to_owned(),
    };
    (!from.is_empty()).then(|| match lang {
        Lang::Zh => format!("从“{from}”起算"),
        Lang::En => format!("counted from “{from}”"),
    })
}

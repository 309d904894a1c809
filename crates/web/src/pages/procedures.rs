//! `/procedures`: the law as the packs say it. A procedure with its stages, who may do what, its
//! time limits, papers and publications, and what it cannot say yet.

mod act;
mod clocks;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::procedure::{
    ActRule, Document, From, Holds, Parameter, Procedure, Publication, Stage, StageKind, To,
};
use fadu_kernel::words::Words;
use fadu_pack::packs::Pack;
use maud::{Markup, html};

use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::law_words;
use crate::page::Link;
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::summary::summary;
use crate::parts::tag::tag;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// An act that starts from at least so many stages, and from most of them, is told once.
const WIDE_STAGES_MIN: usize = 4;

/// The routes of procedures.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/procedures", get(list))
        .route("/procedures/{procedure}", get(show))
        .route("/procedures/{procedure}/clocks", get(clocks::show))
        .route("/procedures/{procedure}/acts/{act}", get(act::show))
}

/// The address of a procedure in its version of a day.
pub fn address(law: &Procedure) -> String {
    format!("/procedures/{}?version={}", segment(&law.id), law.in_force)
}

/// The address of an act's page.
pub fn act_address(law: &Procedure, rule: &ActRule) -> String {
    format!(
        "/procedures/{}/acts/{}?version={}",
        segment(&law.id),
        segment(&rule.id),
        law.in_force
    )
}

/// The version asked for by the address, else the one in force today, else the newest.
fn version<'v>(visit: &'v Visit, id: &str) -> Result<&'v Procedure, Problem> {
    let procedures = &visit.rules().packs.procedures;
    if let Some(on) = Asked::of(visit).day("version") {
        let exact = procedures
            .versions(id)
            .iter()
            .find(|law| law.in_force == on);
        return exact.ok_or(Problem::NotFound);
    }
    let law = procedures
        .in_force(id, visit.today())
        .or_else(|| procedures.newest(id));
    law.ok_or(Problem::NotFound)
}

fn trail(law: Option<&Procedure>) -> Vec<Link> {
    let mut trail = vec![Link::new(Words::new("程序", "Procedures"), "/procedures")];
    trail.extend(law.map(|law| Link::new(law.title.clone(), address(law))));
    trail
}

async fn list(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown { Ok(list_page(visit)) })
        .await
}

/// Packs in the order of the systems they serve.
pub fn by_system<'p>(packs: impl Iterator<Item = &'p Pack>) -> Vec<&'p Pack> {
    let mut list: Vec<&Pack> = packs.collect();
    list.sort_by_key(|pack| (pack.system.as_str(), pack.id.as_str()));
    list
}

fn line(visit: &Visit, law: &Procedure) -> Markup {
    html! {
        li {
            a href={ "/procedures/" (segment(&law.id)) } { (law.title.get(visit.lang())) }
            span.quiet {
                " " (law.acts.len()) (visit.say(" 项行为，", " acts, "))
                (law.clocks.len()) (visit.say(" 个期限", " time limits"))
            }
        }
    }
}

fn list_page(visit: &Visit) -> Markup {
    let lang = visit.lang();
    let packs = &visit.rules().packs;
    let main = html! {
        (heading_with_lead(
            visit.say("程序", "Procedures"),
            visit.say(
                "每一项工作由谁办、凭哪一条办、几天办完，都写在这里；系统就按这里写的办。",
                "Who acts, on which article and by when: the system works by what stands here.",
            ),
        ))
        p {
            a href=(super::unwritten::address_of(None)) {
                (super::unwritten::count(visit, None))
                (visit.say(" 条规定还没有写进系统，各有理由", " provisions are not in the system \
                    yet, each with its reason"))
            }
        }
        @for pack in by_system(packs.packs.values()) {
            @let own: Vec<&Procedure> =
                packs.procedures.each_newest().filter(|law| law.pack == pack.id).collect();
            @if !own.is_empty() {
                details.kind id=(pack.id) {
                    summary {
                        h2 { (pack.title.get(lang)) }
                        " "
                        span.quiet { (own.len()) (visit.say(" 项程序", " procedures")) }
                    }
                    ul { @for law in own { (line(visit, law)) } }
                }
            }
        }
    };
    let head = visit.head("程序", "Procedures");
    visit.public(&head, &main)
}

async fn show(visit: Visit, Path(procedure): Path<String>) -> Response {
    visit.answer(move |visit| page(visit, &procedure)).await
}

fn page(visit: &Visit, procedure: &str) -> Shown {
    let lang = visit.lang();
    let law = version(visit, procedure)?;
    let main = html! {
        (heading(law.title.get(lang)))
        (in_short(visit, law))
        (versions(visit, law))
        h2 { (visit.say("怎么走", "How it goes")) }
        p.quiet {
            (visit.say(
                "每个阶段能做什么、做了到哪个阶段。点开看由谁办、依据和条件。",
                "What may be done at each stage and where it leads. Open an act for who, on \
                 which article and under what conditions.",
            ))
        }
        (opening(visit, law))
        (at_most_stages(visit, law))
        @for stage in &law.stages { (stage_section(visit, law, stage)) }
        h2 { (visit.say("期限", "Time limits")) }
        p {
            a href={
                "/procedures/" (segment(&law.id)) "/clocks?version=" (law.in_force)
            } {
                (law.clocks.len())
                (visit.say(" 个期限：多长、从哪天算、怎么算、到期怎样", " time limits: how long, \
                    from when, counted how, and what follows"))
            }
        }
        (documents(visit, &law.documents))
        (publications(visit, law))
        (parameters(visit, law))
        (unwritten(visit, law))
    };
    let mut head = visit.head_words(law.title.clone());
    head.trail = trail(None);
    Ok(visit.public(&head, &main))
}

fn in_short(visit: &Visit, law: &Procedure) -> Markup {
    let lang = visit.lang();
    let holds = match law.holds {
        Holds::Matter => visit.say("有始有终的事项", "Matters that end"),
        Holds::Register => visit.say("长期在册的台账", "A register of what stands"),
        Holds::Activity => visit.say("一次做完的活动", "Activities done in one act"),
    };
    let law_name = visit.rules().statutes.law(&law.law);
    let kinds: Vec<Words> = law.unit_kinds.iter().map(|kind| unit_kind(*kind)).collect();
    let kinds = law_words::joined(&kinds.iter().collect::<Vec<_>>());
    let any = Words::new("任何单位", "Any unit");
    let kinds = if law.unit_kinds.is_empty() {
        &any
    } else {
        &kinds
    };
    summary(&[
        (
            visit.say("主要依据", "Principal law"),
            html! {
                @match law_name {
                    Some(found) => a href={ "/statutes/" (segment(&found.key)) } {
                        (Words::new(found.title.clone(), found.title_en.clone()).get(lang))
                    },
                    None => (law.law.strip_prefix("local:").unwrap_or(&law.law)),
                }
            },
        ),
        (visit.say("性质", "Kind"), html! { (holds) }),
        (
            visit.say("由谁承办", "Held by"),
            html! { (kinds.get(lang)) },
        ),
        (
            visit.say("编号样式", "Numbers look like"),
            html! { span.figures { (law.number
            .replace("{unit}", visit.say("单位", "unit"))
            .replace("{year}", &visit.today().year().to_string())
            .replace("{seq}", "1")) } },
        ),
        (
            visit.say("适用", "In force"),
            html! {
                (wording::day(lang, law.in_force))
                (visit.say("起", " on"))
                @if let Some(until) = law.until {
                    (visit.say("，至", ", until ")) (wording::day(lang, until))
                }
            },
        ),
    ])
}

fn unit_kind(kind: fadu_kernel::unit::UnitKind) -> Words {
    use fadu_kernel::unit::UnitKind;
    let (zh, en) = match kind {
        UnitKind::City => ("市", "city"),
        UnitKind::County => ("县（区）", "county or district"),
        UnitKind::Township => ("乡镇（街道）", "township or subdistrict"),
        UnitKind::Village => ("村（社区）", "village or community"),
        UnitKind::Department => ("部门", "department"),
        UnitKind::Outside => ("其他机关", "other bodies"),
    };
    Words::new(zh, en)
}

fn versions(visit: &Visit, law: &Procedure) -> Markup {
    let all = visit.rules().packs.procedures.versions(&law.id);
    html! {
        @if all.len() > 1 {
            h2 { (visit.say("历次版本", "Versions")) }
            p.quiet {
                (visit.say(
                    "事项一律按立案那天有效的版本办到底。",
                    "A matter is handled to its end under the version of the day it was opened.",
                ))
            }
            ul {
                @for one in all.iter().rev() {
                    li {
                        @if one.in_force == law.in_force {
                            strong { (span_of(visit, one)) } " "
                            (tag(visit.say("正在看", "shown")))
                        } @else {
                            a href=(address(one)) { (span_of(visit, one)) }
                        }
                    }
                }
            }
        }
    }
}

fn span_of(visit: &Visit, law: &Procedure) -> String {
    let lang = visit.lang();
    let from = wording::day(lang, law.in_force);
    match law.until {
        Some(until) => {
            format!(
                "{from}{}{}",
                visit.say("至", " to "),
                wording::day(lang, until)
            )
        }
        None => format!("{from}{}", visit.say("起", " on")),
    }
}

fn opening(visit: &Visit, law: &Procedure) -> Markup {
    let acts: Vec<&ActRule> = law.opening_acts().collect();
    html! {
        h3 { (visit.say("立案", "The beginning")) }
        (act_list(visit, law, &acts))
    }
}

/// Whether an act may be done at so many stages that it is told once and not at each.
fn is_wide(law: &Procedure, act: &ActRule) -> bool {
    let most = law.stages.len() / 2;
    match &act.from {
        From::Stages(stages) => stages.len() >= WIDE_STAGES_MIN && stages.len() > most,
        From::Opening => false,
    }
}

fn at_most_stages(visit: &Visit, law: &Procedure) -> Markup {
    let acts: Vec<&ActRule> = law.acts.iter().filter(|act| is_wide(law, act)).collect();
    html! {
        @if !acts.is_empty() {
            h3 { (visit.say("多数阶段都可以", "At most stages")) }
            (act_list(visit, law, &acts))
        }
    }
}

fn stage_section(visit: &Visit, law: &Procedure, stage: &Stage) -> Markup {
    let here = |act: &&ActRule| match &act.from {
        From::Stages(stages) => stages.contains(&stage.id),
        From::Opening => false,
    };
    let acts: Vec<&ActRule> = law.acts.iter().filter(here).collect();
    let ends = acts.is_empty();
    let acts: Vec<&ActRule> = acts.into_iter().filter(|act| !is_wide(law, act)).collect();
    let (stays, moves): (Vec<&ActRule>, Vec<&ActRule>) =
        acts.into_iter().partition(|act| act.to == To::Stay);
    let kind = match stage.kind {
        StageKind::Open => visit.say("办理中", "open"),
        StageKind::Standing => visit.say("在册", "standing"),
        StageKind::Closed => visit.say("终结", "closed"),
    };
    html! {
        h3 id={ "stage-" (stage.id) } { (stage.title.get(visit.lang())) " " (tag(kind)) }
        @if ends {
            p.quiet { (visit.say("到此结束。", "The end.")) }
        }
        (act_list(visit, law, &moves))
        @if !stays.is_empty() {
            details {
                summary {
                    (visit.say("不改变阶段的（", "Without leaving the stage ("))
                    (stays.len())
                    (visit.say("）", ")"))
                }
                (act_list(visit, law, &stays))
            }
        }
    }
}

/// Acts in one line each; an act that starts from many stages is repeated at each.
fn act_list(visit: &Visit, law: &Procedure, acts: &[&ActRule]) -> Markup {
    let lang = visit.lang();
    html! {
        @if !acts.is_empty() { ul {
            @for act in acts {
                li {
                    a href=(act_address(law, act)) { (act.title.get(lang)) }
                    span.quiet { " → " (law_words::to_words(law, act).get(lang)) }
                }
            }
        } }
    }
}

fn documents(visit: &Visit, documents: &[Document]) -> Markup {
    html! {
        @if !documents.is_empty() {
            h2 { (visit.say("文书", "Papers")) }
            ul { @for document in documents { li { (document.title.get(visit.lang())) } } }
        }
    }
}

fn publications(visit: &Visit, law: &Procedure) -> Markup {
    let lang = visit.lang();
    let line = |one: &Publication| {
        let titles: Vec<&Words> = one
            .shows
            .iter()
            .filter_map(|id| law.field(id))
            .map(|field| &field.title)
            .collect();
        let act = law
            .act(&one.by_act)
            .map(|act| act.title.get(lang))
            .unwrap_or_default();
        html! {
            li {
                strong { (one.title.get(lang)) }
                (visit.say("：由“", ": by “")) (act)
                (visit.say("”公开，内容为 ", "”, showing ")) (law_words::joined(&titles).get(lang))
                @match one.days {
                    Some(days) => {
                        (visit.say("，公开 ", ", for ")) (days) (visit.say(" 日", " days"))
                    }
                    None => {}
                }
                " " (law_words::cited(visit, &one.basis))
            }
        }
    };
    html! {
        @if !law.publications.is_empty() {
            h2 { (visit.say("公开", "Published")) }
            ul { @for one in &law.publications { (line(one)) } }
        }
    }
}

fn parameters(visit: &Visit, law: &Procedure) -> Markup {
    let lang = visit.lang();
    let prefix = format!("{}.", law.pack);
    let own: Vec<&Parameter> = visit
        .rules()
        .packs
        .parameters
        .values()
        .filter(|parameter| parameter.id.starts_with(&prefix))
        .collect();
    html! {
        @if !own.is_empty() {
            h2 { (visit.say("本地可以规定的数", "What the place may set")) }
            ul {
                @for parameter in own {
                    li {
                        (parameter.title.get(lang)) (visit.say("：", ": "))
                        strong.figures { (parameter.value) } " "
                        @match &parameter.set_by {
                            Some(overlay) => {
                                (tag(visit.say("本地规定", "set locally"))) " "
                                span.quiet { (overlay) }
                            }
                            None => (tag(visit.say("默认", "default"))),
                        }
                        " " (law_words::cite(visit, &parameter.basis))
                    }
                }
            }
        }
    }
}

/// What the law says and the pack cannot say yet, shown honestly.
fn unwritten(visit: &Visit, law: &Procedure) -> Markup {
    html! {
        @if !law.unwritten.is_empty() {
            h2 { (visit.say("还没有写进系统的规定", "What the system does not say yet")) }
            p.quiet {
                (visit.say(
                    "法律有这些规定，系统还不能自动判断，须由承办人自己把握。",
                    "The law says this; the system cannot judge it yet, and people must.",
                ))
            }
            (super::unwritten::list(visit, &law.unwritten.iter().collect::<Vec<_>>()))
        }
    }
}

//! `/statutes`: the laws that this city's procedures rest on. A law with its versions; an article
//! as it stood on a day, and what rests on it.
//!
//! The text is shown where the user installed it; facts about it are shown always.

mod article;
mod search;

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::citation::Citation;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_pack::statutes::{Kind, Law, TextState, Version};
use jiff::civil::Date;
use maud::{Markup, html};

use super::unwritten;
use crate::act_form::see_other;
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::button::quiet_button;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::notice::notice;
use crate::parts::summary::summary;
use crate::parts::tag::{closed_tag, tag};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Up to so many articles are all listed.
const LISTED_MAX: usize = 150;

/// The routes of statutes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/statutes", get(list))
        .route("/statutes/{law}", get(show))
        .route("/statutes/{law}/{article}", get(article::show))
}

/// The address of a law.
pub fn address(law: &Law) -> String {
    format!("/statutes/{}", segment(&law.key))
}

/// The official title in the language of the page.
pub fn title(law: &Law) -> Words {
    Words::new(law.title.clone(), law.title_en.clone())
}

async fn list(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown { Ok(list_page(visit)) })
        .await
}

fn list_page(visit: &Visit) -> Markup {
    let lang = visit.lang();
    let wanted = Asked::of(visit).text("q");
    let lower = wanted.to_lowercase();
    let found: Vec<&Law> = visit
        .rules()
        .statutes
        .laws()
        .filter(|law| {
            wanted.is_empty()
                || law.title.contains(&wanted)
                || law.title_en.to_lowercase().contains(&lower)
                || law.aliases.iter().any(|alias| alias.contains(&wanted))
        })
        .collect();
    let filter = Filter::new(
        "q",
        ("名称或条文里的字", "Title or words of an article"),
        wanted.clone(),
        FilterKind::Text,
    );
    let main = html! {
        (heading_with_lead(
            visit.say("法律法规", "Statutes"),
            visit.say(
                "本市的程序依据这些法律法规。点开看每一条管着哪些程序、行为和期限。",
                "The procedures of this city rest on these. Open one to see what rests on each \
                 article.",
            ),
        ))
        (filters(lang, &FiltersView { address: "/statutes", filters: &[filter], keep: &[] }))
        @let hits = search::in_texts(visit, &wanted);
        @if found.is_empty() && hits.is_empty() {
            (empty(
                visit.say("没有找到这个名称的法律法规", "No statute of this name"),
                &html! { p { a href="/statutes" { (visit.say("看全部", "Show all")) } } },
            ))
        }
        (search::hit_list(visit, &hits))
        @for kind in KINDS {
            @let own: Vec<&&Law> = found.iter().filter(|law| law.kind == kind).collect();
            @if !own.is_empty() {
                h2 { (kind_words(kind).get(lang)) }
                ul {
                    @for law in own {
                        li {
                            a href=(address(law)) { (title(law).get(lang)) }
                            @if law.version_on(visit.today()).is_none() {
                                " " (closed_tag(visit.say("现已失效", "no longer in force")))
                            }
                        }
                    }
                }
            }
        }
    };
    let head = visit.head("法律法规", "Statutes");
    visit.public(&head, &main)
}

const KINDS: [Kind; 7] = [
    Kind::Law,
    Kind::AdministrativeRegulation,
    Kind::JudicialInterpretation,
    Kind::PartyRegulation,
    Kind::DepartmentRule,
    Kind::LocalRegulation,
    Kind::NormativeDocument,
];

fn kind_words(kind: Kind) -> Words {
    let (zh, en) = match kind {
        Kind::Law => ("法律", "Laws"),
        Kind::AdministrativeRegulation => ("行政法规", "Administrative regulations"),
        Kind::JudicialInterpretation => ("司法解释", "Judicial interpretations"),
        Kind::PartyRegulation => ("党内法规", "Party regulations"),
        Kind::DepartmentRule => ("部门规章", "Department rules"),
        Kind::LocalRegulation => ("地方性法规", "Local regulations"),
        Kind::NormativeDocument => ("规范性文件", "Normative documents"),
    };
    Words::new(zh, en)
}

async fn show(visit: Visit, Path(law): Path<String>) -> Response {
    visit
        .answer(move |visit| -> Result<Response, Problem> {
            let asked = Asked::of(visit);
            if let Some(article) = asked.some("article") {
                let law = law_of(visit, &law)?;
                let on = day_of(visit);
                let to = format!("{}/{}?on={on}", address(law), segment(&article));
                return Ok(see_other(&to));
            }
            let page = page(visit, &law)?;
            Ok(Html(page.into_string()).into_response())
        })
        .await
}

/// The law of a name in an address.
fn law_of<'v>(visit: &'v Visit, name: &str) -> Result<&'v Law, Problem> {
    visit.rules().statutes.law(name).ok_or(Problem::NotFound)
}

/// The day asked for, or today.
fn day_of(visit: &Visit) -> Date {
    Asked::of(visit).day("on").unwrap_or_else(|| visit.today())
}

/// The version in force on a day, or the last before it, or the first.
fn version_of(law: &Law, on: Date) -> Option<&Version> {
    let before = law
        .versions
        .iter()
        .rev()
        .find(|version| version.in_force <= on);
    law.version_on(on).or(before).or(law.versions.first())
}

fn page(visit: &Visit, name: &str) -> Shown {
    let lang = visit.lang();
    let law = law_of(visit, name)?;
    let on = day_of(visit);
    let version = version_of(law, on).ok_or(Problem::NotFound)?;
    let resting = resting(visit, law, version);
    let main = html! {
        (heading(title(law).get(lang)))
        (summary(&[
            (visit.say("种类", "Kind"), html! { (kind_words(law.kind).get(lang)) }),
            (visit.say("制定机关", "Issued by"), html! { span lang="zh-Hans" { (law.issuer) } }),
            (visit.say("正在看的版本", "Version shown"), html! {
                (version_words(visit, version)) " "
                @if version.in_force_on(visit.today()) {
                    (tag(visit.say("现行有效", "in force")))
                } @else {
                    (closed_tag(visit.say("不是现行版本", "not in force today")))
                }
            }),
            (visit.say("条文", "Text"), html! { (text_state(visit, law, version)) }),
        ]))
        (versions(visit, law, version))
        @if !version.note.is_empty() {
            p.quiet lang="zh-Hans" { (version.note) }
        }
        h2 { (visit.say("各条", "Articles")) }
        p.quiet { (about_list(visit, version, &resting)) }
        (unwritten_link(visit, law))
        (article_list(visit, law, version, &resting))
    };
    let mut head = visit.head_words(title(law));
    head.trail = vec![Link::new(Words::new("法律法规", "Statutes"), "/statutes")];
    Ok(visit.public(&head, &main))
}

/// The way to what of this law is not in the system yet.
fn unwritten_link(visit: &Visit, law: &Law) -> Markup {
    let count = unwritten::count(visit, Some(law));
    html! {
        @if count > 0 {
            p {
                a href=(unwritten::address_of(Some(law))) {
                    (count)
                    (visit.say(" 条规定还没有写进系统", " of its provisions are not in the \
                        system yet"))
                }
            }
        }
    }
}

/// From which day to which a version is in force, with its number.
fn version_words(visit: &Visit, version: &Version) -> Markup {
    let lang = visit.lang();
    html! {
        (wording::day(lang, version.in_force))
        @match version.until {
            Some(until) => { (visit.say("至", " to ")) (wording::day(lang, until)) }
            None => (visit.say("起", " on")),
        }
        @if !version.number.is_empty() { " " span.quiet lang="zh-Hans" { (version.number) } }
    }
}

fn text_state(visit: &Visit, law: &Law, version: &Version) -> Markup {
    let texts = visit.rules().texts.as_ref();
    let installed = texts.is_some_and(|texts| {
        texts
            .list()
            .iter()
            .any(|text| text.law == law.key && text.version == version.date)
    });
    let state = match version.text {
        TextState::Hashed => {
            visit.say("各条均有指纹可核对", "every article can be checked by hash")
        }
        TextState::Partial => visit.say(
            "部分条文有指纹可核对",
            "some articles can be checked by hash",
        ),
        TextState::Unseen => visit.say("没有指纹", "no hashes"),
    };
    html! {
        @if installed {
            (visit.say("已安装；", "Installed; "))
        } @else {
            (visit.say("没有安装；", "Not installed; "))
        }
        (state)
    }
}

fn versions(visit: &Visit, law: &Law, shown: &Version) -> Markup {
    html! {
        @if law.versions.len() > 1 {
            h2 { (visit.say("历次版本", "Versions")) }
            ul {
                @for version in law.versions.iter().rev() {
                    li {
                        @if version.date == shown.date {
                            strong { (version_words(visit, version)) } " "
                            (tag(visit.say("正在看", "shown")))
                        } @else {
                            a href={ (address(law)) "?on=" (version.in_force) } {
                                (version_words(visit, version))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn article_list(visit: &Visit, law: &Law, version: &Version, resting: &[Resting<'_>]) -> Markup {
    let lang = visit.lang();
    let day = version.in_force;
    let cited: BTreeSet<(u16, u8)> = resting.iter().map(|one| one.article).collect();
    let is_long = version.articles.len() > LISTED_MAX;
    let listed = version
        .articles
        .iter()
        .filter(|one| !is_long || cited.contains(&(one.number.number, one.number.sub)));
    html! {
        @if is_long { (go_to_article(visit, law, version)) }
        ul.article-list {
            @for one in listed {
                @let rests = cited.contains(&(one.number.number, one.number.sub));
                @let cited = Citation::Law {
                    law: law.key.clone(),
                    article: one.number.number,
                    sub: one.number.sub,
                    paragraph: 0,
                    item: 0,
                };
                li {
                    a href={ (address(law)) "/" (one.number) "?on=" (day) } {
                        @if rests { strong { (cited.place(lang)) } } @else { (cited.place(lang)) }
                    }
                }
            }
        }
        @if version.articles.is_empty() {
            (notice(
                visit.say("没有条文目录", "No list of articles"),
                &html! {
                    p {
                        (visit.say(
                            "索引里还没有这个版本的条文。",
                            "The index does not list the articles of this version yet.",
                        ))
                    }
                },
            ))
        }
    }
}

/// What the list of articles shows, in a sentence.
fn about_list<'v>(visit: &'v Visit, version: &Version, resting: &[Resting<'_>]) -> &'v str {
    match (resting.is_empty(), version.articles.len() > LISTED_MAX) {
        (true, _) => visit.say(
            "本市的程序没有直接引用这部法。",
            "No procedure of this city cites this law directly.",
        ),
        (false, true) => visit.say(
            "只列管着本市程序的条文；其他条文按条号打开。",
            "Only the articles that procedures of this city rest on; open others by number.",
        ),
        (false, false) => visit.say(
            "粗体的条文管着本市的程序。",
            "Procedures of this city rest on the articles in bold.",
        ),
    }
}

/// A long law lists only the articles that procedures rest on; others are asked for by number.
fn go_to_article(visit: &Visit, law: &Law, version: &Version) -> Markup {
    html! {
        form.filters role="search" method="get" action=(address(law)) {
            input type="hidden" name="on" value=(version.in_force);
            div.filter {
                label for="filter-article" {
                    (visit.say("第几条（共 ", "Article number (of ")) (version.articles.len())
                    (visit.say(" 条）", ")"))
                }
                input.input id="filter-article" name="article" type="text" inputmode="numeric"
                    autocomplete="off";
            }
            div.filters-end {
                (quiet_button(visit.say("打开", "Open")))
            }
        }
    }
}

/// Something in a pack that rests on an article.
#[derive(Debug, Clone)]
pub struct Resting<'v> {
    /// The article, with the n of 之n.
    pub article: (u16, u8),
    /// The citation as written.
    pub citation: &'v Citation,
    /// The procedure.
    pub law: &'v Procedure,
    /// What of it.
    pub what: What,
    /// Its title.
    pub title: Words,
    /// Its key.
    pub id: &'v str,
}

/// What rests on an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An act.
    Act,
    /// A condition of an act.
    Condition,
    /// A time limit.
    Clock,
    /// A duty to publish.
    Publication,
    /// What cannot be said yet.
    Unwritten,
}

/// All that rests on a version of a law, in the procedures that were in force beside it.
pub fn resting<'v>(visit: &'v Visit, law: &Law, version: &Version) -> Vec<Resting<'v>> {
    let index = &visit.rules().statutes;
    let mut found = Vec::new();
    let beside = |procedure: &&Procedure| {
        procedure
            .until
            .is_none_or(|until| version.in_force <= until)
            && version
                .until
                .is_none_or(|until| procedure.in_force <= until)
    };
    for procedure in visit.rules().packs.procedures.iter().filter(beside) {
        let mut add = |citation: &'v Citation, what, title: &Words, id: &'v str| {
            let Citation::Law {
                law: named,
                article,
                sub,
                ..
            } = citation
            else {
                return;
            };
            if index.law(named).is_some_and(|found| found.key == law.key) {
                let (article, title) = ((*article, *sub), title.clone());
                found.push(Resting {
                    article,
                    citation,
                    law: procedure,
                    what,
                    title,
                    id,
                });
            }
        };
        for act in &procedure.acts {
            act.basis
                .iter()
                .for_each(|cited| add(cited, What::Act, &act.title, &act.id));
            for require in &act.requires {
                add(&require.basis, What::Condition, &act.title, &act.id);
            }
        }
        for clock in &procedure.clocks {
            let extension = clock
                .extension
                .iter()
                .flat_map(|extension| &extension.basis);
            let variants = clock.variants.iter().flat_map(|variant| &variant.basis);
            for cited in clock.basis.iter().chain(extension).chain(variants) {
                add(cited, What::Clock, &clock.title, &clock.id);
            }
        }
        for one in &procedure.publications {
            one.basis
                .iter()
                .for_each(|cited| add(cited, What::Publication, &one.title, &one.id));
        }
        for one in &procedure.unwritten {
            add(&one.basis, What::Unwritten, &one.says, "");
        }
    }
    found
}

//! `/statutes/{law}/{article}`: one article as it stood on a day, and everything that rests on it.

use axum::extract::Path;
use axum::response::Response;
use fadu_kernel::citation::Citation;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_office::accounts::hex;
use fadu_pack::statutes::{Article, ArticleNumber, Law, Version};
use maud::{Markup, html};

use super::{Resting, What, address, day_of, law_of, resting, title, version_of, version_words};
use crate::address::segment;
use crate::page::Link;
use crate::pages::procedures;
use crate::parts::heading::heading_with_number;
use crate::parts::notice::notice;
use crate::parts::summary::summary;
use crate::parts::tag::{closed_tag, tag};
use crate::visit::{Problem, Shown, Visit};

pub(super) async fn show(visit: Visit, Path((law, article)): Path<(String, String)>) -> Response {
    visit.answer(move |visit| page(visit, &law, &article)).await
}

fn page(visit: &Visit, name: &str, number: &str) -> Shown {
    let lang = visit.lang();
    let law = law_of(visit, name)?;
    let number: ArticleNumber = number.parse().map_err(|()| Problem::NotFound)?;
    let on = day_of(visit);
    let version = version_of(law, on).ok_or(Problem::NotFound)?;
    let found = version.article(number);
    let elsewhere = law
        .versions
        .iter()
        .any(|version| version.article(number).is_some());
    if found.is_none() && !elsewhere {
        return Err(Problem::NotFound);
    }
    let cited = Citation::Law {
        law: law.key.clone(),
        article: number.number,
        sub: number.sub,
        paragraph: 0,
        item: 0,
    };
    let resting: Vec<Resting<'_>> = resting(visit, law, version)
        .into_iter()
        .filter(|one| one.article == (number.number, number.sub))
        .collect();
    let beside = html! {
        @if version.in_force_on(visit.today()) {
            (tag(visit.say("现行有效", "in force")))
        } @else {
            (closed_tag(visit.say("不是现行版本", "not in force today")))
        }
    };
    let main = html! {
        (heading_with_number(title(law).get(lang), &cited.place(lang), &beside))
        p.quiet { (version_words(visit, version)) }
        (text(visit, law, version, found, number))
        (facts(visit, law, version, found, number))
        (rests(visit, &resting))
        (neighbours(visit, law, version, number))
    };
    let mut head = visit.head_words(Words::new(cited.in_words(fadu_kernel::words::Lang::Zh), {
        cited.in_words_titled(fadu_kernel::words::Lang::En, Some(&title(law)))
    }));
    head.trail = vec![
        Link::new(Words::new("法律法规", "Statutes"), "/statutes"),
        Link::new(law.words(), address(law)),
    ];
    Ok(visit.public(&head, &main))
}

fn text(
    visit: &Visit,
    law: &Law,
    version: &Version,
    found: Option<&Article>,
    number: ArticleNumber,
) -> Markup {
    if found.is_none() {
        return notice(
            visit.say("这个版本没有这一条", "This version has no such article"),
            &html! {
                p { (visit.say("其他版本有，见下。", "Other versions have it; see below.")) }
            },
        );
    }
    let texts = visit.rules().texts.as_ref();
    let text =
        texts.and_then(|texts| texts.article(&law.key, version.date, number.number, number.sub));
    let Some(text) = text else {
        return notice(
            visit.say("条文没有安装", "The text is not installed"),
            &html! {
                p {
                    (visit.say(
                        "本系统不附带法律条文。管理员可以用 fadu statutes add 安装，\
                         安装后在这里显示并核对指纹。",
                        "Fadu carries no statute text. An administrator installs it with \
                         fadu statutes add; it is then shown here and checked by its hash.",
                    ))
                }
            },
        );
    };
    html! {
        // The text of record is Chinese in both languages.
        blockquote.law-text lang="zh-Hans" {
            @for paragraph in &text.paragraphs {
                @for line in paragraph.lines() { p { (line) } }
            }
        }
        p.quiet {
            @if text.hash_matches {
                (visit.say("条文与索引的指纹一致。", "The text agrees with the hash in the index."))
            } @else if text.hashed {
                strong {
                    (visit.say(
                        "注意：条文与索引的指纹不一致，请以官方公布的文本为准。",
                        "Note: the text differs from the hash in the index; rely on the official \
                         publication.",
                    ))
                }
            } @else {
                (visit.say("索引没有这一条的指纹，无法核对。", "The index has no hash for it."))
            }
        }
    }
}

fn facts(
    visit: &Visit,
    law: &Law,
    version: &Version,
    found: Option<&Article>,
    number: ArticleNumber,
) -> Markup {
    let hash = found
        .and_then(|article| article.hash)
        .map(|hash| hex(&hash));
    let mut rows: Vec<(&str, Markup)> = Vec::new();
    if let Some(items) = found.and_then(|article| article.items.as_ref()) {
        rows.push((visit.say("款数", "Paragraphs"), html! { (items.len()) }));
    }
    if let Some(hash) = hash {
        rows.push((
            visit.say("指纹 SHA-256", "SHA-256"),
            html! { code.hash { (hash) } },
        ));
    }
    if law.versions.len() > 1 {
        rows.push((
            visit.say("各版本", "Versions"),
            html! {
                @for one in law.versions.iter().rev() {
                    div {
                        @if one.date == version.date {
                            strong { (version_words(visit, one)) }
                        } @else if one.article(number).is_some() {
                            a href={ (address(law)) "/" (number) "?on=" (one.in_force) } {
                                (version_words(visit, one))
                            }
                        } @else {
                            (version_words(visit, one)) " "
                            span.quiet { (visit.say("没有这一条", "no such article")) }
                        }
                    }
                }
            },
        ));
    }
    html! { @if !rows.is_empty() { (summary(&rows)) } }
}

/// What rests on the article, by procedure.
fn rests(visit: &Visit, resting: &[Resting<'_>]) -> Markup {
    let lang = visit.lang();
    let mut procedures: Vec<&Procedure> = Vec::new();
    for one in resting {
        if !procedures
            .iter()
            .any(|law| law.version() == one.law.version())
        {
            procedures.push(one.law);
        }
    }
    html! {
        h2 { (visit.say("以这一条为依据的", "What rests on this article")) }
        @if procedures.is_empty() {
            p.quiet {
                (visit.say(
                    "本市的程序没有直接引用这一条。",
                    "No procedure of this city cites it directly.",
                ))
            }
        }
        @for law in procedures {
            h3 {
                a href=(procedures::address(law)) { (law.title.get(lang)) }
                @if let Some(until) = law.until {
                    " " span.quiet { (law.in_force) "—" (until) }
                }
            }
            ul {
                @for one in resting.iter().filter(|one| one.law.version() == law.version()) {
                    li { (one_resting(visit, one)) }
                }
            }
        }
    }
}

fn one_resting(visit: &Visit, one: &Resting<'_>) -> Markup {
    let lang = visit.lang();
    let id = segment(&one.law.id);
    let version = one.law.in_force;
    let (what, address) = match one.what {
        What::Act => (
            visit.say("行为", "Act"),
            Some(format!(
                "/procedures/{id}/acts/{}?version={version}",
                segment(one.id)
            )),
        ),
        What::Condition => (
            visit.say("条件", "Condition of"),
            Some(format!(
                "/procedures/{id}/acts/{}?version={version}",
                segment(one.id)
            )),
        ),
        What::Clock => (
            visit.say("期限", "Time limit"),
            Some(format!(
                "/procedures/{id}/clocks?version={version}#clock-{}",
                one.id
            )),
        ),
        What::Publication => (visit.say("公开", "Publication"), None),
        What::Unwritten => (visit.say("尚未写进系统", "Not yet written"), None),
    };
    html! {
        span.quiet { (what) (visit.say("：", ": ")) }
        @match &address {
            Some(address) => a href=(address) { (one.title.get(lang)) },
            None => (one.title.get(lang)),
        }
        " " span.quiet { (one.citation.place(lang)) }
    }
}

fn neighbours(visit: &Visit, law: &Law, version: &Version, number: ArticleNumber) -> Markup {
    let before = version
        .articles
        .iter()
        .rev()
        .find(|article| article.number < number);
    let after = version
        .articles
        .iter()
        .find(|article| article.number > number);
    let link = |article: &Article| {
        format!(
            "{}/{}?on={}",
            address(law),
            article.number,
            version.in_force
        )
    };
    html! {
        nav.pagination aria-label=(visit.say("前后条", "Articles before and after")) {
            @if let Some(before) = before {
                a rel="prev" href=(link(before)) { "← " (visit.say("上一条", "Previous")) }
            }
            @if let Some(after) = after {
                a rel="next" href=(link(after)) { (visit.say("下一条", "Next")) " →" }
            }
        }
    }
}

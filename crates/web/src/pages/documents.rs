//! /matters/{number}/documents/{document}: a paper that an act issued, ready to print: its title,
//! its number, its lines with the places filled in, the unit and the date, and where it is proven.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::Act;
use fadu_kernel::field::FieldKind;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::{Lang, Words};
use fadu_office::see_matter::Sight;
use maud::{Markup, html};

use super::matter;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::notice::notice;
use crate::parts::summary::summary;
use crate::sight::snapshot;
use crate::values::unit_names;
use crate::visit::{Problem, Shown, Visit};
use crate::{issued, wording};

/// The routes of papers.
pub fn routes() -> Router<App> {
    Router::new().route("/matters/{number}/documents/{document}", get(paper))
}

async fn paper(visit: Visit, Path((number, id)): Path<(String, String)>) -> Response {
    visit.answer(move |visit| page(visit, &number, &id)).await
}

/// The paper as the act asked for issued it; the latest where no act is named.
fn page(visit: &Visit, number: &str, id: &str) -> Shown {
    let reader = snapshot(visit)?;
    let whole = matter::whole(visit, &reader, number)?;
    let (law, subject) = (whole.seen.law, &whole.seen.matter);
    if whole.seen.sight != Sight::Whole {
        return Err(Problem::Forbidden(Words::new(
            "文书含个人信息。您的岗位不参与这一程序，不能打开文书。",
            "Documents hold personal data. Your posts take no part in this procedure, so they do \
             not open.",
        )));
    }
    let asked = Asked::of(visit).number("act");
    let papers = issued::papers(law, &whole.acts);
    let one = papers
        .iter()
        .rev()
        .filter(|one| one.document.id == id)
        .find(|one| asked.is_none_or(|act| one.act.id.0 == act))
        .ok_or(Problem::NotFound)?;
    let lines = issued::lines(visit, law, subject, &whole.acts, one);
    let unit = visit
        .units
        .get(&one.act.unit)
        .map_or("", |unit| unit.name.zh.as_str());
    let mut head = visit.head_words(one.document.title.clone());
    head.trail = vec![
        Link::new(Words::new("事项", "Matters"), "/matters"),
        Link::new(Words::new(number, number), matter::address(number)),
    ];
    let receipt = matter::receipt_address(one.act.id);
    let main = html! {
        // Papers are Chinese in both languages.
        article.paper lang="zh-Hans" {
            h1 { (one.document.title.zh) }
            p.paper-number { (subject.number) }
            @if lines.is_empty() {
                (told(visit, law, one.act))
            } @else {
                div.law-text { @for line in &lines { p { (line) } } }
            }
            p.paper-unit { (unit) }
            p.paper-unit { (wording::day(Lang::Zh, one.act.at.date())) }
            p.quiet {
                "本文书由账本第 " (one.act.id.0) " 条行为生成，可在本网站 "
                a href=(receipt) { (receipt) }
                " 核验。"
            }
        }
        (notice(
            visit.say("打印", "Printing"),
            &html! { p { (visit.say(
                "用浏览器的“打印”即可，只印文书正文；纸面加盖印章后生效的，以盖章件为准。",
                "Use the browser's print; only the paper itself is printed. Where a seal is \
                 needed, the sealed copy counts.",
            )) } },
        ))
    };
    visit.desk(&head, &main, None)
}

/// The facts of the act that issued a paper, for papers that are a form and no text.
fn told(visit: &Visit, law: &Procedure, act: &Act) -> Markup {
    let rows = law.fields.iter().filter_map(|field| {
        let value = act.facts.get(&field.id)?;
        let printed = match (&field.kind, value.as_text()) {
            (FieldKind::Units, _) => unit_names(visit, value),
            (FieldKind::Unit, Some(id)) => visit
                .units
                .get(id)
                .map_or(id, |unit| unit.name.zh.as_str())
                .to_owned(),
            _ => field.show(value, Lang::Zh),
        };
        Some((field.title.zh.as_str(), html! { span.lines { (printed) } }))
    });
    summary(&rows.collect::<Vec<_>>())
}

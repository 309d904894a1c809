//! /matters/{number}/documents/{document}: a paper that an act issued, ready to print: its title,
//! its number, its lines with the places filled in, the unit and the date, and where it is proven.
//! The same paper comes as DOCX and as PDF, with a code that leads to the receipt; a party gets its
//! own from `/track`.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::Act;
use fadu_kernel::field::FieldKind;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::{Lang, Words};
use fadu_office::see_matter::Sight;
use fadu_paper::paper::{Block, Paper, Signature, Span, Table};
use fadu_store::Reader;
use maud::{Markup, html};

use super::matter;
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::issued::Issued;
use crate::page::Link;
use crate::parts::notice::notice;
use crate::parts::qr::qr;
use crate::parts::summary::summary;
use crate::printed::{FileKind, check_address, downloads, file, for_paper};
use crate::sight::snapshot;
use crate::values::{account_name, unit_names};
use crate::visit::{Problem, Shown, Visit};
use crate::{issued, wording};

/// The routes of papers.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/matters/{number}/documents/{document}", get(paper))
        .route(
            "/matters/{number}/documents/{document}/{file}",
            get(as_file),
        )
}

async fn paper(visit: Visit, Path((number, id)): Path<(String, String)>) -> Response {
    visit.answer(move |visit| page(visit, &number, &id)).await
}

async fn as_file(
    visit: Visit,
    Path((number, id, name)): Path<(String, String, String)>,
) -> Response {
    visit
        .answer(move |visit| {
            let kind = FileKind::of(&name).ok_or(Problem::NotFound)?;
            let reader = snapshot(visit)?;
            written(visit, &reader, &number, &id)?.as_file(visit, kind)
        })
        .await
}

/// A paper with what it says.
pub(super) struct Written<'v> {
    pub(super) act: Act,
    pub(super) title: Words,
    pub(super) number: String,
    pub(super) lines: Vec<String>,
    /// What the act told, for papers without lines.
    facts: Vec<(&'v str, String)>,
    pub(super) unit: String,
}

/// The paper as the act asked for issued it; the latest where no act is named.
fn written<'v>(
    visit: &'v Visit,
    reader: &Reader,
    number: &str,
    id: &str,
) -> Result<Written<'v>, Problem> {
    let whole = matter::whole(visit, reader, number)?;
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
    let mut written = Written::of(visit, (law, subject, &whole.acts), &papers, one);
    if written.lines.is_empty() {
        written.facts = told(visit, law, one.act);
    }
    Ok(written)
}

impl<'v> Written<'v> {
    /// A paper's lines filled in, without the facts of its act.
    pub(super) fn of(
        visit: &Visit,
        (law, subject, acts): (&Procedure, &Matter, &[Act]),
        papers: &[Issued<'_>],
        one: &Issued<'_>,
    ) -> Self {
        let unit = visit.units.get(&one.act.unit);
        Self {
            act: one.act.clone(),
            title: one.document.title.clone(),
            number: issued::number(subject, papers, one),
            lines: issued::lines(visit, law, subject, acts, one),
            facts: Vec::new(),
            unit: unit.map_or_else(String::new, |unit| unit.name.zh.clone()),
        }
    }

    /// The paper as a file, with the code that leads to its receipt.
    pub(super) fn as_file(&self, visit: &Visit, kind: FileKind) -> Result<Response, Problem> {
        let page = receipt_address(self);
        let caption = "扫码查看本文书的回执，核验它在账本中的记录";
        file(
            visit,
            &for_paper(visit, paper_of(self), &page, caption),
            kind,
        )
    }
}

fn receipt_address(written: &Written<'_>) -> String {
    matter::receipt_address(written.act.id)
}

/// The paper as data: whom it addresses, its lines, who signs.
fn paper_of(written: &Written<'_>) -> Paper {
    let first = written.lines.first();
    let addressee = first.filter(|line| line.ends_with('：') && line.chars().count() <= 40);
    let lines = written.lines.iter().skip(usize::from(addressee.is_some()));
    let mut blocks: Vec<Block> = lines.map(|line| Block::text(line.clone())).collect();
    if !written.facts.is_empty() {
        blocks.push(form_on_paper(&written.facts));
    }
    let on = written.act.at.date();
    Paper {
        number: Some(written.number.clone()),
        title: written.title.zh.clone(),
        addressee: addressee.cloned(),
        blocks,
        signature: Some(Signature {
            organ: written.unit.clone(),
            on: wording::day(Lang::Zh, on),
        }),
        dated: on,
        ..Paper::default()
    }
}

fn page(visit: &Visit, number: &str, id: &str) -> Shown {
    let reader = snapshot(visit)?;
    let written = written(visit, &reader, number, id)?;
    let mut head = visit.head_words(written.title.clone());
    head.trail = vec![
        Link::new(Words::new("事项", "Matters"), "/matters"),
        Link::new(Words::new(number, number), matter::address(number)),
    ];
    let receipt = receipt_address(&written);
    let check = check_address(visit, &receipt, head.ledger.as_ref());
    let act = written.act.id.0;
    let (at, name) = (segment(number), segment(id));
    let stem = format!("/matters/{at}/documents/{name}/{name}");
    let main = html! {
        // Papers are Chinese in both languages.
        article.paper lang="zh-Hans" {
            h1 { (written.title.zh) }
            p.paper-number { (written.number) }
            @if written.lines.is_empty() {
                (form(&written.facts))
            } @else {
                div.law-text { @for line in &written.lines { p { (line) } } }
            }
            p.paper-unit { (written.unit) }
            p.paper-unit { (wording::day(Lang::Zh, written.act.at.date())) }
            (qr(&check, "本文书回执的二维码"))
            p.quiet {
                "本文书由账本第 " (act) " 条行为生成，可在本网站 "
                a href=(receipt) { (receipt) }
                " 核验。"
            }
        }
        (notice(
            visit.say("打印", "Printing"),
            &html! {
                (downloads(visit, &stem, &format!("?act={act}")))
                p { (visit.say(
                    "也可以用浏览器的“打印”，只印文书正文；纸面加盖印章后生效的，以盖章件为准。",
                    "Or use the browser's print; only the paper itself is printed. Where a seal is \
                     needed, the sealed copy counts.",
                )) }
            },
        ))
    };
    visit.desk(&head, &main, None)
}

/// The facts of the act that issued a paper, for papers that are a form and no text.
fn told<'l>(visit: &Visit, law: &'l Procedure, act: &Act) -> Vec<(&'l str, String)> {
    let rows = law.fields.iter().filter_map(|field| {
        let value = act.facts.get(&field.id)?;
        let printed = match (&field.kind, value.as_text()) {
            (FieldKind::Units, _) => unit_names(visit, value),
            (FieldKind::Account { .. }, _) => account_name(visit, value),
            (FieldKind::Unit, Some(id)) => visit
                .units
                .get(id)
                .map_or(id, |unit| unit.name.zh.as_str())
                .to_owned(),
            _ => field.show(value, Lang::Zh),
        };
        Some((field.title.zh.as_str(), printed))
    });
    rows.collect()
}

/// The facts as a list on a page.
fn form(facts: &[(&str, String)]) -> Markup {
    let rows = facts.iter().map(|(title, told)| {
        let told = html! { span.lines { (told) } };
        (*title, told)
    });
    summary(&rows.collect::<Vec<_>>())
}

/// The facts as a table on paper.
fn form_on_paper(facts: &[(&str, String)]) -> Block {
    let cells = facts.iter().map(|(title, told)| {
        let title: &str = title;
        vec![Span::words(title), Span::words(told.clone())]
    });
    Block::Table(Table {
        title: String::new(),
        head: vec!["项目".to_owned(), "内容".to_owned()],
        rows: cells.collect(),
        widths: vec![30, 70],
    })
}

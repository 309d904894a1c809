//! Papers as people get them: on a page, as DOCX, as PDF.
//!
//! On a page every figure is a link and names its source below; on paper the links carry the
//! whole address, and the code leads back here with the checkpoint to compare.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use fadu_kernel::act::ActId;
use fadu_kernel::words::{Lang, Words};
use fadu_office::receipts::{Comparison, ROOT_IN_CODE, Under, compare_checkpoint};
use fadu_paper::compile::Source;
use fadu_paper::docx::docx;
use fadu_paper::paper::{Block, Code, Mark, Paper, Span, Table};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::address::query_value;
use crate::asked::Asked;
use crate::assets;
use crate::page::LedgerMark;
use crate::parts;
use crate::parts::notice::notice;
use crate::parts::qr::qr;
use crate::parts::table::{Column, Set};
use crate::sight::snapshot;
use crate::speech::say;
use crate::visit::{Problem, Visit};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// For WPS and Word.
    Docx,
    /// For printing and keeping.
    Pdf,
}

impl FileKind {
    /// The kind asked for by the end of a name.
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "docx" => Some(Self::Docx),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// The paper on a page: the article alone, without sources.
pub fn article(paper: &Paper) -> Markup {
    html! {
        // Papers are Chinese in both languages.
        article.paper lang="zh-Hans" {
            @if let Some(draft) = &paper.draft { p.paper-draft { (draft) } }
            @if let Some(organ) = &paper.organ { p.paper-organ { (organ) } }
            @if let (Some(_), Some(number)) = (&paper.organ, &paper.number) {
                p.paper-number { (number) }
            }
            h2.paper-title { (paper.title) }
            @if let (None, Some(number)) = (&paper.organ, &paper.number) {
                p.paper-number { (number) }
            }
            @if let Some(addressee) = &paper.addressee { p { (addressee) } }
            div.law-text { @for block in &paper.blocks { (self::block(block)) } }
            @if let Some(signature) = &paper.signature {
                p.paper-unit { (signature.organ) }
                p.paper-unit { (signature.on) }
            }
        }
    }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Heading { level, spans } => html! {
            @match level {
                1 => h3 { (words(spans)) },
                2 => h4 { (words(spans)) },
                _ => h5 { (words(spans)) },
            }
        },
        Block::Text { spans } => html! { p { (words(spans)) } },
        Block::Table(table) => self::table(table),
    }
}

fn table(table: &Table) -> Markup {
    let columns = table.head.iter().enumerate().map(|(index, head)| {
        let numbers = table.rows.first().and_then(|row| row.get(index));
        let number = numbers.is_some_and(|cell| cell.mark == Mark::Figure);
        let set = if number { Set::Number } else { Set::Text };
        Column::set(Words::new(head.clone(), head.clone()), set)
    });
    let columns: Vec<Column> = columns.collect();
    let cell = |cell: &Span| words(std::slice::from_ref(cell));
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
    let rows: Vec<Vec<Markup>> = rows.collect();
    let caption = Words::new(table.title.clone(), table.title.clone());
    html! {
        // As wide as it must be, it scrolls inside the paper.
        div.scroll role="region" tabindex="0" aria-label=(caption.zh) {
            (parts::table::table(Lang::Zh, &caption, &columns, &rows))
        }
    }
}

fn words(spans: &[Span]) -> Markup {
    html! {
        @for span in spans {
            @if let Some(number) = span.source {
                // A number and the mark of its source stay on one line.
                span.sourced {
                    (word(span))
                    sup { a href={ "#source-" (number) } aria-label={ "来源" (number) } {
                        (number)
                    } }
                }
            } @else {
                (word(span))
            }
        }
    }
}

fn word(span: &Span) -> Markup {
    html! {
        @match (&span.mark, &span.address) {
            (Mark::Withheld, _) => span.withheld title="没有来源的数字不予印出" { (span.text) },
            (_, Some(address)) => a href=(address) { (span.text) },
            (_, None) => (span.text),
        }
    }
}

/// Where the numbers of a paper come from, each with its definition.
pub fn sources(lang: Lang, list: &[Source], checkpoint: Option<u64>) -> Markup {
    if list.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { (say(lang, "数据来源", "Where the numbers come from")) }
            p.quiet { (say(
                lang,
                "正文中的数由平台按办理行为汇总，没有手工填写的；点开可以看到计入的每一个行为。",
                "The platform counts the numbers from acts; none is typed. Open any of them to see \
                 the acts counted.",
            )) @if let Some(size) = checkpoint {
                " " (say(lang, "汇总时账本共有行为记录", "Entries in the ledger when counted:"))
                " " (size) (say(lang, " 条。", "."))
            } }
            ol.sources {
                @for (number, source) in (1..).zip(list) {
                    li id={ "source-" (number) } { (self::source(lang, source)) }
                }
            }
        }
    }
}

fn source(lang: Lang, source: &Source) -> Markup {
    match source {
        Source::Figure { ask, found } => html! {
            a href=(found.address) { (found.title.get(lang)) }
            "（" (ask.period) "）"
            strong { (found.value.as_deref().unwrap_or("—")) } " " (found.unit.get(lang))
            br; span.quiet { (found.definition.get(lang)) }
        },
        Source::Quote { text, source } => html! {
            (say(lang, "引用：", "Quoted: ")) (text) br;
            span.quiet { (say(lang, "来源：", "Source: ")) (source) }
        },
    }
}

/// The address that a code on paper says: the page, and the checkpoint to compare with.
pub fn check_address(visit: &Visit, page: &str, ledger: Option<&LedgerMark>) -> String {
    let mark = ledger.map_or_else(String::new, |mark| {
        let root: String = mark.root.chars().take(ROOT_IN_CODE).collect();
        let joint = if page.contains('?') { '&' } else { '?' };
        format!(
            "{joint}checkpoint={}&root={}",
            mark.size,
            query_value(&root)
        )
    });
    format!("{}{page}{mark}", visit.origin)
}

/// Whether the checkpoint on a paper is one of the ledger, and whether an act lies under it: told
/// to whoever scanned the code.
pub fn checked(visit: &Visit, asked: &Asked, leaf: Option<ActId>) -> Result<Markup, Problem> {
    let size = asked.number("checkpoint");
    let Some(size) = size.and_then(|size| u64::try_from(size).ok()) else {
        return Ok(html! {});
    };
    let reader = snapshot(visit)?;
    let named = (size, asked.text("root"));
    let key = visit.app.office.key();
    let found = compare_checkpoint(&reader, key, (named.0, named.1.as_str()), leaf)?;
    let (title, words) = match found {
        Comparison::Differs => (
            visit.say("核验不一致", "The checkpoint does not agree"),
            Words::new(
                "纸面上的检查点与账本不一致：请核对网址，并向出具单位查询这份文件的真伪。",
                "The checkpoint on the paper is not the ledger's: check the address, and ask the \
                 unit whether the paper is genuine.",
            ),
        ),
        Comparison::Agrees {
            leaf: Some(Under::Later),
            ..
        } => (
            visit.say("检查点早于这一行为", "The checkpoint is older than the act"),
            Words::new(
                format!(
                    "纸面上的检查点 {size} 是真的，但这一行为是在它之后记入账本的：\
                     这张纸不能证明这一行为，请向出具单位查询。"
                ),
                format!(
                    "Checkpoint {size} on the paper is the ledger's, but this act was recorded \
                     after it: the paper does not prove the act. Ask the unit."
                ),
            ),
        ),
        Comparison::Agrees { newest, leaf } => (
            visit.say("核验一致", "The checkpoint agrees"),
            agreed(size, newest, leaf.is_some()),
        ),
    };
    Ok(notice(title, &html! { p { (words.get(visit.lang())) } }))
}

/// What was proven, in words.
fn agreed(size: u64, newest: u64, covered: bool) -> Words {
    let (zh, en) = if covered {
        (
            format!("这一行为在检查点 {size} 之内（包含证明已验算）。"),
            " The act lies under it (inclusion proof checked).".to_owned(),
        )
    } else {
        (String::new(), String::new())
    };
    Words::new(
        format!(
            "纸面上的检查点 {size} 是账本签署过的，账本此后到 {newest} 条只有追加、没有改动\
             （一致性证明已验算）。{zh}"
        ),
        format!(
            "Checkpoint {size} on the paper was signed by the ledger, which since then was only \
             added to, up to {newest} entries (consistency proof checked).{en}"
        ),
    )
}

/// Gives the addresses of a paper their scheme and host, for use outside this website.
pub fn make_whole(paper: &mut Paper, origin: &str) {
    let annex = paper.annex.iter_mut().flat_map(|annex| &mut annex.blocks);
    for block in paper.blocks.iter_mut().chain(annex) {
        let spans: Vec<&mut Span> = match block {
            Block::Heading { spans, .. } | Block::Text { spans } => spans.iter_mut().collect(),
            Block::Table(table) => table.rows.iter_mut().flatten().collect(),
        };
        for span in spans {
            if let Some(address) = span.address.take_if(|address| address.starts_with('/')) {
                span.address = Some(format!("{origin}{address}"));
            }
        }
    }
}

/// A paper with whole addresses and the code that leads to its page.
pub fn for_paper(visit: &Visit, mut paper: Paper, page: &str, caption: &str) -> Paper {
    let ledger = visit.head("", "").ledger;
    make_whole(&mut paper, &visit.origin);
    let mut lines = vec![caption.to_owned()];
    if let Some(mark) = &ledger {
        let root: String = mark.root.chars().take(ROOT_IN_CODE).collect();
        lines.push(format!("账本检查点 {}（{root}）", mark.size));
    }
    lines.push(format!("{}{page}", visit.origin));
    paper.code = Some(Code {
        text: check_address(visit, page, ledger.as_ref()),
        caption: lines,
    });
    paper
}

/// A paper as a page that stands by itself, for those who keep it as a file.
pub fn standing_page(paper: &Paper, list: &[Source], checkpoint: Option<u64>) -> String {
    let code = paper.code.as_ref();
    let page = html! {
        (DOCTYPE)
        html lang="zh-Hans" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (paper.title) }
                style { (PreEscaped(assets::stylesheet().body)) }
            }
            body {
                main {
                    (article(paper))
                    @if let Some(code) = code {
                        (qr(&code.text, "本文件的核验二维码"))
                        @for line in &code.caption { p.quiet { (line) } }
                    }
                    (sources(Lang::Zh, list, checkpoint))
                }
            }
        }
    };
    page.into_string()
}

/// A paper as a file.
pub fn file(visit: &Visit, paper: &Paper, kind: FileKind) -> Result<Response, Problem> {
    let bytes = match kind {
        FileKind::Docx => docx(paper).map_err(|fault| {
            let why = fault.0;
            Problem::BadInput(Words::new(
                format!("DOCX 未能生成：{why}"),
                format!("the DOCX was not made: {why}"),
            ))
        })?,
        FileKind::Pdf => {
            let drawn = visit.app.press.draw(paper);
            drawn.map_err(|fault| Problem::BadInput(fault.words()))?
        }
    };
    let name = query_value(&format!("{}.{}", paper.title, kind.ending()));
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let disposition = HeaderValue::from_str(&disposition)
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// The links to the files of a paper, whose names begin with `stem`.
pub fn downloads(visit: &Visit, stem: &str, query: &str) -> Markup {
    let (there, demo) = (visit.app.press.is_there(), visit.app.site.demo);
    html! {
        p.downloads {
            a href={ (stem) ".docx" (query) } { (visit.say("下载 DOCX（WPS）", "DOCX")) }
            " · "
            @if there {
                a href={ (stem) ".pdf" (query) } { (visit.say("下载 PDF", "PDF")) }
            } @else if demo {
                // `cargo xtask demo` builds the press while the demo is already open.
                span.quiet { (visit.say(
                    "PDF 正在准备：排版程序构建好后刷新本页就有，也可以用浏览器打印",
                    "PDF is being made ready: it is here once the press is built; the browser can \
                     print meanwhile",
                )) }
            } @else {
                span.quiet { (visit.say(
                    "PDF 排版程序尚未安装，可用浏览器打印",
                    "PDF is not installed here; the browser can print",
                )) }
            }
        }
    }
}

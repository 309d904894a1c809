//! Articles in the margin: each citation once, opened where the text is installed.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::Words;
use fadu_pack::statutes::Resolution;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::parts::citation::{CitationView, opened};
use crate::visit::Visit;

/// Most articles shown in a margin, so that a page stays small.
const ARTICLES_MAX: usize = 12;
/// Longest text of an article shown in a margin; the page of the article has it all.
const TEXT_LENGTH_MAX: usize = 1_200;

/// The margin: these articles as they stood on a day, under a heading.
pub fn margin<'a>(
    visit: &Visit,
    citations: impl IntoIterator<Item = &'a Citation>,
    on: Date,
) -> Markup {
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut shown: Vec<&Citation> = Vec::new();
    for citation in citations {
        let place = (citation.title().to_owned(), article_of(citation));
        if !seen.contains(&place) {
            seen.push(place);
            shown.push(citation);
        }
    }
    let rest = shown.len().saturating_sub(ARTICLES_MAX);
    shown.truncate(ARTICLES_MAX);
    html! {
        @if !shown.is_empty() {
            h2 { (visit.say("依据", "The law")) }
            @for citation in shown { (article(visit, citation, on)) }
            @if rest > 0 {
                p.quiet { (visit.say(
                    "其余依据见各项办理。",
                    "Further articles stand with each act.",
                )) }
            }
        }
    }
}

/// A citation, opened in place where the text is installed.
pub fn article(visit: &Visit, citation: &Citation, on: Date) -> Markup {
    let rules = visit.rules();
    let Resolution::Resolved { law, version, .. } = rules.statutes.resolve(citation, on) else {
        let view = CitationView {
            citation,
            title: None,
            text: None,
            note: None,
        };
        return html! { p { (opened(visit.lang(), &view)) } };
    };
    let (number, sub) = match citation {
        Citation::Law { article, sub, .. } => (*article, *sub),
        Citation::Local { .. } => (0, 0),
    };
    let texts = rules.texts.as_ref();
    let text = texts.and_then(|texts| texts.article(&law.key, version.date, number, sub));
    let text = text.map(|text| text.paragraphs.join("\n"));
    let text = text.filter(|text| text.chars().count() <= TEXT_LENGTH_MAX);
    let title = Words::new(law.title.clone(), law.title_en.clone());
    let note = Words::new(
        format!("本版自{}起施行。", version.in_force),
        format!("This version is in force from {}.", version.in_force),
    );
    let view = CitationView {
        citation,
        title: Some(&title),
        text: text.as_deref(),
        note: text.is_some().then_some(note),
    };
    opened(visit.lang(), &view)
}

fn article_of(citation: &Citation) -> String {
    match citation {
        Citation::Law { article, sub, .. } => format!("{article}-{sub}"),
        Citation::Local { article, .. } => article.clone().unwrap_or_default(),
    }
}

//! Citations: the article as a link, and the article opened in place.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::{Lang, Words};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::address::segment;
use crate::speech::say;

/// A citation with what is known of the article.
#[derive(Clone, Debug)]
pub struct CitationView<'a> {
    /// The place cited.
    pub citation: &'a Citation,
    /// Full title of the law, from the index.
    pub title: Option<&'a Words>,
    /// Text of the article where it is installed here.
    pub text: Option<&'a str>,
    /// From when to when the cited version is in force, or where the text comes from.
    pub note: Option<Words>,
}

/// Where the article can be read; a city's own document has no page.
pub fn address(citation: &Citation) -> Option<String> {
    match citation {
        Citation::Law {
            law, article, sub, ..
        } => {
            let sub = if *sub > 0 {
                format!("-{sub}")
            } else {
                String::new()
            };
            Some(format!("/statutes/{}/{article}{sub}", segment(law)))
        }
        Citation::Local { .. } => None,
    }
}

/// A citation as a link to its article.
pub fn citation(lang: Lang, citation: &Citation) -> Markup {
    linked(citation, &citation.in_words(lang))
}

/// Several citations one after another; nothing where there are none.
pub fn citations(lang: Lang, list: &[Citation]) -> Markup {
    html! {
        @if !list.is_empty() {
            span.citations {
                @for (index, cited) in list.iter().enumerate() {
                    @if index > 0 { (say(lang, "、", "; ")) }
                    (citation(lang, cited))
                }
            }
        }
    }
}

/// A citation as of the day of an act.
#[derive(Clone, Debug)]
pub struct CitedOn {
    /// The place cited.
    pub citation: Citation,
    /// The day whose version is meant, where another one is in force by now.
    pub on: Option<Date>,
    /// What a reader should know: not in force on that day, or worded otherwise by now.
    pub remark: Option<Words>,
}

impl From<Citation> for CitedOn {
    fn from(citation: Citation) -> Self {
        Self {
            citation,
            on: None,
            remark: None,
        }
    }
}

/// Several citations as of the day of an act, each with its remark.
pub fn citations_on(lang: Lang, list: &[CitedOn]) -> Markup {
    html! {
        @if !list.is_empty() {
            span.citations {
                @for (index, cited) in list.iter().enumerate() {
                    @if index > 0 { (say(lang, "、", "; ")) }
                    @let name = cited.citation.in_words(lang);
                    @match (address(&cited.citation), cited.on) {
                        (Some(address), Some(on)) => {
                            a.citation href={ (address) "?on=" (on) } { (name) }
                        }
                        _ => (linked(&cited.citation, &name)),
                    }
                    @if let Some(remark) = &cited.remark {
                        span.quiet {
                            (say(lang, "（", " (")) (remark.get(lang)) (say(lang, "）", ")"))
                        }
                    }
                }
            }
        }
    }
}

/// A citation that opens the article where it stands; a plain link where no text is given.
pub fn opened(lang: Lang, view: &CitationView) -> Markup {
    let name = view.citation.in_words_titled(lang, view.title);
    if view.text.is_none() && view.note.is_none() {
        return linked(view.citation, &name);
    }
    html! {
        details.law {
            summary { (name) }
            @if let Some(text) = view.text {
                // The text of record is Chinese in both languages.
                blockquote.law-text lang="zh-Hans" {
                    @for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
                        p { (paragraph.trim()) }
                    }
                }
            }
            @if let Some(note) = &view.note { p.quiet { (note.get(lang)) } }
            @if let Some(address) = address(view.citation) {
                p {
                    a.citation href=(address) {
                        (say(lang, "打开全文和历次版本", "Open the article and its versions"))
                    }
                }
            }
        }
    }
}

fn linked(citation: &Citation, name: &str) -> Markup {
    html! {
        @match address(citation) {
            Some(address) => a.citation href=(address) { (name) },
            None => span.citation { (name) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_has_an_address_and_a_local_rule_has_none() {
        let cited: Citation = "行政复议法:30:3".parse().unwrap();
        assert_eq!(address(&cited).unwrap(), "/statutes/行政复议法/30");
        let inserted: Citation = "刑法:133-1".parse().unwrap();
        assert_eq!(address(&inserted).unwrap(), "/statutes/刑法/133-1");
        let local = Citation::Local {
            document: "办法".into(),
            article: Some("3".into()),
        };
        assert_eq!(address(&local), None);
        assert!(!citation(Lang::Zh, &local).into_string().contains("href"));
    }
}

//! A document card: what it is, its number, its date, its fingerprint, and the file itself.

use fadu_kernel::words::{Lang, Words};
use jiff::civil::Date;
use maud::{Markup, html};

use super::day;
use crate::speech::say;

/// A document that can be opened.
#[derive(Clone, Debug)]
pub struct DocumentView<'a> {
    /// Title.
    pub title: &'a Words,
    /// Number of the document (文号).
    pub number: Option<&'a str>,
    /// Day of the document.
    pub on: Option<Date>,
    /// Kind and size of the file: “PDF，120 KB”.
    pub file: Option<Words>,
    /// Where it opens.
    pub address: &'a str,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: Option<&'a str>,
    /// A drawing that leads to the page which checks the document, with that page's address.
    pub check: Option<(Markup, String)>,
}

/// The card; the whole title is the link.
pub fn document(lang: Lang, view: &DocumentView) -> Markup {
    html! {
        article.card.document {
            div {
                h3.card-title { a href=(view.address) { (view.title.get(lang)) } }
                p.quiet {
                    @if let Some(number) = view.number { span { (number) } }
                    @if let Some(on) = view.on { span { (day::day(lang, on)) } }
                    @if let Some(file) = &view.file { span { (file.get(lang)) } }
                }
                @if let Some(hash) = view.hash {
                    p.quiet { (say(lang, "文件指纹 ", "File hash ")) code.hash { (hash) } }
                }
            }
            @if let Some((drawing, address)) = &view.check {
                p.document-check {
                    (drawing)
                    a href=(address) { (say(lang, "查真伪", "Check this document")) }
                }
            }
        }
    }
}

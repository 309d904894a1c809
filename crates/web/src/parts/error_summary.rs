//! The error summary: everything that is wrong, each linked to its field.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::field::control_id;

/// Stands at the head of the page, above its heading; nothing where nothing is wrong.
///
/// `faults` pairs the name of a field's control with the words shown at it; an empty name is a
/// fault of the form as a whole.
pub fn error_summary<'a>(
    lang: Lang,
    faults: impl IntoIterator<Item = (&'a str, &'a Words)>,
) -> Markup {
    let faults: Vec<(&str, &Words)> = faults.into_iter().collect();
    html! {
        @if !faults.is_empty() {
            div.error-summary role="alert" aria-labelledby="error-summary-title" tabindex="-1" {
                h2 id="error-summary-title" { (title(lang, faults.len())) }
                ul {
                    @for (name, words) in faults {
                        li {
                            @if name.is_empty() {
                                (words.get(lang))
                            } @else {
                                a href={ "#" (control_id(name)) } { (words.get(lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn title(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("有 {count} 处需要改正"),
        (Lang::En, 1) => "There is a problem".to_owned(),
        (Lang::En, _) => format!("There are {count} problems"),
    }
}

//! A form: its hidden marks, its fields and its one button.

use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::button;

/// A form that changes something.
#[derive(Clone, Debug)]
pub struct FormView<'a> {
    /// Where it is sent.
    pub address: &'a str,
    /// The session's mark against forged forms.
    pub csrf: &'a str,
    /// Key under which sending twice counts once; none where that cannot harm.
    pub key: Option<&'a str>,
    /// What happens: “提交申请”.
    pub submit: &'a Words,
    /// Another way out: words and address.
    pub other: Option<(&'a Words, &'a str)>,
}

/// The form around its fields.
pub fn form(lang: Lang, view: &FormView, fields: &Markup) -> Markup {
    html! {
        // Faults are told by the server, in words, all at once.
        form.form method="post" action=(view.address) novalidate data-once {
            input type="hidden" name="csrf" value=(view.csrf);
            @if let Some(key) = view.key { input type="hidden" name="idempotency_key" value=(key); }
            (fields)
            div.form-end {
                (button::main_button(view.submit.get(lang)))
                @if let Some((words, address)) = view.other {
                    a href=(address) { (words.get(lang)) }
                }
            }
        }
    }
}

/// Fields that belong together, under a heading.
pub fn group(heading: &str, fields: &Markup) -> Markup {
    html! {
        fieldset.form-group {
            legend { (heading) }
            (fields)
        }
    }
}

//! Refusals that come before any act is decided, and those that come from another matter.
//!
//! Words alone: what may be done is decided elsewhere.

use jiff::civil::Date;

use super::{CHAIN_MAX, Setback, refused};
use crate::matter::MatterId;
use crate::refusal::{Refusal, Rule};
use crate::words::Words;

/// A refusal on the matter that should be told, said so that the reader knows which is meant.
pub(super) fn about_the_other<F>(
    setback: Setback<F>,
    number: &str,
    stage: Option<&Words>,
) -> Setback<F> {
    let Setback::Refused(mut refusal) = setback else {
        return setback;
    };
    let (zh, en) = stage.map_or(("", ""), |stage| (&stage.zh, &stage.en));
    refusal.words = Words::new(
        format!(
            "须告知的原事项 {number}（{zh}）不能接收：{}",
            refusal.words.zh
        ),
        format!(
            "the matter {number} (at “{en}”), which would be told of this, does not take it: {}",
            refusal.words.en
        ),
    );
    refused(*refusal)
}

pub(super) fn no_such_matter(id: MatterId) -> Refusal {
    bare(
        Rule::Act,
        format!("没有编号为 {} 的事项", id.0),
        format!("there is no matter {}", id.0),
    )
}

pub(super) fn no_such_procedure(id: &str, on: Date) -> Refusal {
    bare(
        Rule::Act,
        format!("程序“{id}”在 {on} 没有有效版本"),
        format!("no version of the procedure “{id}” is in force on {on}"),
    )
}

pub(super) fn chain_too_long() -> Refusal {
    bare(
        Rule::Act,
        format!("移交超过 {CHAIN_MAX} 层，请检查程序包是否循环移交"),
        format!("hand-overs go more than {CHAIN_MAX} deep; the packs hand over in a circle"),
    )
}

pub(super) fn bare(rule: Rule, zh: String, en: String) -> Refusal {
    Refusal {
        rule,
        basis: Vec::new(),
        words: Words::new(zh, en),
        instead: None,
    }
}

//! What stands in a procedure and does nothing: fields nobody fills, papers nobody issues.

use fadu_kernel::procedure::Procedure;

use super::Located;
use crate::complaint::{Complaint, Source};
use fadu_kernel::words::Words;

/// Complains about fields that no act asks for or sets, and documents that none issues.
pub(super) fn check_unused(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    for field in law.fields.iter().filter(|field| !is_filled(law, &field.id)) {
        complaints.push(one.complain(
            &format!("field.{}", field.id),
            "unused",
            (
                format!("没有行为询问或写入字段“{}”", field.id),
                format!("no act asks for or sets the field “{}”", field.id),
            ),
            (
                "写进某个行为的 asks、may_ask 或 sets，或删去它",
                "Put it in an act's asks, may_ask or sets, or remove it",
            ),
        ));
    }
    let issued = |id: &String| law.acts.iter().any(|act| act.issues.contains(id));
    for document in law
        .documents
        .iter()
        .filter(|document| !issued(&document.id))
    {
        complaints.push(one.complain(
            &format!("document.{}", document.id),
            "unused",
            (
                format!("没有行为出具文书“{}”", document.id),
                format!("no act issues the document “{}”", document.id),
            ),
            (
                "写进某个行为的 issues，或删去它",
                "Put it in an act's issues, or remove it",
            ),
        ));
    }
}

fn is_filled(law: &Procedure, field: &str) -> bool {
    law.acts.iter().any(|act| {
        let asked = act.asks.iter().chain(&act.may_ask);
        let set = act.sets.iter().map(|(field, _)| field);
        asked.chain(set).any(|filled| filled == field)
    })
}

/// Complains about parameters that nothing in their pack reads.
pub fn check_parameters<'a>(
    head: &Source,
    parameters: impl Iterator<Item = &'a str>,
    sources: &[&Source],
    complaints: &mut Vec<Complaint>,
) {
    for key in parameters {
        let read = sources
            .iter()
            .any(|source| names_parameter(&source.text, key));
        if read {
            continue;
        }
        let at = head.text.find(&format!("[parameter.{key}]")).unwrap_or(0);
        complaints.push(head.complain(
            &(at..at),
            "unused",
            Words::new(
                format!("没有期限或条件使用参数“{key}”"),
                format!("no clock and no condition reads the parameter “{key}”"),
            ),
            Words::new(
                format!("写 length = \"parameter:{key}\" 或 parameter.{key}，或删去它"),
                format!("Write length = \"parameter:{key}\" or parameter.{key}, or remove it"),
            ),
        ));
    }
}

/// Whether a text reads `parameter:key` or `parameter.key`.
fn names_parameter(text: &str, key: &str) -> bool {
    ["parameter:", "parameter."].iter().any(|prefix| {
        text.match_indices(&format!("{prefix}{key}"))
            .any(|(at, found)| {
                let rest = text.get(at + found.len()..).unwrap_or("");
                !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            })
    })
}

//! Reading what a procedure issues, what it publishes and what it cannot say yet.

use fadu_kernel::procedure::{Document, Publication, Unwritten};
use fadu_kernel::words::Words;

use super::{Context, resolve};
use crate::entry::{Located, Table};
use crate::field::check_key;

/// Reads documents; the places in their lines are checked with [`check_lines`].
pub(super) fn read_documents(root: &Table<'_, '_>) -> Vec<Document> {
    let documents = root.tables("document").into_iter();
    let documents = documents.filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        let (title, lines) = (table.must_words("title"), table.sequence("lines"));
        table.finish();
        Some(Document {
            id,
            title: title?,
            lines: lines.into_iter().map(|line| line.value).collect(),
        })
    });
    documents.collect()
}

/// Complains about `{…}` in a document's line that stands for nothing.
pub(super) fn check_lines(root: &Table<'_, '_>, context: &Context<'_>) {
    for (_, table) in root.tables("document") {
        for line in table.sequence("lines") {
            for name in places_in(&line.value) {
                let name = Located {
                    value: name.to_owned(),
                    span: line.span.clone(),
                };
                let known: Vec<&str> = context.scope.paths().collect();
                resolve(table.reader, &name, known.into_iter(), "place");
            }
        }
    }
}

/// The names between braces, in order; an unclosed brace gives what follows it.
fn places_in(line: &str) -> Vec<&str> {
    let opened = line.split('{').skip(1);
    let names = opened.map(|rest| rest.split('}').next().unwrap_or(rest));
    names.collect()
}

/// Reads what is published; nothing personal is.
pub(super) fn read_publications(
    root: &Table<'_, '_>,
    context: &mut Context<'_>,
) -> Vec<Publication> {
    let mut publications = Vec::new();
    for (id, table) in root.tables("publication") {
        check_key(table.reader, &table.span, &id);
        let title = table.must_words("title");
        let by_act = table.must_text("by_act");
        let withdrawn_by = table.texts("withdrawn_by");
        let shows = table.texts("shows");
        let basis = context.cite(&table, "basis", None);
        let days = table.count("days");
        table.finish();
        for act in by_act.iter().chain(&withdrawn_by) {
            context.act_name(&table, act);
        }
        for shown in &shows {
            let known = context.fields.iter().map(|field| field.id.as_str());
            if resolve(table.reader, shown, known, "field")
                && context
                    .fields
                    .iter()
                    .any(|f| f.id == shown.value && f.personal)
            {
                table.reader.complain(
                    &shown.span,
                    "personal_shown",
                    Words::new(
                        format!("“{}”是个人信息，不能公开", shown.value),
                        format!("“{}” is personal and cannot be published", shown.value),
                    ),
                    Words::new("从 shows 中删去", "Take it out of shows"),
                );
            }
        }
        if let (Some(title), Some(by_act)) = (title, by_act) {
            publications.push(Publication {
                id,
                title,
                by_act: by_act.value,
                withdrawn_by: withdrawn_by.into_iter().map(|act| act.value).collect(),
                shows: shows.into_iter().map(|field| field.value).collect(),
                basis,
                days,
            });
        }
    }
    publications
}

pub(super) fn read_unwritten(root: &Table<'_, '_>, context: &mut Context<'_>) -> Vec<Unwritten> {
    let entries = root.array("unwritten").into_iter().filter_map(|table| {
        let basis = context.mention(&table, "basis").into_iter().next();
        if !table.has("basis") {
            table.missing("basis");
        }
        let (says, reason) = (table.must_words("says"), table.must_words("reason"));
        table.finish();
        Some(Unwritten {
            basis: basis?,
            says: says?,
            reason: reason?,
        })
    });
    entries.collect()
}

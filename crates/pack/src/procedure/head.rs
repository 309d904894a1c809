//! Reading `[procedure]`: what the file is, since when, and how its matters are called.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fadu_kernel::condition::{Condition, Expected};
use fadu_kernel::field::Field;
use fadu_kernel::procedure::{
    About, ActRule, ClockRule, Document, Entry, Holds, Procedure, Publication, Unwritten,
};
use fadu_kernel::words::Words;

use super::{Context, read_unit_kinds, unknown};
use crate::entry::{Located, Reader, Table};
use crate::field::check_key;
use crate::scope::compile;

/// What a procedure holds besides its head, stages and fields.
pub(super) struct Body {
    pub act_rules: Vec<ActRule>,
    pub clock_rules: Vec<ClockRule>,
    pub documents: Vec<Document>,
    pub publications: Vec<Publication>,
    pub unwritten: Vec<Unwritten>,
}

/// Reads the head and puts the procedure together.
pub(super) fn read_head(
    head: &Table<'_, '_>,
    context: &mut Context<'_>,
    body: Body,
) -> Option<Procedure> {
    let reader = head.reader;
    let id = head.must_text("id");
    let title = head.must_words("title");
    let law = head.must_text("law");
    let in_force = head.date("in_force");
    if !head.has("in_force") {
        head.missing("in_force");
    }
    let until = head.date("until");
    let holds = read_holds(head);
    let number = head.must_text("number");
    let name = read_name(head, context);
    let unit_kinds = read_unit_kinds(head, "unit_kinds");
    let entry = read_entry(head, context);
    head.finish();
    let (id, number) = (id?, number?);
    let own = id.value.clone();
    check_key(reader, &id.span, &id.value);
    check_number(reader, &number);
    context.places.insert("procedure".into(), id.span.clone());
    context.places.insert("until".into(), head.place("until"));
    if let Some(law) = &law {
        context.places.insert("law".into(), law.span.clone());
    }
    Some(Procedure {
        id: id.value,
        pack: context.names.pack.to_owned(),
        system: context.names.system.to_owned(),
        title: title?,
        law: law?.value,
        in_force: in_force?,
        until,
        holds: holds?,
        number: number.value,
        name,
        unit_kinds,
        entry,
        stages: std::mem::take(&mut context.stages),
        fields: std::mem::take(&mut context.fields),
        acts: body.act_rules,
        clocks: body.clock_rules,
        documents: body.documents,
        publications: body.publications,
        unwritten: body.unwritten,
        watches: watched(reader, context, &own),
        looks: Vec::new(), // Filled in once the other procedures are read.
        keyed: BTreeSet::new(),
    })
}

/// The procedures whose linked matters the file's expressions count, with their open stages.
fn watched(
    reader: &Reader<'_>,
    context: &Context<'_>,
    own: &str,
) -> BTreeMap<String, BTreeSet<String>> {
    let linked = context.names.outlines.linked_to(own);
    let counted = linked.filter(|(id, _)| {
        let name = format!("linked.{id}.");
        reader.source.text.contains(&name)
    });
    counted
        .map(|(id, outline)| (id.to_owned(), outline.open_stages()))
        .collect()
}

fn read_holds(head: &Table<'_, '_>) -> Option<Holds> {
    let Some(text) = head.text("holds") else {
        return Some(Holds::Matter);
    };
    match text.value.as_str() {
        "matter" => Some(Holds::Matter),
        "register" => Some(Holds::Register),
        "activity" => Some(Holds::Activity),
        other => {
            let known = "matter、register、activity";
            unknown(head.reader, &text.span, other, known);
            None
        }
    }
}

fn read_name(head: &Table<'_, '_>, context: &Context<'_>) -> Option<Condition> {
    let name = head.text("name")?;
    let compiled = compile(head.reader, &name, &context.scope, &Expected::Any)?;
    refuse_personal(head.reader, &name.span, &compiled, &context.fields);
    Some(compiled)
}

fn read_entry(head: &Table<'_, '_>, context: &mut Context<'_>) -> Option<Entry> {
    let entry = head.table("entry")?;
    let (need, act) = (entry.must_words("need"), entry.must_text("act"));
    let about = entry.text("about").and_then(|text| {
        let found = About::ALL
            .into_iter()
            .find(|about| about.key() == text.value);
        if found.is_none() {
            let known = About::ALL.map(About::key).join("、");
            unknown(head.reader, &text.span, &text.value, &known);
        }
        found
    });
    let rank = entry.count("rank");
    entry.finish();
    let act = act?;
    context.places.insert("entry".into(), act.span.clone());
    context.act_name(&entry, &act);
    Some(Entry {
        need: need?,
        act: act.value,
        about: about.unwrap_or(About::Other),
        rank: rank.unwrap_or(u32::MAX),
    })
}

fn check_number(reader: &Reader<'_>, number: &Located<String>) {
    let mut rest = number.value.clone();
    for place in ["{unit}", "{year}", "{seq}"] {
        rest = rest.replace(place, "");
    }
    if rest.contains(['{', '}']) || !number.value.contains("{seq}") {
        reader.complain(
            &number.span,
            "number_form",
            Words::new("编号格式不对", "the number pattern is wrong"),
            Words::new(
                "须含 {seq}，另可用 {unit} 和 {year}",
                "It needs {seq} and may have {unit} and {year}",
            ),
        );
    }
}

/// Complains when an expression shown in lists reads a personal field.
pub fn refuse_personal(
    reader: &Reader<'_>,
    span: &Range<usize>,
    expression: &Condition,
    fields: &[Field],
) {
    for path in expression.uses() {
        let field = path.strip_prefix("matter.").unwrap_or_default();
        if fields.iter().any(|f| f.id == field && f.personal) {
            reader.complain(
                span,
                "personal_shown",
                Words::new(
                    format!("“{field}”是个人信息，不能在此显示"),
                    format!("“{field}” is personal and cannot be shown here"),
                ),
                Words::new("换一个非个人信息的字段", "Use a field that is not personal"),
            );
        }
    }
}

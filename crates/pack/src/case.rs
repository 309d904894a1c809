//! Reading cases: stories a lawyer can read, with what must hold after each step.

use std::collections::BTreeMap;

use fadu_kernel::citation::Citation;
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use serde_json::Value as Json;

use crate::complaint::{Complaint, Source};
use crate::entry::{Reader, Table};
use crate::packs::Packs;
use crate::procedure::{read_unit_kinds, unknown};

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file it stands in.
    pub file: String,
    /// What it shows.
    pub title: Words,
    /// The articles it rests on.
    pub rests_on: Vec<Citation>,
    /// Kind of unit in which matters are opened.
    pub unit: UnitKind,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One step of a case.
#[derive(Debug, Clone)]
pub struct Step {
    /// Line in the file.
    pub line: usize,
    /// When.
    pub at: DateTime,
    /// Who and what; `None` when only time passes.
    pub does: Option<Doing>,
    /// A scheme that runs for the period closed before `at`.
    pub runs: Option<String>,
    /// The matter acted on, by its name in the case.
    pub matter: Option<String>,
    /// What must hold afterwards.
    pub expect: Expect,
}

/// An act in a case.
#[derive(Debug, Clone)]
pub struct Doing {
    /// Role, `party` or `anyone`, with `#2` for another person and `@kind` for another unit.
    pub by: String,
    /// Procedure.
    pub procedure: String,
    /// Act.
    pub act: String,
    /// Name for the matter opened.
    pub named: Option<String>,
    /// Kind of unit in which it is opened, where not the case's.
    pub unit: Option<UnitKind>,
    /// Raw facts.
    pub facts: BTreeMap<String, Json>,
}

/// What must hold after a step.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// The matter looked at.
    pub matter: Option<String>,
    /// Its stage.
    pub stage: Option<String>,
    /// Due dates by clock.
    pub due: BTreeMap<String, String>,
    /// Clock states or lights by clock.
    pub light: BTreeMap<String, String>,
    /// Fields.
    pub fields: BTreeMap<String, Json>,
    /// Printed values of indicators over all time.
    pub counts: BTreeMap<String, String>,
    /// Acts of law fired by this step, in order.
    pub acts_of_law: Option<Vec<String>>,
    /// The act is refused, by rule key or citation.
    pub refused: Option<String>,
    /// Matters opened by hand-over: procedure and name.
    pub opened: Vec<(String, String)>,
}

/// Reads a case file. A file may hold one case.
pub fn read_case(source: &Source, packs: &Packs, complaints: &mut Vec<Complaint>) -> Option<Case> {
    let reader = Reader::new(source);
    let read = reader.parse().and_then(|parsed| {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let head = root.table("case");
        if head.is_none() {
            root.missing("case");
        }
        let head = head?;
        let title = head.must_words("title");
        let rests_on = head
            .citations("rests_on")
            .into_iter()
            .map(|c| c.value)
            .collect();
        let unit = read_unit_kinds(&head, "unit")
            .first()
            .copied()
            .unwrap_or(UnitKind::Department);
        let _note = head.words("note");
        head.finish();
        let steps = root.array("step");
        if steps.is_empty() {
            root.missing("step");
        }
        let steps = steps
            .iter()
            .filter_map(|step| read_step(step, packs))
            .collect();
        root.finish();
        Some(Case {
            file: source.file.clone(),
            title: title?,
            rests_on,
            unit,
            steps,
        })
    });
    complaints.extend(reader.into_complaints());
    read
}

fn read_step(table: &Table<'_, '_>, packs: &Packs) -> Option<Step> {
    let (line, _) = table.reader.source.place(table.span.start);
    let on = table.must_text("on");
    let by = table.text("by");
    let does = table.text("does");
    let named = table.text("as").map(|text| text.value);
    let unit = read_unit_kinds(table, "unit").first().copied();
    let runs = table.text("runs").map(|text| text.value);
    let matter = table.text("matter").map(|text| text.value);
    let _note = table.words("note");
    let facts = table.table("facts").map(|facts| {
        facts
            .json_pairs()
            .into_iter()
            .map(|(key, value)| (key.value, value))
            .collect()
    });
    let expect = table
        .table("expect")
        .map(|expect| read_expect(&expect))
        .unwrap_or_default();
    table.finish();
    let on = on?;
    let at = parse_at(&on.value);
    if at.is_none() {
        unknown(
            table.reader,
            &on.span,
            &on.value,
            "2024-02-08 或 2024-02-08T10:30",
        );
    }
    let does = does.and_then(|does| {
        let Some((procedure, act)) = does.value.split_once('.') else {
            unknown(table.reader, &does.span, &does.value, "procedure.act");
            return None;
        };
        if packs
            .procedures
            .versions(procedure)
            .iter()
            .all(|p| p.act(act).is_none())
        {
            unknown(
                table.reader,
                &does.span,
                &does.value,
                "已定义的 procedure.act",
            );
        }
        if by.is_none() {
            table.missing("by");
        }
        Some(Doing {
            by: by.as_ref()?.value.clone(),
            procedure: procedure.to_owned(),
            act: act.to_owned(),
            named,
            unit,
            facts: facts.unwrap_or_default(),
        })
    });
    Some(Step {
        line,
        at: at?,
        does,
        runs,
        matter,
        expect,
    })
}

fn parse_at(text: &str) -> Option<DateTime> {
    let date = text.parse::<Date>().ok().map(|date| date.at(9, 0, 0, 0));
    if text.contains('T') {
        text.parse().ok()
    } else {
        date
    }
}

fn read_expect(table: &Table<'_, '_>) -> Expect {
    let pairs = |key: &str| {
        let inner = table.table(key);
        inner.map(|inner| inner.json_pairs()).unwrap_or_default()
    };
    let texts = |key: &str| {
        let shown = pairs(key)
            .into_iter()
            .map(|(key, value)| (key.value, plain(&value)));
        shown.collect::<BTreeMap<String, String>>()
    };
    let acts_of_law = table.has("acts_of_law").then(|| {
        let acts = table.sequence("acts_of_law").into_iter();
        acts.map(|act| act.value).collect()
    });
    let expect = Expect {
        matter: table.text("matter").map(|text| text.value),
        stage: table.text("stage").map(|text| text.value),
        due: texts("due"),
        light: texts("light"),
        fields: pairs("fields")
            .into_iter()
            .map(|(key, value)| (key.value, value))
            .collect(),
        counts: texts("counts"),
        acts_of_law,
        refused: table.text("refused").map(|text| text.value),
        opened: read_opened(table),
    };
    table.finish();
    expect
}

fn read_opened(table: &Table<'_, '_>) -> Vec<(String, String)> {
    let one = |opened: &Table<'_, '_>| {
        let (procedure, name) = (opened.must_text("procedure"), opened.must_text("as"));
        opened.finish();
        Some((procedure?.value, name?.value))
    };
    if table.is_table("opened") {
        return table
            .table("opened")
            .and_then(|opened| one(&opened))
            .into_iter()
            .collect();
    }
    table.array("opened").iter().filter_map(one).collect()
}

/// A JSON value as people write it: texts without quotation marks.
pub fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(entries) => entries.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

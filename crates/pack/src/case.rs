//! Reading cases: stories a lawyer can read, with what must hold after each step.

use std::collections::BTreeMap;

use fadu_kernel::citation::Citation;
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use jiff::civil::{Date, DateTime};
use serde_json::Value as Json;

use crate::check::Cited;
use crate::complaint::{Complaint, Source};
use crate::entry::{Located, Reader, Table};
use crate::limit::{STEPS_MAX, within};
use crate::packs::Packs;
use crate::procedure::{read_unit_kinds, resolve, unknown};

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
    /// The matter upon which it is opened, by its name in the case.
    pub upon: Option<String>,
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
    /// The fields hidden from somebody, by who looks.
    pub hidden: BTreeMap<String, Json>,
}

/// Reads a case file. A file may hold one case; what it rests on is kept for later.
pub fn read_case(
    source: &Source,
    packs: &Packs,
    cited: &mut Vec<Cited>,
    complaints: &mut Vec<Complaint>,
) -> Option<Case> {
    let reader = Reader::new(source);
    let mut citations = Vec::new();
    let read = reader.parse().and_then(|parsed| {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let head = root.table("case");
        if head.is_none() {
            root.missing("case");
        }
        let head = head?;
        let title = head.must_words("title");
        citations = head.citations("rests_on");
        let unit = read_unit_kinds(&head, "unit").first().copied();
        let _note = head.words("note");
        head.finish();
        let steps = root.array("step");
        if steps.is_empty() {
            root.missing("step");
        }
        within(&reader, &root.place("step"), "step", steps.len(), STEPS_MAX).then_some(())?;
        let steps = steps
            .iter()
            .filter_map(|step| read_step(step, packs))
            .collect();
        root.finish();
        let rests_on = citations
            .iter()
            .map(|citation| citation.value.clone())
            .collect();
        let (file, unit) = (source.file.clone(), unit.unwrap_or(UnitKind::Department));
        Some(Case {
            file,
            title: title?,
            rests_on,
            unit,
            steps,
        })
    });
    complaints.extend(reader.into_complaints());
    let on = read
        .as_ref()
        .and_then(|case| Some(case.steps.last()?.at.date()));
    cited.push(Cited {
        source: source.clone(),
        citations,
        on,
    });
    read
}

fn read_step(table: &Table<'_, '_>, packs: &Packs) -> Option<Step> {
    let (line, _) = table.reader.source.place(table.span.start);
    let on = table.must_text("on");
    let does = read_doing(table, packs);
    let runs = table.text("runs").map(|text| text.value);
    let matter = table.text("matter").map(|text| text.value);
    let _note = table.words("note");
    let expect = table
        .table("expect")
        .map(|expect| read_expect(&expect, packs));
    table.finish();
    let on = on?;
    let at = parse_at(&on.value);
    if at.is_none() {
        unknown(
            table.reader,
            &on.span,
            &on.value,
            "2024-02-08、2024-02-08T10:30",
        );
    }
    Some(Step {
        line,
        at: at?,
        does,
        runs,
        matter,
        expect: expect.unwrap_or_default(),
    })
}

fn read_doing(table: &Table<'_, '_>, packs: &Packs) -> Option<Doing> {
    let by = table.text("by");
    let does = table.text("does");
    let named = table.text("as").map(|text| text.value);
    let unit = read_unit_kinds(table, "unit").first().copied();
    let upon = table.text("upon").map(|text| text.value);
    let facts = table.table("facts").map(|facts| {
        let pairs = facts.json_pairs().into_iter();
        pairs.map(|(key, value)| (key.value, value)).collect()
    });
    let does = does?;
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
        let known = packs.procedures.versions(procedure).iter();
        let known =
            known.flat_map(|law| law.acts.iter().map(|act| format!("{}.{}", law.id, act.id)));
        let known: Vec<String> = known.collect();
        let does = Located {
            value: does.value.clone(),
            span: does.span.clone(),
        };
        resolve(table.reader, &does, known.iter().map(String::as_str), "act");
    }
    match &by {
        Some(by) => check_doer(table, by, packs),
        None => table.missing("by"),
    }
    Some(Doing {
        by: by?.value,
        procedure: procedure.to_owned(),
        act: act.to_owned(),
        named,
        unit,
        upon,
        facts: facts.unwrap_or_default(),
    })
}

/// Complains of a doer that is no role: the case would only say that nobody let them.
fn check_doer(table: &Table<'_, '_>, by: &Located<String>, packs: &Packs) {
    let roles = packs.roles.keys().map(String::as_str);
    let known = roles.chain(["anyone", "party"]);
    for part in by.value.split('+') {
        let role = part.split(['#', '@']).next().unwrap_or(part);
        let name = Located {
            value: role.to_owned(),
            span: by.span.clone(),
        };
        resolve(table.reader, &name, known.clone(), "role");
    }
}

fn parse_at(text: &str) -> Option<DateTime> {
    let date = text.parse::<Date>().ok().map(|date| date.at(9, 0, 0, 0));
    if text.contains('T') {
        text.parse().ok()
    } else {
        date
    }
}

fn read_expect(table: &Table<'_, '_>, packs: &Packs) -> Expect {
    let pairs = |key: &str| {
        let inner = table.table(key);
        inner.map(|inner| inner.json_pairs()).unwrap_or_default()
    };
    let texts = |pairs: Vec<(Located<String>, Json)>| {
        let shown = pairs
            .into_iter()
            .map(|(key, value)| (key.value, plain(&value)));
        shown.collect::<BTreeMap<String, String>>()
    };
    let (due, light, counts) = (pairs("due"), pairs("light"), pairs("counts"));
    let clocks = packs.procedures.iter().flat_map(|law| &law.clocks);
    let clocks: Vec<&str> = clocks.map(|clock| clock.id.as_str()).collect();
    for (name, _) in due.iter().chain(&light) {
        resolve(table.reader, name, clocks.iter().copied(), "clock");
    }
    for (name, _) in &counts {
        let known = packs
            .indicators
            .iter()
            .map(|indicator| indicator.id.as_str());
        resolve(table.reader, name, known, "indicator");
    }
    let acts_of_law = table.has("acts_of_law").then(|| {
        let acts = table.sequence("acts_of_law").into_iter();
        acts.map(|act| act.value).collect()
    });
    let fields = pairs("fields").into_iter();
    let expect = Expect {
        matter: table.text("matter").map(|text| text.value),
        stage: table.text("stage").map(|text| text.value),
        due: texts(due),
        light: texts(light),
        fields: fields.map(|(key, value)| (key.value, value)).collect(),
        counts: texts(counts),
        acts_of_law,
        refused: table.text("refused").map(|text| text.value),
        opened: read_opened(table),
        hidden: pairs("hidden")
            .into_iter()
            .map(|(key, value)| (key.value, value))
            .collect(),
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

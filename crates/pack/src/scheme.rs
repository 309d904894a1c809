//! Reading `schemes.toml`: a city's periodic lights and points.

use fadu_kernel::actor::Entitled;
use fadu_kernel::condition::{Expected, Scope, Type, Variable};
use fadu_kernel::field::FieldKind;
use fadu_kernel::indicator::Indicator;
use fadu_kernel::procedure::{From, Procedure};
use fadu_kernel::scheme::{Every, Input, Over, Scheme, SchemeLight};
use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source, did_you_mean_or, nearest};
use crate::entry::{Located, Reader, Table};
use crate::field::check_key;
use crate::indicator::Ground;
use crate::procedure::{read_unit_kinds, resolve, unknown};
use crate::scope::compile;

/// Reads a pack's or an overlay's schemes.
///
/// `parameters` are those of the pack, by key and title; an overlay has none: its numbers are local
/// as they stand.
pub fn read_schemes(
    source: &Source,
    ground: Ground<'_>,
    parameters: &[(String, Words)],
) -> (Vec<SchemeRead>, Vec<Complaint>) {
    let reader = Reader::new(source);
    let mut schemes = Vec::new();
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        for (id, table) in root.tables("scheme") {
            schemes.extend(read_scheme(&id, &table, ground, parameters));
        }
        root.finish();
    }
    (schemes, reader.into_complaints())
}

/// A scheme with the one it stands in for.
#[derive(Debug, Clone)]
pub struct SchemeRead {
    /// The scheme.
    pub scheme: Scheme,
    /// The id of a scheme that it replaces.
    pub replaces: Option<Located<String>>,
}

fn read_scheme(
    id: &str,
    table: &Table<'_, '_>,
    ground: Ground<'_>,
    parameters: &[(String, Words)],
) -> Option<SchemeRead> {
    check_key(table.reader, &table.span, id);
    let title = table.must_words("title");
    let every = table.must_text("every");
    let every = every.and_then(|text| read_every(table, &text));
    let units = read_unit_kinds(table, "units");
    if !table.flag("local") {
        table.reader.complain(
            &table.span,
            "no_basis",
            Words::new(
                "亮灯记分是地方做法",
                "lights and points are local arrangements",
            ),
            Words::new("写 local = true", "Write local = true"),
        );
    }
    let inputs = read_inputs(table, ground);
    let (procedure, act) = (table.must_text("procedure"), table.must_text("act"));
    let lights = read_lights(table, &inputs, parameters);
    let replaces = table.text("replaces");
    for (key, empty) in [("units", units.is_empty()), ("light", lights.is_empty())] {
        if empty && !table.has(key) {
            table.missing(key);
        }
    }
    table.finish();
    let (procedure, act) = (procedure?, act?);
    check_record(table, (&procedure, &act), &lights, ground);
    let scheme = Scheme {
        id: format!("{}.{id}", ground.pack),
        title: title?,
        every: every?,
        units,
        inputs,
        procedure: procedure.value,
        act: act.value,
        lights,
    };
    Some(SchemeRead { scheme, replaces })
}

fn read_every(table: &Table<'_, '_>, text: &Located<String>) -> Option<Every> {
    match text.value.as_str() {
        "month" => Some(Every::Month),
        "quarter" => Some(Every::Quarter),
        "year" => Some(Every::Year),
        other => {
            unknown(table.reader, &text.span, other, "month、quarter、year");
            None
        }
    }
}

/// Reads inputs: an indicator's id, or a table that also says over which months.
fn read_inputs(table: &Table<'_, '_>, ground: Ground<'_>) -> Vec<Input> {
    let Some(inputs) = table.table("inputs") else {
        table.missing("inputs");
        return Vec::new();
    };
    let whole = |id: String| {
        if id.contains('.') {
            id
        } else {
            format!("{}.{id}", ground.pack)
        }
    };
    let mut read = Vec::new();
    for name in inputs.keys() {
        let (indicator, over) = if inputs.is_table(&name) {
            let Some(inner) = inputs.table(&name) else {
                continue;
            };
            let indicator = inner.must_text("indicator");
            let over = inner.text("over").and_then(|over| read_over(&inner, &over));
            inner.finish();
            (indicator, over.unwrap_or(Over::Period))
        } else {
            (inputs.text(&name), Over::Period)
        };
        let Some(indicator) = indicator else { continue };
        read.push(Input {
            name,
            indicator: whole(indicator.value),
            over,
        });
    }
    read
}

fn read_over(table: &Table<'_, '_>, text: &Located<String>) -> Option<Over> {
    match text.value.as_str() {
        "period" => Some(Over::Period),
        "previous" => Some(Over::Previous),
        "year_to_date" => Some(Over::YearToDate),
        other => {
            let known = "period、previous、year_to_date";
            unknown(table.reader, &text.span, other, known);
            None
        }
    }
}

fn read_lights(
    table: &Table<'_, '_>,
    inputs: &[Input],
    parameters: &[(String, Words)],
) -> Vec<SchemeLight> {
    let mut scope = Scope::new();
    let mut declare = |path: String, title: Words| {
        let variable = Variable {
            ty: Type::Integer,
            title,
            optional: false,
        };
        scope.insert(path, variable);
    };
    for Input {
        name, indicator, ..
    } in inputs
    {
        let title = Words::new(indicator.as_str(), indicator.as_str());
        declare(format!("input.{name}"), title);
    }
    for (key, title) in parameters {
        declare(format!("parameter.{key}"), title.clone());
    }
    let lights = table.array("light").into_iter().filter_map(|light| {
        let (colour, reason) = (light.must_text("colour"), light.must_words("reason"));
        let (when, points) = (light.must_text("when"), light.must_text("points"));
        light.finish();
        let when = compile(table.reader, &when?, &scope, &Expected::Flag);
        let points = compile(table.reader, &points?, &scope, &Expected::Number);
        Some(SchemeLight {
            colour: colour?.value,
            when: when?,
            points: points?,
            reason: reason?,
        })
    });
    lights.collect()
}

/// The recording procedure must take what a scheme gives.
fn check_record(
    table: &Table<'_, '_>,
    (procedure, act): (&Located<String>, &Located<String>),
    lights: &[SchemeLight],
    ground: Ground<'_>,
) {
    let Some(found) = ground.procedures.newest(&procedure.value) else {
        let known = ground.procedures.each_newest().map(|p| p.id.as_str());
        let known: Vec<&str> = known.collect();
        resolve(table.reader, procedure, known.into_iter(), "procedure");
        return;
    };
    let known = found.acts.iter().map(|act| act.id.as_str());
    if !resolve(table.reader, act, known, "act") {
        return;
    }
    let Some(rule) = found.act(&act.value) else {
        return;
    };
    let fault = |zh: String, en: String, remedy: Words| {
        table
            .reader
            .complain(&act.span, "scheme_record", Words::new(zh, en), remedy);
    };
    if !matches!(rule.from, From::Opening) || !rule.by.contains(&Entitled::Scheme) {
        fault(
            format!("“{}”须立事项，且 by 含 scheme", act.value),
            format!(
                "“{}” must open a matter and have scheme in its by",
                act.value
            ),
            Words::new("写 by = [\"scheme\"]", "Write by = [\"scheme\"]"),
        );
    }
    for (field, fits) in wanted(found) {
        let asked = rule
            .asks
            .iter()
            .chain(&rule.may_ask)
            .any(|asked| asked == field);
        if !(fits && asked) {
            fault(
                format!("“{}”须询问字段“{field}”且类型相符", act.value),
                format!(
                    "“{}” must ask for the field “{field}” of the right kind",
                    act.value
                ),
                Words::new(
                    "month 为 date，colour 为 choice，points 为 integer，reason 为 text",
                    "month is a date, colour a choice, points an integer, reason a text",
                ),
            );
        }
    }
    let Some(FieldKind::Choice(colours)) = found.field("colour").map(|field| &field.kind) else {
        return;
    };
    for light in lights
        .iter()
        .filter(|light| colours.iter().all(|c| c.id != light.colour))
    {
        let known: Vec<&str> = colours.iter().map(|colour| colour.id.as_str()).collect();
        let known = known.join("、");
        fault(
            format!("“{}”不是 colour 的选项", light.colour),
            format!("“{}” is no option of the field colour", light.colour),
            Words::new(format!("可用：{known}"), format!("Known: {known}")),
        );
    }
}

/// Complains about inputs that are no indicators, once the indicators of all packs are read.
pub fn check_inputs(schemes: &[Scheme], indicators: &[Indicator]) -> Vec<(String, Words, Words)> {
    let mut faults = Vec::new();
    for scheme in schemes {
        for Input {
            name,
            indicator: input,
            ..
        } in &scheme.inputs
        {
            if indicators.iter().any(|indicator| indicator.id == *input) {
                continue;
            }
            let known = indicators.iter().map(|indicator| indicator.id.as_str());
            let near = nearest(input, known);
            faults.push((
                scheme.id.clone(),
                Words::new(
                    format!("输入“{name}”没有指标“{input}”"),
                    format!("the input “{name}” names no indicator: “{input}”"),
                ),
                did_you_mean_or(near, "pack.indicator"),
            ));
        }
    }
    faults
}

fn wanted(procedure: &Procedure) -> [(&'static str, bool); 4] {
    let kind = |id: &str| procedure.field(id).map(|field| &field.kind);
    [
        ("month", kind("month") == Some(&FieldKind::Date)),
        (
            "colour",
            matches!(kind("colour"), Some(FieldKind::Choice(_))),
        ),
        ("points", kind("points") == Some(&FieldKind::Integer)),
        (
            "reason",
            matches!(kind("reason"), Some(FieldKind::Text | FieldKind::Paragraph)),
        ),
    ]
}

//! Reading `schemes.toml`: a city's periodic lights and points.

use fadu_kernel::condition::{Expected, Scope, Type, Variable};
use fadu_kernel::field::FieldKind;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::scheme::{Every, Scheme, SchemeLight};
use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source};
use crate::entry::{Located, Reader, Table};
use crate::indicator::Ground;
use crate::procedure::{read_unit_kinds, resolve, unknown};
use crate::scope::compile;

/// Reads a pack's or an overlay's schemes.
pub fn read_schemes(source: &Source, ground: Ground<'_>) -> (Vec<Scheme>, Vec<Complaint>) {
    let reader = Reader::new(source);
    let mut schemes = Vec::new();
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        for (id, table) in root.tables("scheme") {
            schemes.extend(read_scheme(&id, &table, ground));
        }
        root.finish();
    }
    (schemes, reader.into_complaints())
}

fn read_scheme(id: &str, table: &Table<'_, '_>, ground: Ground<'_>) -> Option<Scheme> {
    let title = table.must_words("title");
    let every = table
        .must_text("every")
        .and_then(|text| match text.value.as_str() {
            "month" => Some(Every::Month),
            "quarter" => Some(Every::Quarter),
            "year" => Some(Every::Year),
            other => {
                unknown(table.reader, &text.span, other, "month、quarter、year");
                None
            }
        });
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
    let lights = read_lights(table, &inputs);
    table.finish();
    let (procedure, act) = (procedure?, act?);
    check_record(table.reader, &procedure, &act, ground);
    Some(Scheme {
        id: format!("{}.{id}", ground.pack),
        title: title?,
        every: every?,
        units,
        inputs,
        procedure: procedure.value,
        act: act.value,
        lights,
    })
}

fn read_inputs(table: &Table<'_, '_>, ground: Ground<'_>) -> Vec<(String, String)> {
    let Some(inputs) = table.table("inputs") else {
        table.missing("inputs");
        return Vec::new();
    };
    let pairs = inputs.text_pairs().into_iter().map(|(key, text)| {
        let id = text.value;
        let id = if id.contains('.') {
            id
        } else {
            format!("{}.{id}", ground.pack)
        };
        (key.value, id)
    });
    pairs.collect()
}

fn read_lights(table: &Table<'_, '_>, inputs: &[(String, String)]) -> Vec<SchemeLight> {
    let mut scope = Scope::new();
    for (name, indicator) in inputs {
        let title = Words::new(indicator.as_str(), indicator.as_str());
        let variable = Variable {
            ty: Type::Integer,
            title,
            optional: false,
        };
        scope.insert(format!("input.{name}"), variable);
    }
    let lights = table.array("light").into_iter().filter_map(|light| {
        let (colour, reason) = (light.must_text("colour"), light.must_words("reason"));
        let (when, points) = (light.must_text("when"), light.must_text("points"));
        light.finish();
        let when = compile(table.reader, &when?, &scope, Expected::Flag);
        let points = compile(table.reader, &points?, &scope, Expected::Number);
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
    reader: &Reader<'_>,
    procedure: &Located<String>,
    act: &Located<String>,
    ground: Ground<'_>,
) {
    let Some(found) = ground.procedures.newest(&procedure.value) else {
        let known: Vec<&str> = ground
            .procedures
            .each_newest()
            .map(|p| p.id.as_str())
            .collect();
        resolve(reader, procedure, known.into_iter(), "procedure");
        return;
    };
    if !resolve(
        reader,
        act,
        found.acts.iter().map(|act| act.id.as_str()),
        "act",
    ) {
        return;
    }
    for (field, fits) in wanted(found) {
        let asked = found.act(&act.value).is_some_and(|rule| {
            rule.asks
                .iter()
                .chain(&rule.may_ask)
                .any(|asked| asked == field)
        });
        if !(fits && asked) {
            reader.complain(
                &act.span,
                "scheme_record",
                Words::new(
                    format!("“{}”须询问字段“{field}”且类型相符", act.value),
                    format!(
                        "“{}” must ask for the field “{field}” of the right kind",
                        act.value
                    ),
                ),
                Words::new(
                    "month 为 date，colour 为 choice，points 为 integer，reason 为 text",
                    "month is a date, colour a choice, points an integer, reason a text",
                ),
            );
        }
    }
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

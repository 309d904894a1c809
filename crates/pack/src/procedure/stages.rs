//! Reading the stages and fields of a procedure.

use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{Stage, StageKind};
use fadu_kernel::words::Words;

use super::{Names, unknown, unknown_as};
use crate::entry::{Located, Table};
use crate::field::{check_key, read_field, refuse_reserved};

/// Reads the stages of a procedure, in the order of the file.
pub fn read_stages(root: &Table<'_, '_>) -> Vec<Stage> {
    let stages = root.tables("stage").into_iter().filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        refuse_reserved(table.reader, &table.span, &id, &["any", "open", "total"]);
        let (title, kind) = (table.title_of(&id), table.must_text("kind"));
        table.finish();
        let kind = kind?;
        let kind = match kind.value.as_str() {
            "open" => StageKind::Open,
            "standing" => StageKind::Standing,
            "closed" => StageKind::Closed,
            other => {
                unknown(table.reader, &kind.span, other, "open、standing、closed");
                return None;
            }
        };
        Some(Stage { id, title, kind })
    });
    stages.collect()
}

/// The roles whose holders fields name.
pub(super) fn roles_of_fields(root: &Table<'_, '_>) -> Vec<Located<String>> {
    let fields = root.tables("field").into_iter();
    fields.filter_map(|(_, table)| table.text("role")).collect()
}

/// Reads fields; what every matter has by itself is no name for one.
pub(super) fn read_fields(root: &Table<'_, '_>, names: &Names<'_>) -> Vec<Field> {
    let fields = root.tables("field").into_iter().filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        let reserved = ["stage", "unit", "opened_on"];
        refuse_reserved(table.reader, &table.span, &id, &reserved);
        read_field(&id, &table, names)
    });
    let fields: Vec<Field> = fields.collect();
    for (id, table) in root.tables("field") {
        if let Some(from) = table.text("hidden_from") {
            check_hidden(&table, &from, &id, &fields);
        }
    }
    fields
}

/// What is hidden from a unit is personal, and a field says which unit.
fn check_hidden(table: &Table<'_, '_>, from: &Located<String>, id: &str, fields: &[Field]) {
    let named = fields.iter().find(|field| field.id == from.value);
    let is_unit = |field: &Field| matches!(field.kind, FieldKind::Unit | FieldKind::Units);
    if !named.is_some_and(is_unit) {
        let known = Words::new(
            "kind = \"unit\" 或 \"units\" 的字段",
            "a field of kind = \"unit\" or \"units\"",
        );
        unknown_as(table.reader, &from.span, &from.value, &known);
    }
    if fields.iter().any(|field| field.id == id && !field.personal) {
        table.reader.complain(
            &from.span,
            "field_limits",
            Words::new(
                format!("“{id}”不是个人信息，无从隐去"),
                format!("“{id}” is not personal, so it cannot be hidden"),
            ),
            Words::new(
                "写 personal = true，或删去 hidden_from",
                "Write personal = true, or remove hidden_from",
            ),
        );
    }
}

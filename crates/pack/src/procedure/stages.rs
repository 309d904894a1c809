//! Reading the stages and fields of a procedure.

use fadu_kernel::field::Field;
use fadu_kernel::procedure::{Stage, StageKind};

use super::{Names, unknown};
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
    fields
        .filter_map(|(_, table)| table.text("role"))
        .collect()
}

/// Reads fields; what every matter has by itself is no name for one.
pub(super) fn read_fields(root: &Table<'_, '_>, names: &Names<'_>) -> Vec<Field> {
    let fields = root.tables("field").into_iter().filter_map(|(id, table)| {
        check_key(table.reader, &table.span, &id);
        let reserved = ["stage", "unit", "opened_on"];
        refuse_reserved(table.reader, &table.span, &id, &reserved);
        read_field(&id, &table, names)
    });
    fields.collect()
}

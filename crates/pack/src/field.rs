//! Reading the fields of a procedure.

use fadu_kernel::field::{
    Choice, Field, FieldKind, PARAGRAPH_LENGTH_MAX, TEXT_LENGTH_MAX, parse_scaled,
};
use fadu_kernel::words::Words;

use crate::entry::{Reader, Table};

const KINDS: &str = "text, paragraph, integer, decimal, money, date, moment, yes_no, choice, \
                     choices, unit, person, phone, id_number, document, texts";

/// Reads one `[field.x]`.
pub fn read_field(id: &str, table: &Table<'_, '_>) -> Option<Field> {
    let title = table.must_words("title");
    let options = read_options(table);
    let decimals = table
        .count("decimals")
        .and_then(|count| u8::try_from(count).ok());
    let kind_text = table.must_text("kind");
    let why = table.words("why");
    let sensitive = table.flag("sensitive");
    let personal = table.maybe_flag("personal");
    let retain_years = table.count("retain_years");
    let length_max = table.count("max_length").map(|count| count as usize);
    let (least, most) = (table.integer("min"), table.integer("max"));
    table.finish();

    let kind_text = kind_text?;
    let kind = match kind_text.value.as_str() {
        "text" => FieldKind::Text,
        "paragraph" => FieldKind::Paragraph,
        "integer" => FieldKind::Integer,
        "decimal" => FieldKind::Decimal {
            decimals: decimals.unwrap_or(2).min(6),
        },
        "money" => FieldKind::Money,
        "date" => FieldKind::Date,
        "moment" => FieldKind::Moment,
        "yes_no" => FieldKind::YesNo,
        "choice" => FieldKind::Choice(options.clone()),
        "choices" => FieldKind::Choices(options.clone()),
        "unit" => FieldKind::Unit,
        "person" => FieldKind::Person,
        "phone" => FieldKind::Phone,
        "id_number" => FieldKind::IdNumber,
        "document" => FieldKind::Document,
        "texts" => FieldKind::Texts,
        other => {
            table.reader.complain(
                &kind_text.span,
                "unknown_name",
                Words::new(
                    format!("没有“{other}”这种字段"),
                    format!("there is no kind of field “{other}”"),
                ),
                Words::new(format!("可用：{KINDS}"), format!("Known: {KINDS}")),
            );
            return None;
        }
    };
    check_options(table, &kind, &options);
    let scale = match kind {
        FieldKind::Money => 2,
        FieldKind::Decimal { decimals } => decimals,
        _ => 0,
    };
    let limit = |limit: Option<crate::entry::Located<i64>>| {
        limit.and_then(|limit| parse_scaled(&limit.value.to_string(), scale))
    };
    let intimate = matches!(
        kind,
        FieldKind::Person | FieldKind::Phone | FieldKind::IdNumber
    );
    let default_length = match kind {
        FieldKind::Paragraph => PARAGRAPH_LENGTH_MAX,
        _ => TEXT_LENGTH_MAX,
    };
    Some(Field {
        id: id.to_owned(),
        title: title?,
        personal: sensitive || personal.unwrap_or(intimate),
        kind,
        why,
        sensitive,
        retain_years,
        min: limit(least),
        max: limit(most),
        length_max: length_max.unwrap_or(default_length),
    })
}

fn read_options(table: &Table<'_, '_>) -> Vec<Choice> {
    let options = table.array("options").into_iter().filter_map(|option| {
        let id = option.must_text("id");
        let (zh, en) = (option.must_text("zh"), option.must_text("en"));
        option.finish();
        Some(Choice {
            id: id?.value,
            title: Words::new(zh?.value, en?.value),
        })
    });
    options.collect()
}

fn check_options(table: &Table<'_, '_>, kind: &FieldKind, options: &[Choice]) {
    let chooses = matches!(kind, FieldKind::Choice(_) | FieldKind::Choices(_));
    let place = table.place("options");
    if chooses && options.is_empty() {
        table.reader.complain(
            &place,
            "missing_key",
            Words::new("选择字段没有选项", "a choice has no options"),
            Words::new(
                "写 options = [{ id = \"…\", zh = \"…\", en = \"…\" }]",
                "Write options = [{ id = \"…\", zh = \"…\", en = \"…\" }]",
            ),
        );
    }
    if !chooses && !options.is_empty() {
        table.reader.complain(
            &place,
            "unknown_key",
            Words::new("只有选择字段才有选项", "only a choice has options"),
            Words::new(
                "把 kind 改为 choice 或 choices",
                "Make kind choice or choices",
            ),
        );
    }
    for (place_in_list, option) in options.iter().enumerate() {
        if options
            .iter()
            .take(place_in_list)
            .any(|other| other.id == option.id)
        {
            table.reader.complain(
                &place,
                "doubled",
                Words::new(
                    format!("选项“{}”重复", option.id),
                    format!("the option “{}” is listed twice", option.id),
                ),
                Words::new("每个选项只写一次", "List each option once"),
            );
        }
    }
}

/// A key that may name things in packs: lower case, digits and underscores.
pub fn check_key(reader: &Reader<'_>, span: &std::ops::Range<usize>, key: &str) {
    let fits = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !fits {
        reader.complain(
            span,
            "key_form",
            Words::new(
                format!("“{key}”不是合格的键名"),
                format!("“{key}” is not a fit key"),
            ),
            Words::new(
                "用英文小写字母、数字和下划线，以字母开头",
                "Use lower-case English letters, digits and underscores, a letter first",
            ),
        );
    }
}

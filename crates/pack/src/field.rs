//! Reading the fields of a procedure.

use fadu_kernel::field::{
    Choice, Field, FieldKind, PARAGRAPH_LENGTH_MAX, TEXT_LENGTH_MAX, parse_scaled,
};
use fadu_kernel::words::Words;

use crate::entry::{Located, Reader, Table};
use crate::limit::KEY_LENGTH_MAX;
use crate::procedure::Names;

const KINDS: &str = "text, paragraph, integer, decimal, money, date, moment, yes_no, choice, \
                     choices, unit, units, person, account, phone, id_number, document, texts";

/// Most digits after the point of a decimal.
pub const DECIMALS_MAX: u8 = 6;
/// Greatest number where a pack sets no other limit, in the field's smallest unit: for money a
/// hundred thousand million yuan. A million of them add up within 64 bits.
pub const NUMBER_MAX: i64 = 10_000_000_000_000;

/// Reads one `[field.x]`.
pub fn read_field(id: &str, table: &Table<'_, '_>, names: &Names<'_>) -> Option<Field> {
    let title = table.title_of(id);
    let options = field_options(table, names);
    let decimals = table.count("decimals");
    let role = table.text("role").map(|role| role.value);
    let kind = table.must_text("kind");
    let kind = kind.and_then(|kind| parse_kind(table, &kind, decimals, &options, role));
    let why = table.words("why");
    let sensitive = table.flag("sensitive");
    let personal = table.maybe_flag("personal");
    let retain_years = table.count("retain_years");
    let length_max = table.count("max_length");
    let (min, max) = (table.integer("min"), table.integer("max"));
    let versioned = table.flag("versioned");
    let hidden_from = table.text("hidden_from").map(|field| field.value);
    table.finish();

    let kind = kind?;
    check_options(table, &kind, &options);
    check_role(table, &kind);
    check_limits(
        table,
        &kind,
        (min.as_ref(), max.as_ref()),
        sensitive,
        personal,
    );
    let scale = scale_of(&kind);
    let limit = |limit: Option<Located<i64>>| {
        limit.and_then(|limit| parse_scaled(&limit.value.to_string(), scale))
    };
    let intimate = matches!(
        kind,
        FieldKind::Person | FieldKind::Account { .. } | FieldKind::Phone | FieldKind::IdNumber
    );
    let default_length = match kind {
        FieldKind::Paragraph => PARAGRAPH_LENGTH_MAX,
        _ => TEXT_LENGTH_MAX,
    };
    Some(Field {
        id: id.to_owned(),
        title,
        personal: sensitive || personal.unwrap_or(intimate),
        why,
        sensitive,
        retain_years,
        min: limit(min).or_else(|| number_limit(&kind).map(|most| -most)),
        max: limit(max).or_else(|| number_limit(&kind)),
        length_max: length_max.map_or(default_length, |length| length as usize),
        versioned,
        hidden_from,
        kind,
    })
}

/// The limit of numbers for which a pack sets none.
fn number_limit(kind: &FieldKind) -> Option<i64> {
    let number = matches!(
        kind,
        FieldKind::Integer | FieldKind::Decimal { .. } | FieldKind::Money
    );
    number.then_some(NUMBER_MAX)
}

fn parse_kind(
    table: &Table<'_, '_>,
    text: &Located<String>,
    decimals: Option<u32>,
    options: &[Choice],
    role: Option<String>,
) -> Option<FieldKind> {
    let decimals = decimals.and_then(|count| u8::try_from(count).ok());
    Some(match text.value.as_str() {
        "text" => FieldKind::Text,
        "paragraph" => FieldKind::Paragraph,
        "integer" => FieldKind::Integer,
        "decimal" => FieldKind::Decimal {
            decimals: decimals.unwrap_or(2).min(DECIMALS_MAX),
        },
        "money" => FieldKind::Money,
        "date" => FieldKind::Date,
        "moment" => FieldKind::Moment,
        "yes_no" => FieldKind::YesNo,
        "choice" => FieldKind::Choice(options.to_vec()),
        "choices" => FieldKind::Choices(options.to_vec()),
        "unit" => FieldKind::Unit,
        "units" => FieldKind::Units,
        "person" => FieldKind::Person,
        "account" => FieldKind::Account {
            role: role.unwrap_or_else(|| {
                table.missing("role");
                String::new()
            }),
        },
        "phone" => FieldKind::Phone,
        "id_number" => FieldKind::IdNumber,
        "document" => FieldKind::Document,
        "texts" => FieldKind::Texts,
        other => {
            table.reader.complain(
                &text.span,
                "unknown_name",
                Words::new(
                    format!("没有“{other}”这种字段"),
                    format!("there is no kind of field “{other}”"),
                ),
                Words::new(format!("可用：{KINDS}"), format!("Known: {KINDS}")),
            );
            return None;
        }
    })
}

/// Decimals that a stored number of this kind carries.
fn scale_of(kind: &FieldKind) -> u8 {
    match kind {
        FieldKind::Money => 2,
        FieldKind::Decimal { decimals } => *decimals,
        _ => 0,
    }
}

/// Limits must fit the kind of field, and leave something between them.
fn check_limits(
    table: &Table<'_, '_>,
    kind: &FieldKind,
    (min, max): (Option<&Located<i64>>, Option<&Located<i64>>),
    sensitive: bool,
    personal: Option<bool>,
) {
    let fault = |key: &str, zh: &str, en: &str| {
        table.reader.complain(
            &table.place(key),
            "field_limits",
            Words::new(zh, en),
            Words::new("核对 kind 和限制", "Check the kind and the limits"),
        );
    };
    let decimal = matches!(kind, FieldKind::Decimal { .. });
    let number = decimal || matches!(kind, FieldKind::Integer | FieldKind::Money);
    let text = matches!(
        kind,
        FieldKind::Text | FieldKind::Paragraph | FieldKind::Person | FieldKind::Texts
    );
    for key in ["min", "max"] {
        if table.has(key) && !number {
            fault(
                key,
                "只有数字才有大小限制",
                "only numbers have a least and a greatest",
            );
        }
    }
    if min.zip(max).is_some_and(|(min, max)| min.value > max.value) {
        fault(
            "max",
            "最大值小于最小值",
            "the greatest is less than the least",
        );
    }
    if table.has("max_length") && (!text || table.count("max_length") == Some(0)) {
        fault(
            "max_length",
            "只有文字才有字数限制，至少 1 字",
            "only texts have a length, at least 1",
        );
    }
    let too_fine = table
        .count("decimals")
        .is_some_and(|count| count > u32::from(DECIMALS_MAX));
    if table.has("decimals") && (!decimal || too_fine) {
        fault(
            "decimals",
            "只有小数才有位数，最多 6 位",
            "only a decimal has decimals, at most 6",
        );
    }
    if table.has("versioned") && *kind != FieldKind::Paragraph {
        fault(
            "versioned",
            "只有多行文字才分版本",
            "only a paragraph has versions",
        );
    }
    if sensitive && personal == Some(false) {
        fault(
            "personal",
            "敏感信息必是个人信息",
            "what is sensitive is personal",
        );
    }
}

/// Only a field that names somebody of the city is bound to a role.
fn check_role(table: &Table<'_, '_>, kind: &FieldKind) {
    if table.has("role") && !matches!(kind, FieldKind::Account { .. }) {
        table.reader.complain(
            &table.place("role"),
            "field_limits",
            Words::new("只有账号字段才写岗位", "only an account is bound to a role"),
            Words::new("核对 kind 和限制", "Check the kind and the limits"),
        );
    }
}

/// The options of a field: its own, or a list that fields share (`options = "list:areas"`).
fn field_options(table: &Table<'_, '_>, names: &Names<'_>) -> Vec<Choice> {
    if !table.is_text("options") {
        return read_options(table);
    }
    let Some(named) = table.text("options") else {
        return Vec::new();
    };
    let list = named.value.strip_prefix("list:").unwrap_or(&named.value);
    let own = format!("{}.{list}", names.pack);
    let found = names.lists.get(list).or_else(|| names.lists.get(&own));
    if let Some(options) = found {
        return options.clone();
    }
    let near = crate::complaint::nearest(&own, names.lists.keys().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("：list:{near}"));
    table.reader.complain(
        &named.span,
        "unknown_name",
        Words::new(
            format!("没有共用选项表“{list}”"),
            format!("there is no shared list “{list}”"),
        ),
        Words::new(
            format!("在 pack.toml 中写 [list.…]，或核对名称{near}"),
            format!("Write [list.…] in a pack.toml, or check the name{near}"),
        ),
    );
    Vec::new()
}

/// Reads options where they are written, in a field or in a shared list.
pub fn read_options(table: &Table<'_, '_>) -> Vec<Choice> {
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
    if chooses && options.is_empty() && !table.is_text("options") {
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
    check_each_option(table, &place, options);
}

/// Every option has a key of its own.
pub fn check_each_option(
    table: &Table<'_, '_>,
    place: &std::ops::Range<usize>,
    options: &[Choice],
) {
    for (at, option) in options.iter().enumerate() {
        check_key(table.reader, place, &option.id);
        if options.iter().take(at).any(|other| other.id == option.id) {
            table.reader.complain(
                place,
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

/// Complains about a name that already means something in its place.
pub fn refuse_reserved(
    reader: &Reader<'_>,
    span: &std::ops::Range<usize>,
    name: &str,
    reserved: &[&str],
) {
    if reserved.contains(&name) {
        reader.complain(
            span,
            "reserved_name",
            Words::new(
                format!("“{name}”在这里另有含义"),
                format!("“{name}” means something else here"),
            ),
            Words::new("换一个名字", "Choose another name"),
        );
    }
}

/// A key that may name things in packs: lower case, digits and underscores.
pub fn check_key(reader: &Reader<'_>, span: &std::ops::Range<usize>, key: &str) {
    let fits = key.len() <= KEY_LENGTH_MAX
        && key.starts_with(|c: char| c.is_ascii_lowercase())
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

//! Reading the clocks of a procedure.

use fadu_kernel::condition::Expected;
use fadu_kernel::deadline::{Counting, LengthUnit};
use fadu_kernel::procedure::{ClockRule, Extension, ExtensionLength, Term, Variant};
use fadu_kernel::words::Words;

use crate::entry::Table;
use crate::procedure::{Context, resolve, unknown};

/// Reads one `[clock.x]`.
pub fn read_clock(id: &str, table: &Table<'_, '_>, context: &mut Context<'_>) -> Option<ClockRule> {
    let title = table.must_words("title");
    let starts = context.act_names(table, "starts");
    let from = context.expression(table, "from", Expected::Any);
    let when = context.expression(table, "when", Expected::Flag);
    let term = read_term(table, context, None);
    let basis = context.cite(table, "basis");
    let variants = read_variants(table, context, term.as_ref());
    let satisfied_by = context.act_names(table, "satisfied_by");
    let cancelled_by = context.act_names(table, "cancelled_by");
    let suspended_by = context.act_names(table, "suspended_by");
    let resumed_by = context.act_names(table, "resumed_by");
    let extension = read_extension(table, context);
    let warn_days = table.count("warn").unwrap_or(0);
    let on_lapse = table.text("on_lapse");
    if let Some(act) = &on_lapse {
        resolve(
            table.reader,
            act,
            context.acts.iter().map(|(id, _)| id.as_str()),
            "act",
        );
    }
    let lapse_note = table.words("lapse_note");
    let local = table.flag("local");
    table.finish();
    if basis.is_empty() && !local {
        complain(
            table,
            "no_basis",
            (
                format!("期限“{id}”没有依据"),
                format!("the clock “{id}” cites nothing"),
            ),
            (
                "写 basis；政策目标写 local = true".to_owned(),
                "Write basis, or local = true for a target of policy".to_owned(),
            ),
        );
    }
    if starts.is_empty() {
        complain(
            table,
            "clock_never_starts",
            (
                format!("期限“{id}”不会起算"),
                format!("nothing starts the clock “{id}”"),
            ),
            (
                "写 starts = [\"行为\"]".to_owned(),
                "Write starts = [\"act\"]".to_owned(),
            ),
        );
    }
    if satisfied_by.is_empty() && cancelled_by.is_empty() && on_lapse.is_none() {
        complain(
            table,
            "clock_never_ends",
            (
                format!("没有行为能了结期限“{id}”"),
                format!("nothing satisfies the clock “{id}”"),
            ),
            (
                "写 satisfied_by = [\"行为\"]".to_owned(),
                "Write satisfied_by = [\"act\"]".to_owned(),
            ),
        );
    }
    if suspended_by.is_empty() != resumed_by.is_empty() {
        complain(
            table,
            "clock_stands_still",
            (
                format!("期限“{id}”的中止与恢复须成对"),
                format!("the clock “{id}” is suspended but not resumed, or the reverse"),
            ),
            (
                "同时写 suspended_by 和 resumed_by".to_owned(),
                "Write both suspended_by and resumed_by".to_owned(),
            ),
        );
    }
    Some(ClockRule {
        id: id.to_owned(),
        title: title?,
        starts,
        from,
        when,
        term: term?,
        variants,
        basis,
        satisfied_by,
        cancelled_by,
        suspended_by,
        resumed_by,
        extension,
        warn_days,
        on_lapse: on_lapse.map(|act| act.value),
        lapse_note,
        local,
    })
}

fn complain(
    table: &Table<'_, '_>,
    rule: &'static str,
    words: (String, String),
    remedy: (String, String),
) {
    let (words, remedy) = (Words::new(words.0, words.1), Words::new(remedy.0, remedy.1));
    table.reader.complain(&table.span, rule, words, remedy);
}

/// Reads `length`, `unit` and `counting`, or `due`; a variant inherits what it leaves out.
fn read_term(table: &Table<'_, '_>, context: &Context<'_>, main: Option<&Term>) -> Option<Term> {
    if table.has("due") {
        return context
            .expression(table, "due", Expected::Date)
            .map(Term::Due);
    }
    let inherited = match main {
        Some(Term::Length {
            length,
            unit,
            counting,
        }) => Some((*length, *unit, *counting)),
        Some(Term::Due(_)) | None => None,
    };
    let length = read_length(table, context).or(inherited.map(|(length, _, _)| length));
    let unit = match table.text("unit") {
        Some(text) => parse_name(table, "unit", &text.value, &text.span),
        None => inherited.map(|(_, unit, _)| unit),
    };
    let counting = match table.text("counting") {
        Some(text) => parse_name(table, "counting", &text.value, &text.span),
        None => inherited.map(|(_, _, counting)| counting),
    };
    for (key, absent) in [
        ("length", length.is_none()),
        ("unit", unit.is_none()),
        ("counting", counting.is_none()),
    ] {
        if absent && !table.has(key) {
            table.missing(key);
        }
    }
    let (length, unit, counting): (u32, LengthUnit, Counting) = (length?, unit?, counting?);
    if !counting.takes(unit) {
        table.reader.complain(
            &table.place("counting"),
            "counting",
            Words::new(
                format!("{}不用于以“{}”为单位的期限", counting.name(), unit.name()),
                format!(
                    "{} does not count periods in “{}”",
                    counting.name(),
                    unit.name()
                ),
            ),
            Words::new(
                "日用 CR1、CR4、CR6 或 CR7，工作日用 CR2 或 CR7，月年用 CR3，小时用 CR5",
                "Days: CR1, CR4, CR6, CR7; working days: CR2, CR7; months, years: CR3; hours: CR5",
            ),
        );
    }
    if length == 0 || length > unit.length_max() {
        table.reader.complain(
            &table.place("length"),
            "counting",
            Words::new(
                format!("期限长度 {length} 不在 1 至 {} 之间", unit.length_max()),
                format!(
                    "the length {length} is not within 1 to {}",
                    unit.length_max()
                ),
            ),
            Words::new("请核对长度和单位", "Check the length and its unit"),
        );
    }
    Some(Term::Length {
        length,
        unit,
        counting,
    })
}

fn read_length(table: &Table<'_, '_>, context: &Context<'_>) -> Option<u32> {
    let place = table.place("length");
    let Some(text) = table.length_text() else {
        return table.count("length");
    };
    let key = text.strip_prefix("parameter:").unwrap_or(&text);
    let value = context.names.parameters.get(key).map(|(_, value)| *value);
    let length = value.and_then(|value| u32::try_from(value).ok());
    if length.is_none() {
        let known: Vec<&str> = context
            .names
            .parameters
            .keys()
            .map(String::as_str)
            .collect();
        unknown(
            table.reader,
            &place,
            &text,
            &format!("parameter: {}", known.join("、")),
        );
    }
    length
}

fn parse_name<T>(
    table: &Table<'_, '_>,
    key: &str,
    text: &str,
    span: &std::ops::Range<usize>,
) -> Option<T>
where
    T: std::str::FromStr,
{
    let parsed = text.parse().ok();
    if parsed.is_none() {
        let known = match key {
            "unit" => "day、working_day、month、year、hour",
            _ => "CR1 … CR7",
        };
        unknown(table.reader, span, text, known);
    }
    parsed
}

fn read_variants(
    table: &Table<'_, '_>,
    context: &mut Context<'_>,
    main: Option<&Term>,
) -> Vec<Variant> {
    let mut variants = Vec::new();
    for variant in table.array("variant") {
        if !variant.has("when") {
            variant.missing("when");
        }
        let when = context.expression(&variant, "when", Expected::Flag);
        let term = read_term(&variant, context, main);
        let basis = context.cite(&variant, "basis");
        variant.finish();
        if let (Some(when), Some(term)) = (when, term) {
            variants.push(Variant { when, term, basis });
        }
    }
    variants
}

fn read_extension(table: &Table<'_, '_>, context: &mut Context<'_>) -> Option<Extension> {
    let extension = table.table("extension")?;
    let by = extension.must_text("by");
    if let Some(by) = &by {
        resolve(
            table.reader,
            by,
            context.acts.iter().map(|(id, _)| id.as_str()),
            "act",
        );
    }
    let most = extension.count("max");
    let length = if extension.length_text().is_some() {
        let given = context.expression(&extension, "length", Expected::Number);
        if most.is_none() {
            extension.missing("max");
        }
        given
            .zip(most)
            .map(|(length, max)| ExtensionLength::Given { length, max })
    } else {
        if !extension.has("length") {
            extension.missing("length");
        }
        extension.count("length").map(ExtensionLength::Fixed)
    };
    let times = extension.count("times").unwrap_or(1);
    let basis = context.cite(&extension, "basis");
    extension.finish();
    Some(Extension {
        by: by?.value,
        length: length?,
        times,
        basis,
    })
}

impl Table<'_, '_> {
    /// The text of `length`, when it is one and not a number.
    fn length_text(&self) -> Option<String> {
        self.is_text("length")
            .then(|| self.text("length"))
            .flatten()
            .map(|text| text.value)
    }
}

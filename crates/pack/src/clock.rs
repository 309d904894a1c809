//! Reading the clocks of a procedure.

use fadu_kernel::condition::{Condition, Expected, Type};
use fadu_kernel::deadline::{Counting, LengthUnit};
use fadu_kernel::procedure::{ClockRule, Extension, ExtensionLength, Term, Variant};
use fadu_kernel::words::Words;

use crate::entry::Table;
use crate::procedure::{Context, read_since, unknown};

/// Stands in for a length that could not be read, so that the clock is still known by name.
const UNKNOWN: Term = Term::Length {
    length: 1,
    unit: LengthUnit::Day,
    counting: Counting::Cr1Rolled,
};

/// Reads one `[clock.x]`.
pub fn read_clock(id: &str, table: &Table<'_, '_>, context: &mut Context<'_>) -> ClockRule {
    let title = table.title_of(id);
    let starts = context.act_names(table, "starts");
    let from = read_start(table, context);
    let since = read_since(table);
    let mut when = context.condition(table, "when");
    if let Some(since) = since {
        when = since.not_before(when.as_ref(), &context.scope);
    }
    let term = read_term(table, context, None);
    let basis = context.cite(table, "basis", since.as_ref());
    let variants = read_variants(table, context, term.as_ref().unwrap_or(&UNKNOWN));
    let satisfied_by = context.act_names(table, "satisfied_by");
    let cancelled_by = context.act_names(table, "cancelled_by");
    let measured_by = context.act_names(table, "measured_by");
    let suspended_by = context.act_names(table, "suspended_by");
    let resumed_by = context.act_names(table, "resumed_by");
    let extension = read_extension(table, context);
    let warn_days = table.count("warn").unwrap_or(0);
    let on_lapse = table.text("on_lapse");
    if let Some(act) = &on_lapse {
        context.act_name(table, act);
    }
    let lapse_note = table.words("lapse_note");
    let local = table.flag("local");
    let right = table.flag("right");
    table.finish();
    let clock = ClockRule {
        id: id.to_owned(),
        title,
        starts,
        from,
        when,
        term: term.unwrap_or(UNKNOWN),
        variants,
        basis,
        satisfied_by,
        cancelled_by,
        measured_by,
        suspended_by,
        resumed_by,
        extension,
        warn_days,
        on_lapse: on_lapse.map(|act| act.value),
        lapse_note,
        local,
        right,
    };
    check_basis_and_acts(table, &clock);
    clock
}

/// What a clock must say whatever the rest of the procedure is.
fn check_basis_and_acts(table: &Table<'_, '_>, clock: &ClockRule) {
    let id = &clock.id;
    let fault = |key: &str, rule, zh: String, en: String, remedy: (&str, &str)| {
        let (words, remedy) = (Words::new(zh, en), Words::new(remedy.0, remedy.1));
        table
            .reader
            .complain(&table.place(key), rule, words, remedy);
    };
    if !table.has("basis") && !clock.local {
        fault(
            "basis",
            "no_basis",
            format!("期限“{id}”没有依据"),
            format!("the clock “{id}” cites nothing"),
            (
                "写 basis；政策目标写 local = true",
                "Write basis, or local = true for a target of policy",
            ),
        );
    }
    if clock.starts.is_empty() && clock.measured_by.is_empty() {
        fault(
            "starts",
            "clock_never_starts",
            format!("期限“{id}”不会起算"),
            format!("nothing starts the clock “{id}”"),
            ("写 starts = [\"行为\"]", "Write starts = [\"act\"]"),
        );
    }
    let ends = clock.satisfied_by.iter().chain(&clock.cancelled_by);
    if ends.count() == 0 && clock.on_lapse.is_none() && !clock.starts.is_empty() {
        fault(
            "satisfied_by",
            "clock_never_ends",
            format!("没有行为能了结期限“{id}”"),
            format!("nothing satisfies the clock “{id}”"),
            (
                "写 satisfied_by = [\"行为\"]",
                "Write satisfied_by = [\"act\"]",
            ),
        );
    }
    if clock.suspended_by.is_empty() != clock.resumed_by.is_empty() {
        fault(
            "suspended_by",
            "clock_stands_still",
            format!("期限“{id}”的中止与恢复须成对"),
            format!("the clock “{id}” is suspended but not resumed, or the reverse"),
            (
                "同时写 suspended_by 和 resumed_by",
                "Write both suspended_by and resumed_by",
            ),
        );
    }
    if let Some(both) = clock
        .satisfied_by
        .iter()
        .find(|act| clock.cancelled_by.contains(act))
    {
        fault(
            "cancelled_by",
            "doubled",
            format!("“{both}”既了结又取消期限“{id}”"),
            format!("“{both}” both keeps and cancels the clock “{id}”"),
            ("只写在一处", "Name it in one of the two"),
        );
    }
}

/// Reads `from`: the date or moment counted from.
fn read_start(table: &Table<'_, '_>, context: &Context<'_>) -> Option<Condition> {
    let from = context.expression(table, "from", &Expected::Any)?;
    let fits = matches!(from.result_type(), Type::Date | Type::Moment | Type::Null);
    if !fits {
        let found = from.result_type().name();
        table.reader.complain(
            &table.place("from"),
            "expression",
            Words::new(
                format!("起算日应为日期，这里是{}", found.zh),
                format!("a clock counts from a date, and this is {}", found.en),
            ),
            Words::new("写一个日期字段", "Name a field that is a date"),
        );
    }
    fits.then_some(from)
}

/// Reads `length`, `unit` and `counting`, or `due`; a variant inherits what it leaves out.
fn read_term(table: &Table<'_, '_>, context: &Context<'_>, main: Option<&Term>) -> Option<Term> {
    if table.has("due") {
        let due = context.expression(table, "due", &Expected::Date);
        return due.map(Term::Due);
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
    let absent = [
        ("length", length.is_none()),
        ("unit", unit.is_none()),
        ("counting", counting.is_none()),
    ];
    for (key, absent) in absent {
        if absent && !table.has(key) {
            table.missing(key);
        }
    }
    let (length, unit, counting): (u32, LengthUnit, Counting) = (length?, unit?, counting?);
    check_counting(table, length, unit, counting);
    Some(Term::Length {
        length,
        unit,
        counting,
    })
}

/// A rule of counting goes with some units, and a length stays within what a law could mean.
fn check_counting(table: &Table<'_, '_>, length: u32, unit: LengthUnit, counting: Counting) {
    let fault = |key: &str, zh: String, en: String, remedy: (&str, &str)| {
        let (words, remedy) = (Words::new(zh, en), Words::new(remedy.0, remedy.1));
        table
            .reader
            .complain(&table.place(key), "counting", words, remedy);
    };
    let (rule, name) = (counting.name(), unit.name());
    if table.has("counting") && !counting.takes(unit) {
        fault(
            "counting",
            format!("{rule}不用于以“{name}”为单位的期限"),
            format!("{rule} does not count periods in “{name}”"),
            (
                "日用 CR1、CR2、CR4、CR6 或 CR7，工作日用 CR2 或 CR7，\
                 月年用 CR3、CR4、CR6 或 CR7，小时用 CR5",
                "Days: CR1, CR2, CR4, CR6, CR7; working days: CR2, CR7; \
                 months, years: CR3, CR4, CR6, CR7; hours: CR5",
            ),
        );
    }
    let most = unit.length_max();
    if length == 0 || length > most {
        fault(
            "length",
            format!("期限长度 {length} 不在 1 至 {most} 之间"),
            format!("the length {length} is not within 1 to {most}"),
            ("请核对长度和单位", "Check the length and its unit"),
        );
    }
}

fn read_length(table: &Table<'_, '_>, context: &Context<'_>) -> Option<u32> {
    let place = table.place("length");
    let Some(text) = table.length_text() else {
        return table.count("length");
    };
    let parameters = context.names.parameters;
    let Some((_, value)) = parameters.get(text.strip_prefix("parameter:").unwrap_or("")) else {
        let known: Vec<&str> = parameters.keys().map(String::as_str).collect();
        let known = format!("parameter: {}", known.join("、"));
        unknown(table.reader, &place, &text, &known);
        return None;
    };
    let length = u32::try_from(*value).ok();
    if length.is_none() {
        table.reader.complain(
            &place,
            "counting",
            Words::new(
                format!("参数“{text}”的值 {value} 不能作期限长度"),
                format!("the value {value} of “{text}” cannot be a length"),
            ),
            Words::new(
                "在 pack.toml 或本地设置中改它",
                "Change it in pack.toml or in the overlay",
            ),
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

fn read_variants(table: &Table<'_, '_>, context: &mut Context<'_>, main: &Term) -> Vec<Variant> {
    let mut variants = Vec::new();
    for variant in table.array("variant") {
        if !variant.has("when") {
            variant.missing("when");
        }
        let when = context.condition(&variant, "when");
        let term = read_term(&variant, context, Some(main));
        let basis = context.cite(&variant, "basis", None);
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
        context.act_name(&extension, by);
    }
    let most = extension.count("max");
    let length = if extension.length_text().is_some() {
        let given = context.expression(&extension, "length", &Expected::Number);
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
    let nothing = |key: &str| extension.count(key) == Some(0);
    let fixed = !extension.is_text("length");
    if nothing("times") || nothing("max") || (fixed && nothing("length")) {
        extension.reader.complain(
            &extension.span,
            "counting",
            Words::new("延长的次数或长度为零", "the extension extends nothing"),
            Words::new(
                "写大于零的数，或删去延长",
                "Write more than zero, or remove it",
            ),
        );
    }
    let basis = context.cite(&extension, "basis", None);
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

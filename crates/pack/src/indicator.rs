//! Reading `indicators.toml`: what is counted, over which acts, in which words.

use std::collections::BTreeMap;

use fadu_kernel::condition::{Condition, Expected, Scope, Type};
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::indicator::{Against, ChangeOn, Indicator, Lens, Measure, Observed, Standing};
use fadu_kernel::procedure::{Procedure, Procedures};
use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source};
use crate::entry::{Located, Reader, Table};
use crate::field::DECIMALS_MAX;
use crate::procedure::{refuse_constant, refuse_personal, resolve, unknown};
use crate::scope::compile_for;

/// What indicators are resolved against.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The pack's system code.
    pub system: &'a str,
    /// All procedures.
    pub procedures: &'a Procedures,
    /// Scopes by procedure version.
    pub scopes: &'a BTreeMap<String, Scope>,
}

/// Reads a pack's indicators.
pub fn read_indicators(source: &Source, ground: Ground<'_>) -> (Vec<Indicator>, Vec<Complaint>) {
    let reader = Reader::new(source);
    let mut indicators = Vec::new();
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        for (id, table) in root.tables("indicator") {
            indicators.extend(read_indicator(&id, &table, ground));
        }
        root.finish();
    }
    (indicators, reader.into_complaints())
}

fn read_indicator(id: &str, table: &Table<'_, '_>, ground: Ground<'_>) -> Option<Indicator> {
    crate::field::check_key(table.reader, &table.span, id);
    let title = table.must_words("title");
    let definition = table.must_words("definition");
    let unit = table.must_words("unit");
    let decimals = table.count("decimals").unwrap_or(0);
    if decimals > u32::from(DECIMALS_MAX) || table.integer("per").is_some_and(|per| per.value < 1) {
        table.reader.complain(
            &table.span,
            "field_limits",
            Words::new(
                "decimals 最多 6 位，per 至少为 1",
                "there are at most 6 decimals, and per is at least 1",
            ),
            Words::new("核对 decimals 和 per", "Check decimals and per"),
        );
    }
    let source = table.flag("source");
    let system = table.text("system");
    let measure = table.must_text("measure");
    let measure = measure.and_then(|measure| read_measure(table, &measure, ground));
    // Which keys a measure has is not known where the measure is not.
    let measure = measure?;
    table.finish();
    Some(Indicator {
        id: format!("{}.{id}", ground.pack),
        system: system.map_or_else(|| ground.system.to_owned(), |system| system.value),
        title: title?,
        definition: definition?,
        unit: unit?,
        decimals: u8::try_from(decimals).map_or(0, |decimals| decimals.min(DECIMALS_MAX)),
        source,
        measure,
    })
}

fn read_measure(
    table: &Table<'_, '_>,
    measure: &Located<String>,
    ground: Ground<'_>,
) -> Option<Measure> {
    let name = |key: &str| {
        let name = table.must_text(key)?.value;
        Some(if name.contains('.') {
            name
        } else {
            format!("{}.{name}", ground.pack)
        })
    };
    let per = || table.integer("per").map_or(100, |per| per.value);
    Some(match measure.value.as_str() {
        "count" => Measure::Count(read_observed(table, ground, None)),
        "sum" => Measure::Sum(read_observed(table, ground, Some(&Expected::Number))),
        "latest" => Measure::Latest(read_observed(table, ground, Some(&Expected::Number))),
        "distinct" => Measure::Distinct(read_observed(table, ground, Some(&Expected::Any))),
        "stock" => Measure::Stock(read_standing(table, ground, false)?),
        "stock_distinct" => Measure::StockDistinct(read_standing(table, ground, true)?),
        "on_time" => {
            let (procedure, clock) = split_name(table, "clock")?;
            let versions = ground.procedures.versions(&procedure.value);
            let clocks: Vec<&str> = versions
                .iter()
                .flat_map(|p| &p.clocks)
                .map(|c| c.id.as_str())
                .collect();
            resolve(table.reader, &clock, clocks.into_iter(), "clock");
            Measure::OnTime {
                procedure: procedure.value,
                clock: clock.value,
            }
        }
        "ratio" => Measure::Ratio {
            numerator: name("numerator")?,
            denominator: name("denominator")?,
            per: per(),
        },
        "mean" => Measure::Ratio {
            numerator: name("numerator")?,
            denominator: name("denominator")?,
            per: 1,
        },
        "difference" => Measure::Difference {
            numerator: name("numerator")?,
            denominator: name("denominator")?,
        },
        "change" => Measure::Change {
            over: name("over")?,
            against: read_against(table)?,
            on: read_change_on(table)?,
            per: per(),
        },
        "days" => Measure::Days,
        other => {
            let known = "count、sum、distinct、stock、stock_distinct、on_time、latest、ratio、\
                         mean、difference、change、days";
            unknown(table.reader, &measure.span, other, known);
            return None;
        }
    })
}

fn read_against(table: &Table<'_, '_>) -> Option<Against> {
    let text = table.must_text("against")?;
    match text.value.as_str() {
        "previous_year" => Some(Against::PreviousYear),
        "previous_period" => Some(Against::PreviousPeriod),
        other => {
            unknown(
                table.reader,
                &text.span,
                other,
                "previous_year、previous_period",
            );
            None
        }
    }
}

fn read_change_on(table: &Table<'_, '_>) -> Option<ChangeOn> {
    let text = table.must_text("on")?;
    match text.value.as_str() {
        "printed" => Some(ChangeOn::Printed),
        "unrounded" => Some(ChangeOn::Unrounded),
        other => {
            unknown(table.reader, &text.span, other, "printed、unrounded");
            None
        }
    }
}

/// Splits `procedure.name` into two located names.
fn split_name(table: &Table<'_, '_>, key: &str) -> Option<(Located<String>, Located<String>)> {
    let text = table.must_text(key)?;
    split_located(table, &text)
}

fn split_located(
    table: &Table<'_, '_>,
    text: &Located<String>,
) -> Option<(Located<String>, Located<String>)> {
    let Some((procedure, name)) = text.value.split_once('.') else {
        unknown(table.reader, &text.span, &text.value, "procedure.name");
        return None;
    };
    let located = |value: &str| Located {
        value: value.to_owned(),
        span: text.span.clone(),
    };
    Some((located(procedure), located(name)))
}

fn read_observed(
    table: &Table<'_, '_>,
    ground: Ground<'_>,
    of_type: Option<&Expected>,
) -> Observed {
    let mut observed = Observed::default();
    let texts = table.texts("acts");
    if texts.is_empty() {
        table.missing("acts");
    }
    for text in &texts {
        let Some((procedure, act)) = split_located(table, text) else {
            continue;
        };
        let versions = ground.procedures.versions(&procedure.value);
        if versions.is_empty() {
            let known: Vec<&str> = ground
                .procedures
                .each_newest()
                .map(|p| p.id.as_str())
                .collect();
            resolve(table.reader, &procedure, known.into_iter(), "procedure");
            continue;
        }
        let acts: Vec<&str> = versions
            .iter()
            .flat_map(|p| &p.acts)
            .map(|act| act.id.as_str())
            .collect();
        if resolve(table.reader, &act, acts.into_iter(), "act") {
            observed.acts.push((procedure.value, act.value));
        }
    }
    let expressions = Expressions::read(table, of_type.is_some());
    let mut touched: Vec<&str> = observed.acts.iter().map(|(p, _)| p.as_str()).collect();
    touched.sort_unstable();
    touched.dedup();
    for id in touched {
        for version in ground.procedures.versions(id) {
            let known = observed
                .acts
                .iter()
                .any(|(p, a)| p == id && version.act(a).is_some());
            let Some(scope) = ground.scopes.get(&version.version()).filter(|_| known) else {
                continue;
            };
            let lens = expressions.compile(table.reader, version, scope, of_type);
            observed.scale = observed.scale.max(lens.of.as_ref().map_or(0, scale_of));
            observed.by_version.insert(version.version(), lens);
        }
    }
    observed
}

fn read_standing(table: &Table<'_, '_>, ground: Ground<'_>, distinct: bool) -> Option<Standing> {
    let procedure = table.must_text("procedure");
    let stages = table.texts("stages");
    if stages.is_empty() {
        table.missing("stages");
    }
    let expressions = Expressions::read(table, distinct);
    let procedure = procedure?;
    let versions = ground.procedures.versions(&procedure.value);
    if versions.is_empty() {
        let known: Vec<&str> = ground
            .procedures
            .each_newest()
            .map(|p| p.id.as_str())
            .collect();
        resolve(table.reader, &procedure, known.into_iter(), "procedure");
        return None;
    }
    let known: Vec<&str> = versions
        .iter()
        .flat_map(|p| &p.stages)
        .map(|s| s.id.as_str())
        .collect();
    for stage in &stages {
        resolve(table.reader, stage, known.iter().copied(), "stage");
    }
    let any = Expected::Any;
    let by_version = versions.iter().filter_map(|version| {
        let scope = ground.scopes.get(&version.version())?;
        let of = distinct.then_some(&any);
        let lens = expressions.compile(table.reader, version, scope, of);
        Some((version.version(), lens))
    });
    Some(Standing {
        by_version: by_version.collect(),
        procedure: procedure.value,
        stages: stages.into_iter().map(|stage| stage.value).collect(),
    })
}

struct Expressions {
    when: Option<Located<String>>,
    of: Option<Located<String>>,
    class: Option<Located<String>>,
}

impl Expressions {
    fn read(table: &Table<'_, '_>, wants_of: bool) -> Self {
        let of = if wants_of {
            table.must_text("of")
        } else {
            None
        };
        Self {
            when: table.text("where"),
            of,
            class: table.text("class"),
        }
    }

    fn compile(
        &self,
        reader: &Reader<'_>,
        version: &Procedure,
        scope: &Scope,
        of_type: Option<&Expected>,
    ) -> Lens {
        let part = |text: &Option<Located<String>>, expected: &Expected| {
            let text = text.as_ref()?;
            compile_for(reader, &version.version(), text, scope, expected)
        };
        let when = part(&self.when, &Expected::Flag);
        if let Some((text, when)) = self.when.as_ref().zip(when.as_ref()) {
            refuse_constant(reader, text, when);
        }
        let class = part(&self.class, &Expected::Any);
        if let Some((text, class)) = self.class.as_ref().zip(class.as_ref()) {
            // A count by options tells of nobody; a count by names would.
            let fields = version.fields.iter();
            let free = fields.filter(|field| !matches!(field.kind, FieldKind::Choice(_)));
            let free: Vec<Field> = free.cloned().collect();
            refuse_personal(reader, &text.span, class, &free);
        }
        let of = part(&self.of, of_type.unwrap_or(&Expected::Any));
        if let Some((text, of)) = self.of.as_ref().zip(of.as_ref())
            && of_type == Some(&Expected::Any)
        {
            // What is told apart is kept by name with the count, and would outlast its erasing.
            let fields = version.fields.iter();
            let short = fields.filter(|field| field.retain_years.is_some()).cloned();
            let short: Vec<Field> = short
                .map(|field| Field {
                    personal: true,
                    ..field
                })
                .collect();
            refuse_personal(reader, &text.span, of, &short);
        }
        Lens { when, of, class }
    }
}

/// Decimals that a stored amount carries.
fn scale_of(of: &Condition) -> u8 {
    match of.result_type() {
        Type::Money => 2,
        Type::Decimal { decimals } => *decimals,
        _ => 0,
    }
}

/// Complaints about formulas that name indicators which are not there, or go in a circle.
pub fn check_formulas(indicators: &[Indicator]) -> Vec<(String, Words, Words)> {
    let by_id: BTreeMap<&str, &Indicator> = indicators
        .iter()
        .map(|indicator| (indicator.id.as_str(), indicator))
        .collect();
    let mut faults = Vec::new();
    for indicator in indicators {
        for part in parts(indicator) {
            if !by_id.contains_key(part) {
                let near = crate::complaint::nearest(part, by_id.keys().copied());
                faults.push((
                    indicator.id.clone(),
                    Words::new(
                        format!("没有指标“{part}”"),
                        format!("there is no indicator “{part}”"),
                    ),
                    crate::complaint::did_you_mean_or(near, "pack.indicator"),
                ));
            }
        }
        if goes_round(indicator, &by_id, 0) {
            faults.push((
                indicator.id.clone(),
                Words::new(
                    "指标公式循环引用",
                    "the formula goes in a circle or too deep",
                ),
                Words::new("公式最多嵌套 8 层", "Formulas nest at most 8 deep"),
            ));
        }
    }
    faults
}

fn parts(indicator: &Indicator) -> Vec<&str> {
    match &indicator.measure {
        Measure::Ratio {
            numerator,
            denominator,
            ..
        }
        | Measure::Difference {
            numerator,
            denominator,
        } => vec![numerator, denominator],
        Measure::Change { over, .. } => vec![over],
        _ => Vec::new(),
    }
}

fn goes_round(indicator: &Indicator, by_id: &BTreeMap<&str, &Indicator>, depth: u8) -> bool {
    depth >= 8
        || parts(indicator)
            .into_iter()
            .filter_map(|part| by_id.get(part))
            .any(|part| goes_round(part, by_id, depth + 1))
}

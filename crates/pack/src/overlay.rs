//! Overlays: what a province or city sets on top of packs, always marked local.

use fadu_kernel::citation::Citation;
use fadu_kernel::condition::Expected;
use fadu_kernel::procedure::Require;
use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source, did_you_mean_or, nearest};
use crate::entry::{Located, Reader, Table};
use crate::packs::Packs;
use crate::procedure::refuse_constant;
use crate::scope::compile_for;

/// An overlay's file, read.
#[derive(Debug)]
pub struct Overlay {
    source: Source,
    place: String,
    parameters: Vec<(Located<String>, i64)>,
    rules: Vec<LocalRule>,
}

#[derive(Debug)]
struct LocalRule {
    procedure: Located<String>,
    act: Located<String>,
    when: Located<String>,
    basis: Citation,
    otherwise: Words,
    instead: Option<Words>,
}

impl Overlay {
    /// The place whose overlay it is.
    pub fn place(&self) -> &str {
        &self.place
    }
}

/// Reads `overlay.toml`.
pub fn read_overlay(source: Source, complaints: &mut Vec<Complaint>) -> Option<Overlay> {
    let reader = Reader::new(&source);
    let read = reader.parse().and_then(|parsed| {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let head = root.table("overlay");
        if head.is_none() {
            root.missing("overlay");
        }
        let place = head.and_then(|head| {
            let (place, title) = (head.must_text("place"), head.must_words("title"));
            head.finish();
            if let Some(place) = &place {
                crate::field::check_key(&reader, &place.span, &place.value);
            }
            title.and(place)
        });
        let mut parameters = Vec::new();
        if let Some(table) = root.table("parameter") {
            for (key, value) in table.json_pairs() {
                match value.as_i64() {
                    Some(number) => parameters.push((key, number)),
                    None => reader.complain(
                        &key.span,
                        "wrong_type",
                        Words::new("参数应为整数", "a parameter is a whole number"),
                        Words::new("请改为整数", "Make it a whole number"),
                    ),
                }
            }
        }
        let rules = root.array("require").iter().filter_map(read_rule).collect();
        root.finish();
        Some((place?.value, parameters, rules))
    });
    complaints.extend(reader.into_complaints());
    let (place, parameters, rules) = read?;
    Some(Overlay {
        source,
        place,
        parameters,
        rules,
    })
}

fn read_rule(table: &Table<'_, '_>) -> Option<LocalRule> {
    let (procedure, act) = (table.must_text("procedure"), table.must_text("act"));
    let when = table.must_text("when");
    let basis = table.citation("basis");
    if !table.has("basis") {
        table.missing("basis");
    }
    if let Some(basis) = basis.as_ref().filter(|basis| !basis.value.is_local()) {
        table.reader.complain(
            &basis.span,
            "overlay_law",
            Words::new(
                "地方规则应引用地方文件",
                "a local rule cites a local document",
            ),
            Words::new("写 local:《文件名》:条", "Write local:《title》:article"),
        );
    }
    let (otherwise, instead) = (table.must_words("else"), table.words("instead"));
    table.finish();
    Some(LocalRule {
        procedure: procedure?,
        act: act?,
        when: when?,
        basis: basis?.value,
        otherwise: otherwise?,
        instead,
    })
}

/// Sets parameters; later overlays win.
pub fn set_parameters(overlays: &[Overlay], packs: &mut Packs, complaints: &mut Vec<Complaint>) {
    for overlay in overlays {
        for (key, value) in &overlay.parameters {
            if let Some(parameter) = packs.parameters.get_mut(&key.value) {
                parameter.value = *value;
                parameter.set_by = Some(overlay.place.clone());
                continue;
            }
            let near = nearest(&key.value, packs.parameters.keys().map(String::as_str));
            complaints.push(overlay.source.complain(
                &key.span,
                "unknown_name",
                Words::new(
                    format!("没有参数“{}”", key.value),
                    format!("there is no parameter “{}”", key.value),
                ),
                did_you_mean_or(near, "pack.parameter"),
            ));
        }
    }
}

/// Adds local rules to every version of their procedures that knows the act.
pub fn add_rules(overlays: &[Overlay], packs: &mut Packs, complaints: &mut Vec<Complaint>) {
    for overlay in overlays {
        let reader = Reader::new(&overlay.source);
        for rule in &overlay.rules {
            add_rule(rule, &reader, packs);
        }
        complaints.extend(reader.into_complaints());
    }
}

fn add_rule(rule: &LocalRule, reader: &Reader<'_>, packs: &mut Packs) {
    let mut added = false;
    for procedure in packs.procedures.versions_mut(&rule.procedure.value) {
        let version = procedure.version();
        let Some(scope) = packs.scopes.get(&version) else {
            continue;
        };
        let Some(act) = procedure
            .acts
            .iter_mut()
            .find(|act| act.id == rule.act.value)
        else {
            continue;
        };
        added = true;
        if let Some(when) = compile_for(reader, &version, &rule.when, scope, &Expected::Flag) {
            refuse_constant(reader, &rule.when, &when);
            act.requires.push(Require {
                when,
                basis: rule.basis.clone(),
                otherwise: rule.otherwise.clone(),
                instead: rule.instead.clone(),
            });
        }
    }
    if !added {
        let name = format!("{}.{}", rule.procedure.value, rule.act.value);
        reader.complain(
            &rule.act.span,
            "unknown_name",
            Words::new(
                format!("没有行为“{name}”"),
                format!("there is no act “{name}”"),
            ),
            Words::new("请核对 procedure 和 act", "Check procedure and act"),
        );
    }
}

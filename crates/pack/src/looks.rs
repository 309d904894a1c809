//! Completing looks once all procedures are read: what they say of the other register is resolved
//! there, and every act learns what it looks up.
//!
//! A look's expressions must hold their own in every version of the procedure looked at.

use std::collections::{BTreeMap, BTreeSet};

use fadu_kernel::condition::{Condition, Expected, Type};
use fadu_kernel::field::FieldKind;
use fadu_kernel::procedure::{ActRule, ClockRule, Lens, Look, LookKey, Procedure, Term};
use fadu_kernel::words::Words;

use crate::check::Located as LocatedProcedure;
use crate::complaint::{Complaint, nearest};
use crate::entry::{Located, Reader};
use crate::packs::Packs;
use crate::procedure::{ReadLook, look_scope, refuse_constant};
use crate::scope::compile_for;

/// Completes the looks of all procedures.
pub(crate) fn complete_looks(
    located: &[LocatedProcedure],
    packs: &mut Packs,
    complaints: &mut Vec<Complaint>,
) {
    let mut keyed: BTreeSet<(String, String)> = BTreeSet::new();
    for one in located {
        let law = &one.read.procedure;
        if one.read.looks.is_empty() {
            continue;
        }
        let reader = Reader::new(&one.source);
        let looks = one.read.looks.iter();
        let looks: Vec<Look> = looks
            .filter_map(|look| complete(look, &law.version(), packs, &reader))
            .collect();
        for look in &looks {
            if let LookKey::Field(field) = &look.key {
                keyed.insert((look.procedure.clone(), field.clone()));
            }
        }
        let version = law.version();
        let versions = packs.procedures.versions_mut(&law.id);
        if let Some(law) = versions.iter_mut().find(|law| law.version() == version) {
            law.looks = looks;
            tell_acts(law);
            complain_of_use(one, law, &reader);
        }
        complaints.extend(reader.into_complaints());
    }
    for (procedure, field) in keyed {
        for law in packs.procedures.versions_mut(&procedure) {
            law.keyed.insert(field.clone());
        }
    }
}

fn complete(read: &ReadLook, version: &str, packs: &Packs, reader: &Reader<'_>) -> Option<Look> {
    let versions = packs.procedures.versions(&read.procedure.value);
    if versions.is_empty() {
        let known = packs.procedures.iter().map(|law| law.id.as_str());
        let near = nearest(&read.procedure.value, known).unwrap_or_default();
        complain(
            reader,
            &read.procedure,
            (
                format!("查验的程序“{}”不存在", read.procedure.value),
                format!(
                    "there is no procedure “{}” to look at",
                    read.procedure.value
                ),
            ),
            (
                format!("核对 procedure {near}"),
                format!("Check procedure {near}"),
            ),
        );
        return None;
    }
    let key = read_key(read, versions, reader)?;
    for stage in &read.stages {
        if versions.iter().all(|law| law.stage(&stage.value).is_none()) {
            complain(
                reader,
                stage,
                (
                    format!("程序“{}”没有阶段“{}”", read.procedure.value, stage.value),
                    format!(
                        "the procedure “{}” has no stage “{}”",
                        read.procedure.value, stage.value
                    ),
                ),
                ("核对 stages".to_owned(), "Check stages".to_owned()),
            );
        }
    }
    let lenses = lenses(read, version, versions, packs, reader);
    Some(Look {
        id: read.id.clone(),
        title: read.title.clone(),
        procedure: read.procedure.value.clone(),
        key,
        value: read.value.clone(),
        stages: read
            .stages
            .iter()
            .map(|stage| stage.value.clone())
            .collect(),
        lenses,
    })
}

fn read_key(read: &ReadLook, versions: &[Procedure], reader: &Reader<'_>) -> Option<LookKey> {
    match read.key.value.as_str() {
        "number" => return Some(LookKey::Number),
        "unit" => return Some(LookKey::Unit),
        _ => {}
    }
    let finds = |law: &Procedure| {
        let field = law.field(&read.key.value);
        field.is_some_and(|field| can_be_key(&field.kind))
    };
    if let Some(law) = versions.iter().find(|law| !finds(law)) {
        complain(
            reader,
            &read.key,
            (
                format!("“{}”不能按“{}”查找", law.version(), read.key.value),
                format!(
                    "matters of “{}” are not found by “{}”",
                    law.version(),
                    read.key.value
                ),
            ),
            (
                "写 number、unit，或该程序各版本都有的文字、编号、单位、选项、整数或日期字段"
                    .to_owned(),
                "Write number, unit, or a field that every version has: a text, number, unit, \
                 option, whole number or date"
                    .to_owned(),
            ),
        );
        return None;
    }
    Some(LookKey::Field(read.key.value.clone()))
}

const fn can_be_key(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Text
        | FieldKind::Integer
        | FieldKind::Date
        | FieldKind::Choice(_)
        | FieldKind::Unit
        | FieldKind::Units
        | FieldKind::Person
        | FieldKind::Account { .. }
        | FieldKind::Phone
        | FieldKind::IdNumber
        | FieldKind::Document
        | FieldKind::Texts => true,
        FieldKind::Paragraph
        | FieldKind::Decimal { .. }
        | FieldKind::Money
        | FieldKind::Moment
        | FieldKind::YesNo
        | FieldKind::Choices(_) => false,
    }
}

/// The look's expressions, compiled for every version of the other procedure.
fn lenses(
    read: &ReadLook,
    version: &str,
    versions: &[Procedure],
    packs: &Packs,
    reader: &Reader<'_>,
) -> BTreeMap<String, Lens> {
    let mut lenses = BTreeMap::new();
    if read.filter.is_none() && read.sum.is_none() {
        return lenses;
    }
    let Some(own) = packs.scopes.get(version) else {
        return lenses;
    };
    for law in versions {
        let theirs = law.version();
        let Some(scope) = packs.scopes.get(&theirs) else {
            continue;
        };
        let scope = look_scope(own, scope);
        let compiled = |text: &Option<Located<String>>, expected: &Expected| {
            let text = text.as_ref()?;
            compile_for(reader, &theirs, text, &scope, expected)
        };
        let when = compiled(&read.filter, &Expected::Flag);
        if let (Some(when), Some(text)) = (&when, &read.filter) {
            refuse_constant(reader, text, when);
        }
        let sum = compiled(&read.sum, &Expected::Of(Type::Integer));
        lenses.insert(theirs, Lens { when, sum });
    }
    lenses
}

fn complain(
    reader: &Reader<'_>,
    at: &Located<String>,
    words: (String, String),
    remedy: (String, String),
) {
    let (words, remedy) = (Words::new(words.0, words.1), Words::new(remedy.0, remedy.1));
    reader.complain(&at.span, "look", words, remedy);
}

/// Every act learns what its expressions, and those of the clocks that it starts, look up.
fn tell_acts(law: &mut Procedure) {
    let clocks = std::mem::take(&mut law.clocks);
    for act in &mut law.acts {
        let started = clocks.iter().filter(|clock| clock.is_started_by(&act.id));
        let expressions = of_act(act).chain(started.flat_map(of_clock));
        let found: BTreeSet<String> = expressions.flat_map(looked_up).collect();
        act.looks = found;
    }
    law.clocks = clocks;
}

fn looked_up(expression: &Condition) -> impl Iterator<Item = String> + '_ {
    let paths = expression.uses().iter();
    paths.filter_map(|path| Some(path.strip_prefix("found.")?.to_owned()))
}

fn of_act(act: &ActRule) -> impl Iterator<Item = &Condition> {
    let rules = act.requires.iter().map(|require| &require.when);
    let sets = act.sets.iter().map(|(_, expression)| expression);
    let opens = act.opens.iter().flat_map(|opens| {
        let carried = opens.carry.iter().map(|(_, expression)| expression);
        let rest = opens.when.iter().chain(&opens.unit).chain(&opens.units);
        rest.chain(carried)
    });
    let returns = act.returns.iter().flat_map(|returns| {
        let carried = returns.carry.iter().map(|(_, expression)| expression);
        returns.when.iter().chain(carried)
    });
    rules.chain(sets).chain(opens).chain(returns)
}

fn of_clock(clock: &ClockRule) -> impl Iterator<Item = &Condition> {
    let variants = clock.variants.iter().map(|variant| &variant.when);
    let dated = std::iter::once(&clock.term).filter_map(|term| match term {
        Term::Due(due) => Some(due),
        Term::Length { .. } => None,
    });
    clock
        .when
        .iter()
        .chain(&clock.from)
        .chain(variants)
        .chain(dated)
}

/// A look that no act uses, and a line in lists that looks: lists look nothing up.
fn complain_of_use(one: &LocatedProcedure, law: &Procedure, reader: &Reader<'_>) {
    let used = |look: &&ReadLook| law.acts.iter().any(|act| act.looks.contains(&look.id));
    for look in one.read.looks.iter().filter(|look| !used(look)) {
        let place = one.read.places.get(&format!("look.{}", look.id));
        reader.complain(
            &place.cloned().unwrap_or(0..0),
            "unused",
            Words::new(
                format!("没有行为使用查验“{}”的结果", look.id),
                format!("no act uses what “{}” finds", look.id),
            ),
            Words::new(
                format!("在条件中写 found.{}，或删去它", look.id),
                format!("Write found.{} in a condition, or remove it", look.id),
            ),
        );
    }
    let listed = law.name.iter().flat_map(looked_up).next();
    if listed.is_some() {
        let place = one.read.places.get("procedure").cloned();
        reader.complain(
            &place.unwrap_or(0..0),
            "look",
            Words::new("列表中的名称不能查验", "the line in lists looks nothing up"),
            Words::new(
                "用行为的 sets 写入字段，再在 name 中引用",
                "Set a field by an act and name that field",
            ),
        );
    }
}

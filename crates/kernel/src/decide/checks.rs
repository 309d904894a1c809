//! What must be so before an act changes anything: the refusals of [`super::decide`].
//!
//! Each function answers one question and says no in words with the articles behind it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Setting;
use crate::act::Draft;
use crate::actor::{Actor, Admission, Entitled, Reach};
use crate::condition::EvaluationFault;
use crate::facts::ActFacts;
use crate::field::{Field, FieldFault, FieldKind, Value};
use crate::matter::Matter;
use crate::procedure::{ActRule, From, Procedure, Require};
use crate::refusal::{Refusal, Rule};
use crate::unit::UnitTree;
use crate::words::Words;

pub(super) fn refusal(rule: Rule, act: &ActRule, zh: String, en: String) -> Refusal {
    Refusal {
        rule,
        basis: act.basis.clone(),
        words: Words::new(zh, en),
        instead: None,
    }
}

pub(super) fn no_such_act(law: &Procedure, act: &str) -> Refusal {
    Refusal {
        rule: Rule::Act,
        basis: Vec::new(),
        words: Words::new(
            format!("“{}”程序中没有“{act}”这一行为", law.title.zh),
            format!("the procedure “{}” knows no act “{act}”", law.title.en),
        ),
        instead: None,
    }
}

pub(super) fn stage_allows(
    law: &Procedure,
    rule: &ActRule,
    before: &Matter,
) -> Result<(), Refusal> {
    let (act, stage) = (
        &rule.title,
        law.stage(&before.stage).map(|stage| &stage.title),
    );
    match &rule.from {
        From::Opening if before.is_unopened() => Ok(()),
        From::Opening => Err(refusal(
            Rule::Stage,
            rule,
            format!("“{}”只能用于新立事项", act.zh),
            format!("“{}” only opens a new matter", act.en),
        )),
        From::Stages(stages) if stages.contains(&before.stage) => Ok(()),
        From::Stages(stages) => {
            let titles = |pick: fn(&Words) -> &str, joint: &str| {
                let named = stages.iter().filter_map(|id| law.stage(id));
                named
                    .map(|stage| pick(&stage.title))
                    .collect::<Vec<_>>()
                    .join(joint)
            };
            let now_zh = stage.map_or("未立", |title| title.zh.as_str());
            let now_en = stage.map_or("not opened", |title| title.en.as_str());
            Err(refusal(
                Rule::Stage,
                rule,
                format!(
                    "当前处于“{now_zh}”，“{}”须在以下阶段进行：{}",
                    act.zh,
                    titles(|title| title.zh.as_str(), "、")
                ),
                format!(
                    "the matter stands at “{now_en}”; “{}” starts from: {}",
                    act.en,
                    titles(|title| title.en.as_str(), ", ")
                ),
            ))
        }
    }
}

pub(super) fn admission<'a>(
    law: &Procedure,
    rule: &'a ActRule,
    before: &Matter,
    draft: &'a Draft,
    setting: &Setting<'_>,
) -> Result<Admission<'a>, Refusal> {
    let found = rule
        .by
        .iter()
        .find_map(|entitled| entitled.admits(&draft.actor, before, setting.units));
    found.ok_or_else(|| {
        if let Some(named) = the_person_meant(law, rule, &draft.actor) {
            return refusal(
                Rule::Role,
                rule,
                format!("“{}”只能由“{}”本人办理", rule.title.zh, named.title.zh),
                format!(
                    "“{}” is for the person named as “{}” and nobody else",
                    rule.title.en, named.title.en
                ),
            );
        }
        refusal(
            Rule::Role,
            rule,
            format!("您的岗位或身份无权在本单位事项上进行“{}”", rule.title.zh),
            format!(
                "your post does not entitle you to “{}” on this unit's matter",
                rule.title.en
            ),
        )
    })
}

/// The field that names the one person who may do an act, where the actor holds that person's role
/// and is somebody else.
fn the_person_meant<'l>(law: &'l Procedure, rule: &ActRule, actor: &Actor) -> Option<&'l Field> {
    let Actor::Official { posts, .. } = actor else {
        return None;
    };
    rule.by.iter().find_map(|entitled| match entitled {
        Entitled::Role {
            role,
            reach: Reach::Person(field),
        } if posts.iter().any(|post| post.role == *role) => law.field(field),
        Entitled::Role { .. }
        | Entitled::Party
        | Entitled::Anyone
        | Entitled::Handover
        | Entitled::Scheme
        | Entitled::Law => None,
    })
}

pub(super) fn date_is_possible(
    rule: &ActRule,
    before: &Matter,
    draft: &Draft,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let (on, last) = (draft.on(), before.moved_on);
    if draft.at > setting.now && on > setting.now.date() {
        return Err(refusal(
            Rule::Date,
            rule,
            format!(
                "行为日期 {on} 晚于今天 {}，请填写实际办理日期",
                setting.now.date()
            ),
            format!("the date {on} lies after today, {}", setting.now.date()),
        ));
    }
    if !before.is_unopened() && on < last {
        return Err(refusal(
            Rule::Date,
            rule,
            format!("行为日期 {on} 早于上一行为的日期 {last}，请核对日期"),
            format!("the date {on} lies before the last act, {last}"),
        ));
    }
    Ok(())
}

pub(super) fn unit_may_hold(
    law: &Procedure,
    rule: &ActRule,
    before: &Matter,
    setting: &Setting<'_>,
    on: Date,
) -> Result<(), Refusal> {
    let unit = setting.units.get(&before.unit);
    let unit = unit.filter(|unit| !before.is_unopened() || unit.exists_on(on));
    let fits =
        unit.is_some_and(|unit| law.unit_kinds.is_empty() || law.unit_kinds.contains(&unit.kind));
    if fits || !before.is_unopened() {
        return Ok(());
    }
    let named = setting.units.get(&before.unit);
    let name = named.map_or(before.unit.as_str(), |unit| unit.name.zh.as_str());
    let name_en = named.map_or(before.unit.as_str(), |unit| unit.name.en.as_str());
    Err(refusal(
        Rule::Unit,
        rule,
        format!("“{name}”不能办理“{}”，请选择有权单位", law.title.zh),
        format!(
            "“{name_en}” may not hold “{}”; choose a unit that may",
            law.title.en
        ),
    ))
}

pub(super) fn facts_are_whole(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    facts: &BTreeMap<String, Value>,
) -> Result<(), Refusal> {
    let mut faults: Vec<FieldFault> = Vec::new();
    for asked in &rule.asks {
        if let Some(field) = law.field(asked).filter(|_| !facts.contains_key(asked)) {
            faults.push(field.missing());
        }
    }
    for (key, value) in facts {
        let known = rule.asks.contains(key) || rule.may_ask.contains(key);
        match law.field(key).filter(|_| known) {
            Some(field) if fits(field, value, setting.units) => {}
            Some(field) => faults.push(FieldFault {
                field: key.clone(),
                words: Words::new(
                    format!("“{}”的内容格式不对", field.title.zh),
                    format!("“{}” has the wrong form", field.title.en),
                ),
            }),
            None => faults.push(FieldFault {
                field: key.clone(),
                words: Words::new(
                    format!("“{}”不需要填写“{key}”，请删去", rule.title.zh),
                    format!("“{}” does not ask for “{key}”; leave it out", rule.title.en),
                ),
            }),
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let join = |pick: fn(&Words) -> &str, joint: &str| {
        faults
            .iter()
            .map(|fault| pick(&fault.words))
            .collect::<Vec<_>>()
            .join(joint)
    };
    let (zh, en) = (join(|words| &words.zh, "；"), join(|words| &words.en, "; "));
    Err(refusal(Rule::Facts(faults), rule, zh, en))
}

fn fits(field: &Field, value: &Value, units: &UnitTree) -> bool {
    match (&field.kind, value) {
        (FieldKind::YesNo, Value::Flag(_))
        | (FieldKind::Integer | FieldKind::Decimal { .. } | FieldKind::Money, Value::Integer(_))
        | (FieldKind::Texts, Value::List(_)) => true,
        (FieldKind::Date | FieldKind::Moment, value) => value.as_date().is_some(),
        (FieldKind::Choice(options), Value::Text(id)) => {
            options.iter().any(|option| option.id == *id)
        }
        (FieldKind::Choices(options), Value::List(ids)) => ids
            .iter()
            .all(|id| options.iter().any(|option| option.id == *id)),
        (FieldKind::Unit, Value::Text(id)) => units.get(id).is_some(),
        (FieldKind::Units, Value::List(ids)) => ids.iter().all(|id| units.get(id).is_some()),
        (
            FieldKind::Text
            | FieldKind::Paragraph
            | FieldKind::Person
            | FieldKind::Account { .. }
            | FieldKind::Phone
            | FieldKind::IdNumber
            | FieldKind::Document,
            Value::Text(_),
        ) => true,
        (_, Value::Flag(_) | Value::Integer(_) | Value::Text(_) | Value::List(_)) => false,
    }
}

pub(super) fn holds(
    law: &Procedure,
    act: &ActRule,
    require: &Require,
    facts: &ActFacts<'_>,
) -> Result<(), Refusal> {
    match require.when.holds(facts) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal {
            rule: Rule::Require,
            basis: vec![require.basis.clone()],
            words: require.otherwise.clone(),
            instead: require.instead.clone(),
        }),
        Err(fault) => {
            let missing = unestablished(law, act, &fault);
            Err(Refusal {
                basis: vec![require.basis.clone()],
                ..missing
            })
        }
    }
}

pub(super) fn unestablished(law: &Procedure, act: &ActRule, fault: &EvaluationFault) -> Refusal {
    let field = match fault {
        EvaluationFault::Missing { path } => path.strip_prefix("matter."),
        EvaluationFault::Mismatch { .. }
        | EvaluationFault::Overflow
        | EvaluationFault::DivisionByZero => None,
    };
    let title = field.and_then(|id| law.field(id)).map(|field| &field.title);
    let (zh, en) = match title {
        Some(title) => (
            format!("缺少“{}”，无法判断是否可以“{}”", title.zh, act.title.zh),
            format!(
                "“{}” is missing, so “{}” cannot be judged",
                title.en, act.title.en
            ),
        ),
        None => (
            format!(
                "现有事实不足，无法判断是否可以“{}”（{fault}）",
                act.title.zh
            ),
            format!(
                "whether “{}” is lawful cannot be judged: {fault}",
                act.title.en
            ),
        ),
    };
    refusal(Rule::Require, act, zh, en)
}

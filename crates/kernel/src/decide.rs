//! The one lifecycle: a matter and an act asked for give an outcome or a refusal.
//!
//! `decide` reads top to bottom as an official would ask: is there such an act, does the matter
//! stand where it starts, may this person do it, is the date possible, are the facts there, does
//! every rule hold? Only then does anything change.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::act::Draft;
use crate::actor::{Actor, Admission};
use crate::calendar::Calendar;
use crate::clock::{Clock, ClockFault, ClockState};
use crate::condition::{Condition, EvaluationFault, FactValue};
use crate::deadline::{Expiry, Period, Policy};
use crate::facts::{ActFacts, value_of};
use crate::field::{Field, FieldFault, FieldKind, Value};
use crate::matter::{Done, Matter};
use crate::procedure::{
    ActRule, ClockRule, ExtensionLength, From, Procedure, Require, Term, To,
};
use crate::refusal::{Refusal, Rule};
use crate::unit::UnitTree;
use crate::words::Words;

/// What a decision looks at besides the matter: the city as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Working days.
    pub calendar: &'a Calendar,
    /// The unit tree.
    pub units: &'a UnitTree,
    /// Parameters by `pack.key`.
    pub parameters: &'a BTreeMap<String, i64>,
    /// Which date binds where the law does not state rollover.
    pub policy: Policy,
    /// The city's civil time now; no act is later.
    pub now: DateTime,
}

/// What an act brings about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The matter after the act.
    pub matter: Matter,
    /// Role by which the actor was admitted.
    pub role: String,
    /// Unit of the post by which the actor was admitted.
    pub post_unit: Option<String>,
    /// Matters to open by hand-over.
    pub opens: Vec<Handover>,
    /// Acts to do on the matter that opened this one.
    pub returns: Vec<Handover>,
    /// Papers issued.
    pub issues: Vec<String>,
}

/// An act that another procedure is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// The procedure.
    pub procedure: String,
    /// The act there.
    pub act: String,
    /// The unit, where the rule names one.
    pub unit: Option<String>,
    /// Facts carried.
    pub facts: BTreeMap<String, Value>,
}

/// Decides one act. `before` is the matter as it stands, or [`Matter::unopened`] for an opening.
pub fn decide(
    law: &Procedure,
    setting: &Setting<'_>,
    before: &Matter,
    draft: &Draft,
) -> Result<Outcome, Refusal> {
    let rule = law.act(&draft.act).ok_or_else(|| no_such_act(law, &draft.act))?;
    stage_allows(law, rule, before)?;
    let admitted = admission(rule, before, draft, setting)?;
    date_is_possible(rule, before, draft, setting)?;
    unit_may_hold(law, rule, before, setting)?;
    facts_are_whole(law, rule, setting, &draft.facts)?;

    let mut after = before.clone();
    after.fields.extend(draft.facts.iter().map(|(key, value)| (key.clone(), value.clone())));
    set_fields(law, rule, setting, &mut after, draft, admitted)?;
    start_clocks(law, rule, setting, &mut after, draft, admitted)?;
    for require in &rule.requires {
        let facts = ActFacts::new(law, &after, draft, admitted, setting.parameters);
        holds(law, rule, require, &facts)?;
    }
    let alive_before: Vec<String> = alive_clocks(before);
    end_clocks(law, rule, setting, &mut after, draft, admitted, &alive_before)?;
    restart_clocks(law, rule, setting, &mut after, draft, admitted, &alive_before)?;
    move_stage(rule, &mut after);
    note_done(rule, &mut after, draft);

    let facts = ActFacts::new(law, &after, draft, admitted, setting.parameters);
    let opens = rule.opens.iter().filter_map(|opens| {
        wanted(opens.when.as_ref(), &facts).then(|| Handover {
            procedure: opens.procedure.clone(),
            act: opens.act.clone(),
            unit: opens.unit.as_ref().and_then(|unit| text_of(unit, &facts)),
            facts: carried(&opens.carry, &facts),
        })
    });
    let returns = rule.returns.iter().filter_map(|returns| {
        wanted(returns.when.as_ref(), &facts).then(|| Handover {
            procedure: returns.procedure.clone(),
            act: returns.act.clone(),
            unit: None,
            facts: carried(&returns.carry, &facts),
        })
    });
    Ok(Outcome {
        opens: opens.collect(),
        returns: returns.collect(),
        issues: rule.issues.clone(),
        role: admitted.role.to_owned(),
        post_unit: admitted.unit.map(str::to_owned),
        matter: after,
    })
}

/// The earliest clock whose time ran out and to which the law attaches an act of its own.
pub fn next_lapse<'a>(
    law: &'a Procedure,
    matter: &Matter,
    at: DateTime,
) -> Option<(&'a ClockRule, Draft)> {
    let lapsed = law.clocks.iter().filter_map(|rule| {
        let act = rule.on_lapse.as_ref()?;
        let clock = matter.clocks.get(&rule.id)?;
        let fires = clock.is_running() && clock.has_lapsed(at);
        let due = match clock.due {
            Expiry::Day(on) => on.at(0, 0, 0, 0),
            Expiry::Moment(at) => at,
        };
        fires.then_some((due, rule, act))
    });
    let (due, rule, act) = lapsed.min_by_key(|(due, rule, _)| (*due, rule.id.as_str()))?;
    // A clock may have run out before the last act was recorded on the matter.
    let at = due.max(matter.moved_on.at(0, 0, 0, 0));
    let draft = Draft { act: act.clone(), at, actor: Actor::Law, facts: BTreeMap::new() };
    Some((rule, draft))
}

/// Whether an act could be done now by an actor, as far as can be said before its facts are known.
pub fn could_do(
    law: &Procedure,
    setting: &Setting<'_>,
    matter: &Matter,
    rule: &ActRule,
    actor: &Actor,
) -> Result<(), Refusal> {
    let facts = BTreeMap::new();
    let draft = Draft { act: rule.id.clone(), at: setting.now, actor: actor.clone(), facts };
    stage_allows(law, rule, matter)?;
    let admitted = admission(rule, matter, &draft, setting)?;
    unit_may_hold(law, rule, matter, setting)?;
    let open = |path: &str| {
        let field = path.strip_prefix("matter.").unwrap_or("");
        rule.asks.iter().chain(&rule.may_ask).any(|asked| asked == field)
            || rule.sets.iter().any(|(set, _)| set == field)
    };
    let starts = |path: &str| {
        let mut parts = path.split('.');
        let clock = (parts.next() == Some("clock")).then(|| parts.next()).flatten();
        let clock = clock.and_then(|id| law.clock(id));
        clock.is_some_and(|clock| clock.is_started_by(&rule.id))
    };
    for require in &rule.requires {
        if require.when.uses().iter().any(|path| open(path) || starts(path)) {
            continue; // Depends on facts that the form will ask for.
        }
        let facts = ActFacts::new(law, matter, &draft, admitted, setting.parameters);
        holds(law, rule, require, &facts)?;
    }
    Ok(())
}

fn refusal(rule: Rule, act: &ActRule, zh: String, en: String) -> Refusal {
    Refusal { rule, basis: act.basis.clone(), words: Words::new(zh, en), instead: None }
}

fn no_such_act(law: &Procedure, act: &str) -> Refusal {
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

fn stage_allows(law: &Procedure, rule: &ActRule, before: &Matter) -> Result<(), Refusal> {
    let (act, stage) = (&rule.title, law.stage(&before.stage).map(|stage| &stage.title));
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
                named.map(|stage| pick(&stage.title)).collect::<Vec<_>>().join(joint)
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

fn admission<'a>(
    rule: &'a ActRule,
    before: &Matter,
    draft: &'a Draft,
    setting: &Setting<'_>,
) -> Result<Admission<'a>, Refusal> {
    let found =
        rule.by.iter().find_map(|entitled| entitled.admits(&draft.actor, before, setting.units));
    found.ok_or_else(|| {
        refusal(
            Rule::Role,
            rule,
            format!("您的岗位或身份无权在本单位事项上进行“{}”", rule.title.zh),
            format!("your post does not entitle you to “{}” on this unit's matter", rule.title.en),
        )
    })
}

fn date_is_possible(
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
            format!("行为日期 {on} 晚于今天 {}，请填写实际办理日期", setting.now.date()),
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

fn unit_may_hold(
    law: &Procedure,
    rule: &ActRule,
    before: &Matter,
    setting: &Setting<'_>,
) -> Result<(), Refusal> {
    let unit = setting.units.get(&before.unit);
    let fits = unit.is_some_and(|unit| {
        law.unit_kinds.is_empty() || law.unit_kinds.contains(&unit.kind)
    });
    if fits || !before.is_unopened() {
        return Ok(());
    }
    let name = unit.map_or(before.unit.as_str(), |unit| unit.name.zh.as_str());
    let name_en = unit.map_or(before.unit.as_str(), |unit| unit.name.en.as_str());
    Err(refusal(
        Rule::Unit,
        rule,
        format!("“{name}”不能办理“{}”，请选择有权单位", law.title.zh),
        format!("“{name_en}” may not hold “{}”; choose a unit that may", law.title.en),
    ))
}

fn facts_are_whole(
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
        faults.iter().map(|fault| pick(&fault.words)).collect::<Vec<_>>().join(joint)
    };
    let (zh, en) = (join(|words| &words.zh, "；"), join(|words| &words.en, "; "));
    Err(refusal(Rule::Facts(faults), rule, zh, en))
}

fn fits(field: &Field, value: &Value, units: &UnitTree) -> bool {
    match (&field.kind, value) {
        (FieldKind::YesNo, Value::Flag(_))
        | (
            FieldKind::Integer | FieldKind::Decimal { .. } | FieldKind::Money,
            Value::Integer(_),
        )
        | (FieldKind::Texts, Value::List(_)) => true,
        (FieldKind::Date | FieldKind::Moment, value) => value.as_date().is_some(),
        (FieldKind::Choice(options), Value::Text(id)) => {
            options.iter().any(|option| option.id == *id)
        }
        (FieldKind::Choices(options), Value::List(ids)) => {
            ids.iter().all(|id| options.iter().any(|option| option.id == *id))
        }
        (FieldKind::Unit, Value::Text(id)) => units.get(id).is_some(),
        (
            FieldKind::Text
            | FieldKind::Paragraph
            | FieldKind::Person
            | FieldKind::Phone
            | FieldKind::IdNumber
            | FieldKind::Document,
            Value::Text(_),
        ) => true,
        (_, Value::Flag(_) | Value::Integer(_) | Value::Text(_) | Value::List(_)) => false,
    }
}

fn set_fields(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    after: &mut Matter,
    draft: &Draft,
    admitted: Admission<'_>,
) -> Result<(), Refusal> {
    for (field, expression) in &rule.sets {
        let facts = ActFacts::new(law, after, draft, admitted, setting.parameters);
        let value = expression.evaluate(&facts).map_err(|fault| unestablished(law, rule, &fault))?;
        match value_of(value) {
            Some(value) => after.fields.insert(field.clone(), value),
            None => after.fields.remove(field),
        };
    }
    Ok(())
}

fn alive_clocks(matter: &Matter) -> Vec<String> {
    let alive = matter.clocks.iter().filter(|(_, clock)| clock.is_alive());
    alive.map(|(id, _)| id.clone()).collect()
}

/// Clocks that the act starts and that do not run yet, so that its own rules can look at them.
fn start_clocks(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    after: &mut Matter,
    draft: &Draft,
    admitted: Admission<'_>,
) -> Result<(), Refusal> {
    for clock in law.clocks.iter().filter(|clock| clock.is_started_by(&rule.id)) {
        let alive = after.clocks.get(&clock.id).is_some_and(Clock::is_alive);
        let restarts = clock.satisfied_by.contains(&rule.id) && clock.from.is_none();
        if !alive && !restarts {
            start_clock(law, rule, setting, after, draft, admitted, clock)?;
        }
    }
    Ok(())
}

/// Clocks that the act both ends and starts again.
fn restart_clocks(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    after: &mut Matter,
    draft: &Draft,
    admitted: Admission<'_>,
    alive_before: &[String],
) -> Result<(), Refusal> {
    for clock in law.clocks.iter().filter(|clock| clock.starts.contains(&rule.id)) {
        let ended = after.clocks.get(&clock.id).is_none_or(|clock| !clock.is_alive());
        let again = clock.satisfied_by.contains(&rule.id) && clock.from.is_none();
        if ended && (again || alive_before.contains(&clock.id)) {
            start_clock(law, rule, setting, after, draft, admitted, clock)?;
        }
    }
    Ok(())
}

fn start_clock(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    after: &mut Matter,
    draft: &Draft,
    admitted: Admission<'_>,
    clock: &ClockRule,
) -> Result<(), Refusal> {
    let started = {
        let facts = ActFacts::new(law, after, draft, admitted, setting.parameters);
        if !wanted(clock.when.as_ref(), &facts) {
            return Ok(());
        }
        let from = match &clock.from {
            None => draft.at,
            Some(from) => match moment_of(from, &facts) {
                Some(from) => from,
                None => return Ok(()), // The event has not been stated; nothing to count from.
            },
        };
        let nth = after.clocks.get(&clock.id).map_or(1, |clock| clock.nth + 1);
        let chosen = clock.variants.iter().position(|v| wanted(Some(&v.when), &facts));
        let term = chosen.and_then(|i| clock.variants.get(i)).map_or(&clock.term, |v| &v.term);
        let variant = chosen.map_or(0, |i| u32::try_from(i + 1).unwrap_or(u32::MAX));
        match term {
            Term::Length { length, unit, counting } => {
                let period = Period { length: *length, unit: *unit, counting: *counting };
                Clock::start(nth, from, period, variant, setting.calendar, setting.policy)
                    .map_err(|fault| uncountable(rule, clock, &fault))?
            }
            Term::Due(due) => match moment_of(due, &facts) {
                Some(due) => Clock::start_until(nth, from, due.date(), variant),
                None => return Ok(()), // The order sets no date.
            },
        }
    };
    after.clocks.insert(clock.id.clone(), started);
    Ok(())
}

fn end_clocks(
    law: &Procedure,
    rule: &ActRule,
    setting: &Setting<'_>,
    after: &mut Matter,
    draft: &Draft,
    admitted: Admission<'_>,
    alive_before: &[String],
) -> Result<(), Refusal> {
    for clock_rule in &law.clocks {
        let by = match &clock_rule.extension {
            Some(extension) if extension.by == rule.id => {
                let facts = ActFacts::new(law, after, draft, admitted, setting.parameters);
                extension_length(rule, clock_rule, &extension.length, &facts)?
            }
            _ => 0,
        };
        let Some(clock) = after.clocks.get_mut(&clock_rule.id).filter(|c| c.is_alive()) else {
            continue;
        };
        let fault = |fault: ClockFault| uncountable(rule, clock_rule, &fault);
        if clock_rule.resumed_by.contains(&rule.id) && clock.state == ClockState::Suspended {
            clock.resume(draft.on(), setting.calendar, setting.policy).map_err(fault)?;
        }
        if by > 0 {
            if let Some(spent) = spent_extension(rule, clock_rule, clock) {
                return Err(spent);
            }
            clock.extend(by, setting.calendar, setting.policy).map_err(fault)?;
        }
        if matches!(draft.actor, Actor::Law)
            && clock_rule.on_lapse.as_ref() == Some(&rule.id)
            && clock.has_lapsed(setting.now)
        {
            clock.state = ClockState::Lapsed { at: clock.due };
        } else if clock_rule.satisfied_by.contains(&rule.id) {
            clock.satisfy(draft.at);
        } else if (clock_rule.cancelled_by.contains(&rule.id)
            && alive_before.contains(&clock_rule.id))
            || (clock_rule.measured_by.contains(&rule.id)
                && !alive_before.contains(&clock_rule.id))
        {
            clock.state = ClockState::Cancelled { at: draft.at };
        } else if clock_rule.suspended_by.contains(&rule.id) && clock.is_running() {
            clock.suspend(draft.on());
        }
    }
    Ok(())
}

fn spent_extension(act: &ActRule, rule: &ClockRule, clock: &Clock) -> Option<Refusal> {
    let extension = rule.extension.as_ref()?;
    (clock.extended >= extension.times).then(|| Refusal {
        rule: Rule::Require,
        basis: extension.basis.clone(),
        words: Words::new(
            format!("“{}”最多延长 {} 次，已用完", rule.title.zh, extension.times),
            format!("“{}” may be extended {} time(s); none is left", rule.title.en, extension.times),
        ),
        instead: Some(Words::new(
            format!("请在期限内办结，不再进行“{}”", act.title.zh),
            "finish within the time limit".to_owned(),
        )),
    })
}

fn extension_length(
    act: &ActRule,
    rule: &ClockRule,
    length: &ExtensionLength,
    facts: &ActFacts<'_>,
) -> Result<u32, Refusal> {
    match length {
        ExtensionLength::Fixed(length) => Ok(*length),
        ExtensionLength::Given { length, max } => {
            let asked = match length.evaluate(facts) {
                Ok(FactValue::Integer(asked)) => u32::try_from(asked).unwrap_or(0),
                _ => 0,
            };
            if asked == 0 || asked > *max {
                return Err(Refusal {
                    rule: Rule::Require,
                    basis: act.basis.clone(),
                    words: Words::new(
                        format!("“{}”每次延长为 1 至 {max}，现填 {asked}", rule.title.zh),
                        format!("“{}” is extended by 1 to {max}, not {asked}", rule.title.en),
                    ),
                    instead: None,
                });
            }
            Ok(asked)
        }
    }
}

fn move_stage(rule: &ActRule, after: &mut Matter) {
    let to = match &rule.to {
        To::Stay => return,
        To::Stage(stage) => stage.clone(),
        To::Previous => match &after.previous_stage {
            Some(previous) => previous.clone(),
            None => return,
        },
    };
    if to != after.stage {
        let left = std::mem::replace(&mut after.stage, to);
        after.previous_stage = Some(left).filter(|stage| !stage.is_empty());
    }
}

fn note_done(rule: &ActRule, after: &mut Matter, draft: &Draft) {
    let on = draft.on();
    after.moved_on = on;
    let done =
        after.done.entry(rule.id.clone()).or_insert(Done { on, times: 0, by: Vec::new() });
    done.on = on;
    done.times += 1;
    if let Some(account) = draft.actor.account() {
        if let Err(place) = done.by.binary_search_by(|by| by.as_str().cmp(account)) {
            done.by.insert(place, account.to_owned());
        }
    }
}

fn holds(
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
            Err(Refusal { basis: vec![require.basis.clone()], ..missing })
        }
    }
}

fn unestablished(law: &Procedure, act: &ActRule, fault: &EvaluationFault) -> Refusal {
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
            format!("“{}” is missing, so “{}” cannot be judged", title.en, act.title.en),
        ),
        None => (
            format!("现有事实不足，无法判断是否可以“{}”（{fault}）", act.title.zh),
            format!("whether “{}” is lawful cannot be judged: {fault}", act.title.en),
        ),
    };
    refusal(Rule::Require, act, zh, en)
}

fn uncountable(act: &ActRule, clock: &ClockRule, fault: &ClockFault) -> Refusal {
    refusal(
        Rule::Date,
        act,
        format!("“{}”无法计算：{}", clock.title.zh, fault.0.zh),
        format!("“{}” cannot be counted: {}", clock.title.en, fault.0.en),
    )
}

/// An optional condition holds; one that cannot be established does not.
fn wanted(when: Option<&Condition>, facts: &ActFacts<'_>) -> bool {
    when.is_none_or(|when| when.holds(facts).unwrap_or(false))
}

fn text_of(expression: &Condition, facts: &ActFacts<'_>) -> Option<String> {
    match expression.evaluate(facts) {
        Ok(FactValue::Text(text)) => Some(text),
        _ => None,
    }
}

fn moment_of(expression: &Condition, facts: &ActFacts<'_>) -> Option<DateTime> {
    match expression.evaluate(facts).ok()? {
        FactValue::Date(date) => Some(date.at(0, 0, 0, 0)),
        FactValue::Moment(at) => Some(at),
        FactValue::Text(text) => {
            let value = Value::Text(text);
            value.as_date().map(|date| date.at(0, 0, 0, 0))
        }
        FactValue::Null
        | FactValue::Integer(_)
        | FactValue::Flag(_)
        | FactValue::List(_) => None,
    }
}

fn carried(carry: &[(String, Condition)], facts: &ActFacts<'_>) -> BTreeMap<String, Value> {
    let pairs = carry.iter().filter_map(|(field, expression)| {
        let value = value_of(expression.evaluate(facts).ok()?)?;
        Some((field.clone(), value))
    });
    pairs.collect()
}

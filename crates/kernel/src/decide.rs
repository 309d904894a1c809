//! The one lifecycle: a matter and an act asked for give an outcome or a refusal.
//!
//! `decide` reads top to bottom as an official would ask: is there such an act, does the matter
//! stand where it starts, may this person do it, is the date possible, are the facts there, does
//! every rule hold? Only then does anything change.

mod checks;
mod clocks;

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use self::checks::{
    admission, date_is_possible, facts_are_whole, holds, no_such_act, stage_allows, unestablished,
    unit_may_hold,
};
use self::clocks::{alive_clocks, end_clocks, restart_clocks, spent_extension, start_clocks};
use crate::act::Draft;
use crate::actor::{Actor, Admission};
use crate::calendar::Calendar;
use crate::condition::{Condition, FactValue};
use crate::deadline::{Expiry, Policy};
use crate::facts::{ActFacts, value_of};
use crate::field::Value;
use crate::matter::{Done, Matter};
use crate::procedure::{ActRule, ClockRule, Procedure, To};
use crate::refusal::Refusal;
use crate::unit::UnitTree;

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

/// One act under decision: what every part of the decision looks at.
#[derive(Clone, Copy)]
struct Step<'a> {
    law: &'a Procedure,
    rule: &'a ActRule,
    setting: &'a Setting<'a>,
    draft: &'a Draft,
    admitted: Admission<'a>,
}

impl<'a> Step<'a> {
    /// What expressions see of a matter in this act.
    fn facts(&self, matter: &'a Matter) -> ActFacts<'a> {
        ActFacts::new(
            self.law,
            matter,
            self.draft,
            self.admitted,
            self.setting.parameters,
        )
    }
}

/// Decides one act. `before` is the matter as it stands, or [`Matter::unopened`] for an opening.
pub fn decide(
    law: &Procedure,
    setting: &Setting<'_>,
    before: &Matter,
    draft: &Draft,
) -> Result<Outcome, Refusal> {
    let rule = law
        .act(&draft.act)
        .ok_or_else(|| no_such_act(law, &draft.act))?;
    stage_allows(law, rule, before)?;
    let admitted = admission(law, rule, before, draft, setting)?;
    date_is_possible(rule, before, draft, setting)?;
    unit_may_hold(law, rule, before, setting, draft.on())?;
    facts_are_whole(law, rule, setting, &draft.facts)?;

    let step = Step {
        law,
        rule,
        setting,
        draft,
        admitted,
    };
    let mut after = before.clone();
    let given = draft
        .facts
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()));
    after.fields.extend(given);
    set_fields(&step, &mut after)?;
    start_clocks(&step, &mut after)?;
    for require in &rule.requires {
        holds(law, rule, require, &step.facts(&after))?;
    }
    let alive_before = alive_clocks(before);
    end_clocks(&step, &mut after, &alive_before)?;
    restart_clocks(&step, &mut after, &alive_before)?;
    move_stage(rule, &mut after);
    note_done(rule, &mut after, draft);
    Ok(outcome(&step, after))
}

/// What follows from an act that changed a matter: what it opens, returns and issues.
fn outcome(step: &Step<'_>, after: Matter) -> Outcome {
    let (rule, facts) = (step.rule, step.facts(&after));
    let opens = rule
        .opens
        .iter()
        .filter(|opens| wanted(opens.when.as_ref(), &facts));
    let opens = opens.flat_map(|opens| {
        let to = |unit: Option<String>| Handover {
            procedure: opens.procedure.clone(),
            act: opens.act.clone(),
            unit,
            facts: carried(&opens.carry, &facts),
        };
        match &opens.units {
            Some(units) => texts_of(units, &facts)
                .into_iter()
                .map(|unit| to(Some(unit)))
                .collect(),
            None => vec![to(opens
                .unit
                .as_ref()
                .and_then(|unit| text_of(unit, &facts)))],
        }
    });
    let returns = rule
        .returns
        .iter()
        .filter(|returns| wanted(returns.when.as_ref(), &facts));
    let returns = returns.map(|returns| Handover {
        procedure: returns.procedure.clone(),
        act: returns.act.clone(),
        unit: None,
        facts: carried(&returns.carry, &facts),
    });
    Outcome {
        opens: opens.collect(),
        returns: returns.collect(),
        issues: rule.issues.clone(),
        role: step.admitted.role.to_owned(),
        post_unit: step.admitted.unit.map(str::to_owned),
        matter: after,
    }
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
    let draft = Draft {
        act: act.clone(),
        at,
        actor: Actor::Law,
        facts: BTreeMap::new(),
    };
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
    let draft = Draft {
        act: rule.id.clone(),
        at: setting.now,
        actor: actor.clone(),
        facts,
    };
    stage_allows(law, rule, matter)?;
    let admitted = admission(law, rule, matter, &draft, setting)?;
    unit_may_hold(law, rule, matter, setting, setting.now.date())?;
    let open = |path: &str| {
        let field = path.strip_prefix("matter.").unwrap_or("");
        rule.asks
            .iter()
            .chain(&rule.may_ask)
            .any(|asked| asked == field)
            || rule.sets.iter().any(|(set, _)| set == field)
    };
    let starts = |path: &str| {
        let mut parts = path.split('.');
        let clock = (parts.next() == Some("clock"))
            .then(|| parts.next())
            .flatten();
        let clock = clock.and_then(|id| law.clock(id));
        clock.is_some_and(|clock| clock.is_started_by(&rule.id))
    };
    let looks = |path: &str| path.starts_with("found.");
    for require in &rule.requires {
        if require
            .when
            .uses()
            .iter()
            .any(|path| open(path) || starts(path) || looks(path))
        {
            continue; // Depends on facts that the form will ask for, or on what is looked up.
        }
        let facts = ActFacts::new(law, matter, &draft, admitted, setting.parameters);
        holds(law, rule, require, &facts)?;
    }
    let extended = law.clocks.iter().filter(|clock| {
        let extension = clock.extension.as_ref();
        extension.is_some_and(|extension| extension.by == rule.id)
    });
    let mut alive = extended.filter_map(|clock_rule| {
        let clock = matter.clocks.get(&clock_rule.id)?;
        clock.is_alive().then_some((clock_rule, clock))
    });
    let spent = alive.find_map(|(clock_rule, clock)| spent_extension(rule, clock_rule, clock));
    spent.map_or(Ok(()), Err)
}

/// Sets fields by expressions, each seeing those before it.
fn set_fields(step: &Step<'_>, after: &mut Matter) -> Result<(), Refusal> {
    for (field, expression) in &step.rule.sets {
        let value = expression.evaluate(&step.facts(after));
        let value = value.map_err(|fault| unestablished(step.law, step.rule, &fault))?;
        match value_of(value) {
            Some(value) => after.fields.insert(field.clone(), value),
            None => after.fields.remove(field),
        };
    }
    Ok(())
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
    let done = after.done.entry(rule.id.clone()).or_insert(Done {
        on,
        times: 0,
        by: Vec::new(),
    });
    done.on = on;
    done.times += 1;
    if let Some(account) = draft.actor.account()
        && let Err(place) = done.by.binary_search_by(|by| by.as_str().cmp(account))
    {
        done.by.insert(place, account.to_owned());
    }
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

/// The texts of a list, each once, in their order.
fn texts_of(expression: &Condition, facts: &ActFacts<'_>) -> Vec<String> {
    let Ok(FactValue::List(entries)) = expression.evaluate(facts) else {
        return Vec::new();
    };
    let mut texts: Vec<String> = Vec::new();
    for entry in entries {
        if let FactValue::Text(text) = entry
            && !texts.contains(&text)
        {
            texts.push(text);
        }
    }
    texts
}

fn moment_of(expression: &Condition, facts: &ActFacts<'_>) -> Option<DateTime> {
    match expression.evaluate(facts).ok()? {
        FactValue::Date(date) => Some(date.at(0, 0, 0, 0)),
        FactValue::Moment(at) => Some(at),
        FactValue::Text(text) => {
            let value = Value::Text(text);
            value.as_date().map(|date| date.at(0, 0, 0, 0))
        }
        FactValue::Null | FactValue::Integer(_) | FactValue::Flag(_) | FactValue::List(_) => None,
    }
}

fn carried(carry: &[(String, Condition)], facts: &ActFacts<'_>) -> BTreeMap<String, Value> {
    let pairs = carry.iter().filter_map(|(field, expression)| {
        let value = value_of(expression.evaluate(facts).ok()?)?;
        Some((field.clone(), value))
    });
    pairs.collect()
}

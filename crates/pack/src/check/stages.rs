//! Stages: every one is reached, and from every one there is a way to an end.

use std::collections::BTreeSet;

use fadu_kernel::procedure::{ActRule, From, Holds, Procedure, StageKind, To};

use super::Located;
use crate::complaint::Complaint;

/// Where an act may lead from a stage; `@previous` may lead to any stage of origin.
pub(super) fn leads(act: &ActRule, from: &str, stages: &BTreeSet<&str>) -> Vec<String> {
    match &act.to {
        To::Stay => vec![from.to_owned()],
        To::Stage(stage) => vec![stage.clone()],
        To::Previous => stages.iter().map(|stage| (*stage).to_owned()).collect(),
    }
}

/// The stages in which a matter may ever stand.
pub(super) fn reached_stages(law: &Procedure) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    for act in law.opening_acts() {
        if let To::Stage(stage) = &act.to {
            reached.insert(stage.clone());
        }
    }
    loop {
        let known: BTreeSet<&str> = reached.iter().map(String::as_str).collect();
        let mut next = reached.clone();
        for act in &law.acts {
            if let From::Stages(from) = &act.from {
                for stage in from.iter().filter(|stage| known.contains(stage.as_str())) {
                    next.extend(leads(act, stage, &known));
                }
            }
        }
        if next.len() == reached.len() {
            return reached;
        }
        reached = next;
    }
}

/// Complains about stages and acts that no matter comes to, and stages that lead nowhere.
pub(super) fn check_stages(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    if law.opening_acts().next().is_none() {
        complaints.push(one.complain(
            "procedure",
            "no_opening_act",
            (
                "没有立事项的行为".to_owned(),
                "no act opens a matter".to_owned(),
            ),
            (
                "给一个行为写 opens_matter = true",
                "Give an act opens_matter = true",
            ),
        ));
        return;
    }
    let reached = reached_stages(law);
    if reached.is_empty() {
        return; // That the opening acts lead nowhere has been said.
    }
    for stage in law
        .stages
        .iter()
        .filter(|stage| !reached.contains(&stage.id))
    {
        complaints.push(one.complain(
            &format!("stage.{}", stage.id),
            "unreachable_stage",
            (
                format!("没有行为能到达阶段“{}”", stage.id),
                format!("no act leads to the stage “{}”", stage.id),
            ),
            (
                "让某个行为 to 到这里，或删去它",
                "Let an act lead here, or remove it",
            ),
        ));
    }
    for act in &law.acts {
        let starts = match &act.from {
            From::Opening => true,
            From::Stages(from) => from.iter().any(|stage| reached.contains(stage)),
        };
        if !starts {
            complaints.push(one.complain(
                &format!("act.{}", act.id),
                "unreachable_act",
                (
                    format!("事项到不了可以做“{}”的阶段", act.id),
                    format!("no matter ever stands where “{}” starts", act.id),
                ),
                ("改 from，或删去这个行为", "Change from, or remove the act"),
            ));
        }
    }
    check_dead_ends(one, &reached, complaints);
    check_kinds(one, complaints);
}

fn check_dead_ends(one: &Located, reached: &BTreeSet<String>, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    let known: BTreeSet<&str> = reached.iter().map(String::as_str).collect();
    let rests = law
        .stages
        .iter()
        .filter(|stage| stage.kind != StageKind::Open);
    let mut ends: BTreeSet<String> = rests.map(|stage| stage.id.clone()).collect();
    loop {
        let before = ends.len();
        for act in &law.acts {
            if let From::Stages(from) = &act.from {
                for stage in from {
                    if leads(act, stage, &known).iter().any(|to| ends.contains(to)) {
                        ends.insert(stage.clone());
                    }
                }
            }
        }
        if ends.len() == before {
            break;
        }
    }
    for stage in law.stages.iter().filter(|stage| !ends.contains(&stage.id)) {
        complaints.push(one.complain(
            &format!("stage.{}", stage.id),
            "dead_end",
            (
                format!("阶段“{}”走不到任何结束或在册阶段", stage.id),
                format!("from the stage “{}” no act leads to an end", stage.id),
            ),
            (
                "增加一个能结束的行为，或把 kind 改为 closed",
                "Add an act that ends it, or make its kind closed",
            ),
        ));
    }
}

/// Things stand in a register; an activity is over when it is done.
fn check_kinds(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    let standing = law
        .stages
        .iter()
        .find(|stage| stage.kind == StageKind::Standing);
    let (place, zh, en) = match (law.holds, standing) {
        (Holds::Activity, Some(stage)) => (
            format!("stage.{}", stage.id),
            "一次办完的活动没有在册阶段",
            "an activity is over when it is done and never stands",
        ),
        (Holds::Register, None) => (
            "procedure".to_owned(),
            "登记簿须有一个在册阶段",
            "a register needs a stage in which things stand",
        ),
        _ => return,
    };
    complaints.push(one.complain(
        &place,
        "stage_kind",
        (zh.to_owned(), en.to_owned()),
        ("改 holds 或阶段的 kind", "Change holds or the stage's kind"),
    ));
}

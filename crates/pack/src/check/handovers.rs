//! Hand-overs: the other procedure must take what is handed over.

use fadu_kernel::actor::Entitled;
use fadu_kernel::condition::{Condition, Type};
use fadu_kernel::procedure::{ActRule, From};

use super::Located;
use crate::complaint::Complaint;
use crate::packs::Packs;
use crate::scope::type_of;

pub(super) fn check_handovers(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for act in &one.read.procedure.acts {
        for opens in &act.opens {
            check_handover(
                one,
                act,
                &opens.procedure,
                &opens.act,
                &opens.carry,
                true,
                packs,
            )
            .into_iter()
            .for_each(|complaint| complaints.push(complaint));
        }
        for returns in &act.returns {
            check_handover(
                one,
                act,
                &returns.procedure,
                &returns.act,
                &returns.carry,
                false,
                packs,
            )
            .into_iter()
            .for_each(|complaint| complaints.push(complaint));
        }
    }
}

fn check_handover(
    one: &Located,
    act: &ActRule,
    procedure: &str,
    target: &str,
    carry: &[(String, Condition)],
    opening: bool,
    packs: &Packs,
) -> Vec<Complaint> {
    let place = format!("act.{}", act.id);
    let fault = |zh: String, en: String, remedy: (&str, &str)| {
        vec![one.complain(&place, "handover", (zh, en), remedy)]
    };
    let Some(other) = packs.procedures.newest(procedure) else {
        return fault(
            format!("移交的程序“{procedure}”不存在"),
            format!("there is no procedure “{procedure}” to hand over to"),
            ("核对 procedure", "Check procedure"),
        );
    };
    let Some(rule) = other.act(target) else {
        return fault(
            format!("程序“{procedure}”没有行为“{target}”"),
            format!("the procedure “{procedure}” has no act “{target}”"),
            ("核对 act", "Check act"),
        );
    };
    if matches!(rule.from, From::Opening) != opening || !rule.by.contains(&Entitled::Handover) {
        return fault(
            format!("“{procedure}.{target}”不接受移交"),
            format!("“{procedure}.{target}” takes no hand-over"),
            (
                "在该行为的 by 中加 handover；opens 须对应立事项的行为",
                "Add handover to its by; opens needs an opening act",
            ),
        );
    }
    let mut faults = Vec::new();
    for asked in rule
        .asks
        .iter()
        .filter(|asked| !carry.iter().any(|(key, _)| key == *asked))
    {
        faults.extend(fault(
            format!("移交到“{procedure}.{target}”缺少“{asked}”"),
            format!("the hand-over to “{procedure}.{target}” lacks “{asked}”"),
            (
                "在 carry 中补上，或让对方改为 may_ask",
                "Carry it, or let the target may_ask it",
            ),
        ));
    }
    for (key, expression) in carry {
        let known = rule.asks.contains(key) || rule.may_ask.contains(key);
        let Some(field) = other.field(key).filter(|_| known) else {
            faults.extend(fault(
                format!("“{procedure}.{target}”不收“{key}”"),
                format!("“{procedure}.{target}” takes no “{key}”"),
                ("核对 carry 的键", "Check the keys of carry"),
            ));
            continue;
        };
        if !carries(expression.result_type(), &type_of(&field.kind)) {
            faults.extend(fault(
                format!("“{key}”的类型与对方字段不符"),
                format!("“{key}” is not of the kind the other field takes"),
                ("核对两边字段的 kind", "Check the kinds of both fields"),
            ));
        }
    }
    faults
}

/// Whether a value of one type can be carried into a field of another.
fn carries(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Choice(from), Type::Choice(to)) | (Type::Choices(from), Type::Choices(to)) => from
            .iter()
            .all(|option| to.iter().any(|other| other.id == option.id)),
        (Type::Choice(_) | Type::Text, Type::Text | Type::Choice(_)) => true,
        (Type::Integer | Type::Count, Type::Integer | Type::Count) => true,
        (Type::Null, _) => true,
        (from, to) => from == to,
    }
}

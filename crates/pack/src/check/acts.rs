//! Acts that nobody could ever do, and the entry of the portal.

use std::collections::BTreeSet;

use fadu_kernel::actor::Entitled;
use fadu_kernel::procedure::{ActRule, From};

use super::Located;
use crate::complaint::Complaint;
use crate::packs::Packs;

fn by_law(act: &ActRule) -> bool {
    act.by.contains(&Entitled::Law)
}

/// Acts fired by a clock are by law and ask nothing; acts by law are fired by some clock.
pub(super) fn check_law_acts(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    for clock in &law.clocks {
        let act = clock.on_lapse.as_ref().and_then(|act| law.act(act));
        if act.is_some_and(|act| !by_law(act) || !act.asks.is_empty()) {
            complaints.push(one.complain(
                &format!("clock.{}", clock.id),
                "lapse_act",
                (
                    format!("期限“{}”届满触发的行为须由 law 作出且不需要填写", clock.id),
                    format!(
                        "the act fired when “{}” lapses must be by law and ask nothing",
                        clock.id
                    ),
                ),
                (
                    "写 by = [\"law\"]，去掉 asks",
                    "Write by = [\"law\"] and drop asks",
                ),
            ));
        }
    }
    for act in law.acts.iter().filter(|act| by_law(act)) {
        if !law
            .clocks
            .iter()
            .any(|clock| clock.on_lapse.as_ref() == Some(&act.id))
        {
            complaints.push(one.complain(
                &format!("act.{}", act.id),
                "act_nobody_may_do",
                (
                    format!("没有期限届满会触发“{}”", act.id),
                    format!("no clock fires “{}” when it lapses", act.id),
                ),
                ("在期限中写 on_lapse", "Name it as on_lapse of a clock"),
            ));
        }
    }
}

/// What other procedures hand over to, and what schemes do: `procedure.act`.
pub(super) fn acts_called(packs: &Packs) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    for act in packs
        .procedures
        .iter()
        .flat_map(|procedure| &procedure.acts)
    {
        let opened = act.opens.iter().map(|opens| (&opens.procedure, &opens.act));
        let told = act
            .returns
            .iter()
            .map(|returns| (&returns.procedure, &returns.act));
        called.extend(
            opened
                .chain(told)
                .map(|(procedure, act)| format!("{procedure}.{act}")),
        );
    }
    let schemes = packs.schemes.iter();
    called.extend(schemes.map(|scheme| format!("{}.{}", scheme.procedure, scheme.act)));
    called
}

/// An act that only another procedure or a scheme may do must be named by one.
pub(super) fn check_called(
    one: &Located,
    called: &BTreeSet<String>,
    complaints: &mut Vec<Complaint>,
) {
    let law = &one.read.procedure;
    let machine = |by: &Entitled| matches!(by, Entitled::Handover | Entitled::Scheme);
    for act in law
        .acts
        .iter()
        .filter(|act| !act.by.is_empty() && act.by.iter().all(machine))
    {
        if !called.contains(&format!("{}.{}", law.id, act.id)) {
            complaints.push(one.complain(
                &format!("act.{}", act.id),
                "never_called",
                (
                    format!("没有程序移交到“{}”，也没有方案执行它", act.id),
                    format!(
                        "no procedure hands over to “{}” and no scheme does it",
                        act.id
                    ),
                ),
                (
                    "在别的程序写 opens 或 returns，或给它一个岗位",
                    "Name it in opens or returns of another procedure, or let a role do it",
                ),
            ));
        }
    }
}

/// The portal leads to an act that opens a matter and that anyone may do.
pub(super) fn check_entry(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    let Some(act) = law.entry.as_ref().and_then(|entry| law.act(&entry.act)) else {
        return;
    };
    let opens = matches!(act.from, From::Opening);
    if !opens || act.upon.is_some() || !act.by.contains(&Entitled::Anyone) {
        complaints.push(one.complain(
            "entry",
            "entry_closed",
            (
                format!("公众不能通过“{}”立事项", act.id),
                format!("the public cannot open a matter by “{}”", act.id),
            ),
            (
                "入口须是 anyone 可以做的、opens_matter = true 的行为",
                "Let the entry be an act with opens_matter = true that anyone may do",
            ),
        ));
    }
}

//! Acts that nobody could ever do.

use fadu_kernel::actor::Entitled;
use fadu_kernel::procedure::ActRule;

use super::Located;
use crate::complaint::Complaint;

fn by_law(act: &ActRule) -> bool {
    act.by.contains(&Entitled::Law)
}

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

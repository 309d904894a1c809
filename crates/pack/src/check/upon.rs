//! Acts done upon another matter: the other procedure is there and has the stages named.

use super::Located;
use crate::complaint::{Complaint, nearest};
use crate::packs::Packs;

/// Complains about every `upon` that names nothing.
pub(super) fn check_upon(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for act in &one.read.procedure.acts {
        let Some(upon) = &act.upon else { continue };
        let place = format!("act.{}", act.id);
        let versions = packs.procedures.versions(&upon.procedure);
        if versions.is_empty() {
            let known = packs.procedures.iter().map(|law| law.id.as_str());
            let near = nearest(&upon.procedure, known).unwrap_or_default();
            complaints.push(one.complain(
                &place,
                "upon",
                (
                    format!("upon 所指的程序“{}”不存在", upon.procedure),
                    format!("there is no procedure “{}” to act upon", upon.procedure),
                ),
                (
                    &format!("核对 procedure {near}"),
                    &format!("Check procedure {near}"),
                ),
            ));
            continue;
        }
        for stage in &upon.stages {
            if versions.iter().all(|law| law.stage(stage).is_none()) {
                complaints.push(one.complain(
                    &place,
                    "upon",
                    (
                        format!("程序“{}”没有阶段“{stage}”", upon.procedure),
                        format!("the procedure “{}” has no stage “{stage}”", upon.procedure),
                    ),
                    ("核对 upon.stages", "Check upon.stages"),
                ));
            }
        }
    }
}

//! Versions of one procedure: each follows the one before it, without gap and without overlap.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Located;
use crate::complaint::Complaint;

/// Complains about versions that are there twice, overlap, leave days without law, or end before
/// they begin, and about one id in two packs.
pub(super) fn check_versions(located: &[Located], complaints: &mut Vec<Complaint>) {
    let mut by_id: BTreeMap<&str, Vec<&Located>> = BTreeMap::new();
    for one in located {
        by_id.entry(&one.read.procedure.id).or_default().push(one);
        check_span(one, complaints);
    }
    for versions in by_id.values_mut() {
        versions.sort_by_key(|one| one.read.procedure.in_force);
        for pair in versions.windows(2) {
            if let [earlier, later] = pair {
                check_pair(earlier, later, complaints);
            }
        }
    }
}

fn check_span(one: &Located, complaints: &mut Vec<Complaint>) {
    let law = &one.read.procedure;
    if law.until.is_some_and(|until| until < law.in_force) {
        complaints.push(one.complain(
            "until",
            "versions",
            (
                "until 早于 in_force".to_owned(),
                "it ends before it begins".to_owned(),
            ),
            ("核对两个日期", "Check both dates"),
        ));
    }
}

fn check_pair(earlier: &Located, later: &Located, complaints: &mut Vec<Complaint>) {
    let (before, after) = (&earlier.read.procedure, &later.read.procedure);
    let id = &after.id;
    if before.pack != after.pack {
        complaints.push(later.complain(
            "procedure",
            "doubled",
            (
                format!("程序“{id}”已在程序包“{}”中", before.pack),
                format!(
                    "the procedure “{id}” is in the pack “{}” already",
                    before.pack
                ),
            ),
            ("换一个 id", "Choose another id"),
        ));
    } else if before.in_force == after.in_force {
        let other = &earlier.source.file;
        complaints.push(later.complain(
            "procedure",
            "doubled",
            (
                format!("“{}”已在 {other} 中定义", after.version()),
                format!("“{}” is defined in {other} already", after.version()),
            ),
            ("改 id 或 in_force", "Change id or in_force"),
        ));
    } else {
        let last = last_day_before(after.in_force);
        if before.until != Some(last) {
            let (zh, en) = match before.until {
                None => ("没有写 until".to_owned(), "it has no until".to_owned()),
                Some(until) => (format!("止于 {until}"), format!("it ends on {until}")),
            };
            complaints.push(earlier.complain(
                "until",
                "versions",
                (
                    format!("下一版本自 {} 起施行，本版本{zh}", after.in_force),
                    format!("the next version begins on {}; {en}", after.in_force),
                ),
                (
                    &format!("写 until = \"{last}\""),
                    &format!("Write until = \"{last}\""),
                ),
            ));
        }
    }
}

fn last_day_before(date: Date) -> Date {
    date.yesterday().unwrap_or(date)
}

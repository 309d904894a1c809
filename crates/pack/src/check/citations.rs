//! Citations: every one must resolve in the index, in force on the day that matters.

use fadu_kernel::words::Words;
use jiff::civil::Date;

use super::Located;
use crate::complaint::Complaint;
use crate::packs::CitationCount;
use crate::statutes::{Resolution, StatuteIndex};

/// Resolves every citation as of `on`, or the last day of a superseded version.
pub fn check_citations(
    located: &[Located],
    statutes: &StatuteIndex,
    on: Date,
    complaints: &mut Vec<Complaint>,
) -> CitationCount {
    let mut count = CitationCount::default();
    for one in located {
        let day = one.read.procedure.until.unwrap_or(on);
        for citation in one.read.grounds.iter().flat_map(|ground| &ground.citations) {
            let resolution = statutes.resolve(&citation.value, day);
            match resolution.complaint() {
                None => {
                    count.resolved += 1;
                    let hashed = matches!(resolution, Resolution::Resolved { hashed: true, .. });
                    count.hashed += usize::from(hashed);
                }
                Some(words) => {
                    count.unresolved += 1;
                    complaints.push(one.source.complain(
                        &citation.span,
                        "citation",
                        words,
                        Words::new(
                            "核对法律名称、条款项和施行日期",
                            "Check the law's name, article, paragraph, item and dates",
                        ),
                    ));
                }
            }
        }
        let law = &one.read.procedure.law;
        if !law.starts_with("local:") && statutes.law(law).is_none() {
            complaints.push(one.complain(
                "law",
                "citation",
                (
                    format!("法规索引中没有“{law}”"),
                    format!("the index knows no “{law}”"),
                ),
                (
                    "写 statutes/index 中的名称",
                    "Write a name listed in statutes/index",
                ),
            ));
        }
    }
    count
}

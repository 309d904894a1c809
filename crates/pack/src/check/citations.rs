//! Citations: every one must resolve in the index, in force on the days that matter.
//!
//! An open-ended version is judged as of today, a superseded one as of its last day. What is done
//! under a citation must also have been law on the first day on which it is relied on.

use fadu_kernel::citation::Citation;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use super::Located;
use crate::complaint::{Complaint, Source};
use crate::entry::Located as Placed;
use crate::packs::CitationCount;
use crate::procedure::Ground;
use crate::statutes::{Resolution, StatuteIndex};

/// Citations outside procedures: of roles and parameters, and what cases rest on.
#[derive(Debug)]
pub struct Cited {
    /// The file.
    pub source: Source,
    /// The citations with their places.
    pub citations: Vec<Placed<Citation>>,
    /// The day as of which they are judged; today where there is none.
    pub on: Option<Date>,
}

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
        for ground in &one.read.grounds {
            for citation in &ground.citations {
                let fault = count.take(&statutes.resolve(&citation.value, day));
                complaints.extend(fault.map(|words| unresolved(&one.source, citation, words)));
            }
            complaints.extend(not_yet_law(one, ground, statutes));
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

/// Resolves citations outside procedures.
pub fn check_cited(
    cited: &[Cited],
    statutes: &StatuteIndex,
    on: Date,
    count: &mut CitationCount,
    complaints: &mut Vec<Complaint>,
) {
    for one in cited {
        for citation in &one.citations {
            let fault = count.take(&statutes.resolve(&citation.value, one.on.unwrap_or(on)));
            complaints.extend(fault.map(|words| unresolved(&one.source, citation, words)));
        }
    }
}

impl CitationCount {
    /// Counts a citation and gives the complaint about one that does not resolve.
    fn take(&mut self, resolution: &Resolution<'_>) -> Option<Words> {
        let fault = resolution.complaint();
        if fault.is_some() {
            self.unresolved += 1;
        } else {
            self.resolved += 1;
        }
        let hashed = matches!(resolution, Resolution::Resolved { hashed: true, .. });
        self.hashed += usize::from(hashed);
        fault
    }
}

fn unresolved(source: &Source, citation: &Placed<Citation>, words: Words) -> Complaint {
    source.complain(
        &citation.span,
        "citation",
        words,
        Words::new(
            "核对法律名称、条款项和施行日期",
            "Check the law's name, article, paragraph, item and dates",
        ),
    )
}

/// Nothing may be done on a day on which none of the laws it rests on was in force.
fn not_yet_law(one: &Located, ground: &Ground, statutes: &StatuteIndex) -> Option<Complaint> {
    let first = ground.since.unwrap_or(one.read.procedure.in_force);
    let mut begins: Option<Date> = None;
    for citation in &ground.citations {
        let law = statutes.law(citation.value.title())?;
        let earliest = law.versions.iter().map(|version| version.in_force).min()?;
        if citation.value.is_local() || earliest <= first {
            return None;
        }
        begins = Some(begins.map_or(earliest, |known| known.min(earliest)));
    }
    let (citation, begins) = (ground.citations.first()?, begins?);
    let until = one.read.procedure.until;
    let never = until.is_some_and(|until| until < begins);
    if !ground.acts || never {
        return None; // Resolving it on the last day says so already.
    }
    Some(one.source.complain(
        &citation.span,
        "not_yet_law",
        Words::new(
            format!(
                "“{}”自{begins}起施行，而这里自{first}起就要依据它",
                citation.value
            ),
            format!(
                "“{}” is law from {begins}, and relied on here from {first}",
                citation.value
            ),
        ),
        Words::new(
            format!("写 since = \"{begins}\"，或分为两个版本；索引缺旧版本的，补上"),
            format!(
                "Write since = \"{begins}\" or make two versions; \
                 add the older law if the index lacks it"
            ),
        ),
    ))
}

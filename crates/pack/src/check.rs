//! What only shows when all packs are read: hand-overs, reachability, clocks and citations.

mod acts;
mod citations;
mod clocks;
mod handovers;
mod stages;
mod unused;
mod upon;
mod versions;

use std::ops::Range;

use fadu_kernel::words::Words;

use self::acts::{acts_called, check_called, check_entry, check_law_acts};
use self::clocks::check_clocks_end;
use self::handovers::{check_circles, check_handovers};
use self::stages::check_stages;
use self::unused::check_unused;
use self::upon::check_upon;
use self::versions::check_versions;
use crate::complaint::{Complaint, Source, did_you_mean, nearest};
use crate::packs::Packs;
use crate::procedure::ReadProcedure;

pub use self::citations::{Cited, check_citations, check_cited};
pub use self::unused::check_parameters;

/// A procedure with the file it came from.
#[derive(Debug)]
pub struct Located {
    /// The file.
    pub source: Source,
    /// What was read.
    pub read: ReadProcedure,
}

impl Located {
    fn place(&self, path: &str) -> Range<usize> {
        self.read.places.get(path).cloned().unwrap_or(0..0)
    }

    fn complain(
        &self,
        path: &str,
        rule: &'static str,
        words: (String, String),
        remedy: (&str, &str),
    ) -> Complaint {
        let (words, remedy) = (Words::new(words.0, words.1), Words::new(remedy.0, remedy.1));
        self.source.complain(&self.place(path), rule, words, remedy)
    }
}

/// Checks every procedure against itself and the others.
pub fn cross_check(located: &[Located], packs: &Packs, complaints: &mut Vec<Complaint>) {
    check_versions(located, complaints);
    check_circles(located, packs, complaints);
    let called = acts_called(packs);
    for one in located {
        check_roles(one, packs, complaints);
        check_law_acts(one, complaints);
        check_called(one, &called, complaints);
        check_entry(one, complaints);
        check_stages(one, complaints);
        check_clocks_end(one, complaints);
        check_unused(one, complaints);
        check_handovers(one, packs, complaints);
        check_upon(one, packs, complaints);
    }
}

fn check_roles(one: &Located, packs: &Packs, complaints: &mut Vec<Complaint>) {
    for role in one
        .read
        .roles
        .iter()
        .filter(|role| !packs.roles.contains_key(&role.value))
    {
        let near = nearest(&role.value, packs.roles.keys().map(String::as_str));
        let remedy = near.map_or_else(
            || {
                Words::new(
                    "在某个 pack.toml 中声明 [role.…]",
                    "Declare [role.…] in a pack.toml",
                )
            },
            did_you_mean,
        );
        complaints.push(one.source.complain(
            &role.span,
            "unknown_name",
            Words::new(
                format!("没有岗位“{}”", role.value),
                format!("there is no role “{}”", role.value),
            ),
            remedy,
        ));
    }
}

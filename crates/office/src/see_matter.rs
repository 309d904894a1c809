//! Seeing a matter: who may, how much of it, and where a person's lists reach.
//!
//! Deny by default. A post shows a matter if an act of its procedure could ever admit that post,
//! or if it stands over the matter's unit; the three administrators see none. What may be done on
//! a matter is not decided here but by the kernel, act by act.

use std::collections::BTreeSet;

use fadu_kernel::actor::{Actor, Entitled, Post, Reach};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{Procedure, Procedures};
use fadu_kernel::unit::{Unit, UnitId, UnitTree};
use fadu_kernel::words::Words;

/// The three hands that keep an installation (三员分立); none of them sees matters.
pub const ADMINISTRATORS: [&str; 3] = [
    "system_administrator",
    "security_administrator",
    "audit_administrator",
];

/// How much of a matter somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing.
    Nothing,
    /// What it is, where it stands and what was done; nothing personal.
    Outline,
    /// All of it.
    Whole,
}

/// Whether posts are those of somebody who works on matters.
pub fn works(posts: &[Post]) -> bool {
    !posts.is_empty() && !posts.iter().any(is_administrator)
}

fn is_administrator(post: &Post) -> bool {
    ADMINISTRATORS.contains(&post.role.as_str())
}

/// How much of a matter an actor may see.
///
/// A post over the unit without any act in the procedure sees the outline, and nothing at all
/// where the procedure keeps sensitive data.
pub fn sight(law: &Procedure, matter: &Matter, actor: &Actor, units: &UnitTree) -> Sight {
    let Actor::Official { posts, .. } = actor else {
        return Sight::Nothing;
    };
    if !works(posts) {
        return Sight::Nothing;
    }
    if could_ever_act(law, matter, actor, units) {
        return Sight::Whole;
    }
    let covered = posts
        .iter()
        .any(|post| units.covers(&post.unit, &matter.unit));
    if covered && !keeps_sensitive(law) {
        Sight::Outline
    } else {
        Sight::Nothing
    }
}

/// Whether a procedure keeps sensitive data: the public then sees acts without their matters'
/// numbers, so that nobody is followed from act to act.
pub fn keeps_sensitive(law: &Procedure) -> bool {
    law.fields.iter().any(|field| field.sensitive)
}

fn could_ever_act(law: &Procedure, matter: &Matter, actor: &Actor, units: &UnitTree) -> bool {
    let mut entitled = law.acts.iter().flat_map(|act| &act.by);
    entitled.any(|entitled| entitled.admits(actor, matter, units).is_some())
}

/// Why a matter is not shown, and who can see it.
pub fn unseen_words(law: &Procedure, holder: &Words) -> Words {
    Words::new(
        format!(
            "“{}”由{}办理。您的岗位不在该单位，也不参与这一程序，所以不能查看。\
             需要办理的，请由安全管理员按任职调整岗位。",
            law.title.zh, holder.zh
        ),
        format!(
            "“{}” is held by {}. Your posts neither cover that unit nor take part in the \
             procedure, so it is not shown. If you need it for your work, the security \
             administrator can give you the post.",
            law.title.en, holder.en
        ),
    )
}

/// Where a person's lists reach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reachable {
    /// Units of the person's posts; all below them are reached too.
    pub within: Vec<UnitId>,
    /// Procedures in which a post reaches beyond these units: the whole city, or a unit or person
    /// that a field names.
    pub anywhere: BTreeSet<String>,
}

/// Where the lists of somebody with these posts reach; nowhere for administrators.
pub fn reachable(procedures: &Procedures, posts: &[Post], units: &UnitTree) -> Reachable {
    if !works(posts) {
        return Reachable::default();
    }
    let held = |role: &str| posts.iter().any(|post| post.role == role);
    let far = |entitled: &Entitled| match entitled {
        Entitled::Role {
            role,
            reach: Reach::City | Reach::Field(_) | Reach::Person(_),
        } => held(role),
        Entitled::Role {
            reach: Reach::Unit | Reach::Within,
            ..
        }
        | Entitled::Party
        | Entitled::Anyone
        | Entitled::Handover
        | Entitled::Scheme
        | Entitled::Law => false,
    };
    let reaching = procedures
        .iter()
        .filter(|law| law.acts.iter().flat_map(|act| &act.by).any(far))
        .map(|law| law.id.clone());
    let mut within: Vec<UnitId> = posts.iter().map(|post| post.unit.clone()).collect();
    // A merged unit stands where it stood; whoever carries on finds its matters in their lists.
    let merged = units.iter().filter(|unit| unit.successor.is_some());
    let mine = |unit: &&Unit| within.iter().any(|held_in| units.covers(held_in, &unit.id));
    let merged: Vec<UnitId> = merged.filter(mine).map(|unit| unit.id.clone()).collect();
    within.extend(merged);
    within.sort();
    within.dedup();
    Reachable {
        within,
        anywhere: reaching.collect(),
    }
}

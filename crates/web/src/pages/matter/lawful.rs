//! What the person at the desk may do on a matter now, and why not the rest.

use fadu_kernel::actor::Entitled;
use fadu_kernel::clock::Clock;
use fadu_kernel::decide::could_do;
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::words::{Lang, Words};

use crate::parts::lawful_acts::{Closed, Open};
use crate::visit::{Person, Visit};
use crate::wording;

/// Acts lawful now and acts that are not.
pub(super) struct Lawful {
    pub(super) open: Vec<Open>,
    pub(super) closed: Vec<Closed>,
}

/// Every act of the procedure on this matter, judged for a person.
pub(super) fn acts(visit: &Visit, person: &Person, law: &Procedure, matter: &Matter) -> Lawful {
    let (actor, setting) = (person.actor(), visit.setting());
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    for rule in law
        .acts
        .iter()
        .filter(|rule| !matches!(rule.from, From::Opening))
    {
        match could_do(law, &setting, matter, rule, &actor) {
            Ok(()) => open.push(Open {
                title: rule.title.clone(),
                address: super::act_address(&matter.number, &rule.id),
                basis: rule.basis.clone(),
                note: kept_by(law, matter, rule).or_else(|| rule.note.clone()),
            }),
            Err(refusal) => {
                let admitted = rule
                    .by
                    .iter()
                    .any(|entitled| entitled.admits(&actor, matter, setting.units).is_some());
                let reason = if admitted {
                    refusal.words
                } else {
                    who_may(visit, rule)
                };
                let shown = Closed {
                    title: rule.title.clone(),
                    reason,
                    basis: refusal.basis,
                };
                if admitted {
                    mine.push(shown);
                } else {
                    others.push(shown);
                }
            }
        }
    }
    closed.append(&mut mine);
    closed.append(&mut others);
    Lawful { open, closed }
}

/// The soonest running clock that an act keeps, in words.
fn kept_by(law: &Procedure, matter: &Matter, rule: &ActRule) -> Option<Words> {
    let kept = law
        .clocks
        .iter()
        .filter(|clock| clock.satisfied_by.contains(&rule.id));
    let kept = kept.filter_map(|clock| Some((clock, matter.clocks.get(&clock.id)?)));
    let (clock, running) = kept
        .filter(|(_, clock): &(_, &Clock)| clock.is_running())
        .min_by_key(|(_, clock)| (clock.due.date(), clock.nth))?;
    Some(Words::new(
        format!(
            "期限：{}，{}",
            clock.title.zh,
            wording::expiry(Lang::Zh, running.due)
        ),
        format!(
            "{}: by {}",
            clock.title.en,
            wording::expiry(Lang::En, running.due)
        ),
    ))
}

/// Who may do an act that a person may not: roles, parties, or the law itself.
pub(crate) fn who_may(visit: &Visit, rule: &ActRule) -> Words {
    let named = rule
        .by
        .iter()
        .map(|entitled| entitled_words(visit, entitled));
    let mut named: Vec<Words> = named.collect();
    named.dedup();
    let join = |pick: fn(&Words) -> &str, joint: &str| {
        named.iter().map(pick).collect::<Vec<_>>().join(joint)
    };
    Words::new(
        format!("由{}办理", join(|words| &words.zh, "、")),
        format!("For: {}", join(|words| &words.en, ", ")),
    )
}

/// An entry of an act's `by` in words.
pub(super) fn entitled_words(visit: &Visit, entitled: &Entitled) -> Words {
    match entitled {
        Entitled::Role { role, .. } => super::history::role_words(visit, role),
        Entitled::Party => Words::new("当事人", "a party"),
        Entitled::Anyone => Words::new("任何人", "anybody"),
        Entitled::Handover => Words::new("移交事项的程序", "the procedure that hands over"),
        Entitled::Scheme => Words::new("定期机制", "the periodic scheme"),
        Entitled::Law => Words::new("法律规定自动", "the law itself"),
    }
}

//! Reading `since`: the day from which an act, a rule or a clock is relied on, where its basis
//! came into force only after the procedure did.
//!
//! It becomes a condition on the day of the act, so that the kernel needs no rule of its own.

use fadu_kernel::citation::Citation;
use fadu_kernel::condition::{Condition, Expected, Scope};
use fadu_kernel::procedure::Require;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use crate::entry::Table;

/// A day on which something begins to be relied on.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    /// The day.
    pub date: Date,
}

/// Reads `since`, if there.
pub fn read_since(table: &Table<'_, '_>) -> Option<Since> {
    table.date("since").map(|date| Since { date })
}

impl Since {
    /// Refuses an act before the day.
    pub fn require(self, scope: &Scope, basis: &[Citation]) -> Option<Require> {
        let date = self.date;
        let when = format!("act.on >= '{date}'");
        Some(Require {
            when: Condition::compile(&when, scope, &Expected::Flag).ok()?,
            basis: basis.first()?.clone(),
            otherwise: Words::new(
                format!("该行为的依据自{date}起施行，此前不能作出"),
                format!("What this act rests on is in force from {date}; not before"),
            ),
            instead: None,
        })
    }

    /// A rule that asks nothing before the day.
    pub fn only_then(self, rule: &Condition, scope: &Scope) -> Option<Condition> {
        let when = format!("act.on < '{}' || ({})", self.date, rule.source());
        Condition::compile(&when, scope, &Expected::Flag).ok()
    }

    /// A condition that does not hold before the day.
    pub fn not_before(self, condition: Option<&Condition>, scope: &Scope) -> Option<Condition> {
        let day = format!("act.on >= '{}'", self.date);
        let when = condition.map_or_else(
            || day.clone(),
            |condition| format!("{day} && ({})", condition.source()),
        );
        Condition::compile(&when, scope, &Expected::Flag).ok()
    }
}

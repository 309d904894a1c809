//! Facts that name somebody in the city: a log-in name becomes the account's id, and only who holds
//! the role that the field is bound to is taken.
//!
//! The kernel knows no accounts; so what an account field holds is settled here, before the act is
//! decided, and is part of the record like any other fact.

use std::collections::BTreeMap;

use fadu_kernel::field::{Field, FieldFault, FieldKind, Value};
use fadu_kernel::procedure::Procedure;
use fadu_kernel::refusal::{Refusal, Rule};
use fadu_kernel::words::Words;
use fadu_store::Reader;
use jiff::civil::Date;

use crate::fault::Fault;

/// Settles whom account fields name; a refusal names every entry that means nobody.
pub(crate) fn settle_accounts(
    reader: &Reader,
    law: &Procedure,
    act: &str,
    on: Date,
    facts: &mut BTreeMap<String, Value>,
) -> Result<Result<(), Refusal>, Fault> {
    let mut faults: Vec<FieldFault> = Vec::new();
    for field in &law.fields {
        let FieldKind::Account { role } = &field.kind else {
            continue;
        };
        let Some(named) = facts.get(&field.id).and_then(Value::as_text) else {
            continue;
        };
        match holder(reader, named, role, on)? {
            Some(account) => {
                facts.insert(field.id.clone(), Value::Text(account));
            }
            None => faults.push(nobody(field)),
        }
    }
    if faults.is_empty() {
        return Ok(Ok(()));
    }
    let join = |pick: fn(&Words) -> &str, joint: &str| {
        let words: Vec<&str> = faults.iter().map(|fault| pick(&fault.words)).collect();
        words.join(joint)
    };
    let words = Words::new(join(|w| &w.zh, "；"), join(|w| &w.en, "; "));
    let basis = law.act(act).map(|rule| rule.basis.clone());
    Ok(Err(Refusal {
        rule: Rule::Facts(faults),
        basis: basis.unwrap_or_default(),
        words,
        instead: None,
    }))
}

/// The account that an id or a log-in name means, if its person holds the role on the day.
fn holder(reader: &Reader, named: &str, role: &str, on: Date) -> Result<Option<String>, Fault> {
    let account = match reader.account(named)? {
        Some(account) => Some(account),
        None => reader.account_by_login(named)?,
    };
    let enabled = account.filter(|account| account.disabled_on.is_none_or(|from| on < from));
    let Some(account) = enabled else {
        return Ok(None);
    };
    let posts = reader.posts_on(&account.id, on)?;
    let holds = posts.iter().any(|post| post.role == role);
    Ok(holds.then_some(account.id))
}

fn nobody(field: &Field) -> FieldFault {
    let title = &field.title;
    FieldFault {
        field: field.id.clone(),
        words: Words::new(
            format!("“{}”所填的人当天没有相应岗位，请重新选择", title.zh),
            format!(
                "“{}” names nobody who holds the post on that day; choose again",
                title.en
            ),
        ),
    }
}

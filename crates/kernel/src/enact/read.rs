//! Reading raw entries into facts, by the fields that an act asks for.
//!
//! Every entry that cannot be read is named at once; whether the facts are lawful is decided later.

use std::collections::BTreeMap;

use crate::field::{FieldFault, Value};
use crate::procedure::Procedure;
use crate::refusal::{Refusal, Rule};
use crate::words::Words;

/// Facts read from raw entries by the fields that an act asks for, or the refusal that names
/// every entry that cannot be read.
pub fn read_facts(
    procedure: &Procedure,
    act: &str,
    raw: &BTreeMap<String, serde_json::Value>,
) -> Result<BTreeMap<String, Value>, Refusal> {
    let Some(rule) = procedure.act(act) else {
        return Ok(BTreeMap::new()); // `decide` refuses an unknown act with its own words.
    };
    let mut facts = BTreeMap::new();
    let mut faults = Vec::new();
    for (key, entry) in raw {
        let asked = rule.asks.contains(key) || rule.may_ask.contains(key);
        match procedure.field(key).filter(|_| asked) {
            Some(field) => match field.read(entry) {
                Ok(Some(value)) => {
                    facts.insert(key.clone(), value);
                }
                Ok(None) => {}
                Err(fault) => faults.push(fault),
            },
            None => faults.push(FieldFault {
                field: key.clone(),
                words: Words::new(
                    format!("“{}”不需要填写“{key}”，请删去", rule.title.zh),
                    format!("“{}” does not ask for “{key}”; leave it out", rule.title.en),
                ),
            }),
        }
    }
    if faults.is_empty() {
        return Ok(facts);
    }
    // Missing facts are named together with wrong ones, so that one look mends all.
    for asked in &rule.asks {
        let given = facts.contains_key(asked) || faults.iter().any(|f| f.field == *asked);
        if let Some(field) = procedure.field(asked).filter(|_| !given) {
            faults.push(field.missing());
        }
    }
    let join = |pick: fn(&Words) -> &str, joint: &str| {
        faults
            .iter()
            .map(|fault| pick(&fault.words))
            .collect::<Vec<_>>()
            .join(joint)
    };
    let words = Words::new(join(|w| &w.zh, "；"), join(|w| &w.en, "; "));
    Err(Refusal {
        rule: Rule::Facts(faults),
        basis: rule.basis.clone(),
        words,
        instead: None,
    })
}

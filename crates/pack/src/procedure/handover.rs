//! Reading hand-overs; what they name in other procedures is checked once all packs are read.

use fadu_kernel::condition::{Condition, Expected};
use fadu_kernel::procedure::{Opens, Returns};

use super::Context;
use crate::entry::Table;
use crate::scope::compile;

pub(super) fn read_opens(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<Opens> {
    let opens = table.array("opens").into_iter().filter_map(|opens| {
        let (procedure, act) = (opens.must_text("procedure"), opens.must_text("act"));
        let when = context.condition(&opens, "when");
        let unit = context.expression(&opens, "unit", &Expected::Text);
        let carry = read_carry(&opens, context);
        opens.finish();
        Some(Opens {
            procedure: procedure?.value,
            act: act?.value,
            when,
            unit,
            carry,
        })
    });
    opens.collect()
}

pub(super) fn read_returns(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<Returns> {
    let returns = table.array("returns").into_iter().filter_map(|returns| {
        let (procedure, act) = (returns.must_text("procedure"), returns.must_text("act"));
        let when = context.condition(&returns, "when");
        let carry = read_carry(&returns, context);
        returns.finish();
        Some(Returns {
            procedure: procedure?.value,
            act: act?.value,
            when,
            carry,
        })
    });
    returns.collect()
}

/// Reads `carry`; target fields are checked once all packs are read.
fn read_carry(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<(String, Condition)> {
    let Some(carry) = table.table("carry") else {
        return Vec::new();
    };
    let pairs = carry.text_pairs().into_iter().filter_map(|(key, text)| {
        let compiled = compile(table.reader, &text, &context.scope, &Expected::Any)?;
        Some((key.value, compiled))
    });
    pairs.collect()
}

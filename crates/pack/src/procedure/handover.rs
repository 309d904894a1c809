//! Reading hand-overs; what they name in other procedures is checked once all packs are read.

use fadu_kernel::condition::{Condition, Expected, Type};
use fadu_kernel::procedure::{Opens, Returns, Upon};
use fadu_kernel::words::Words;

use super::Context;
use crate::entry::Table;
use crate::scope::compile;

pub(super) fn read_opens(table: &Table<'_, '_>, context: &Context<'_>) -> Vec<Opens> {
    let opens = table.array("opens").into_iter().filter_map(|opens| {
        let (procedure, act) = (opens.must_text("procedure"), opens.must_text("act"));
        let when = context.condition(&opens, "when");
        let unit = context.expression(&opens, "unit", &Expected::Text);
        let list = Expected::Of(Type::List(Box::new(Type::Text)));
        let units = context.expression(&opens, "units", &list);
        if opens.has("unit") && opens.has("units") {
            let words = Words::new("unit 和 units 只写一个", "there are both unit and units");
            let remedy = Words::new("去掉一个", "Take one of them out");
            let place = opens.place("units");
            opens.reader.complain(&place, "handover", words, remedy);
        }
        let carry = read_carry(&opens, context);
        opens.finish();
        Some(Opens {
            procedure: procedure?.value,
            act: act?.value,
            when,
            unit,
            units,
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

/// Reads the matter upon which an opening act is done; what it names is checked later.
pub(super) fn read_upon(table: &Table<'_, '_>, opening: bool) -> Option<Upon> {
    let upon = table.table("upon")?;
    let procedure = upon.must_text("procedure");
    let stages = upon.names("stages");
    if stages.is_empty() {
        upon.missing("stages");
    }
    upon.finish();
    if !opening {
        table.reader.complain(
            &upon.span,
            "upon",
            Words::new(
                "只有立事项的行为才针对另一事项",
                "only an opening act is done upon another matter",
            ),
            Words::new(
                "写 opens_matter = true，或删去 upon",
                "Write opens_matter = true, or remove upon",
            ),
        );
    }
    Some(Upon {
        procedure: procedure?.value,
        stages: stages.into_iter().collect(),
    })
}

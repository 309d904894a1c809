//! Whether an act would be refused, asked before it is handed in: by forms and by the preview of
//! an import. It looks into other registers as the writer does. Nothing is kept, and the writer
//! decides.

use fadu_kernel::act::Draft;
use fadu_kernel::decide::{Setting, decide};
use fadu_kernel::enact::{FOUND_MAX, look_up};
use fadu_kernel::matter::Matter;
use fadu_kernel::procedure::{LookKey, Procedure};
use fadu_kernel::refusal::Refusal;
use fadu_store::Reader;

use crate::fault::Fault;
use crate::rules::Rules;

/// Why an act would be refused now; `None` where it would be done.
///
/// # Errors
/// A fault of the store.
pub fn refusal_now(
    reader: &Reader,
    rules: &Rules,
    setting: &Setting<'_>,
    law: &Procedure,
    before: Matter,
    draft: &Draft,
) -> Result<Option<Refusal>, Fault> {
    let find = |procedure: &str, key: &LookKey, value: &str| {
        reader.matters_by_key(procedure, key, value, FOUND_MAX)
    };
    let found = look_up(rules.law(), setting, find, law, &before, draft)?;
    let before = Matter { found, ..before };
    Ok(decide(law, setting, &before, draft).err())
}

//! Keeping the keys by which looks find matters when packs begin to look for a field: the matters
//! that are there already are read once and their keys put.
//!
//! Later acts keep their keys themselves.

use std::collections::BTreeSet;

use fadu_store::Batch;

use crate::fault::Fault;
use crate::rules::Rules;
use crate::work::Work;

/// The setting that says for which fields keys are kept.
const KEYED: &str = "keyed_fields";

/// Puts the keys of fields for which none were kept so far, and drops those nobody looks for.
pub(crate) fn index_keys(work: &mut Work<'_>) -> Result<(), Fault> {
    let rules = std::sync::Arc::clone(work.rules);
    let wanted = keyed_fields(&rules);
    let kept = kept(&work.batch)?;
    if wanted == kept || work.batch.city_name()?.is_none() {
        return Ok(());
    }
    for (procedure, field) in kept.difference(&wanted) {
        work.batch.delete_keys(procedure, field)?;
    }
    for (procedure, field) in wanted.difference(&kept) {
        work.batch.delete_keys(procedure, field)?;
        let mut fault = None;
        work.batch.for_each_matter_of(procedure, |matter| {
            if let Some(law) = rules.packs.procedures.pinned(&matter.version)
                && let Err(found) = work.put_keys(law, field, &matter)
            {
                fault.get_or_insert(found);
            }
            Ok(())
        })?;
        if let Some(fault) = fault {
            return Err(fault);
        }
    }
    work.batch.set_setting(KEYED, &wanted)?;
    Ok(())
}

/// Procedure and field of every key that some look goes by.
fn keyed_fields(rules: &Rules) -> BTreeSet<(String, String)> {
    let laws = rules.packs.procedures.each_newest();
    let keyed = laws.flat_map(|law| {
        let fields = law.keyed.iter();
        fields.map(|field| (law.id.clone(), field.clone()))
    });
    keyed.collect()
}

fn kept(batch: &Batch<'_>) -> Result<BTreeSet<(String, String)>, Fault> {
    Ok(batch.setting(KEYED)?.unwrap_or_default())
}

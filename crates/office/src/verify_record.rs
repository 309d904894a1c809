//! Verifying a city's record: the ledger by itself, then every act against its leaf.
//!
//! The ledger says that nothing was changed after it was sealed; the acts say that what the pages
//! show is what was sealed. An act whose personal data were erased keeps its leaf.

use fadu_kernel::act::ActId;
use fadu_ledger::{Commitment, Extent, LogToVerify, VerifierKey, verify_log};
use fadu_store::Reader;
use serde::Serialize;

use crate::fault::Fault;
use crate::sign_report::is_intact;

/// Acts read at a time.
const PAGE: usize = 5_000;
/// Faults listed; the rest is only counted.
const FAULTS_MAX: usize = 200;
/// What stands in the record of an act that signed a paper, and in few others.
const SIGNS: &str = "\"paper\":\"";

/// What a verification found.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    /// Leaves in the ledger.
    pub leaves: u64,
    /// Acts compared with their leaves.
    pub acts: u64,
    /// Size of the newest checkpoint.
    pub checkpoint: u64,
    /// Whether nothing was found wrong.
    pub ok: bool,
    /// What was found wrong, at most 200.
    pub faults: Vec<FaultFound>,
}

/// One thing found wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultFound {
    /// The leaf, where one is concerned.
    pub leaf: Option<u64>,
    /// What, in both languages.
    pub what: serde_json::Value,
}

/// Verifies everything within one snapshot. `progress` hears how many leaves are done.
pub fn verify_record(
    reader: &Reader,
    key: &VerifierKey,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, Fault> {
    let log = LogToVerify {
        origin: key.name(),
        size: reader.ledger_size()?,
        extent: Extent::Whole,
        rows: reader,
        entries: reader,
        keys: std::slice::from_ref(key),
    };
    let report = verify_log(&log, reader.checkpoint_notes(), progress)
        .map_err(|fault| Fault::Damaged(fault.to_string()))?;
    let mut found = Verified {
        leaves: report.leaves,
        acts: 0,
        checkpoint: report.sealed,
        ok: report.is_sound(),
        faults: Vec::new(),
    };
    for fault in report.faults.iter().take(FAULTS_MAX) {
        let what = serde_json::to_value(fault).unwrap_or_default();
        let leaf = what.get("leaf").and_then(serde_json::Value::as_u64);
        found.faults.push(FaultFound { leaf, what });
    }
    compare_acts(reader, &mut found)?;
    found.ok = found.ok && found.faults.is_empty();
    Ok(found)
}

fn compare_acts(reader: &Reader, found: &mut Verified) -> Result<(), Fault> {
    use fadu_ledger::EntryReader;
    let mut after: Option<ActId> = None;
    let mut expected: i64 = 0;
    loop {
        let page = reader.acts_after(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        let start = page.first().map_or(0, |first| first.id.0);
        let entries: Vec<Commitment> = reader.entries(start.unsigned_abs(), page.len() as u64)?;
        for (row, entry) in page.iter().zip(&entries) {
            found.acts += 1;
            if row.id.0 != expected {
                note(found, row.id, "行为编号不连续", "the acts' keys have a gap");
            }
            expected = row.id.0 + 1;
            if row.record.contains(SIGNS) {
                let paper = row.act()?.paper;
                if paper.is_some() && !is_intact(reader, row.id, paper.as_deref())? {
                    note(
                        found,
                        row.id,
                        "留存的签发文本与签发行为所记不符",
                        "the paper kept is not the one that the act signed",
                    );
                }
            }
            // Without a salt the act's personal data were erased; its leaf stands all the same.
            let Some(salt) = &row.salt else { continue };
            if !entry.opens_to(salt, row.record.as_bytes()) {
                note(
                    found,
                    row.id,
                    "行为记录与存证不符",
                    "the act differs from its leaf",
                );
            }
        }
        if entries.len() < page.len() {
            note(found, last.id, "有行为没有存证", "an act has no leaf");
        }
    }
    if found.acts != found.leaves {
        let leaf = ActId(i64::try_from(found.leaves).unwrap_or(i64::MAX));
        note(
            found,
            leaf,
            "行为数与存证数不等",
            "there are not as many acts as leaves",
        );
    }
    Ok(())
}

fn note(found: &mut Verified, act: ActId, zh: &str, en: &str) {
    found.ok = false;
    if found.faults.len() < FAULTS_MAX {
        let what = serde_json::json!({ "zh": zh, "en": en });
        found.faults.push(FaultFound {
            leaf: u64::try_from(act.0).ok(),
            what,
        });
    }
}

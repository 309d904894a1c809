//! A sound log verifies; a log with anything altered, removed or added does not, and the faults
//! name the place, without false alarms about the rest.

#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share may panic as tests do"
)]

use std::convert::Infallible;

use fadu_ledger::{
    Checkpoint, Commitment, EntryReader, Extent, Frontier, Hash, LogFault, LogReport, LogToVerify,
    MemoryRows, Row, Salt, SignerKey, verify_log,
};
use proptest::prelude::*;

const ORIGIN: &str = "fadu.example/ledger";

struct Entries(Vec<Option<Commitment>>);

impl EntryReader for Entries {
    type Error = Infallible;

    fn entries(&self, start: u64, count: u64) -> Result<Vec<Commitment>, Infallible> {
        let (start, count) = (
            usize::try_from(start).unwrap(),
            usize::try_from(count).unwrap(),
        );
        Ok(self
            .0
            .iter()
            .skip(start)
            .take(count)
            .flatten()
            .copied()
            .collect())
    }
}

struct Log {
    size: u64,
    rows: MemoryRows,
    entries: Entries,
    checkpoints: Vec<String>,
}

fn signer() -> SignerKey {
    SignerKey::from_seed(ORIGIN, &[8; 32]).unwrap()
}

fn commitment(number: u64) -> Commitment {
    Commitment::to(&Salt([3; 32]), &number.to_be_bytes())
}

/// A log of this size, sealed after every `every` leaves and at the end.
fn log(size: u64, every: u64) -> Log {
    let mut frontier = Frontier::new();
    let (mut rows, mut checkpoints) = (MemoryRows::new(), Vec::new());
    for number in 0..size {
        rows.extend(frontier.append_all([commitment(number).leaf_hash()]));
        if (number + 1) % every == 0 || number + 1 == size {
            checkpoints.push(seal(ORIGIN, number + 1, frontier.root(), &signer()));
        }
    }
    let entries = Entries((0..size).map(|number| Some(commitment(number))).collect());
    Log {
        size,
        rows,
        entries,
        checkpoints,
    }
}

fn seal(origin: &str, size: u64, root: Hash, signer: &SignerKey) -> String {
    Checkpoint::new(origin, size, root)
        .sign(signer)
        .unwrap()
        .to_string()
}

fn verify_to(log: &Log, extent: Extent) -> LogReport {
    let keys = [signer().verifier().clone()];
    let to_verify = LogToVerify {
        origin: ORIGIN,
        size: log.size,
        extent,
        rows: &log.rows,
        entries: &log.entries,
        keys: &keys,
    };
    let checkpoints = log
        .checkpoints
        .iter()
        .map(|note| Ok::<_, Infallible>(note.clone()));
    verify_log(&to_verify, checkpoints, &mut |_| ()).unwrap()
}

fn faults(log: &Log) -> Vec<LogFault> {
    let report = verify_to(log, Extent::Whole);
    assert_eq!(report.fault_count, report.faults.len() as u64);
    report.faults
}

fn altered() -> Hash {
    fadu_ledger::leaf_hash(b"altered")
}

#[test]
fn finds_nothing_wrong_with_a_sound_log_of_any_size() {
    for size in [0, 1, 2, 255, 256, 257, 600, 1_024] {
        let log = log(size, 100);
        let report = verify_to(&log, Extent::Whole);
        assert!(report.is_sound(), "{size}: {:?}", report.faults);
        assert_eq!((report.leaves, report.sealed), (size, size));
        assert_eq!(report.checkpoints, log.checkpoints.len() as u64);
    }
}

#[test]
fn checks_rows_of_the_second_level() {
    let mut log = log(66_000, 10_000);
    assert_eq!(faults(&log), []);
    log.rows.put(Row {
        level: 2,
        index: 0,
        hash: altered(),
    });
    assert_eq!(faults(&log), [LogFault::RowDiffers { level: 2, index: 0 }]);
}

#[test]
fn names_an_altered_entry_and_nothing_else() {
    for leaf in [0, 255, 256, 511, 599] {
        let mut log = log(600, 50);
        log.entries.0[leaf] = Some(Commitment([1; 32]));
        assert_eq!(faults(&log), [LogFault::LeafDiffers { leaf: leaf as u64 }]);
    }
}

#[test]
fn names_an_altered_leaf_row_and_nothing_else() {
    for leaf in [0, 255, 256, 511, 599] {
        let mut log = log(600, 50);
        log.rows.put(Row {
            level: 0,
            index: leaf,
            hash: altered(),
        });
        assert_eq!(faults(&log), [LogFault::LeafDiffers { leaf }]);
    }
}

#[test]
fn names_an_altered_row_above_the_leaves_and_nothing_else() {
    let mut log = log(600, 50);
    log.rows.put(Row {
        level: 1,
        index: 1,
        hash: altered(),
    });
    assert_eq!(faults(&log), [LogFault::RowDiffers { level: 1, index: 1 }]);
}

#[test]
fn finds_an_entry_and_its_row_altered_together_by_the_checkpoints() {
    let mut log = log(600, 100);
    let forged = Commitment([1; 32]);
    log.entries.0[250] = Some(forged);
    log.rows.put(Row {
        level: 0,
        index: 250,
        hash: forged.leaf_hash(),
    });
    let found = faults(&log);
    assert_eq!(
        found[0],
        LogFault::CheckpointRootDiffers {
            checkpoint: 2,
            size: 300
        }
    );
    let of_checkpoints = found
        .iter()
        .filter(|fault| fault.code() == "checkpoint_root_differs")
        .count();
    assert_eq!((of_checkpoints, found.len()), (4, 5));
    assert!(found.contains(&LogFault::RowDiffers { level: 1, index: 0 }));
}

#[test]
fn names_what_is_missing() {
    let mut log = log(600, 100);
    log.entries.0[7] = None;
    log.rows.remove(0, 300);
    log.rows.remove(1, 0);
    let found = faults(&log);
    assert_eq!(
        found,
        [
            LogFault::EntryMissing { leaf: 7 },
            LogFault::RowMissing {
                level: 0,
                index: 300
            },
            LogFault::RowMissing { level: 1, index: 0 },
        ]
    );
    log.rows.remove(0, 7);
    assert!(
        faults(&log)
            .iter()
            .any(|fault| fault.code() == "checkpoint_root_differs")
    );
}

#[test]
fn finds_leaves_cut_off_at_the_end() {
    let mut log = log(600, 100);
    log.size = 590;
    log.entries.0.truncate(590);
    for index in 590..600 {
        log.rows.remove(0, index);
    }
    let beyond = LogFault::CheckpointBeyondLog {
        checkpoint: 5,
        size: 600,
        leaves: 590,
    };
    assert_eq!(faults(&log), [beyond]);
}

#[test]
fn finds_rows_and_entries_beyond_the_end_unless_the_log_is_growing() {
    let mut log = log(600, 100);
    log.size = 500;
    log.checkpoints.truncate(5);
    let found = faults(&log);
    assert!(found.contains(&LogFault::EntryPastEnd { leaf: 500 }));
    assert!(found.contains(&LogFault::RowPastEnd {
        level: 0,
        index: 599
    }));
    assert!(found.contains(&LogFault::RowPastEnd { level: 1, index: 1 }));
    assert!(verify_to(&log, Extent::Beginning).is_sound());
}

#[test]
fn tells_how_far_the_log_is_sealed() {
    let mut log = log(600, 250);
    log.checkpoints.pop();
    let report = verify_to(&log, Extent::Whole);
    assert!(report.is_sound());
    assert_eq!(report.sealed, 500);
}

#[test]
fn refuses_checkpoints_that_are_forged_foreign_or_out_of_order() {
    let mut log = log(600, 100);
    let impostor = SignerKey::from_seed(ORIGIN, &[9; 32]).unwrap();
    log.checkpoints[0] = seal(ORIGIN, 100, altered(), &impostor);
    log.checkpoints[1] = "nonsense".to_owned();
    log.checkpoints.swap(3, 4);
    let found = faults(&log);
    let codes: Vec<&str> = found.iter().map(LogFault::code).collect();
    assert_eq!(
        codes,
        [
            "checkpoint_refused",
            "checkpoint_refused",
            "checkpoint_out_of_order"
        ]
    );
    let other = SignerKey::from_seed("other.example", &[9; 32]).unwrap();
    log.checkpoints = vec![seal("other.example", 100, altered(), &other)];
    let keys = [signer().verifier().clone(), other.verifier().clone()];
    let to_verify = LogToVerify {
        origin: ORIGIN,
        size: log.size,
        extent: Extent::Whole,
        rows: &log.rows,
        entries: &log.entries,
        keys: &keys,
    };
    let notes = log
        .checkpoints
        .iter()
        .map(|note| Ok::<_, Infallible>(note.clone()));
    let report = verify_log(&to_verify, notes, &mut |_| ()).unwrap();
    assert_eq!(report.faults[0].code(), "checkpoint_of_other_log");
}

#[test]
fn finds_a_root_signed_for_another_history() {
    let mut log = log(600, 100);
    log.checkpoints[2] = seal(ORIGIN, 300, altered(), &signer());
    assert_eq!(
        faults(&log),
        [LogFault::CheckpointRootDiffers {
            checkpoint: 2,
            size: 300
        }]
    );
}

#[test]
fn writes_each_fault_with_its_place_and_words_in_both_languages() {
    let fault = LogFault::LeafDiffers { leaf: 7 };
    let json = serde_json::to_value(&fault).unwrap();
    assert_eq!(json["code"], "leaf_differs");
    assert_eq!(json["leaf"], 7);
    assert!(json["level"].is_null() && json["checkpoint"].is_null());
    assert!(json["what"]["zh"].as_str().unwrap().contains('7'));
    assert!(json["what"]["en"].as_str().unwrap().contains('7'));
    let row = serde_json::to_value(LogFault::RowMissing { level: 0, index: 9 }).unwrap();
    assert_eq!((&row["leaf"], &row["level"]), (&9.into(), &0.into()));
}

#[test]
fn lists_only_so_many_faults_but_counts_them_all() {
    let mut log = log(11_000, 11_000);
    for entry in &mut log.entries.0 {
        *entry = Some(Commitment([1; 32]));
    }
    let report = verify_to(&log, Extent::Whole);
    assert_eq!((report.faults.len(), report.fault_count), (10_000, 11_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn finds_any_single_bit_changed_in_a_sealed_log(
        size in 1_u64..700,
        every in 50_u64..400,
        kind in 0_u8..4,
        at: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let mut log = log(size, every);
        let leaf = at.index(usize::try_from(size).unwrap());
        let flip = |bytes: &mut [u8; 32]| bytes[bit / 8] ^= 1 << (bit % 8);
        let damage_row = |rows: &mut MemoryRows, level, index| {
            let mut hash = rows.remove(level, index).unwrap();
            flip(&mut hash.0);
            rows.put(Row { level, index, hash });
        };
        match kind {
            0 => flip(&mut log.entries.0[leaf].as_mut().unwrap().0),
            1 => damage_row(&mut log.rows, 0, leaf as u64),
            2 if size >= 256 => damage_row(&mut log.rows, 1, leaf as u64 % (size / 256)),
            _ => {
                let number = at.index(log.checkpoints.len());
                let mut bytes = log.checkpoints[number].clone().into_bytes();
                let place = at.index(bytes.len());
                bytes[place] ^= 1;
                // Only a text can be stored; a change that leaves none is none to find.
                prop_assume!(String::from_utf8(bytes.clone()).is_ok());
                log.checkpoints[number] = String::from_utf8(bytes).unwrap();
            }
        }
        let found = faults(&log);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
    }
}

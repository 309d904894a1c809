//! Somebody changes the database behind the program's back: it is found, and the place is named.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

#[expect(dead_code, reason = "other tests use the rest of the small city")]
mod small_city;

use std::path::Path;

use fadu_kernel::act::ActId;
use fadu_kernel::indicator::Contribution;
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::StageKind;
use fadu_ledger::EntryReader;
use fadu_office::recount::recount;
use fadu_store::{DATABASE_FILE, MatterLine, Store};
use jiff::civil::date;

use crate::small_city::{CITY, SmallCity, monday, request_for_mediation};

/// Changes bytes of the database file behind the program's back.
fn meddle(folder: &Path, find: &[u8], put: &[u8]) {
    assert_eq!(find.len(), put.len());
    let path = folder.join(DATABASE_FILE);
    let mut bytes = std::fs::read(&path).unwrap();
    let places: Vec<usize> = bytes
        .windows(find.len())
        .enumerate()
        .filter(|(_, window)| *window == find)
        .map(|(at, _)| at)
        .collect();
    assert!(
        !places.is_empty(),
        "what is to be changed is not in the file"
    );
    for at in places {
        bytes[at..at + put.len()].copy_from_slice(put);
    }
    std::fs::write(path, bytes).unwrap();
}

fn three_matters(name: &str) -> SmallCity {
    let city = SmallCity::make(name);
    for (nth, summary) in ["漏水甲", "漏水乙", "漏水丙"].into_iter().enumerate() {
        city.done(request_for_mediation(
            &format!("key{nth}"),
            summary,
            monday(9),
        ));
    }
    city
}

#[test]
fn a_changed_record_is_found_at_its_leaf() {
    let folder = three_matters("changed_record").close();
    meddle(&folder, "漏水乙".as_bytes(), "漏水丁".as_bytes());
    let city = SmallCity::open(folder);
    let verified = city.verify();
    assert!(!verified.ok);
    let leaves: Vec<Option<u64>> = verified.faults.iter().map(|fault| fault.leaf).collect();
    assert_eq!(leaves, [Some(1)], "{:?}", verified.faults);
}

#[test]
fn a_changed_leaf_is_found_at_its_place() {
    let city = three_matters("changed_leaf");
    let entry = city.office.read(|reader| reader.entries(2, 1)).unwrap()[0];
    let folder = city.close();
    let mut other = entry.0;
    other[0] ^= 1;
    meddle(&folder, &entry.0, &other);
    let city = SmallCity::open(folder);
    let verified = city.verify();
    assert!(!verified.ok);
    assert!(
        verified.faults.iter().any(|fault| fault.leaf == Some(2)),
        "{:?}",
        verified.faults
    );
    assert!(
        verified
            .faults
            .iter()
            .all(|fault| fault.leaf.is_none_or(|leaf| leaf == 2))
    );
}

#[test]
fn a_changed_cell_is_found_by_the_recount() {
    let city = three_matters("changed_cell");
    let folder = city.close();
    let store = Store::open(&folder).unwrap();
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let invented = Contribution {
        indicator: "mediation.agreements".to_owned(),
        unit: "xiaohe".to_owned(),
        month: date(2024, 6, 1),
        class: String::new(),
        amount: 7,
        member: String::new(),
    };
    batch.put_contributions(ActId(0), &[invented]);
    batch.commit().unwrap();
    drop((writer, store));
    let city = SmallCity::open(folder);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let found = recount(&reader, &city.office.rules).unwrap();
    assert!(!found.equal);
    assert_eq!(found.differing.len(), 1, "{:?}", found.differing);
    let what = &found.differing[0].what;
    assert!(
        what.contains("mediation.agreements xiaohe 2024-06-01"),
        "{what}"
    );
}

#[test]
fn a_matter_moved_without_an_act_is_found_by_the_recount() {
    let city = three_matters("moved_matter");
    let folder = city.close();
    let store = Store::open(&folder).unwrap();
    let read = |reader: &fadu_store::Reader| reader.matter(MatterId(0));
    let mut matter = store.read(CITY, read).unwrap().unwrap();
    matter.stage = "declined".to_owned();
    let line = MatterLine {
        stage_kind: StageKind::Closed,
        holds: "matter",
        title: "invented",
        code_hash: None,
    };
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    batch.put_matter(&matter, &line).unwrap();
    batch.commit().unwrap();
    drop((writer, store));
    let city = SmallCity::open(folder);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let found = recount(&reader, &city.office.rules).unwrap();
    let whats: Vec<&str> = found.differing.iter().map(|one| &*one.what).collect();
    assert_eq!(whats, ["matters of mediation by stage"]);
}

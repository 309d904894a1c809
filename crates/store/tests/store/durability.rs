//! What is committed stays, what is not never was, and readers see one moment.

use crate::city::{CITY, LINE, act, folder, matter, open, store};
use fadu_kernel::act::ActId;
use fadu_kernel::matter::MatterId;
use fadu_store::{DATABASE_FILE, MatterFilter, Scope, Store, StoreFault};
use jiff::civil::date;
use rusqlite::Connection;

const ON: jiff::civil::Date = date(2024, 5, 6);

#[test]
fn opening_again_changes_nothing() {
    let folder = folder("opening_again");
    let schema = |store: Store| {
        drop(store);
        let connection = Connection::open(folder.join(DATABASE_FILE)).unwrap();
        let sql = "SELECT COALESCE(SUM(LENGTH(sql)), 0), COUNT(*) FROM sqlite_master";
        connection
            .query_row(sql, [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })
            .unwrap()
    };
    let first = schema(Store::open(&folder).unwrap());
    assert!(first.1 > 20);
    assert_eq!(schema(Store::open(&folder).unwrap()), first);
}

#[cfg(unix)]
#[test]
fn the_owner_alone_can_read_a_new_database() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("owner_alone");
    drop(Store::open(&folder).unwrap());
    let rights = std::fs::metadata(folder.join(DATABASE_FILE)).unwrap();
    assert_eq!(rights.permissions().mode() & 0o777, 0o600);
}

#[test]
fn opens_a_current_database_while_another_writes() {
    let store = store("opens_while_writing");
    let mut writer = store.writer().unwrap();
    let _batch = writer.begin(CITY).unwrap();
    let again = Store::open(store.folder()).unwrap();
    assert_eq!(again.cities().unwrap(), [CITY]);
}

#[test]
fn refuses_data_of_a_newer_program() {
    let folder = folder("newer");
    drop(Store::open(&folder).unwrap());
    let connection = Connection::open(folder.join(DATABASE_FILE)).unwrap();
    connection
        .execute("INSERT INTO migrations (number) VALUES (999)", [])
        .unwrap();
    drop(connection);
    let fault = Store::open(&folder).unwrap_err();
    assert!(matches!(fault, StoreFault::NewerSchema { found: 999, .. }));
    assert!(fault.words().zh.contains("999"));
}

#[test]
fn refuses_a_second_writer_and_says_what_to_do() {
    let store = store("second_writer");
    let writer = store.writer().unwrap();
    let fault = Store::open(store.folder()).unwrap().writer().unwrap_err();
    assert!(matches!(fault, StoreFault::WriterTaken { .. }));
    assert!(fault.words().en.contains("Stop it"));
    drop(writer);
    assert!(store.writer().is_ok());
}

#[test]
fn a_file_that_is_no_database_is_called_damaged() {
    let folder = folder("no_database");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(DATABASE_FILE), vec![b'x'; 8_192]).unwrap();
    let fault = Store::open(&folder).unwrap_err();
    assert!(matches!(fault, StoreFault::Damaged(_)), "{fault:?}");
}

#[test]
fn a_snapshot_does_not_move_while_others_write() {
    let store = store("snapshot");
    let mut writer = store.writer().unwrap();
    let before = store.snapshot(CITY).unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    assert!(
        batch.matter(MatterId(0)).unwrap().is_some(),
        "a batch reads what it wrote"
    );
    let during = store.snapshot(CITY).unwrap();
    batch.commit().unwrap();
    for snapshot in [&before, &during] {
        assert_eq!(snapshot.matter(MatterId(0)).unwrap(), None);
        assert_eq!(snapshot.last_act_id().unwrap(), None);
    }
    drop((before, during));
    let after = store.read(CITY, fadu_store::Reader::last_act_id).unwrap();
    assert_eq!(after, Some(ActId(0)));
}

#[test]
fn the_log_is_moved_while_the_writer_goes_on_and_begun_anew() {
    const LOG_MAX: u64 = 64 << 20;
    let store = store("long_log");
    let mut writer = store.writer().unwrap();
    let mut put = |key: &str, text: &str| {
        let batch = writer.begin(CITY).unwrap();
        batch.set_setting(key, text).unwrap();
        batch.commit().unwrap();
    };
    let log = store.folder().join(format!("{DATABASE_FILE}-wal"));
    let length = || std::fs::metadata(&log).unwrap().len();
    let long = "法".repeat(1 << 20);
    let mut batches = 0;
    while length() <= LOG_MAX {
        put(&format!("long {batches}"), &long);
        batches += 1;
    }
    // A log begun anew is cut to its greatest length.
    let mut small = 0;
    while length() > LOG_MAX {
        assert!(small < 1_000_000, "the log is never begun anew");
        put("small", &small.to_string());
        small += 1;
    }
    drop(writer);
    let kept = |key: &str| store.read(CITY, |reader| reader.setting::<String>(key));
    assert_eq!(kept("small").unwrap().unwrap(), (small - 1).to_string());
    for batch in 0..batches {
        assert_eq!(kept(&format!("long {batch}")).unwrap().unwrap(), long);
    }
}

#[test]
fn a_reader_cannot_write() {
    let store = store("reader");
    let snapshot = store.snapshot(CITY).unwrap();
    drop(snapshot); // Its connection is used again below.
    let names = store
        .read(CITY, fadu_store::Reader::city_name)
        .unwrap()
        .unwrap();
    assert_eq!(names.zh, "示范市");
}

#[test]
fn a_request_that_fails_does_not_undo_its_neighbours() {
    let store = store("savepoints");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for id in 0..3 {
        let outcome = batch.attempt(|batch| {
            open(batch, &matter(id, "north", ON), &LINE);
            assert_eq!(
                batch.next_number("mediation", "north", 2024)?,
                id.min(1) + 1
            );
            if id == 1 {
                Err(StoreFault::Missing("nothing".into()))
            } else {
                Ok(())
            }
        });
        assert_eq!(outcome.is_err(), id == 1);
    }
    batch.commit().unwrap();
    let snapshot = store.snapshot(CITY).unwrap();
    let kept = snapshot
        .matters(&MatterFilter::default(), None, 10)
        .unwrap();
    assert_eq!(
        kept.items.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [2, 0]
    );
    assert_eq!(
        snapshot.last_number("mediation", "north", 2024).unwrap(),
        2,
        "no gap"
    );
}

#[test]
fn savepoints_nest() {
    let store = store("nested_savepoints");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    batch.savepoint().unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    batch.savepoint().unwrap();
    open(&batch, &matter(1, "north", ON), &LINE);
    batch.rollback().unwrap();
    batch.release().unwrap();
    batch.commit().unwrap();
    let count = store.read(CITY, |reader| {
        reader.count_matters(&MatterFilter::default())
    });
    assert_eq!(count.unwrap(), 1);
}

#[test]
fn a_batch_that_is_dropped_never_was() {
    let store = store("dropped_batch");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    drop(batch);
    drop(writer);
    let store = Store::open(store.folder()).unwrap();
    assert_eq!(
        store.read(CITY, fadu_store::Reader::last_act_id).unwrap(),
        None
    );
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    batch.commit().unwrap();
}

/// What a machine leaves behind that loses power: the files as they are at that instant.
#[test]
fn a_copy_taken_in_the_middle_of_a_batch_holds_exactly_what_was_committed() {
    let store = store("power_cut");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    batch.commit().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for id in 1..2_000 {
        open(&batch, &matter(id, "north", ON), &LINE);
    }
    let copy = folder("power_cut_copy");
    std::fs::create_dir_all(&copy).unwrap();
    for file in [DATABASE_FILE.to_owned(), format!("{DATABASE_FILE}-wal")] {
        std::fs::copy(store.folder().join(&file), copy.join(&file)).unwrap();
    }
    let recovered = Store::open(&copy).unwrap();
    let found = recovered
        .read(CITY, fadu_store::Reader::last_act_id)
        .unwrap();
    assert_eq!(found, Some(ActId(0)));
    drop(batch);
    // The recovered copy goes on where the record ends.
    let mut writer = recovered.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    open(&batch, &matter(1, "village", ON), &LINE);
    batch.commit().unwrap();
    let filter = MatterFilter {
        scope: Scope::within("north"),
        ..MatterFilter::default()
    };
    assert_eq!(
        recovered
            .read(CITY, |reader| reader.count_matters(&filter))
            .unwrap(),
        2
    );
}

#[test]
fn an_act_without_its_matter_cannot_be_committed() {
    let store = store("dangling");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    crate::city::put_act(&batch, &act(0, &matter(0, "north", ON))).unwrap();
    assert!(matches!(
        batch.commit().unwrap_err(),
        StoreFault::Dangling(_)
    ));
    assert_eq!(
        store.read(CITY, fadu_store::Reader::last_act_id).unwrap(),
        None
    );
}

#[test]
fn every_key_starts_with_the_city() {
    let store = store("keys");
    let connection = Connection::open(store.folder().join(DATABASE_FILE)).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|name| name.unwrap()).collect()
    };
    let tables = names(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'migrations' \
         AND name NOT LIKE 'sqlite%'",
    );
    assert!(tables.len() > 20);
    for table in tables {
        let primary = format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1");
        assert_eq!(names(&primary), ["city"], "primary key of {table}");
        let indexes = format!("SELECT name FROM pragma_index_list('{table}')");
        for index in names(&indexes) {
            let first = format!("SELECT name FROM pragma_index_info('{index}') WHERE seqno = 0");
            assert_eq!(names(&first), ["city"], "index {index}");
        }
        let foreign =
            format!("SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE seq = 0");
        assert!(
            names(&foreign).iter().all(|column| column == "city"),
            "foreign keys of {table}"
        );
    }
}

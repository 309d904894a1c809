//! What is kept comes back as it was, once, and hostile text stays text.

use std::collections::BTreeMap;

use crate::city::{CITY, LINE, act, matter, noon, open, put_act, store, unit};
use crate::people::account;
use fadu_kernel::act::ActId;
use fadu_kernel::field::Value;
use fadu_kernel::matter::{MatterId, Origin};
use fadu_kernel::procedure::StageKind;
use fadu_kernel::words::Words;
use fadu_ledger::{
    Checkpoint, Commitment, EntryReader, Extent, Frontier, HashReader, LogToVerify, Salt,
    SignerKey, inclusion_proof, verify_log,
};
use fadu_store::{MatterFilter, MatterLine, Scope, StoreFault};
use jiff::civil::{Date, date};

const ON: Date = date(2024, 5, 6);

#[test]
fn keeps_units_and_who_stands_above_whom() {
    let store = store("units");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    assert_eq!(batch.units_within("north").unwrap(), ["north", "village"]);
    let moved = unit("village", Some("south"));
    batch.put_unit(&moved).unwrap();
    assert_eq!(batch.units_within("north").unwrap(), ["north"]);
    assert_eq!(batch.units_within("south").unwrap(), ["south", "village"]);
    assert_eq!(batch.units_within("city").unwrap().len(), 4);
    assert_eq!(batch.unit("village").unwrap(), Some(moved));
    assert_eq!(batch.units().unwrap().len(), 4);
    let orphan = batch.put_unit(&unit("lost", Some("nowhere")));
    assert!(matches!(orphan, Err(StoreFault::Dangling(_))));
}

#[test]
fn keeps_a_matter_with_its_acts_and_what_it_opened() {
    let store = store("matter");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let mut first = matter(0, "north", ON);
    first
        .fields
        .insert("name".into(), Value::Text("张三\0\u{1F600}".into()));
    open(&batch, &first, &LINE);
    let mut second = matter(1, "village", ON);
    second.origin = Some(Origin {
        matter: first.id,
        procedure: "hotline".into(),
        act: "hand_over".into(),
    });
    open(&batch, &second, &LINE);
    put_act(&batch, &act(2, &first)).unwrap();
    batch.commit().unwrap();
    let snapshot = store.snapshot(CITY).unwrap();
    // Whoever reads a matter is told what it opened.
    first.linked = snapshot.linked(first.id).unwrap();
    assert_eq!(
        first
            .linked
            .values()
            .map(|stages| stages.len())
            .sum::<usize>(),
        1
    );
    assert_eq!(snapshot.matter(first.id).unwrap(), Some(first.clone()));
    assert_eq!(
        snapshot.matter_by_number(&second.number).unwrap(),
        Some(second.clone())
    );
    assert_eq!(
        snapshot
            .matter_row_by_number(&second.number)
            .unwrap()
            .unwrap()
            .id,
        second.id
    );
    let opened = snapshot.opened_by(first.id).unwrap();
    assert_eq!(
        opened.iter().map(|row| row.id).collect::<Vec<_>>(),
        [second.id]
    );
    let acts = snapshot.acts_of(first.id).unwrap();
    assert_eq!(
        acts.iter().map(|record| record.id.0).collect::<Vec<_>>(),
        [0, 2]
    );
    assert_eq!(acts[1].act().unwrap(), act(2, &first));
    assert_eq!(
        snapshot.acts_after(Some(ActId(0)), 1).unwrap()[0].id,
        ActId(1)
    );
    assert_eq!(
        snapshot.acts_by("zhang", None, 2).unwrap().next,
        Some(ActId(1))
    );
    assert_eq!(snapshot.acts_between(ActId(1), ActId(2)).unwrap().len(), 2);
    let stages = snapshot.count_by_stage(&Scope::City).unwrap();
    assert_eq!((stages.len(), stages[0].matters), (1, 2));
}

#[test]
fn counts_by_stage_follow_every_move_of_a_matter() {
    let store = store("places");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let mut moving = matter(0, "north", ON);
    open(&batch, &moving, &LINE);
    open(&batch, &matter(1, "north", ON), &LINE);
    moving.stage = "closed".to_owned();
    let closed = MatterLine {
        stage_kind: StageKind::Closed,
        ..LINE
    };
    batch.put_matter(&moving, &closed).unwrap();
    batch.put_matter(&moving, &closed).unwrap();
    moving.unit = "village".to_owned();
    batch.put_matter(&moving, &closed).unwrap();
    batch.commit().unwrap();
    let reader = store.snapshot(CITY).unwrap();
    let counted = |scope: &Scope| -> Vec<(String, String, u64)> {
        let counts = reader.count_by_stage(scope).unwrap();
        let lines = counts.into_iter();
        lines
            .map(|one| (one.stage, one.stage_kind, one.matters))
            .collect()
    };
    let line = |stage: &str, kind: &str| (stage.to_owned(), kind.to_owned(), 1);
    let open = line(&matter(1, "north", ON).stage, LINE.stage_kind.key());
    assert_eq!(
        counted(&Scope::exactly("north")),
        std::slice::from_ref(&open)
    );
    assert_eq!(
        counted(&Scope::exactly("village")),
        [line("closed", "closed")]
    );
    let mut both = vec![open, line("closed", "closed")];
    both.sort();
    assert_eq!(counted(&Scope::City), both);
}

#[test]
fn refuses_what_is_already_recorded() {
    let store = store("taken");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let first = matter(0, "north", ON);
    open(&batch, &first, &LINE);
    let taken = |outcome: fadu_store::Result<()>| {
        assert!(matches!(outcome, Err(StoreFault::Taken(_))), "{outcome:?}");
    };
    taken(put_act(&batch, &act(0, &first)));
    let mut same_number = matter(1, "north", ON);
    same_number.number.clone_from(&first.number);
    taken(batch.put_matter(&same_number, &LINE));
    batch
        .put_request("key", "digest", ActId(0), ActId(0))
        .unwrap();
    taken(batch.put_request("key", "other", ActId(0), ActId(0)));
    assert_eq!(batch.request("key").unwrap().unwrap().digest, "digest");
    assert_eq!(batch.request("other").unwrap(), None);
    batch.put_entry(ActId(0), &Commitment([1; 32])).unwrap();
    taken(batch.put_entry(ActId(0), &Commitment([2; 32])));
    batch.put_checkpoint(1, "note", noon(ON)).unwrap();
    taken(batch.put_checkpoint(1, "other note", noon(ON)));
    // What failed left nothing behind, and the batch goes on.
    batch.commit().unwrap();
    let count = store.read(CITY, |reader| {
        reader.count_matters(&MatterFilter::default())
    });
    assert_eq!(count.unwrap(), 1);
}

#[test]
fn a_redacted_act_keeps_what_may_stay() {
    let store = store("redacted");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let first = matter(0, "north", ON);
    batch.put_matter(&first, &LINE).unwrap();
    let mut told = act(0, &first);
    told.facts.insert("name".into(), Value::Text("张三".into()));
    put_act(&batch, &told).unwrap();
    told.facts.clear();
    batch
        .redact_act(told.id, &serde_json::to_string(&told).unwrap())
        .unwrap();
    let kept = batch.act(told.id).unwrap().unwrap();
    assert_eq!((kept.act().unwrap(), kept.salt), (told, None));
    assert!(matches!(
        batch.redact_act(ActId(9), "{}"),
        Err(StoreFault::Missing(_))
    ));
}

#[test]
fn hostile_text_stays_text() {
    let store = store("hostile");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let hostile = [
        "'; DROP TABLE matters; --",
        "100%_!\\\"$1",
        "<script>alert(1)</script>",
        "\u{202E}倒\u{0}零",
    ];
    for (id, text) in (0..).zip(hostile) {
        let mut hostile = matter(id, "north", ON);
        hostile.number = format!("{text}{id}");
        hostile.fields.insert(text.into(), Value::Text(text.into()));
        let line = fadu_store::MatterLine {
            title: text,
            ..LINE
        };
        open(&batch, &hostile, &line);
        batch.set_setting(text, text).unwrap();
        batch.put_account(&account(text)).unwrap();
        assert_eq!(
            batch.setting::<String>(text).unwrap().as_deref(),
            Some(text)
        );
        assert_eq!(batch.matter(MatterId(id)).unwrap(), Some(hostile));
        assert_eq!(batch.account_by_login(text).unwrap(), Some(account(text)));
    }
    for (id, text) in (0..).zip(hostile) {
        let filter = MatterFilter {
            text: Some(text.into()),
            ..MatterFilter::default()
        };
        let found = batch.matters(&filter, None, 10).unwrap().items;
        assert_eq!(
            found.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            [id],
            "{text}"
        );
        let scope = Scope::within(text);
        let filter = MatterFilter {
            scope,
            ..MatterFilter::default()
        };
        assert_eq!(batch.count_matters(&filter).unwrap(), 0);
    }
    let wildcard = MatterFilter {
        text: Some("%".into()),
        ..MatterFilter::default()
    };
    assert_eq!(
        batch.count_matters(&wildcard).unwrap(),
        1,
        "a wildcard is a letter"
    );
}

#[test]
fn a_ledger_kept_here_verifies_and_proves() {
    let store = store("ledger");
    let mut writer = store.writer().unwrap();
    let key = SignerKey::from_seed("fadu.demo", &[7; 32]).unwrap();
    let mut frontier = store.read(CITY, fadu_store::Reader::frontier).unwrap();
    assert_eq!(frontier, Frontier::new());
    for (group, byte) in (0..6_i64).zip(0_u8..) {
        let batch = writer.begin(CITY).unwrap();
        let leaves: Vec<Commitment> = (0..100)
            .map(|at| Commitment::to(&Salt([byte; 32]), &[at]))
            .collect();
        for (at, commitment) in (0..).zip(&leaves) {
            batch
                .put_entry(ActId(group * 100 + at), commitment)
                .unwrap();
        }
        let rows = frontier.append_all(leaves.iter().map(Commitment::leaf_hash));
        batch.append_rows(&rows).unwrap();
        let checkpoint = Checkpoint::new("fadu.demo", frontier.size(), frontier.root());
        let note = checkpoint.sign(&key).unwrap().to_string();
        batch
            .put_checkpoint(frontier.size(), &note, noon(ON))
            .unwrap();
        batch.commit().unwrap();
    }
    let snapshot = store.snapshot(CITY).unwrap();
    assert_eq!(snapshot.frontier().unwrap(), frontier);
    let reader = &*snapshot;
    let log = LogToVerify {
        origin: "fadu.demo",
        size: reader.ledger_size().unwrap(),
        extent: Extent::Whole,
        rows: reader,
        entries: reader,
        keys: &[key.verifier().clone()],
    };
    let report = verify_log(&log, reader.checkpoint_notes(), &mut |_| {}).unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(
        (report.leaves, report.checkpoints, report.sealed),
        (600, 6, 600)
    );
    assert!(inclusion_proof(reader, 123, 600).is_ok());
    assert_eq!(
        reader
            .checkpoint_at_or_after(ActId(199))
            .unwrap()
            .unwrap()
            .size,
        200
    );
    assert_eq!(
        reader
            .checkpoint_at_or_after(ActId(200))
            .unwrap()
            .unwrap()
            .size,
        300
    );
    assert_eq!(reader.checkpoint_at_or_after(ActId(600)).unwrap(), None);
    assert_eq!(
        reader.latest_checkpoint().unwrap(),
        reader.checkpoint_of(600).unwrap()
    );
    assert_eq!(reader.hashes(0, 590, 20).unwrap().len(), 10);
    assert_eq!(reader.entries(0, 1).unwrap().len(), 1);
    assert_eq!(reader.hashes(1, 0, 9).unwrap().len(), 2);
}

#[test]
fn cities_do_not_see_each_other() {
    let store = store("two_cities");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin("other").unwrap();
    batch.put_city(&Words::new("他市", "Other")).unwrap();
    batch.put_unit(&unit("north", None)).unwrap();
    open(&batch, &matter(0, "north", ON), &LINE);
    batch.set_setting("policy", "strict").unwrap();
    batch.commit().unwrap();
    assert_eq!(store.cities().unwrap(), [CITY, "other"]);
    let snapshot = store.snapshot(CITY).unwrap();
    assert_eq!(snapshot.matter(MatterId(0)).unwrap(), None);
    assert_eq!(snapshot.settings().unwrap(), BTreeMap::new());
    assert_eq!(snapshot.units().unwrap().len(), 4);
}

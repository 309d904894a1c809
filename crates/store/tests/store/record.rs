//! What is kept comes back as it was, once, and hostile text stays text.

use std::collections::BTreeMap;

use crate::city::{CITY, LINE, act, clock, matter, noon, open, put_act, store, unit};
use fadu_kernel::act::ActId;
use fadu_kernel::actor::Post;
use fadu_kernel::clock::{ClockState, Light};
use fadu_kernel::deadline::Expiry;
use fadu_kernel::field::Value;
use fadu_kernel::matter::{MatterId, Origin};
use fadu_kernel::words::Words;
use fadu_ledger::{
    Checkpoint, Commitment, EntryReader, Extent, Frontier, HashReader, LogToVerify, Salt,
    SignerKey, inclusion_proof, verify_log,
};
use fadu_store::{
    Access, AccessFilter, Account, AccountFilter, ClockRow, Import, MatterFilter, Publication,
    PublicationFilter, RefusalFilter, RefusalLine, Scope, Session, StoreFault, Tenure,
};
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

fn account(login: &str) -> Account {
    Account {
        id: format!("id-{login}"),
        login: login.into(),
        name: "张三".into(),
        password_hash: "$argon2id$".into(),
        phone: Some("13800000000".into()),
        kind: "official".into(),
        disabled_on: None,
        must_change: true,
        created_at: noon(ON),
    }
}

#[test]
fn posts_are_held_from_the_first_day_to_the_last() {
    let store = store("posts");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    batch.put_account(&account("zhang")).unwrap();
    let post = Post {
        role: "mediator".into(),
        unit: "village".into(),
    };
    let tenure = Tenure {
        account: "id-zhang".into(),
        post: post.clone(),
        from_on: date(2024, 1, 1),
        until_on: None,
    };
    batch.put_post(&tenure).unwrap();
    batch
        .end_post("id-zhang", &post, date(2024, 6, 30))
        .unwrap();
    let held = |on: Date| batch.posts_on("id-zhang", on).unwrap().len();
    let days = [(2023, 12, 31), (2024, 1, 1), (2024, 6, 30), (2024, 7, 1)];
    assert_eq!(days.map(|(y, m, d)| held(date(y, m, d))), [0, 1, 1, 0]);
    assert_eq!(batch.tenures("id-zhang").unwrap().len(), 1);
    assert_eq!(batch.holders("village", ON).unwrap().len(), 1);
    let filter = |scope: Scope, on: Option<Date>| AccountFilter {
        text: Some("张".into()),
        scope,
        role: Some("mediator".into()),
        on,
    };
    let count = |scope, on| batch.count_accounts(&filter(scope, on)).unwrap();
    assert_eq!(count(Scope::within("north"), Some(ON)), 1);
    assert_eq!(count(Scope::within("south"), Some(ON)), 0);
    assert_eq!(count(Scope::exactly("north"), None), 0);
    assert_eq!(count(Scope::City, Some(date(2024, 7, 1))), 0);
    let mut other = account("li");
    other.login = "zhang".into();
    assert!(matches!(
        batch.put_account(&other),
        Err(StoreFault::Taken(_))
    ));
    batch.put_account(&account("wang")).unwrap();
    let page = batch.accounts(&AccountFilter::default(), None, 1).unwrap();
    assert_eq!(page.next.as_deref(), Some("wang"));
    let rest = batch
        .accounts(&AccountFilter::default(), Some("wang"), 1)
        .unwrap();
    assert_eq!((rest.items[0].login.as_str(), rest.next), ("zhang", None));
    batch.set_password("id-wang", "new", false).unwrap();
    assert!(!batch.account("id-wang").unwrap().unwrap().must_change);
    batch.disable_account("id-wang", ON).unwrap();
    assert_eq!(
        batch.account("id-wang").unwrap().unwrap().disabled_on,
        Some(ON)
    );
    batch.enable_account("id-wang").unwrap();
    assert!(matches!(
        batch.enable_account("nobody"),
        Err(StoreFault::Missing(_))
    ));
}

#[test]
fn sessions_end_and_failed_logins_are_counted() {
    let store = store("sessions");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    batch.put_account(&account("zhang")).unwrap();
    let session = |token: u8, expires_on: Date| Session {
        token_hash: vec![token; 32],
        account: "id-zhang".into(),
        created_at: noon(ON),
        seen_at: noon(ON),
        expires_at: noon(expires_on),
        csrf: "csrf".into(),
    };
    let (one, other) = (session(1, ON), session(2, date(2024, 6, 1)));
    batch.put_session(&one).unwrap();
    batch.put_session(&other).unwrap();
    assert_eq!(batch.session(&[1; 32]).unwrap(), Some(one));
    assert_eq!(batch.expire_sessions(noon(ON)).unwrap(), 1);
    batch
        .touch_session(&[2; 32], noon(date(2024, 5, 7)), noon(date(2024, 7, 1)))
        .unwrap();
    assert_eq!(
        batch.sessions_of("id-zhang").unwrap()[0].expires_at,
        noon(date(2024, 7, 1))
    );
    batch.disable_account("id-zhang", ON).unwrap();
    assert_eq!(batch.sessions_of("id-zhang").unwrap(), []);
    for _ in 0..3 {
        batch.put_failed_login("zhang", noon(ON)).unwrap();
    }
    assert_eq!(batch.failed_logins("zhang", noon(ON)).unwrap(), 3);
    assert_eq!(
        batch
            .failed_logins("zhang", noon(date(2024, 5, 7)))
            .unwrap(),
        0
    );
    batch.clear_failed_logins("zhang").unwrap();
    assert_eq!(batch.failed_logins("zhang", noon(ON)).unwrap(), 0);
}

#[test]
fn keeps_clocks_of_every_kind_and_their_history() {
    let store = store("clocks");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    let mut first = matter(0, "north", ON);
    open(&batch, &first, &LINE);
    let at = noon(ON);
    let day = Expiry::Day(date(2024, 6, 5));
    let moment = Expiry::Moment(date(2024, 6, 5).at(9, 30, 0, 0));
    let states = [
        ("running", ClockState::Running),
        ("suspended", ClockState::Suspended),
        ("kept", ClockState::Satisfied { at, in_time: true }),
        ("late", ClockState::Satisfied { at, in_time: false }),
        ("cancelled", ClockState::Cancelled { at }),
        ("lapsed", ClockState::Lapsed { at: moment }),
        ("lapsed_day", ClockState::Lapsed { at: day }),
    ];
    let mut rows = Vec::new();
    for (id, state) in states {
        for (end, due) in [("day", day), ("moment", moment)] {
            let mut kept = clock(1, at, due);
            kept.state = state.clone();
            rows.push(ClockRow::of(
                &format!("{id}_{end}"),
                &kept,
                5,
                id == "running",
            ));
            for now in [
                "2024-05-30T00:00:00",
                "2024-05-31T00:00:00",
                "2024-06-05T09:30:00",
                "2024-06-05T09:30:01",
                "2024-06-05T23:59:59",
                "2024-06-06T00:00:00",
            ] {
                let now = now.parse().unwrap();
                let row = rows.last().unwrap();
                assert_eq!(row.light(now), kept.light(now, 5), "{id} {end} {now}");
            }
        }
    }
    batch.put_clocks(&first, &rows).unwrap();
    let mut kept = batch.clocks_of(first.id).unwrap();
    kept.sort_by(|a, b| a.clock.cmp(&b.clock));
    rows.sort_by(|a, b| a.clock.cmp(&b.clock));
    assert_eq!(kept, rows);

    // One act ends the clock and begins it again; only the new instance is handed over.
    let again = noon(date(2024, 6, 5));
    let restarted = ClockRow::of("running_moment", &clock(2, again, day), 5, false);
    first.unit = "south".into();
    batch.put_clocks(&first, &[restarted]).unwrap();
    let history = batch.clocks_of(first.id).unwrap();
    let earlier = history
        .iter()
        .find(|row| row.clock == "running_moment" && row.nth == 1);
    assert_eq!(
        earlier.unwrap().state,
        ClockState::Satisfied {
            at: again,
            in_time: false
        }
    );
    assert_eq!(
        batch.matter_row(first.id).unwrap().unwrap().light(again),
        Light::Yellow
    );
}

#[test]
fn finds_what_the_law_draws_from_lapse_of_time() {
    let store = store("lapses");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for id in 0..6 {
        let opened = matter(id, "north", ON);
        open(&batch, &opened, &LINE);
        let due = Expiry::Day(date(2024, 6, 10 - i8::try_from(id).unwrap()));
        let lapsing = ClockRow::of("decide", &clock(1, noon(ON), due), 5, id % 2 == 0);
        let mut provisional = ClockRow::of("serve", &clock(1, noon(ON), due), 5, false);
        provisional.provisional = id > 3;
        batch.put_clocks(&opened, &[lapsing, provisional]).unwrap();
    }
    let owing = |text: &str| {
        batch
            .matters_owing_lapse(text.parse().unwrap(), 10)
            .unwrap()
    };
    assert_eq!(owing("2024-06-06T23:59:59"), []);
    assert_eq!(owing("2024-06-07T00:00:00"), [MatterId(4)]);
    assert_eq!(
        owing("2024-06-11T00:00:00"),
        [MatterId(4), MatterId(2), MatterId(0)]
    );
    assert_eq!(
        batch.next_lapse_due().unwrap(),
        Some(Expiry::Day(date(2024, 6, 6)))
    );
    let waiting = batch.matters_with_provisional_clocks(None, 10).unwrap();
    assert_eq!(waiting, [MatterId(4), MatterId(5)]);
    let rest = batch
        .matters_with_provisional_clocks(Some(MatterId(4)), 10)
        .unwrap();
    assert_eq!(rest, [MatterId(5)]);
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
fn keeps_refusals_accesses_imports_publications_and_events() {
    let store = store("families");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for times in 0..3 {
        let refusal = RefusalLine {
            id: 0,
            at: noon(ON),
            account: Some("zhang".into()),
            procedure: "mediation".into(),
            act: if times == 0 { "accept" } else { "apply" }.into(),
            matter: Some(MatterId(times)),
            rule: "role".into(),
            citation: Some("人民调解法:17".into()),
            words: Words::new("无权", "not entitled"),
        };
        assert_eq!(batch.put_refusal(&refusal).unwrap(), times + 1);
        let access = Access {
            id: 0,
            at: noon(ON),
            account: "zhang".into(),
            matter: Some(MatterId(times)),
            what: "id_number".into(),
        };
        assert_eq!(batch.put_access(&access).unwrap(), times + 1);
        let body = serde_json::json!({ "times": times });
        assert_eq!(
            batch.append_event(noon(ON), "act", &body).unwrap(),
            times + 1
        );
        let shown = Publication {
            matter: MatterId(times),
            publication: "mediation.result".into(),
            act: ActId(times),
            shown: serde_json::json!({ "title": format!("公示{times}") }),
            from_on: ON,
            until_on: Some(date(2024, 5, 10)),
            withdrawn_on: None,
        };
        batch.put_publication(&shown).unwrap();
        assert_eq!(batch.publications_of(MatterId(times)).unwrap(), [shown]);
    }
    let refusals = batch.refusals(&RefusalFilter::default(), None, 2).unwrap();
    assert_eq!((refusals.items[0].id, refusals.next), (3, Some(2)));
    let on_day = RefusalFilter {
        from_on: Some(ON),
        until_on: Some(ON),
        ..Default::default()
    };
    let counts = batch.count_refusals(&on_day).unwrap();
    assert_eq!(
        (counts[0].act.as_str(), counts[0].times, counts.len()),
        ("apply", 2, 2)
    );
    let looked = AccessFilter {
        matter: Some(MatterId(1)),
        account: Some("zhang".into()),
    };
    assert_eq!(batch.accesses(&looked, None, 10).unwrap().items.len(), 1);
    let events = batch.events_after(1, 10).unwrap();
    assert_eq!(
        (events.len(), events[1].seq, batch.last_event().unwrap()),
        (2, 3, 3)
    );

    assert_eq!(
        batch
            .withdraw_publication(MatterId(1), "mediation.result", ON)
            .unwrap(),
        1
    );
    let seen = |on: Date, text: &str| {
        let publication = Some("mediation.result".to_owned());
        let filter = PublicationFilter {
            publication,
            on: Some(on),
            text: Some(text.into()),
        };
        batch.count_publications(&filter).unwrap()
    };
    assert_eq!(
        (
            seen(ON, "公示"),
            seen(ON, "公示2"),
            seen(date(2024, 5, 11), "公示")
        ),
        (2, 1, 0)
    );
    let page = batch
        .publications(&PublicationFilter::default(), None, 2)
        .unwrap();
    let rest = batch
        .publications(&PublicationFilter::default(), page.next.as_ref(), 2)
        .unwrap();
    assert_eq!(
        (page.items.len(), rest.items.len(), rest.next),
        (2, 1, None)
    );

    let mut import = Import {
        id: "one".into(),
        account: "zhang".into(),
        procedure: "mediation".into(),
        act: "apply".into(),
        unit: Some("north".into()),
        created_at: noon(ON),
        state: "preview".into(),
        rows: serde_json::json!([["张三", 1]]),
    };
    batch.put_import(&import).unwrap();
    batch.set_import_state("one", "done").unwrap();
    import.state = "done".into();
    assert_eq!(batch.import("one").unwrap(), Some(import.clone()));
    assert_eq!(
        batch.imports(Some("zhang"), None, 10).unwrap().items,
        [import]
    );
    let before = (noon(ON), "one".to_owned());
    assert_eq!(batch.imports(None, Some(&before), 10).unwrap().items, []);
    batch.delete_import("one").unwrap();
    assert!(matches!(
        batch.set_import_state("one", "x"),
        Err(StoreFault::Missing(_))
    ));
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

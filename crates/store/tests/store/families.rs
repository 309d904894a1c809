//! The smaller families of tables: refusals, looks at data, publications, imports and events.

use crate::city::{CITY, noon, store};
use fadu_kernel::act::ActId;
use fadu_kernel::matter::MatterId;
use fadu_kernel::words::Words;
use fadu_store::{
    Access, AccessFilter, Import, Publication, PublicationFilter, RefusalFilter, RefusalLine,
    StoreFault,
};
use jiff::civil::{Date, date};

const ON: Date = date(2024, 5, 6);

#[test]
fn refusals_are_listed_and_counted_by_rule() {
    let store = store("refusals");
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
        let of_matter = RefusalFilter {
            matter: refusal.matter,
            ..RefusalFilter::default()
        };
        let kept = batch.refusals(&of_matter, None, 9).unwrap().items;
        assert_eq!(
            kept,
            [RefusalLine {
                id: times + 1,
                ..refusal
            }]
        );
    }
    let first = batch.refusals(&RefusalFilter::default(), None, 2).unwrap();
    assert_eq!((first.items[0].id, first.next), (3, Some(2)));
    let rest = batch
        .refusals(&RefusalFilter::default(), first.next, 2)
        .unwrap();
    assert_eq!((rest.items[0].id, rest.next), (1, None));
    let counted = |from_on: Date, until_on: Date| {
        let filter = RefusalFilter {
            from_on: Some(from_on),
            until_on: Some(until_on),
            ..RefusalFilter::default()
        };
        let counts = batch.count_refusals(&filter).unwrap();
        counts
            .into_iter()
            .map(|count| (count.act, count.times))
            .collect::<Vec<_>>()
    };
    assert_eq!(counted(ON, ON), [("apply".into(), 2), ("accept".into(), 1)]);
    assert_eq!(counted(date(2024, 5, 7), date(2024, 5, 8)), []);
    assert_eq!(counted(date(2024, 5, 1), date(2024, 5, 5)), []);
}

#[test]
fn looks_at_sensitive_data_are_kept() {
    let store = store("accesses");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for times in 0..3 {
        let access = Access {
            id: 0,
            at: noon(ON),
            account: "zhang".into(),
            matter: (times > 0).then_some(MatterId(times)),
            what: "id_number".into(),
        };
        assert_eq!(batch.put_access(&access).unwrap(), times + 1);
    }
    let filter = AccessFilter {
        matter: Some(MatterId(1)),
        account: Some("zhang".into()),
    };
    let found = batch.accesses(&filter, None, 10).unwrap().items;
    assert_eq!(
        found.iter().map(|access| access.id).collect::<Vec<_>>(),
        [2]
    );
    let others = AccessFilter {
        account: Some("li".into()),
        ..AccessFilter::default()
    };
    assert_eq!(batch.accesses(&others, None, 10).unwrap().items, []);
    assert_eq!(
        batch
            .accesses(&AccessFilter::default(), Some(3), 1)
            .unwrap()
            .next,
        Some(2)
    );
}

#[test]
fn the_public_sees_what_is_published_until_it_ends_or_is_withdrawn() {
    let store = store("publications");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for id in 0..3 {
        let shown = Publication {
            matter: MatterId(id),
            publication: "mediation.result".into(),
            act: ActId(id),
            shown: serde_json::json!({ "title": format!("公示{id}") }),
            from_on: ON,
            until_on: Some(date(2024, 5, 10)),
            withdrawn_on: None,
        };
        batch.put_publication(&shown).unwrap();
        assert_eq!(batch.publications_of(MatterId(id)).unwrap(), [shown]);
    }
    let withdrawn = batch.withdraw_publication(MatterId(1), "mediation.result", ON);
    assert_eq!(withdrawn.unwrap(), 1);
    let seen = |on: Date, text: &str| {
        let filter = PublicationFilter {
            publication: Some("mediation.result".to_owned()),
            on: Some(on),
            text: Some(text.into()),
        };
        batch.count_publications(&filter).unwrap()
    };
    assert_eq!(
        (seen(ON, "公示"), seen(ON, "公示2"), seen(ON, "公示%")),
        (2, 1, 0)
    );
    assert_eq!(
        (seen(date(2024, 5, 10), ""), seen(date(2024, 5, 11), "")),
        (2, 0)
    );
    let all = PublicationFilter::default();
    let page = batch.publications(&all, None, 2).unwrap();
    let rest = batch.publications(&all, page.next.as_ref(), 2).unwrap();
    assert_eq!(
        (page.items.len(), rest.items.len(), rest.next),
        (2, 1, None)
    );
}

#[test]
fn an_import_is_kept_from_preview_to_its_end() {
    let store = store("imports");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
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
    assert_eq!(batch.imports(Some("li"), None, 10).unwrap().items, []);
    let before = (noon(ON), "one".to_owned());
    assert_eq!(batch.imports(None, Some(&before), 10).unwrap().items, []);
    batch.delete_import("one").unwrap();
    assert!(matches!(
        batch.set_import_state("one", "x"),
        Err(StoreFault::Missing(_))
    ));
}

#[test]
fn events_come_in_order_without_gaps() {
    let store = store("events");
    let mut writer = store.writer().unwrap();
    let batch = writer.begin(CITY).unwrap();
    for seq in 1..4 {
        let body = serde_json::json!({ "seq": seq });
        let failed = batch.attempt(|batch| {
            batch.append_event(noon(ON), "undone", &body)?;
            Err::<(), StoreFault>(StoreFault::Missing("nothing".into()))
        });
        assert!(failed.is_err());
        assert_eq!(batch.append_event(noon(ON), "act", &body).unwrap(), seq);
    }
    let events = batch.events_after(1, 10).unwrap();
    assert_eq!(
        events.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(events[1].body, serde_json::json!({ "seq": 3 }));
    assert_eq!(
        (
            batch.events_after(0, 1).unwrap().len(),
            batch.last_event().unwrap()
        ),
        (1, 3)
    );
}

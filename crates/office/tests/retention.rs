//! Erasing what is past its time: content and salt go, leaves and counts stay.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

#[expect(dead_code, reason = "the small city serves several tests")]
mod small_city;

use fadu_kernel::matter::MatterId;
use fadu_office::erase_expired::{Erased, erase_expired, find_expired};
use fadu_office::recount::recount;
use fadu_office::submission::{Doer, Subject, Submission};
use fadu_store::AccessFilter;
use jiff::ToSpan;
use jiff::civil::DateTime;

use crate::small_city::{CITY, SmallCity, application_for_reconsideration, monday};

const NUMBER: &str = "11010519491231002X";

/// Two applications with an identity number: one withdrawn, one still open.
fn city_with_numbers(name: &str) -> (SmallCity, MatterId) {
    let city = SmallCity::make(name);
    let apply = |key: &str| {
        let mut submission = application_for_reconsideration(key, monday(9));
        let number = serde_json::Value::from(NUMBER);
        submission.facts.insert("id_number".into(), number);
        city.done(submission).matter
    };
    let (gone, _open) = (apply("gone"), apply("open"));
    city.done(Submission {
        key: "withdraw".into(),
        procedure: "reconsideration".into(),
        subject: Subject::Matter(gone),
        act: "withdraw_application".into(),
        at: monday(10),
        doer: Doer::Account("sun".into()),
        facts: std::collections::BTreeMap::new(),
    });
    (city, gone)
}

fn erase(city: &SmallCity, now: DateTime) -> Erased {
    let erased = city.office.ask(move |work| erase_expired(work, now));
    erased.wait().unwrap()
}

fn ten_years_later() -> DateTime {
    monday(9).saturating_add(10.years().days(1))
}

#[test]
fn nothing_goes_before_its_time_and_a_dry_run_only_tells() {
    let (city, gone) = city_with_numbers("retention_early");
    let early = ten_years_later().saturating_sub(1.day());
    assert_eq!(erase(&city, early).fields, []);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let rules = &city.office.rules;
    let found = find_expired(&reader, rules, ten_years_later().date(), 10).unwrap();
    let told: Vec<_> = found.fields.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(told, ["id_number"]);
    let matter = reader.matter(gone).unwrap().unwrap();
    assert!(matter.fields.contains_key("id_number"));
}

#[test]
fn what_is_past_its_time_goes_and_the_record_still_verifies() {
    let (city, gone) = city_with_numbers("retention");
    let before = city.verify();
    let erased = erase(&city, ten_years_later());
    assert_eq!(erased.fields.len(), 1, "one field of the closed matter");
    let one = &erased.fields[0];
    assert_eq!((one.years, one.acts), (10, 1));
    let after = city.verify();
    assert!(after.ok, "{:?}", after.faults);
    assert_eq!(after.leaves, before.leaves);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let again = recount(&reader, &city.office.rules).unwrap();
    assert!(again.equal, "{:?}", again.differing);
    assert_eq!(
        again.erased, 2,
        "both acts of the matter are taken as counted"
    );
    let acts = reader.acts_of(gone).unwrap();
    assert_eq!(
        (acts[0].salt.is_none(), acts[1].salt.is_some()),
        (true, true)
    );
    assert!(acts[0].record.contains("赵某"), "what is kept longer stays");
    for act in &acts {
        assert!(!act.record.contains(NUMBER));
    }
    let matter = reader.matter(gone).unwrap().unwrap();
    assert!(!matter.fields.contains_key("id_number"));
    let told = reader.erasures(gone).unwrap();
    assert_eq!(told[0].erased_on, ten_years_later().date());
    let filter = AccessFilter {
        matter: Some(gone),
        account: None,
    };
    let trail = reader.accesses(&filter, None, 10).unwrap();
    assert_eq!(trail.items[0].what, "erase id_number");
}

#[test]
fn erasing_again_finds_nothing_and_no_trace_stays_in_the_file() {
    let (city, gone) = city_with_numbers("retention_again");
    assert_eq!(erase(&city, ten_years_later()).matters, 1);
    let again = erase(&city, ten_years_later().saturating_add(1.day()));
    assert_eq!((again.matters, again.fields.len()), (0, 0));
    // The open matter keeps its number; after it is closed and erased too, the file has none.
    let open = MatterId(gone.0 + 1);
    city.done(Submission {
        key: "withdraw-too".into(),
        procedure: "reconsideration".into(),
        subject: Subject::Matter(open),
        act: "withdraw_application".into(),
        at: monday(11),
        doer: Doer::Account("sun".into()),
        facts: std::collections::BTreeMap::new(),
    });
    assert_eq!(erase(&city, ten_years_later()).matters, 1);
    let folder = city.close();
    let holds = |file: &str| {
        let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
        bytes
            .windows(NUMBER.len())
            .any(|part| part == NUMBER.as_bytes())
    };
    assert!(
        !holds(fadu_store::DATABASE_FILE),
        "the number is still in the file"
    );
}

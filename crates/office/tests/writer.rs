//! The writer when something goes wrong: a defect in a piece of work, keys used again, savepoints
//! within savepoints, and people who have left.

#![expect(clippy::unwrap_used, reason = "a test says no by panicking")]

#[expect(dead_code, reason = "each test program uses a part of the small city")]
mod small_city;

use fadu_kernel::actor::Post;
use fadu_kernel::matter::MatterId;
use fadu_kernel::refusal::Rule;
use fadu_office::fault::Fault;
use fadu_office::recount::recount;
use fadu_office::submission::Answer;
use fadu_office::submit_act::submit_act;
use fadu_store::{Account, RefusalFilter, Tenure};
use jiff::civil::date;
use serde_json::json;

use crate::small_city::{
    CITY, SmallCity, mediators_act, monday, request_for_mediation, settled_on_the_spot,
};

fn holds(city: &SmallCity) {
    let snapshot = city.office.store().snapshot(CITY).unwrap();
    let counted = recount(&snapshot, &city.office.rules).unwrap();
    assert!(counted.equal, "{:?}", counted.differing);
}

#[test]
fn a_defect_in_one_piece_of_work_does_not_end_all_writing() {
    let city = SmallCity::make("defect");
    let first = city.done(request_for_mediation("first", "漏水", monday(9)));
    let release = hold_back(&city);
    // These three meet in one group, of which nothing is kept.
    let asked = |key: &str| request_for_mediation(key, "噪声", monday(10));
    let before = city.office.submit_at(asked("before"), monday(10));
    let broken = city
        .office
        .ask(|_| -> Result<(), Fault> { panic!("a defect") });
    let after = city.office.submit_at(asked("after"), monday(10));
    release();
    assert!(matches!(before.wait(), Err(Fault::NotKept(_))));
    assert!(broken.wait().is_err());
    assert!(after.wait().is_err());
    // Handed in again, both are done, and nothing of the broken group is left.
    let again = [city.done(asked("before")), city.done(asked("after"))];
    let numbers = again.map(|done| done.act.0);
    assert_eq!(numbers, [first.act.0 + 1, first.act.0 + 2]);
    holds(&city);
}

/// Lets work gather behind a piece that holds the writer back, so that it meets in one group.
fn hold_back(city: &SmallCity) -> impl FnOnce() {
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let (begun, began) = std::sync::mpsc::channel::<()>();
    let held = city.office.ask(move |_| {
        let _ = begun.send(());
        let _ = wait.recv();
        Ok(())
    });
    began.recv().unwrap();
    move || {
        go.send(()).unwrap();
        held.wait().unwrap();
    }
}

#[test]
fn a_chain_refused_in_the_middle_of_a_group_undoes_only_itself() {
    let city = SmallCity::make("refused_in_a_group");
    let settled = city.done(settled_on_the_spot("settled", monday(9)));
    let release = hold_back(&city);
    let before = request_for_mediation("before", "噪声", monday(10));
    // Only the matter opened by hand-over sees that no court invited anybody: the first act of
    // the chain is written by then.
    let object = json!({
        "both_apply": true, "court_basis": "inviting_court", "court_name": "法院",
    });
    let chain = mediators_act(
        "chain",
        "settled",
        "apply_for_confirmation",
        monday(10),
        object,
    );
    let after = request_for_mediation("after", "漏水", monday(11));
    let [before, chain, after] = [before, chain, after].map(|submission| {
        let at = submission.at;
        city.office.submit_at(submission, at)
    });
    release();
    let done = |answer: Result<Answer, Fault>| match answer {
        Ok(Answer::Done(done)) => done.act.0 - settled.act.0,
        other => panic!("{other:?}"),
    };
    assert_eq!(done(before.wait()), 1);
    assert!(matches!(chain.wait(), Ok(Answer::Refused(_))));
    assert_eq!(done(after.wait()), 2);
    let refusals = city.office.read(|reader| {
        let of_matter = RefusalFilter {
            matter: Some(settled.matter),
            ..RefusalFilter::default()
        };
        reader.refusals(&of_matter, None, 10)
    });
    assert_eq!(refusals.unwrap().items.len(), 1, "told once");
    assert!(city.verify().ok);
    holds(&city);
}

#[test]
fn a_refused_submission_leaves_its_key_and_its_number_free() {
    let city = SmallCity::make("key_after_refusal");
    let first = city.done(settled_on_the_spot("first", monday(9)));
    let mut asked = settled_on_the_spot("key", monday(9));
    asked.facts.remove("agreement");
    assert!(matches!(city.submit(asked), Ok(Answer::Refused(_))));
    let done = city.done(settled_on_the_spot("key", monday(9)));
    assert!(!done.repeated);
    assert_eq!(done.act.0, first.act.0 + 1);
    assert!(first.number.ends_with("1号") && done.number.ends_with("2号"));
    holds(&city);
}

#[test]
fn what_fails_inside_a_savepoint_leaves_what_stands_around_it() {
    let city = SmallCity::make("nested");
    let asked = |key: &str| request_for_mediation(key, "漏水", monday(9));
    let (outer, inner) = (asked("outer"), asked("inner"));
    let work = city.office.ask(move |work| {
        submit_act(work, &outer, monday(9))?;
        let failed = work.in_savepoint(|work| {
            submit_act(work, &inner, monday(9))?;
            Err::<(), _>(Fault::Stopped)
        });
        assert!(failed.is_err());
        Ok(())
    });
    work.wait().unwrap();
    let again = city.done(asked("outer"));
    assert!(again.repeated);
    let next = city.done(asked("inner"));
    assert!(!next.repeated);
    assert_eq!(next.matter, MatterId(again.matter.0 + 1));
    holds(&city);
}

#[test]
fn nobody_takes_the_key_of_a_periodic_run() {
    let city = SmallCity::make("scheme_key");
    let asked = request_for_mediation("scheme/litigation.red_light/2024-05-01", "甲", monday(9));
    assert!(matches!(city.submit(asked), Err(Fault::Unacceptable(_))));
    let empty = request_for_mediation("", "甲", monday(9));
    assert!(matches!(city.submit(empty), Err(Fault::Unacceptable(_))));
}

#[test]
fn who_has_left_a_post_does_nothing_more_by_it_on_any_date() {
    let city = SmallCity::make("left");
    city.done(request_for_mediation("key", "漏水", monday(9)));
    let begin = |key: &str| {
        let object = json!({ "both_willing": true, "mediators": ["赵某"], "kind": "debt" });
        mediators_act(key, "key", "begin", monday(9), object)
    };
    let leave = city.office.ask(|work| {
        let post = Post {
            role: "mediator".to_owned(),
            unit: "liuhe".to_owned(),
        };
        let tenure = Tenure {
            account: "zhao".to_owned(),
            post,
            from_on: date(2020, 1, 1),
            until_on: Some(date(2024, 6, 10)),
        };
        Ok(work.batch.put_post(&tenure)?)
    });
    leave.wait().unwrap();
    let later = date(2024, 6, 11).at(9, 0, 0, 0);
    let answer = city.office.submit_at(begin("late"), later).wait().unwrap();
    let Answer::Refused(refusal) = answer else {
        panic!("done by a post that has ended")
    };
    assert_eq!(refusal.rule, Rule::Role);
    let last_day = date(2024, 6, 10).at(9, 0, 0, 0);
    let answer = city.office.submit_at(begin("in_time"), last_day).wait();
    assert!(matches!(answer, Ok(Answer::Done(_))), "{answer:?}");
}

#[test]
fn a_disabled_account_does_nothing_more() {
    let city = SmallCity::make("disabled");
    let disable = city.office.ask(|work| {
        let found = work.batch.account_by_login("zhao")?.unwrap();
        let disabled = Account {
            disabled_on: Some(date(2024, 6, 4)),
            ..found
        };
        Ok(work.batch.put_account(&disabled)?)
    });
    disable.wait().unwrap();
    let asked = settled_on_the_spot("key", monday(9));
    let next_day = date(2024, 6, 4).at(9, 0, 0, 0);
    let answer = city.office.submit_at(asked.clone(), next_day).wait();
    assert!(matches!(answer, Err(Fault::Forbidden(_))), "{answer:?}");
    assert!(matches!(city.submit(asked), Ok(Answer::Done(_))));
}

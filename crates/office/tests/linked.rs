//! Matters linked to others in a running city: an order in two units, and a file read upon a round.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says no by panicking"
)]

#[expect(dead_code, reason = "shared with the other tests of a city")]
mod small_city;

use fadu_office::recount::recount;
use fadu_office::submission::{Answer, Doer, Done, Subject, Submission};
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Value as Json, json};

use crate::small_city::{CITY, SmallCity, facts, monday};

fn day(days: i64) -> DateTime {
    monday(9).saturating_add(days.days())
}

fn act(key: &str, (procedure, name): (&str, &str), subject: Subject, object: Json) -> Submission {
    Submission {
        key: key.to_owned(),
        procedure: procedure.to_owned(),
        subject,
        act: name.to_owned(),
        at: day(0),
        doer: Doer::Account("zhou".to_owned()),
        facts: facts(object),
    }
}

fn by(login: &str, submission: Submission) -> Submission {
    Submission {
        doer: Doer::Account(login.to_owned()),
        ..submission
    }
}

fn refused(city: &SmallCity, submission: Submission) -> String {
    match city.submit(submission).unwrap() {
        Answer::Refused(refusal) => refusal.rule.key().to_owned(),
        Answer::Done(done) => panic!("{} was done", done.number),
    }
}

/// The record proves itself: the ledger, every act against its leaf, and every count.
fn proves_itself(city: &SmallCity) {
    assert!(city.verify().ok);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let again = recount(&reader, &city.office.rules).unwrap();
    assert_eq!(again.differing, []);
}

fn launched(city: &SmallCity) -> Done {
    let at = Subject::New {
        unit: "lanxi".to_owned(),
    };
    city.done(act(
        "launch",
        ("campaign", "launch"),
        at,
        json!({
            "campaign_title": "规范性文件清理", "aim": "全面清理。", "finish_by": "2024-09-30",
            "responsible_units": ["justice_bureau", "liuhe"],
        }),
    ))
}

#[test]
fn an_order_in_two_units_is_closed_when_both_have_done_it() {
    let city = SmallCity::make("an-order-in-two-units");
    let order = launched(&city);
    let duties: Vec<_> = order
        .opened
        .iter()
        .map(|(procedure, id, _)| (procedure, *id))
        .collect();
    assert_eq!(duties.len(), 2);
    let campaign = || Subject::Matter(order.matter);
    let close = |key: &str| {
        act(
            key,
            ("campaign", "close"),
            campaign(),
            json!({ "summary": "完成。" }),
        )
    };
    assert_eq!(refused(&city, close("close-1")), "require");
    for (place, ((procedure, duty), liaison)) in duties.into_iter().zip(["wu", "wang"]).enumerate()
    {
        assert_eq!(procedure, "campaign_duty");
        let on = || Subject::Matter(duty);
        let step = |name: &str, object: Json| {
            let key = format!("{place}/{name}");
            act(&key, ("campaign_duty", name), on(), object)
        };
        let plan = json!({ "head_in_charge": "赵某", "person_in_charge": "钱某", "measures": "逐件清理。" });
        city.done(by(liaison, step("break_down", plan)));
        city.done(by(
            liaison,
            step("report_done", json!({ "result": "清理完毕。" })),
        ));
        let key = format!("close-after-{place}");
        assert_eq!(refused(&city, close(&key)), "require", "not yet accepted");
        city.done(step("accept", json!({ "verification": "属实。" })));
    }
    city.done(close("close-2"));
    proves_itself(&city);
    let city = city.reopen();
    proves_itself(&city);
}

#[test]
fn a_file_is_read_upon_a_round_that_has_been_drawn() {
    let city = SmallCity::make("a-file-is-read-upon-a-round");
    let at = || Subject::New {
        unit: "justice_bureau".to_owned(),
    };
    let round = city.done(by(
        "feng",
        act(
            "plan",
            ("review_round", "plan"),
            at(),
            json!({
                "title": "上半年评查", "kinds": ["penalty"], "criteria": "2024年标准",
                "period_from": "2024-01-01", "period_to": "2024-05-31",
            }),
        ),
    ));
    let read = |key: &str, subject: Subject| {
        let object = json!({
            "file_unit": "liuhe", "file_number": "柳罚字〔2024〕1号", "file_kind": "penalty",
            "score": 92, "problems": 1,
        });
        by("sun2", act(key, ("file_review", "read"), subject, object))
    };
    let upon = || Subject::Upon(Box::new(Subject::Number(round.number.clone())));
    assert_eq!(refused(&city, read("read-alone", at())), "act");
    assert_eq!(refused(&city, read("read-early", upon())), "stage");
    let on = || Subject::Matter(round.matter);
    let group = json!({ "reviewers": 2, "seed_hash": "00" });
    city.done(by(
        "feng",
        act("group", ("review_round", "form_group"), on(), group),
    ));
    let draw = json!({ "pool": 10, "drawn_count": 1, "seed": "0" });
    city.done(by(
        "feng",
        act("draw", ("review_round", "draw"), on(), draw),
    ));
    let first = city.done(read("read", upon()));
    let again = city.done(read("read", upon()));
    assert!(
        again.repeated && again.matter == first.matter,
        "one key, one file"
    );
    let reader = city.office.store().snapshot(CITY).unwrap();
    let file = reader.matter(first.matter).unwrap().unwrap();
    let origin = file.origin.unwrap();
    assert_eq!(
        (origin.matter, file.unit.as_str()),
        (round.matter, "justice_bureau")
    );
    let whole = reader.matter(round.matter).unwrap().unwrap();
    assert_eq!(whole.linked["file_review"]["read"], 1);
    drop(reader);
    proves_itself(&city);
}

#[test]
fn an_act_keeps_what_it_found_and_keys_are_put_when_they_are_missing() {
    let city = SmallCity::make("an-act-keeps-what-it-found");
    let apply = |key: &str| Submission {
        doer: Doer::Anyone,
        ..act(
            key,
            ("reconsideration", "apply"),
            Subject::New {
                unit: "justice_bureau".to_owned(),
            },
            json!({
                "applicant": "赵某", "id_number": "11010519491231002X", "phone": "13800000000",
                "respondent": "柳河镇人民政府", "act_kind": "penalty",
                "challenged_act": "柳河镇罚〔2024〕3号处罚决定",
                "knew_on": day(-7).date().to_string(), "only_one_act": true,
                "request": ["revoke"], "facts_and_reasons": "处罚认定的事实不清",
            }),
        )
    };
    let accept = |key: &str, application: &Done| {
        let on = Subject::Matter(application.matter);
        by(
            "sun",
            act(key, ("reconsideration", "accept"), on, json!({})),
        )
    };
    let (first, second) = (city.done(apply("first")), city.done(apply("second")));
    let accepted = city.done(accept("accept-first", &first));
    assert_eq!(refused(&city, accept("accept-second", &second)), "require");
    let reader = city.office.store().snapshot(CITY).unwrap();
    let record = reader.act(accepted.act).unwrap().unwrap().act().unwrap();
    assert_eq!(record.found["accepted_before"], 0);
    drop(reader);
    // The second would be found by now; what the first act saw is what it is decided anew by.
    proves_itself(&city);
    let forget = city.office.ask(|work| {
        work.batch.delete_keys("reconsideration", "id_number")?;
        work.batch.remove_setting("keyed_fields")?;
        Ok(())
    });
    forget.wait().unwrap();
    let city = city.reopen();
    assert_eq!(refused(&city, accept("accept-again", &second)), "require");
    proves_itself(&city);
}

//! A small seeded city: what is promised of every act.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says no by panicking"
)]

mod small_city;

use std::collections::BTreeSet;

use fadu_kernel::actor::Entitled;
use fadu_kernel::clock::ClockState;
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::{ClockRule, Procedure};
use fadu_office::fault::Fault;
use fadu_office::recount::recount;
use fadu_office::submission::{Answer, Done, Subject, Submission};
use fadu_office::sweep_clocks::sweep_clocks;
use fadu_store::{MatterFilter, PAGE_MAX, RefusalFilter, StoreFault};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::json;

use crate::small_city::{
    CITY, SmallCity, application_for_reconsideration, mediators_act, monday, open_office,
    request_for_mediation, settled_on_the_spot,
};

/// A little generator of its own, so that the same seed always makes the same city.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % bound
    }
}

/// What one desk hands in: matters walked to some point, with attempts that the law forbids.
fn desk_work(desk: u64, matters: u64) -> Vec<Submission> {
    let mut chance = Chance(20_240_603 + desk);
    let mut work = Vec::new();
    for matter in 0..matters {
        let opener = format!("desk{desk}/{matter}");
        let day = |days: i64| monday(9).saturating_add(days.days());
        let act = |name: &str, days: i64, object: serde_json::Value| {
            let key = format!("{opener}/{name}/{days}");
            mediators_act(&key, &opener, name, day(days), object)
        };
        let agreed =
            json!({ "agreement": "分期付款。", "effective_on": day(4).date().to_string() });
        let begin = json!({ "both_willing": true, "mediators": ["赵某"], "kind": "debt" });
        let confirm = |basis: &str| json!({ "both_apply": true, "court_basis": basis, "court_name": "兰溪市人民法院" });
        let walk = [
            act("begin", 2, begin),
            act("agree_orally", 4, agreed),
            act("apply_for_confirmation", 6, confirm("committee")),
        ];
        let wrong = [
            act("archive", 1, json!({})),
            act(
                "begin",
                1,
                json!({ "both_willing": false, "mediators": ["赵某"] }),
            ),
            act("begin", 1, json!({ "mediators": ["赵某"] })),
            act("apply_for_confirmation", 5, confirm("inviting_court")),
        ];
        work.push(request_for_mediation(
            &opener,
            &format!("纠纷 {desk}-{matter}"),
            day(0),
        ));
        let steps = usize::try_from(chance.below(4)).unwrap();
        for step in walk.into_iter().take(steps) {
            if chance.below(3) == 0 {
                let one = usize::try_from(chance.below(4)).unwrap();
                work.push(Submission {
                    at: step.at,
                    ..wrong[one].clone()
                });
            }
            work.push(step);
        }
        if chance.below(3) == 0 {
            work.push(application_for_reconsideration(
                &format!("{opener}/law"),
                day(0),
            ));
        }
    }
    work
}

/// Several desks at once, each waiting for nothing but its own answers.
fn busy_city(name: &str) -> (SmallCity, usize, usize) {
    let city = SmallCity::make(name);
    let desks: Vec<_> = (0..4)
        .map(|desk| {
            let office = city.office.clone();
            std::thread::spawn(move || {
                let now = date(2024, 6, 30).at(9, 0, 0, 0);
                let handed_in = desk_work(desk, 12)
                    .into_iter()
                    .map(|submission| office.submit_at(submission, now))
                    .collect::<Vec<_>>();
                let answers = handed_in.into_iter().map(|pending| pending.wait().unwrap());
                answers.fold((0, 0), |(done, refused), answer| match answer {
                    Answer::Done(_) => (done + 1, refused),
                    Answer::Refused(_) => (done, refused + 1),
                })
            })
        })
        .collect();
    let counted = desks.into_iter().map(|desk| desk.join().unwrap());
    let (done, refused) = counted.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (city, done, refused)
}

fn holds(city: &SmallCity) {
    let verified = city.verify();
    assert!(verified.ok, "{:?}", verified.faults);
    let reader = city.office.store().snapshot(CITY).unwrap();
    let found = recount(&reader, &city.office.rules).unwrap();
    assert!(found.equal, "{:?}", found.differing);
    assert_eq!(u64::try_from(found.acts).unwrap(), verified.leaves);
}

fn acts_in(city: &SmallCity) -> i64 {
    let last = city.office.read(fadu_store::Reader::last_act_id).unwrap();
    last.map_or(0, |last| last.0 + 1)
}

fn done(answer: Answer) -> Done {
    match answer {
        Answer::Done(done) => done,
        Answer::Refused(refusal) => panic!("refused: {}", refusal.words.en),
    }
}

fn acts_named(city: &SmallCity, matter: MatterId, name: &str) -> usize {
    let acts = city.office.read(|reader| reader.acts_of(matter)).unwrap();
    acts.iter()
        .filter(|row| row.act().unwrap().act == name)
        .count()
}

#[test]
fn what_many_desks_record_at_once_verifies_and_recounts() {
    let (city, accepted, refused) = busy_city("many_desks");
    assert!(
        accepted > 60 && refused > 10,
        "{accepted} done, {refused} refused"
    );
    holds(&city);
    let city = city.reopen();
    holds(&city);
}

#[test]
fn every_running_clock_has_an_owner() {
    let (city, _, _) = busy_city("clock_owners");
    let reader = city.office.store().snapshot(CITY).unwrap();
    let packs = &city.office.rules.packs;
    let mut running = 0;
    let page = reader
        .matters(&MatterFilter::default(), None, PAGE_MAX)
        .unwrap();
    for row in page.items {
        let matter = reader.matter(row.id).unwrap().unwrap();
        let law = packs.procedures.pinned(&matter.version).unwrap();
        for (id, clock) in &matter.clocks {
            if clock.state != ClockState::Running {
                continue;
            }
            running += 1;
            let rule = law.clock(id).unwrap();
            let owned = is_owned(law, rule, &packs.roles.keys().cloned().collect());
            assert!(owned, "nobody can keep {} of {}", id, law.version());
        }
    }
    assert!(running > 40, "only {running} clocks run");
}

/// Whether a person, a party or the law may do an act that ends the clock.
fn is_owned(law: &Procedure, rule: &ClockRule, roles: &BTreeSet<String>) -> bool {
    let ends = rule
        .satisfied_by
        .iter()
        .chain(&rule.cancelled_by)
        .chain(&rule.on_lapse);
    let mut acts = ends.filter_map(|act| law.act(act));
    acts.any(|act| {
        act.by.iter().any(|entitled| match entitled {
            Entitled::Role { role, .. } => roles.contains(role),
            Entitled::Party | Entitled::Anyone | Entitled::Law => true,
            Entitled::Handover | Entitled::Scheme => false,
        })
    })
}

#[test]
fn every_refusal_cites_an_article_or_names_its_kind() {
    let (city, _, refused) = busy_city("refusals");
    let reader = city.office.store().snapshot(CITY).unwrap();
    let page = reader
        .refusals(&RefusalFilter::default(), None, PAGE_MAX)
        .unwrap();
    assert_eq!(page.items.len(), refused, "every refusal is recorded");
    let kinds = ["act", "role", "stage", "facts", "date", "unit", "require"];
    let mut cited = 0;
    for line in page.items {
        assert!(kinds.contains(&line.rule.as_str()), "{}", line.rule);
        assert!(!line.words.zh.is_empty() && !line.words.en.is_empty());
        if line.rule == "require" {
            assert!(line.citation.is_some(), "{} cites nothing", line.act);
            cited += 1;
        }
    }
    assert!(cited > 3, "only {cited} refusals rest on an article");
}

#[test]
fn a_retry_returns_the_first_receipt() {
    let city = SmallCity::make("retry");
    let asked = request_for_mediation("key", "漏水", monday(9));
    let first = city.done(asked.clone());
    let again = city.done(asked.clone());
    assert!(!first.repeated && again.repeated);
    let same = (first.act, first.last_act, &first.number);
    assert_eq!(same, (again.act, again.last_act, &again.number));
    let pending: Vec<_> = (0..8)
        .map(|_| city.office.submit_at(asked.clone(), asked.at))
        .collect();
    for answer in pending {
        assert_eq!(
            done(answer.wait().unwrap()).act,
            first.act,
            "within one group as well"
        );
    }
    let city = city.reopen();
    assert_eq!(city.done(asked).act, first.act, "after a restart as well");
    assert_eq!(acts_in(&city), 1);
}

#[test]
fn a_key_used_again_for_something_else_is_a_fault() {
    let city = SmallCity::make("key_reused");
    city.done(request_for_mediation("key", "漏水", monday(9)));
    let other = city.submit(request_for_mediation("key", "噪声", monday(9)));
    assert!(matches!(other, Err(Fault::KeyReused(key)) if key == "key"));
    assert_eq!(acts_in(&city), 1);
    holds(&city);
}

#[test]
fn a_refused_act_does_not_undo_its_neighbours() {
    let city = SmallCity::make("neighbours");
    // The first piece of work holds the writer back, so that the others meet in one group.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let held = city.office.ask(move |_| {
        let _ = wait.recv();
        Ok(())
    });
    let handed_in: Vec<_> = (0..9)
        .map(|nth| {
            let mut asked = request_for_mediation(&format!("key{nth}"), "漏水", monday(9));
            match nth % 3 {
                1 => {
                    asked.facts.remove("summary");
                }
                2 => {
                    asked.subject = Subject::New {
                        unit: "nowhere".to_owned(),
                    }
                }
                _ => {}
            }
            city.office.submit_at(asked, monday(10))
        })
        .collect();
    go.send(()).unwrap();
    held.wait().unwrap();
    for (nth, pending) in handed_in.into_iter().enumerate() {
        let answer = pending.wait();
        match nth % 3 {
            0 => assert!(matches!(answer, Ok(Answer::Done(_))), "{nth}: {answer:?}"),
            1 => assert!(
                matches!(answer, Ok(Answer::Refused(_))),
                "{nth}: {answer:?}"
            ),
            _ => assert!(
                matches!(answer, Err(Fault::NotFound { .. })),
                "{nth}: {answer:?}"
            ),
        }
    }
    assert_eq!(acts_in(&city), 3);
    let checkpoints = city
        .office
        .read(|reader| reader.checkpoints_after(None, 100))
        .unwrap();
    assert_eq!(
        checkpoints.len(),
        1,
        "three acts were sealed by one checkpoint"
    );
    holds(&city);
}

#[test]
fn a_chain_of_hand_overs_is_done_whole_or_not_at_all() {
    let city = SmallCity::make("chain");
    let settled = city.done(settled_on_the_spot("settled", monday(9)));
    let confirm = |key: &str, basis: &str| {
        let object = json!({ "both_apply": true, "court_basis": basis, "court_name": "法院" });
        mediators_act(key, "settled", "apply_for_confirmation", monday(10), object)
    };
    // Only the matter opened by hand-over sees that no court invited anybody.
    let before = acts_in(&city);
    let answer = city.submit(confirm("wrong", "inviting_court")).unwrap();
    let Answer::Refused(refusal) = answer else {
        panic!("the chain was done")
    };
    assert_eq!(
        refusal.basis.first().map(ToString::to_string).unwrap(),
        "民事诉讼法:205:1:2"
    );
    assert_eq!(acts_in(&city), before);
    let matter = city
        .office
        .read(|reader| reader.matter(settled.matter))
        .unwrap()
        .unwrap();
    assert_eq!(matter.stage, "agreed");
    let opened = city
        .office
        .read(|reader| reader.opened_by(settled.matter))
        .unwrap();
    assert!(opened.is_empty());

    let right = city.done(confirm("right", "domicile"));
    assert_eq!(right.opened.len(), 1);
    assert_eq!(right.opened[0].0, "judicial_confirmation");
    assert_eq!(right.last_act.0, right.act.0 + 1);
    assert!(
        right.opened[0].2.ends_with("1号"),
        "no number was lost: {}",
        right.opened[0].2
    );
    holds(&city);
}

#[test]
fn a_lapse_fires_once_whether_by_the_sweep_or_by_a_later_act() {
    let city = SmallCity::make("lapses");
    let swept = city
        .done(application_for_reconsideration("swept", monday(9)))
        .matter;
    let acted_on = city
        .done(application_for_reconsideration("acted_on", monday(9)))
        .matter;
    let late = date(2024, 6, 20).at(9, 0, 0, 0);
    // One is acted on after its lapse (and refused, as the law has acted), then both are swept.
    let act = Submission {
        subject: Subject::Matter(acted_on),
        act: "no_such_act".to_owned(),
        ..application_for_reconsideration("late", late)
    };
    assert!(matches!(city.submit(act), Ok(Answer::Refused(_))));
    assert_eq!(acts_named(&city, acted_on, "deem_accepted"), 1);
    assert_eq!(acts_named(&city, swept, "deem_accepted"), 0);
    for _ in 0..3 {
        city.office
            .ask(move |work| sweep_clocks(work, late))
            .wait()
            .unwrap();
    }
    assert_eq!(acts_named(&city, acted_on, "deem_accepted"), 1);
    assert_eq!(acts_named(&city, swept, "deem_accepted"), 1);
    let city = city.reopen();
    let again = city
        .office
        .ask(move |work| sweep_clocks(work, late))
        .wait()
        .unwrap();
    assert_eq!(again.acts, 0);
    holds(&city);
}

#[test]
fn a_second_writer_of_one_folder_is_told_to_wait() {
    let city = SmallCity::make("two_writers");
    let Err(second) = open_office(&city.folder) else {
        panic!("two writers")
    };
    assert!(matches!(
        second,
        Fault::Store(StoreFault::WriterTaken { .. })
    ));
    assert!(second.words().zh.contains("另一个") && second.words().en.contains("Stop it"));
    let city = city.reopen();
    city.done(request_for_mediation("key", "漏水", monday(9)));
}

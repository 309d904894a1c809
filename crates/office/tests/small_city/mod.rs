//! A small invented city in a folder of its own, decided by packs of the repository.
//!
//! Everything goes through the same writer as in a real city. Only the time is the test's.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says no by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::actor::Post;
use fadu_kernel::deadline::Policy;
use fadu_kernel::unit::{Unit, UnitKind};
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use fadu_office::office::{CivilClock, Office};
use fadu_office::rules::Rules;
use fadu_office::submission::{Answer, Doer, Done, Subject, Submission};
use fadu_office::verify_record::{Verified, verify_record};
use fadu_office::writer::WriterThread;
use fadu_pack::calendar::load_calendar;
use fadu_pack::packs::load;
use fadu_pack::statutes::StatuteIndex;
use fadu_store::{Account, Store, Tenure};
use jiff::civil::{DateTime, date};
use serde_json::{Value as Json, json};

/// The city's key.
pub const CITY: &str = "lanxi";

/// Packs that the small city works with: what mediation and reconsideration hand over to is here.
const PACKS: [&str; 6] = [
    "administration",
    "mediation",
    "reconsideration",
    "litigation",
    "planning",
    "case_review",
];

/// An opened city and the folder in which it lies.
pub struct SmallCity {
    pub office: Office,
    pub folder: PathBuf,
    thread: WriterThread,
}

/// A folder of this test's own, empty.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("small_city")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The rules of the repository's packs.
pub fn rules() -> Rules {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let statutes = StatuteIndex::load(&home.join("statutes/index")).unwrap();
    let calendar = load_calendar(&home.join("statutes/calendar"), None).unwrap();
    let folders = PACKS.map(|pack| home.join("packs").join(pack));
    let (packs, _) = load(&folders, &[], None, date(2025, 1, 1));
    for pack in PACKS {
        assert!(
            packs.packs.contains_key(pack),
            "the pack {pack} does not load"
        );
    }
    Rules::new(packs, calendar, statutes, None, Policy::Rolled)
}

impl SmallCity {
    /// Makes the city: a township with a village, a justice bureau, four people.
    pub fn make(name: &str) -> Self {
        let folder = folder(name);
        let store = Store::open(&folder).unwrap();
        let mut writer = store.writer().unwrap();
        let batch = writer.begin(CITY).unwrap();
        batch.put_city(&Words::new("兰溪市", "Lanxi")).unwrap();
        for unit in units() {
            batch.put_unit(&unit).unwrap();
        }
        for (login, role, unit) in PEOPLE {
            batch.put_account(&account(login)).unwrap();
            let post = Post {
                role: role.to_owned(),
                unit: unit.to_owned(),
            };
            let from_on = date(2020, 1, 1);
            let account = login.to_owned();
            batch
                .put_post(&Tenure {
                    account,
                    post,
                    from_on,
                    until_on: None,
                })
                .unwrap();
        }
        batch.commit().unwrap();
        drop(writer);
        Self::open(folder)
    }

    /// Opens the city that lies in a folder.
    pub fn open(folder: PathBuf) -> Self {
        let (office, thread) = open_office(&folder).unwrap();
        Self {
            office,
            folder,
            thread,
        }
    }

    /// Closes the city and opens it again, as after a restart.
    pub fn reopen(self) -> Self {
        Self::open(self.close())
    }

    /// Closes the city; its folder stays.
    pub fn close(self) -> PathBuf {
        drop(self.office);
        self.thread.join();
        self.folder
    }

    /// Verifies the ledger and every act against its leaf.
    pub fn verify(&self) -> Verified {
        let reader = self.office.store().snapshot(CITY).unwrap();
        verify_record(&reader, self.office.key(), &mut |_| {}).unwrap()
    }

    /// Hands in an act on the day of its date and waits.
    pub fn submit(&self, submission: Submission) -> Result<Answer, Fault> {
        let now = submission.at;
        self.office.submit_at(submission, now).wait()
    }

    /// Hands in an act that must be done.
    pub fn done(&self, submission: Submission) -> Done {
        let key = submission.key.clone();
        match self.submit(submission).unwrap() {
            Answer::Done(done) => done,
            Answer::Refused(refusal) => panic!("{key} was refused: {}", refusal.words.en),
        }
    }
}

/// Opens the office of a folder.
pub fn open_office(folder: &Path) -> Result<(Office, WriterThread), Fault> {
    Office::open(folder, CITY, rules(), CivilClock::new(8))
}

const PEOPLE: [(&str, &str, &str); 9] = [
    ("zhou", "coordination_officer", "lanxi"),
    ("feng", "review_organiser", "lanxi"),
    ("wu", "unit_liaison", "justice_bureau"),
    ("wang", "unit_liaison", "liuhe"),
    ("sun2", "file_reviewer", "justice_bureau"),
    ("zhao", "mediator", "liuhe"),
    ("qian", "mediation_officer", "justice_bureau"),
    ("sun", "reconsideration_officer", "justice_bureau"),
    ("li", "court_liaison", "lanxi"),
];

fn units() -> Vec<Unit> {
    let unit = |id: &str, zh: &str, en: &str, kind: UnitKind, parent: Option<&str>| Unit {
        id: id.to_owned(),
        name: Words::new(zh, en),
        short: zh.chars().take(1).collect(),
        kind,
        parent: parent.map(str::to_owned),
        from_on: None,
        until_on: None,
        successor: None,
    };
    vec![
        unit("lanxi", "兰溪市", "Lanxi", UnitKind::City, None),
        unit(
            "justice_bureau",
            "司法局",
            "Justice bureau",
            UnitKind::Department,
            Some("lanxi"),
        ),
        unit(
            "liuhe",
            "柳河镇",
            "Liuhe town",
            UnitKind::Township,
            Some("lanxi"),
        ),
        unit(
            "xiaohe",
            "小河村",
            "Xiaohe village",
            UnitKind::Village,
            Some("liuhe"),
        ),
    ]
}

fn account(login: &str) -> Account {
    Account {
        id: login.to_owned(),
        login: login.to_owned(),
        name: login.to_owned(),
        password_hash: String::new(),
        phone: None,
        kind: "person".to_owned(),
        disabled_on: None,
        must_change: false,
        created_at: date(2020, 1, 1).at(9, 0, 0, 0),
    }
}

/// The start of the small city's time: a working day.
pub fn monday(hour: i8) -> DateTime {
    date(2024, 6, 3).at(hour, 0, 0, 0)
}

/// Facts from a JSON object.
pub fn facts(object: Json) -> BTreeMap<String, Json> {
    match object {
        Json::Object(map) => map.into_iter().collect(),
        other => panic!("{other} is no object of facts"),
    }
}

/// A mediator's act on the mediation that the submission `opener` opened.
pub fn mediators_act(key: &str, opener: &str, act: &str, at: DateTime, object: Json) -> Submission {
    let subject = Subject::OpenedBy {
        key: opener.to_owned(),
        procedure: "mediation".to_owned(),
    };
    Submission {
        key: key.to_owned(),
        procedure: "mediation".to_owned(),
        subject,
        act: act.to_owned(),
        at,
        doer: Doer::Account("zhao".to_owned()),
        facts: facts(object),
    }
}

/// A citizen's request for mediation in the village.
pub fn request_for_mediation(key: &str, summary: &str, at: DateTime) -> Submission {
    Submission {
        key: key.to_owned(),
        procedure: "mediation".to_owned(),
        subject: Subject::New {
            unit: "xiaohe".to_owned(),
        },
        act: "apply".to_owned(),
        at,
        doer: Doer::Anyone,
        facts: facts(json!({
            "applicant": "李某", "applicant_phone": "13800000001", "respondent": "王某",
            "summary": summary,
        })),
    }
}

/// A dispute settled on the spot by the mediator.
pub fn settled_on_the_spot(key: &str, at: DateTime) -> Submission {
    let object = json!({
        "applicant": "李某", "respondent": "王某", "summary": "宅基地排水引起的邻里纠纷",
        "kind": "neighbour", "mediators": ["赵某"], "agreement": "王某赔偿一千元。",
    });
    Submission {
        subject: Subject::New {
            unit: "xiaohe".to_owned(),
        },
        ..mediators_act(key, key, "settle_on_the_spot", at, object)
    }
}

/// A citizen's application for reconsideration, kept by the justice bureau.
pub fn application_for_reconsideration(key: &str, at: DateTime) -> Submission {
    Submission {
        key: key.to_owned(),
        procedure: "reconsideration".to_owned(),
        subject: Subject::New {
            unit: "justice_bureau".to_owned(),
        },
        act: "apply".to_owned(),
        at,
        doer: Doer::Anyone,
        facts: facts(json!({
            "applicant": "赵某", "phone": "13800000000", "respondent": "柳河镇人民政府",
            "act_kind": "penalty", "challenged_act": "处罚决定", "knew_on": "2024-05-10",
            "only_one_act": true, "request": ["revoke"], "facts_and_reasons": "事实不清",
        })),
    }
}

//! Accounts, posts and sessions.

use crate::city::{CITY, noon, store};
use fadu_kernel::actor::Post;
use fadu_store::{Account, AccountFilter, Scope, Session, StoreFault, Tenure};
use jiff::civil::{Date, date};

const ON: Date = date(2024, 5, 6);

pub fn account(login: &str) -> Account {
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

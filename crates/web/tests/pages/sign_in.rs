//! `/sign-in`, `/sign-out`, `/password`.

use axum::http::StatusCode;

use fadu_web::guard::LOGINS_PER_MINUTE;

use crate::city::{City, PASSWORD};
use crate::{HOSTILE, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn leads_back_to_where_one_wanted_to_go_and_nowhere_else() {
    let city = City::open();
    let (chinese, english) = both(&city, "/sign-in").await;
    chinese.says("工作人员登录").says("current-password");
    english.says("Sign in for staff");
    let enter = async |next: &str| {
        let entries = [
            ("login", "mediator"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let page = city.visitor().post("/sign-in", &entries).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        page.location.unwrap()
    };
    assert_eq!(enter("/matters?stage=a").await, "/matters?stage=a");
    for elsewhere in [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
    ] {
        assert_eq!(enter(elsewhere).await, "/desk", "{elsewhere}");
    }
    let mut browser = city.visitor();
    let sent_away = browser.get("/desk").await;
    assert_eq!(sent_away.location.as_deref(), Some("/sign-in?next=%2Fdesk"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_a_wrong_password_does_not_tell_whether_the_name_exists() {
    let city = City::open();
    let try_with = async |login: &str, password: &str| {
        let entries = [("login", login), ("password", password)];
        city.visitor().post("/sign-in", &entries).await
    };
    let known = try_with("mediator", "wrong-password-1").await;
    let unknown = try_with("nobody", "wrong-password-1").await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = |page: &crate::city::Page| page.text().contains("登录名或密码不对");
    assert!(words(&known) && words(&unknown));
    try_with("", "").await.says("有 2 处需要改正");
    for hostile in HOSTILE {
        let page = try_with(hostile, hostile).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_inert(&page);
    }
    let mut stopped = false;
    // Counts begin anew with each minute of the wall clock: twice as many tries meet the limit in
    // one minute or the next.
    for _ in 0..=2 * LOGINS_PER_MINUTE {
        stopped |= try_with("mediator", "x")
            .await
            .text()
            .contains("登录过于频繁");
    }
    assert!(stopped, "an address may not try for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_ends_the_session_and_a_new_password_ends_all() {
    let city = City::open();
    let mut browser = city.visitor();
    browser
        .post("/sign-in", &[("login", "mediator"), ("password", PASSWORD)])
        .await;
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
    browser.post("/sign-out", &[]).await;
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER);

    let mut browser = city.sign_in("mediator").await;
    browser
        .get("/password")
        .await
        .says("修改密码")
        .says("new-password");
    let differ = [
        ("old", PASSWORD),
        ("new", "a-new-password-9"),
        ("again", "another-9999"),
    ];
    browser
        .post("/password", &differ)
        .await
        .says("两次输入的新密码不一样");
    let weak = [("old", PASSWORD), ("new", "short"), ("again", "short")];
    browser.post("/password", &weak).await.says("密码至少");
    let wrong = [
        ("old", "not-it-at-all"),
        ("new", "a-new-password-9"),
        ("again", "a-new-password-9"),
    ];
    browser.post("/password", &wrong).await.says("原密码不正确");
    let right = [
        ("old", PASSWORD),
        ("new", "a-new-password-9"),
        ("again", "a-new-password-9"),
    ];
    let changed = browser.post("/password", &right).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.get("/desk").await.status,
        StatusCode::SEE_OTHER,
        "sign in again"
    );
    let entries = [("login", "mediator"), ("password", "a-new-password-9")];
    assert_eq!(
        city.visitor().post("/sign-in", &entries).await.status,
        StatusCode::SEE_OTHER
    );
}

//! `/receipts`.

use axum::http::StatusCode;

use crate::city::City;
use crate::{HOSTILE, apply_for_mediation, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_for_the_party_and_for_posts_at_work_on_the_matter() {
    let city = City::open();
    let mut party = city.visitor();
    apply_for_mediation(&mut party, "院墙倒塌争执").await;
    let file = party.get("/receipts/0.json").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.kind.starts_with("application/json"));
    file.says("fadu-receipt/v1").says("陈申请");
    party
        .get("/receipts/0")
        .await
        .says("申请调解")
        .says("下载凭证")
        .says("账本根")
        .hides("陈申请");
    let mut mediator = city.sign_in("mediator").await;
    assert_eq!(
        mediator.get("/receipts/0.json").await.status,
        StatusCode::OK
    );
    for login in ["neighbour", "operator", "system", "security", "audit"] {
        let page = city.sign_in(login).await.get("/receipts/0.json").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{login}");
        page.hides("陈申请");
    }
    let stranger = city.visitor().get("/receipts/0.json").await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    let mut other = city.visitor();
    apply_for_mediation(&mut other, "另一件事").await;
    let not_theirs = other.get("/receipts/0.json").await;
    assert!(not_theirs.status.is_client_error());
    not_theirs.hides("陈申请");
    for nothing in [
        "/receipts/99.json",
        "/receipts/-1.json",
        "/receipts/x",
        "/receipts/..%2f0",
    ] {
        assert!(
            party.get(nothing).await.status.is_client_error(),
            "{nothing}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_checked_by_paste_and_by_file() {
    let city = City::open();
    let (chinese, english) = both(&city, "/receipts").await;
    chinese.says("核验凭证").says("multipart/form-data");
    english.says("Check a receipt");
    let mut party = city.visitor();
    let (number, _) = apply_for_mediation(&mut party, "院墙倒塌争执").await;
    let file = party.get("/receipts/0.json").await.text();
    let mut anybody = city.visitor();
    let pasted = anybody.post("/receipts", &[("receipt", &file)]).await;
    assert_eq!(pasted.status, StatusCode::OK);
    pasted.says("凭证是真的").says(&number).says("申请调解");
    let uploaded = anybody
        .upload("/receipts/file", &[], ("file", file.as_bytes()))
        .await;
    uploaded.says("凭证是真的");
    let altered = file.replace("褚对方", "褚另一");
    let page = anybody.post("/receipts", &[("receipt", &altered)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("凭证不成立").says("被改动");
    let elsewhere = City::open();
    let mut abroad = elsewhere.visitor();
    abroad
        .post("/receipts", &[("receipt", &file)])
        .await
        .says("不是本市账本的凭证");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_receipt_is_told_apart_and_inert() {
    let city = City::open();
    let mut browser = city.visitor();
    browser
        .post("/receipts", &[("receipt", "")])
        .await
        .says("没有收到凭证");
    for hostile in HOSTILE {
        let page = browser.post("/receipts", &[("receipt", hostile)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says("凭证不成立");
        is_inert(&page);
    }
    let long = vec![b'{'; 700_000];
    let large = browser.upload("/receipts/file", &[], ("file", &long)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}

//! The hotline's desk: a call entered once, ended by one button, and found again by its number.

use super::{City, hidden};
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_answered_on_one_screen_and_found_again_by_its_number() {
    let city = City::open();
    let mut operator = city.sign_in("operator").await;
    let screen = operator.get("/hotline").await;
    screen
        .says("来电登记")
        .says("接听并答复")
        .says("接听并转人民调解")
        .says("今天");
    let key = hidden(&screen.text(), "idempotency_key");
    let call = [
        ("idempotency_key", key.as_str()),
        ("act", "answer"),
        ("caller_phone", "139 0000 1111"),
        ("question_kind", "labour"),
        ("subject", "欠薪怎么办"),
        ("answer", "可以申请劳动仲裁"),
    ];
    let landed = operator.post("/hotline", &call).await;
    assert_eq!(landed.status, StatusCode::SEE_OTHER, "{}", landed.text());
    operator
        .get(&landed.location.unwrap())
        .await
        .says("已登记")
        .says("热线〔");
    operator
        .get("/hotline?phone=13900001111")
        .await
        .says("以前的来电")
        .says("欠薪怎么办");
    operator.get("/hotline?phone=1111").await.says("欠薪怎么办");
    operator
        .get("/hotline?phone=13700000000")
        .await
        .says("没有查到这个号码");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_becomes_a_mediation_in_one_act_only_with_consent() {
    let city = City::open();
    let mut operator = city.sign_in("operator").await;
    let call = |consents: &'static str| {
        [
            ("idempotency_key", "00000000000000000000000000000ca1"),
            ("act", "transfer_to_mediation"),
            ("subject", "邻居漏水"),
            ("caller", "陈来电"),
            ("caller_phone", "13900001111"),
            ("respondent", "楼上住户"),
            ("place_unit", "north"),
            ("consents", consents),
        ]
    };
    let refused = operator.post("/hotline", &call("false")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("没有办理").says("人民调解法").says("邻居漏水");
    let landed = operator.post("/hotline", &call("true")).await;
    assert_eq!(landed.status, StatusCode::SEE_OTHER, "{}", landed.text());
    operator
        .get(&landed.location.unwrap())
        .await
        .says("已立人民调解")
        .says("河北村");
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get("/matters?q=邻居漏水")
        .await
        .says("河北村民调字");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_and_what_was_typed_is_kept() {
    let city = City::open();
    let mut operator = city.sign_in("operator").await;
    let call = [
        ("idempotency_key", "00000000000000000000000000000ca1"),
        ("act", "answer"),
        ("subject", "<b>欠薪</b>"),
    ];
    let faulty = operator.post("/hotline", &call).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    faulty
        .says("需要改正")
        .says("&lt;b&gt;欠薪")
        .hides("<b>欠薪");
    let odd = operator.post("/hotline", &[("act", "no_such_act")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut mediator = city.sign_in("mediator").await;
    assert_eq!(mediator.get("/hotline").await.status, StatusCode::FORBIDDEN);
}

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

#[tokio::test(flavor = "multi_thread")]
async fn the_unit_complained_of_does_not_see_who_complained() {
    let city = City::open();
    let call = |complained: &str| {
        let mut facts = serde_json::json!({
            "question_kind": "administrative", "subject": "办证被拖延",
            "referral_kind": "other_organ", "referred_to": "市场监管局",
            "undertaking_unit": "market", "caller": "陈来电", "caller_phone": "13900001111",
        });
        if !complained.is_empty() {
            facts["complained_unit"] = complained.into();
        }
        let unit = "justice".to_owned();
        let subject = fadu_office::submission::Subject::New { unit };
        city.done("operator", "hotline_call", subject, "refer_call", &facts)
    };
    let (told, plain) = (call("market"), call(""));
    let address = |number: &str, rest: &str| format!("/matters/{number}{rest}");
    let mut market = city.sign_in("market").await;
    let page = market.get(&address(&told.number, "")).await;
    page.says("办证被拖延")
        .says("对您所在的单位隐去")
        .hides("陈来电")
        .hides("13900001111");
    let order = market
        .get(&address(&told.number, "/documents/referral_order"))
        .await;
    order.hides("陈来电").hides("13900001111");
    let program = format!("/api/v1{}", address(&told.number, ""));
    market.get(&program).await.hides("陈来电");
    let receipt = market.get(&format!("/receipts/{}", told.act.0)).await;
    assert_eq!(receipt.status, StatusCode::FORBIDDEN);
    // Where nobody is complained of, the unit in charge may call back.
    market
        .get(&address(&plain.number, ""))
        .await
        .says("陈来电")
        .says("13900001111");
    let mut operator = city.sign_in("operator").await;
    operator
        .get(&address(&told.number, ""))
        .await
        .says("陈来电")
        .hides("对您所在的单位隐去");
}

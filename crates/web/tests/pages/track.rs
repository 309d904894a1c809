//! `/track`.

use axum::http::StatusCode;
use fadu_office::submission::Subject;
use serde_json::json;

use crate::city::{City, hidden};
use crate::{HOSTILE, apply_for_mediation, is_inert};

async fn enter(city: &City, number: &str, code: &str) -> crate::city::Page {
    city.visitor()
        .post("/track", &[("number", number), ("code", code)])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn number_and_code_open_the_matter_and_nothing_else_does() {
    let city = City::open();
    let (number, code) = apply_for_mediation(&mut city.visitor(), "院墙倒塌争执").await;
    let mut browser = city.visitor();
    let shut = browser.get(&format!("/track/{number}")).await;
    assert_eq!(shut.status, StatusCode::SEE_OTHER, "without a pass");
    let wrong = if code == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    let refused = enter(&city, &number, wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("对不上").hides("陈申请");
    let nowhere = enter(&city, "没有的编号", &code).await;
    nowhere.says("对不上");
    let typed = number.replace('〔', "(").replace('〕', " ) ");
    let opened = browser
        .post("/track", &[("number", &typed), ("code", &code)])
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let page = browser.get(&format!("/track/{number}")).await;
    page.says("已登记")
        .says("申请调解")
        .says("申请人")
        .says("撤回申请")
        .says("凭证：账本第");
    page.says("当事人权利义务告知书");
    let english = browser.get(&format!("/track/{number}?lang=en")).await;
    english
        .says("What can be done now")
        .says("Withdraw the application")
        .says("Applicant");
}

#[tokio::test(flavor = "multi_thread")]
async fn officials_stand_there_by_post_and_not_by_name() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, _) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    let facts = json!({"both_willing": true, "mediators": ["赵调解"]});
    city.done(
        "mediator",
        "mediation",
        Subject::Number(number.clone()),
        "begin",
        &facts,
    );
    let page = browser.get(&format!("/track/{number}")).await;
    page.says("调解中")
        .says("河北村 人民调解员")
        .hides("赵调解");
    page.says("正在计算的期限");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_does_what_a_party_may_and_gets_a_receipt() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, _) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    let address = format!("/track/{number}/withdraw");
    let form = browser.get(&address).await;
    form.says("撤回申请").says("人民调解法");
    let key = hidden(&form.text(), "idempotency_key");
    let entries = [("idempotency_key", key.as_str()), ("stop_reason", "和好了")];
    browser
        .post(&address, &entries)
        .await
        .says("核对填写的内容")
        .says("和好了");
    let sent = [entries[0], entries[1], ("form-step", "send")];
    let done = browser.post(&address, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = browser.get(&done.location.unwrap()).await;
    page.says("已提交：撤回申请")
        .says("未予调解")
        .says("当事人")
        .says("/receipts/1.json");
    // The same act is not open any more, and acts of officials never were.
    let again = browser
        .post(&address, &[("idempotency_key", "x"), ("form-step", "send")])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("没有办理：撤回申请");
    let forbidden = browser.get(&format!("/track/{number}/begin")).await;
    assert_eq!(forbidden.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_opened_by_hand_over_is_followed_with_the_same_code() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, _) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    let on = |act: &str, facts: serde_json::Value| {
        city.done(
            "mediator",
            "mediation",
            Subject::Number(number.clone()),
            act,
            &facts,
        )
    };
    on(
        "begin",
        json!({"both_willing": true, "mediators": ["赵调解"]}),
    );
    on(
        "agree_in_writing",
        json!({
            "agreement": "各修一半", "signed_and_sealed": true, "kind": "neighbour",
            "effective_on": city.office.now().date().to_string(),
        }),
    );
    let done = on(
        "apply_for_confirmation",
        json!({
            "both_apply": true, "court_basis": "domicile", "court_name": "试验市人民法院",
        }),
    );
    let (_, _, confirmation) = done.opened.first().expect("a linked matter");
    let page = browser.get(&format!("/track/{number}")).await;
    page.says("相关事项").says(confirmation).says("司法确认");
    let linked = browser.get(&format!("/track/{confirmation}")).await;
    assert_eq!(linked.status, StatusCode::OK);
    linked.says("司法确认").says("相关事项").says(&number);
    // A pass to the linked matter of another is no use here.
    let mut other = city.visitor();
    apply_for_mediation(&mut other, "另一件事").await;
    let shut = other.get(&format!("/track/{confirmation}")).await;
    assert_eq!(shut.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_for_the_party_alone() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, _) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    let address = format!("/track/{number}/papers/0/rights_notice");
    browser
        .get(&address)
        .await
        .says("陈申请")
        .says("不收取任何费用");
    let shut = city.visitor().get(&address).await;
    assert_eq!(shut.status, StatusCode::SEE_OTHER);
    for nothing in [
        "/papers/0/none",
        "/papers/9/rights_notice",
        "/papers/x/rights_notice",
    ] {
        let page = browser.get(&format!("/track/{number}{nothing}")).await;
        assert!(page.status.is_client_error(), "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_stopped_and_hostile_input_is_inert() {
    let city = City::open();
    let (number, code) = apply_for_mediation(&mut city.visitor(), "院墙倒塌争执").await;
    for hostile in HOSTILE {
        let page = enter(&city, hostile, hostile).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_inert(&page);
    }
    let mut waiting = false;
    for _ in 0..12 {
        let page = enter(&city, &number, "99999999").await;
        waiting |= page.text().contains("试的次数太多");
    }
    assert!(waiting, "ten tries a minute from one address");
    enter(&city, &number, &code).await.says("试的次数太多");
    let empty = enter(&city, "", "").await;
    empty.says("有 2 处需要改正");
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_takes_the_pass_back() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, _) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    assert_eq!(
        browser.get(&format!("/track/{number}")).await.status,
        StatusCode::OK
    );
    browser.post("/track/leave", &[]).await;
    assert_eq!(
        browser.get(&format!("/track/{number}")).await.status,
        StatusCode::SEE_OTHER
    );
}

//! `/apply/{procedure}/{act}`.

use axum::http::StatusCode;

use crate::city::{City, hidden};
use crate::{HOSTILE, apply_for_mediation, is_inert};

const FORM: &str = "/apply/mediation/apply";

#[tokio::test(flavor = "multi_thread")]
async fn the_unit_is_asked_first_and_then_the_form() {
    let city = City::open();
    let mut browser = city.visitor();
    let question = browser.get(FORM).await;
    question
        .says("请哪里办理")
        .says("河东镇")
        .says("unit=north")
        .hides("<form class=\"form\"");
    let form = browser.get("/apply/mediation/apply?unit=north").await;
    form.says("申请人")
        .says("为什么问")
        .says("第 2 步，共 3 步")
        .says("autocomplete=\"tel\"");
    // A unit where nobody sits who could go on with it is not taken.
    browser
        .get("/apply/mediation/apply?unit=market")
        .await
        .says("请哪里办理");
    let english = browser
        .get("/apply/mediation/apply?unit=north&lang=en")
        .await;
    english.says("Applicant").says("Step 2 of 3").says("Check");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_once_and_what_was_typed_is_kept() {
    let city = City::open();
    let mut browser = city.visitor();
    let entries = [
        ("idempotency_key", "k"),
        ("form-unit", "north"),
        ("applicant_phone", "不是电话"),
        ("summary", "院墙"),
    ];
    let page = browser.post(FORM, &entries).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("有 3 处需要改正")
        .says("href=\"#field-applicant\"");
    page.says("value=\"不是电话\"")
        .says("value=\"院墙\"")
        .says("<title>错误：");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_checked_before_they_are_sent_and_can_be_changed() {
    let city = City::open();
    let mut browser = city.visitor();
    let entries = [
        ("idempotency_key", "k"),
        ("form-unit", "north"),
        ("applicant", "陈申请"),
        ("applicant_phone", "13800000000"),
        ("respondent", "褚对方"),
        ("summary", "院墙"),
    ];
    let check = browser.post(FORM, &entries).await;
    check
        .says("核对填写的内容")
        .says("提交：申请调解")
        .says("formaction=");
    assert_eq!(hidden(&check.text(), "respondent"), "褚对方");
    let mut back = entries.to_vec();
    back.extend([("form-step", "send"), ("form-back", "summary")]);
    browser
        .post(FORM, &back)
        .await
        .says("value=\"院墙\"")
        .says("下一步");
    assert_eq!(
        city.office.read(|reader| reader.last_act_id()).unwrap(),
        None,
        "nothing was done"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_gives_number_code_receipt_and_what_comes_next() {
    let city = City::open();
    let mut browser = city.visitor();
    let (number, code) = apply_for_mediation(&mut browser, "院墙倒塌争执").await;
    assert!(number.contains("民调字〔"), "{number}");
    assert_eq!(code.len(), 8, "{code}");
    let told = browser.get("/apply/mediation/apply/done").await;
    told.says("接下来")
        .says("河北村")
        .says("下载凭证")
        .says("/receipts/0.json");
    // Somebody else sees nothing of it.
    let mut other = city.visitor();
    let stranger = other.get("/apply/mediation/apply/done").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_twice_it_counts_once_and_tells_the_same_code() {
    let city = City::open();
    let mut browser = city.visitor();
    let entries = [
        ("idempotency_key", "00112233445566778899aabbccddeeff"),
        ("form-unit", "north"),
        ("applicant", "陈申请"),
        ("applicant_phone", "13800000000"),
        ("respondent", "褚对方"),
        ("summary", "院墙"),
        ("form-step", "send"),
    ];
    let first = browser.post(FORM, &entries).await;
    let once = browser.get("/apply/mediation/apply/done").await.text();
    let second = browser.post(FORM, &entries).await;
    let twice = browser.get("/apply/mediation/apply/done").await.text();
    assert_eq!(
        (first.status, second.status),
        (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
    );
    assert_eq!(crate::code_in(&once), crate::code_in(&twice));
    assert_eq!(
        city.office
            .read(|reader| reader.last_act_id())
            .unwrap()
            .map(|id| id.0),
        Some(0)
    );
    // The same key for something else is not lost in silence.
    let mut other = entries;
    other[5] = ("summary", "另一件事");
    let reused = browser.post(FORM, &other).await;
    assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
    reused.says("已经提交过一次").says("另一件事");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_come_back_as_words() {
    let city = City::open();
    let mut browser = city.visitor();
    for hostile in HOSTILE {
        let entries = [
            ("idempotency_key", hostile),
            ("form-unit", "north"),
            ("applicant", hostile),
            ("applicant_phone", hostile),
            ("respondent", hostile),
            ("summary", hostile),
            ("kind", hostile),
            ("details", hostile),
            ("stage", "archived"),
        ];
        let page = browser.post(FORM, &entries).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        is_inert(&page);
        let (number, _) = apply_for_mediation(&mut browser, hostile).await;
        let followed = browser.get(&format!("/track/{number}")).await;
        assert_eq!(followed.status, StatusCode::OK);
        is_inert(&followed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_open_to_everybody_has_no_page() {
    let city = City::open();
    let mut browser = city.visitor();
    for address in [
        "/apply/mediation/register",
        "/apply/mediation/begin",
        "/apply/none/apply",
        "/apply/mediation/..%2f..%2fetc",
    ] {
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_token_and_past_the_size_nothing_is_taken() {
    let city = City::open();
    let mut browser = city.visitor();
    for address in [
        FORM,
        "/track",
        "/track/leave",
        "/sign-in",
        "/sign-out",
        "/receipts",
    ] {
        let forged = browser.post_forged(address).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{address}");
        forged.says("表单已过期");
    }
    let long = "长".repeat(600_000);
    let entries = [("form-unit", "north"), ("details", long.as_str())];
    let large = browser.post(FORM, &entries).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        city.office.read(|reader| reader.last_act_id()).unwrap(),
        None
    );
}

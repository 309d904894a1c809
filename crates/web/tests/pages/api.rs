//! `/api/v1`: what a program may read is what its account may see on the pages.

use axum::http::StatusCode;

use crate::city::City;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_no_more_than_its_account_sees() {
    let city = City::open();
    let dispute = city.dispute("院墙倒塌争执");
    let matter = format!("/api/v1/matters/{}", encoded(&dispute.number));
    let receipt = format!("/api/v1/acts/{}/receipt", dispute.act.0);
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get(&matter)
        .await
        .says("陈申请")
        .says("院墙倒塌争执");
    mediator.get(&receipt).await.says("陈申请");
    mediator.get("/api/v1/matters").await.says(&dispute.number);
    // The system administrator's post covers every unit, and still opens no matter.
    for login in ["neighbour", "operator", "system", "security", "audit"] {
        let mut other = city.sign_in(login).await;
        for address in [matter.as_str(), receipt.as_str()] {
            let page = other.get(address).await;
            assert!(page.status.is_client_error(), "{login}: {}", page.status);
            page.hides("陈申请").hides("院墙倒塌争执");
        }
        other.get("/api/v1/matters").await.hides("院墙倒塌争执");
    }
    let mut stranger = city.visitor();
    for address in [matter.as_str(), receipt.as_str(), "/api/v1/matters"] {
        assert_eq!(
            stranger.get(address).await.status,
            StatusCode::UNAUTHORIZED,
            "{address}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_with_a_problem() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    for address in [
        "/api/v1/matters?before=x",
        "/api/v1/events?after=99999999999999999999",
        "/api/v1/figures?period=%27",
        "/api/v1/acts/99999999999999999999/receipt",
        "/api/v1/deadline?rule=CR9",
    ] {
        let page = mediator.get(address).await;
        assert!(page.status.is_client_error(), "{address}");
        assert_eq!(page.kind, "application/problem+json", "{address}");
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_key_takes_no_key_of_another_part_of_the_city() {
    let city = City::open();
    let mut visitor = city.visitor();
    for forged in ["import/1/1", "scheme/litigation.lamp/2026-01-01", ""] {
        let entries = [
            ("idempotency_key", forged),
            ("form-unit", "north"),
            ("applicant", "陈申请"),
            ("applicant_phone", "13800000000"),
            ("respondent", "褚对方"),
            ("summary", "院墙倒塌争执"),
            ("form-step", "send"),
        ];
        let sent = visitor.post("/apply/mediation/apply", &entries).await;
        assert!(sent.status.is_client_error(), "{forged}: {}", sent.status);
    }
    assert_eq!(
        city.office.read(|reader| reader.last_act_id()).unwrap(),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_number_has_a_page_that_says_so() {
    let city = City::open();
    let page = city.visitor().get("/acts/99999999999999999999").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.says("没有这个页面");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_again_gives_the_first_receipt_and_for_something_else_a_conflict() {
    let city = City::open();
    let wall = city.office.now();
    let office = city.office.clone();
    let signed = tokio::task::spawn_blocking(move || {
        fadu_office::accounts::sign_in(&office, "mediator", crate::city::PASSWORD, wall)
    });
    let token = signed.await.unwrap().unwrap().unwrap().token;
    let body = |target: &str| {
        format!(
            r#"{{"procedure":"mediation",{target},"act":"register","facts":{{"applicant":"甲",
                "respondent":"乙","summary":"排水","kind":"neighbour"}}}}"#
        )
    };
    let north = body(r#""unit":"north""#);
    let first = city.program(&token, "key-1", &north).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let again = city.program(&token, "key-1", &north).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    again.says("\"repeated\":true");
    for other in [
        body(r#""unit":"nowhere""#),
        body(r#""matter":"没有这个编号""#),
        body(r#""upon":"没有这个编号""#),
        north.replace("排水", "采光"),
        north.replace("mediation", "no_such_procedure"),
    ] {
        let answered = city.program(&token, "key-1", &other).await;
        assert_eq!(answered.status, StatusCode::CONFLICT, "{}", answered.text());
    }
}

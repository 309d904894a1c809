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
    mediator.get(&matter).await.says("陈申请").says("院墙倒塌争执");
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

//! Tracking codes at the desk: handed over with a matter that staff opened, and anew when lost.

#![expect(
    clippy::unwrap_used,
    reason = "a page that cannot be read ends the test"
)]

use axum::http::StatusCode;

use crate::city::{Browser, City, Page, hidden};

const FORM: &str = "/open/mediation/register?unit=north";

/// Opens a matter for a party who came to the desk; gives back its page and its number.
async fn open_for_a_party(desk: &mut Browser<'_>) -> (Page, String) {
    let form = desk.get(FORM).await;
    let key = hidden(&form.text(), "idempotency_key");
    let entries = [
        ("idempotency_key", key.as_str()),
        ("applicant", "陈申请"),
        ("respondent", "褚对方"),
        ("summary", "院墙倒塌争执"),
        ("kind", "neighbour"),
        ("form-step", "send"),
    ];
    let landed = desk.post(FORM, &entries).await;
    assert_eq!(landed.status, StatusCode::SEE_OTHER, "{}", landed.text());
    let address = landed.location.unwrap();
    let page = desk.get(&address).await;
    let number = page.text();
    let number = number.split_once("/code\"").unwrap().0;
    let number = number.rsplit_once("/matters/").unwrap().1.to_owned();
    (page, number)
}

/// Number and code as they stand on the slip.
fn on_slip(page: &Page) -> (String, String) {
    let text = page.text();
    let mut marks = text.split("confirmation-number\">").skip(1);
    let mut next = || marks.next().unwrap().split('<').next().unwrap().to_owned();
    (next(), next().replace(' ', ""))
}

async fn tracks(city: &City, number: &str, code: &str) -> bool {
    let mut party = city.visitor();
    let entries = [("number", number), ("code", code)];
    let entered = party.post("/track", &entries).await;
    entered.status == StatusCode::SEE_OTHER
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_opened_at_the_desk_comes_with_a_code_for_its_party() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    let (page, number) = open_for_a_party(&mut mediator).await;
    page.says("把查询码交给当事人");
    let slip = mediator.get(&format!("/matters/{number}/code")).await;
    slip.says("查进度").says("12348");
    let (shown, code) = on_slip(&slip);
    assert!(tracks(&city, &shown, &code).await);
    let english = mediator
        .get(&format!("/matters/{number}/code?lang=en"))
        .await;
    english.says("The party's code").says("Make a new code");
    // Another person at the desk does not see the code, nor the maker beside another matter.
    let mut town = city.sign_in("town").await;
    let other = town.get(&format!("/matters/{number}/code")).await;
    other.hides("confirmation-number").says("查询码不保存");
    let later = city.dispute("排水沟争执");
    let other = mediator
        .get(&format!("/matters/{}/code", later.number))
        .await;
    other.hides("confirmation-number");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_puts_the_old_one_out_of_use_and_is_audited() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    let (_, number) = open_for_a_party(&mut mediator).await;
    let address = format!("/matters/{number}/code");
    let slip = mediator.get(&address).await;
    let (shown, old) = on_slip(&slip);
    let key = hidden(&slip.text(), "idempotency_key");
    let entries = [("idempotency_key", key.as_str())];
    let given = mediator.post(&address, &entries).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
    let (_, new) = on_slip(&mediator.get(&address).await);
    assert_ne!(old, new);
    assert!(!tracks(&city, &shown, &old).await, "the old code is dead");
    assert!(tracks(&city, &shown, &new).await);
    // Pressed twice it is the same code.
    mediator.post(&address, &entries).await;
    assert!(tracks(&city, &shown, &new).await);
    let mut audit = city.sign_in("audit").await;
    audit
        .get("/audit")
        .await
        .says("发给当事人新的查询码")
        .hides("new_code");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_work_in_the_procedure_give_codes() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let address = format!("/matters/{}/code", done.number);
    let entries = [("idempotency_key", "000000000000000000000000000000c7")];
    for login in ["neighbour", "market", "system", "security", "audit"] {
        let mut other = city.sign_in(login).await;
        let shown = other.get(&address).await;
        assert_eq!(shown.status, StatusCode::FORBIDDEN, "{login}");
        let given = other.post(&address, &entries).await;
        assert_eq!(given.status, StatusCode::FORBIDDEN, "{login}");
    }
    let mut mediator = city.sign_in("mediator").await;
    let keyless = mediator.post(&address, &[("idempotency_key", "x")]).await;
    assert!(keyless.status.is_client_error());
    let missing = mediator.get("/matters/none/code").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

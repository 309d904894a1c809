//! What was erased when its time of keeping was over: the party and the public are told.

use fadu_office::erase_expired::erase_expired;
use fadu_office::party::give_new_code;
use fadu_office::submission::{Answer, Doer, Subject};
use jiff::ToSpan;
use serde_json::json;

use crate::city::City;

const NUMBER: &str = "11010519491231002X";

#[tokio::test(flavor = "multi_thread")]
async fn a_party_reads_what_was_erased_when_and_under_what() {
    let city = City::open();
    let today = city.office.now().date();
    let facts = json!({
        "applicant": "赵某", "phone": "13800000000", "respondent": "河东镇人民政府",
        "act_kind": "penalty", "challenged_act": "处罚决定", "knew_on": today.to_string(),
        "only_one_act": true, "request": ["revoke"], "facts_and_reasons": "事实不清",
        "id_number": NUMBER,
    });
    let subject = Subject::New {
        unit: "justice".into(),
    };
    let applied = city.done("", "reconsideration", subject, "apply", &facts);
    let matter = Subject::Matter(applied.matter);
    let act = "withdraw_application";
    let withdrawn = city.act(Doer::Party, "reconsideration", matter, act, &json!({}));
    assert!(matches!(withdrawn, Answer::Done(_)), "{withdrawn:?}");
    let (office, id) = (city.office.clone(), applied.matter);
    let key = "000000000000000000000000000000e5";
    let code = tokio::task::spawn_blocking(move || {
        let later = office.now().saturating_add(10.years().days(1));
        let erased = office.ask(move |work| erase_expired(work, later));
        assert_eq!(erased.wait().unwrap().fields.len(), 1);
        give_new_code(&office, "mediator", id, key).unwrap()
    });
    let code = code.await.unwrap();
    let mut party = city.visitor();
    let entries = [("number", applied.number.as_str()), ("code", &code)];
    party.post("/track", &entries).await;
    let address = format!("/track/{}", applied.number);
    let page = party.get(&address).await;
    page.says("“公民身份号码”已于")
        .says("保存10年")
        .says("赵某")
        .hides(NUMBER);
    let english = party.get(&format!("{address}?lang=en")).await;
    english.says("keeps it for 10 years").says("art. 47");
    let act = city
        .visitor()
        .get(&format!("/acts/{}", applied.act.0))
        .await;
    act.says("个人信息已依法删除，存证保留");
    let mut audit = city.sign_in("audit").await;
    audit
        .get("/audit")
        .await
        .says("保存期满删除：公民身份号码")
        .says("系统（保存期满）");
}

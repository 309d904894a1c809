//! The desk, a matter, its acts and its papers, as the people of a small city see them.

use super::{City, hidden};
use axum::http::StatusCode;
use fadu_office::submission::{Doer, Subject};
use serde_json::json;

fn matter(number: &str) -> String {
    format!("/matters/{}", fadu_web::address::segment(number))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_what_waits_and_the_matter_what_can_be_done() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut mediator = city.sign_in("mediator").await;
    let desk = mediator.get("/desk").await;
    desk.says(&done.number).says("先办：").says("开始调解");
    let waiting = mediator
        .get("/desk?tab=waiting&procedure=mediation&page=9")
        .await;
    waiting.hides(&done.number);
    let page = mediator.get(&matter(&done.number)).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("现在可以做")
        .says("现在不能做")
        .says("陈申请")
        .says("人民调解法")
        .says("账本第");
    assert!(page.bytes.len() < 100_000, "{} bytes", page.bytes.len());
    let english = mediator
        .get(&format!("{}?lang=en", matter(&done.number)))
        .await;
    english.says("What can be done now").says("Begin mediation");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_goes_through_check_answers_and_lands_on_its_matter() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut mediator = city.sign_in("mediator").await;
    let form = format!("{}/acts/begin", matter(&done.number));
    let page = mediator.get(&form).await;
    page.says("调解员").says("须满足的条件").says("办理日期");
    let key = hidden(&page.text(), "idempotency_key");
    assert_eq!(key.len(), 32);
    let missing = mediator.post(&form, &[("idempotency_key", &key)]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    missing.says("需要改正");
    let filled = [
        ("idempotency_key", key.as_str()),
        ("both_willing", "true"),
        ("mediators", "赵调解"),
    ];
    mediator.post(&form, &filled).await.says("核对填写的内容");
    let mut sent = filled.to_vec();
    sent.push(("form-step", "send"));
    let landed = mediator.post(&form, &sent).await;
    assert_eq!(landed.status, StatusCode::SEE_OTHER);
    let location = landed.location.unwrap();
    mediator.get(&location).await.says("已办理：开始调解");
    // Sent twice it counts once.
    let again = mediator.post(&form, &sent).await;
    assert_ne!(again.status, StatusCode::OK);
    let acts = city
        .office
        .read(|reader| reader.acts_of(done.matter))
        .unwrap();
    assert_eq!(acts.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_act_cites_its_article_and_keeps_what_was_typed() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut mediator = city.sign_in("mediator").await;
    let form = format!("{}/acts/begin", matter(&done.number));
    let entries = [
        ("idempotency_key", "000000000000000000000000000000b1"),
        ("both_willing", "false"),
        ("mediators", "赵调解员"),
    ];
    let refused = mediator.post(&form, &entries).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .says("没有办理：开始调解")
        .says("人民调解法")
        .says("您可以")
        .says("赵调解员");
    // An act whose stage has not come says so before anything is typed.
    let early = mediator
        .get(&format!("{}/acts/agree_in_writing", matter(&done.number)))
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.says("没有办理");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_closed_to_posts_that_do_not_cover_it() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let address = matter(&done.number);
    for login in ["neighbour", "operator", "system", "security", "audit"] {
        let mut browser = city.sign_in(login).await;
        let page = browser.get(&address).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{login}");
        page.hides("陈申请");
        let form = browser.get(&format!("{address}/acts/begin")).await;
        assert_eq!(form.status, StatusCode::FORBIDDEN, "{login}");
        let list = browser.get("/matters").await;
        list.hides(&done.number);
    }
    let mut above = city.sign_in("town").await;
    above.get(&address).await.says("陈申请");
    let mut nobody = city.visitor();
    assert_eq!(nobody.get(&address).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_finds_by_words_and_filters_and_goes_out_as_a_workbook() {
    let city = City::open();
    let wall = city.dispute("院墙倒塌争执");
    let formula = city.dispute("=cmd|' /C calc'!A0");
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get("/matters")
        .await
        .says(&wall.number)
        .says(&formula.number);
    let found = mediator
        .get("/matters?q=院墙&procedure=mediation&light=green")
        .await;
    found.says(&wall.number).hides(&formula.number);
    mediator
        .get("/matters?q=%27%20OR%201=1--&before=x&light=purple&from=never")
        .await
        .says("没有事项");
    let book = mediator.get("/matters.xlsx").await;
    assert!(book.kind.contains("spreadsheetml"), "{}", book.kind);
    let rows = fadu_web::sheet::read(&book.bytes).unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().flatten().any(|cell| cell.starts_with("=cmd")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_explains_itself_and_a_paper_can_be_printed() {
    let city = City::open();
    let facts = json!({
        "question_kind": "labour", "subject": "欠薪", "question": "三个月工资", "caller": "陈来电",
    });
    let subject = Subject::New {
        unit: "justice".into(),
    };
    let done = city.done("operator", "hotline_call", subject, "take_message", &facts);
    let mut operator = city.sign_in("operator").await;
    operator
        .get("/desk")
        .await
        .says(&done.number)
        .says("正常")
        .says("工作日");
    let page = operator.get(&matter(&done.number)).await;
    page.says("这个日期怎么算出来的").says("起算日");
    let clock = operator
        .get(&format!("{}/clocks/forwarding", matter(&done.number)))
        .await;
    clock.says("起算日").says("本地工作目标");
    assert_eq!(
        operator
            .get(&format!("{}/clocks/none", matter(&done.number)))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let referred = json!({ "referral_kind": "police", "referred_to": "市公安局" });
    city.done(
        "operator",
        "hotline_call",
        Subject::Matter(done.matter),
        "refer",
        &referred,
    );
    let page = operator.get(&matter(&done.number)).await;
    page.says("转办单");
    let paper = operator
        .get(&format!(
            "{}/documents/referral_order",
            matter(&done.number)
        ))
        .await;
    paper.says("市公安局：").says("欠薪").says("核验");
    // The same paper as a file, with a number of its own and a code.
    paper.says("号之一").says("referral_order.docx?act=");
    let file = operator
        .get(&format!(
            "{}/documents/referral_order/referral_order.docx",
            matter(&done.number)
        ))
        .await;
    assert!(file.bytes.starts_with(b"PK"), "{:?}", file.status);
    let stranger = city
        .visitor()
        .get(&format!(
            "{}/documents/referral_order/referral_order.docx",
            matter(&done.number)
        ))
        .await;
    assert!(
        stranger
            .location
            .is_some_and(|to| to.starts_with("/sign-in"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_stand_on_the_page_of_their_matter() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let facts = json!({ "both_willing": false, "mediators": ["赵调解"] });
    let subject = Subject::Matter(done.matter);
    city.act(
        Doer::Account("mediator".into()),
        "mediation",
        subject,
        "begin",
        &facts,
    );
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get(&matter(&done.number))
        .await
        .says("未准许的办理")
        .says("明确拒绝");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_opened_in_a_unit_of_ones_own() {
    let city = City::open();
    let mut mediator = city.sign_in("town").await;
    mediator
        .get("/open/mediation/register")
        .await
        .says("先选由哪个单位办理")
        .says("河南村");
    let form = "/open/mediation/register?unit=south";
    mediator.get(form).await.says("申请人").says("河南村");
    let entries = [
        ("idempotency_key", "000000000000000000000000000000c1"),
        ("applicant", "<script>alert(1)</script>"),
        ("respondent", "乙"),
        ("summary", "排水"),
        ("kind", "neighbour"),
        ("form-step", "send"),
    ];
    let landed = mediator.post(form, &entries).await;
    assert_eq!(landed.status, StatusCode::SEE_OTHER, "{}", landed.text());
    let page = mediator.get(&landed.location.unwrap()).await;
    page.says("已办理")
        .says("&lt;script&gt;")
        .hides("<script>alert");
    let mut other = city.sign_in("operator").await;
    assert_eq!(other.get(form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        other.get("/open/nothing/x").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_at_work_who_goes_astray_stays_at_the_desk() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut neighbour = city.sign_in("neighbour").await;
    let matter = neighbour.get(&format!("/matters/{}", done.number)).await;
    assert_eq!(matter.status, StatusCode::FORBIDDEN);
    matter.says("/sign-out").says("回到待办");
    let nothing = neighbour.get("/no-such-page").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    nothing.says("/sign-out").says("没有这个页面");
    let stranger = city.visitor().get("/no-such-page").await;
    stranger.says("回到首页").hides("/sign-out");
}

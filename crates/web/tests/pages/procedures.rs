//! `/procedures`.

use axum::http::StatusCode;
use fadu_kernel::procedure::Procedure;

use crate::both;
use crate::city::City;

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_says_who_acts_from_where_on_which_article() {
    let city = City::open();
    let (list, english) = both(&city, "/procedures").await;
    list.says("人民调解").says("行政复议");
    english.says("People's mediation");
    let (page, english) = both(&city, "/procedures/mediation").await;
    page.says("申请调解")
        .says("已登记")
        .says("主要依据")
        .says("文书");
    english.says("Apply for mediation").says("How it goes");
    let (act, english) = both(&city, "/procedures/mediation/acts/apply_for_confirmation").await;
    act.says("须符合的条件")
        .says("人民调解法")
        .says("否则不予办理")
        .says("司法确认")
        .says("期限");
    english.says("What must hold").says("Otherwise refused");
    let (clocks, english) = both(&city, "/procedures/mediation/clocks").await;
    clocks.says("多长").says("从哪天算").says("30日");
    english.says("30 days");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_written_yet_is_listed_with_its_article_and_reason() {
    let city = City::open();
    let packs = &city.office.rules.packs;
    let all: usize = packs.procedures.iter().map(|law| law.unwritten.len()).sum();
    let (page, english) = both(&city, "/unwritten").await;
    page.says(&format!("<strong class=\"figures\">{all}</strong> 条"));
    for law in packs.procedures.iter() {
        for one in &law.unwritten {
            page.says(&law.title.zh)
                .says(&one.says.zh)
                .says(&one.reason.zh);
        }
    }
    english.says("Why: ").says("provisions");
    let (list, _) = both(&city, "/procedures").await;
    list.says("href=\"/unwritten\"")
        .says(&format!("{all} 条规定还没有写进系统"));
    // A law's page leads to its own provisions and to no others.
    let law = "/statutes/%E6%B2%BB%E5%AE%89%E7%AE%A1%E7%90%86%E5%A4%84%E7%BD%9A%E6%B3%95";
    let (statute, _) = both(&city, law).await;
    statute.says("条规定还没有写进系统").says("/unwritten?law=");
    let (own, _) = both(
        &city,
        "/unwritten?law=%E6%B2%BB%E5%AE%89%E7%AE%A1%E7%90%86%E5%A4%84%E7%BD%9A%E6%B3%95",
    )
    .await;
    own.says("人身检查和生物样本采集").hides("委托处罚");
    let mut browser = city.visitor();
    let unknown = browser.get("/unwritten?law=none").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_every_procedure_opens_and_stays_light() {
    let city = City::open();
    let mut browser = city.visitor();
    let laws: Vec<Procedure> = city.office.rules.packs.procedures.iter().cloned().collect();
    for law in &laws {
        let base = format!("/procedures/{}", law.id);
        let version = format!("version={}", law.in_force);
        let pages = [
            format!("{base}?{version}"),
            format!("{base}/clocks?{version}&lang=en"),
        ];
        let acts = law
            .acts
            .iter()
            .map(|act| format!("{base}/acts/{}?{version}", act.id));
        for address in pages.into_iter().chain(acts) {
            let page = browser.get(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            assert!(
                page.bytes.len() < 100_000,
                "{address} has {} bytes",
                page.bytes.len()
            );
        }
    }
    assert_eq!(
        browser.get("/procedures/none").await.status,
        StatusCode::NOT_FOUND
    );
    let never = browser
        .get("/procedures/mediation?version=1990-01-01")
        .await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
}

//! `/statutes`.

use axum::http::StatusCode;

use crate::city::City;
use crate::{HOSTILE, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn a_law_is_found_with_its_versions_and_articles() {
    let city = City::open();
    let (chinese, english) = both(&city, "/statutes").await;
    chinese.says("人民调解法").says("行政法规");
    english.says("People's Mediation Law");
    let (found, _) = both(&city, "/statutes?q=复议").await;
    found.says("行政复议法").hides("中华人民共和国人民调解法");
    let (law, english) = both(&city, "/statutes/行政复议法").await;
    law.says("历次版本")
        .says("2024年1月1日")
        .says("第三十条")
        .says("没有安装");
    english
        .says("Administrative Reconsideration Law")
        .says("art. 30");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_says_what_rests_on_it_and_that_its_text_is_not_installed() {
    let city = City::open();
    let (chinese, english) = both(&city, "/statutes/人民调解法/17").await;
    chinese
        .says("条文没有安装")
        .says("以这一条为依据的")
        .says("申请调解")
        .says("SHA-256");
    chinese.says("/procedures/mediation/acts/apply");
    english
        .says("The text is not installed")
        .says("Apply for mediation");
    let old = city
        .visitor()
        .get("/statutes/行政复议法/30?on=2020-01-01")
        .await;
    old.says("不是现行版本").says("行政复议");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_has_no_page() {
    let city = City::open();
    let mut browser = city.visitor();
    for address in [
        "/statutes/没有这部法",
        "/statutes/人民调解法/999",
        "/statutes/人民调解法/0",
        "/statutes/人民调解法/x",
        "/statutes/..%2f..%2fetc%2fpasswd",
    ] {
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
    for hostile in HOSTILE {
        let hostile = fadu_web::address::query_value(hostile);
        let page = browser.get(&format!("/statutes?q={hostile}")).await;
        page.says("没有找到");
        is_inert(&page);
    }
}

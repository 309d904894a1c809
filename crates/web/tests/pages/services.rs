//! `/services`.

use axum::http::StatusCode;

use crate::city::City;
use crate::{HOSTILE, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_leads_to_the_procedure_and_to_its_form() {
    let city = City::open();
    let (chinese, english) = both(&city, "/services").await;
    chinese
        .says("您遇到了什么事")
        .says("和邻居、家人、单位或他人有纠纷")
        .says("/services/mediation");
    english
        .says("What happened to you?")
        .says("A dispute with a neighbour");
    let (page, english) = both(&city, "/services/mediation").await;
    page.says("任何人")
        .says("不收费")
        .says("要准备什么")
        .says("多久有结果")
        .says("人民调解法");
    page.says("开始申请").says("/apply/mediation/apply");
    english
        .says("Free of charge")
        .says("How long it takes")
        .says("Begin");
    let (page, _) = both(&city, "/services/reconsideration").await;
    page.says("五").says("也可以这样申请");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_needs_procedures_and_statutes() {
    let city = City::open();
    let mut browser = city.visitor();
    browser.get("/services?q=邻居").await.says("人民调解");
    browser
        .get("/services?q=复议")
        .await
        .says("/services/reconsideration")
        .says("/statutes/");
    city.visitor()
        .get("/services?q=penalty&lang=en")
        .await
        .says("Administrative reconsideration");
    for hostile in HOSTILE {
        let hostile = fadu_web::address::query_value(hostile);
        let page = browser.get(&format!("/services?q={hostile}")).await;
        page.says("没有找到");
        is_inert(&page);
    }
    for nothing in ["/services/none", "/services/judicial_confirmation"] {
        assert_eq!(browser.get(nothing).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_of_the_place_is_told_apart_from_time_limits_of_the_law() {
    let city = City::open();
    let (page, english) = both(&city, "/services/mediation").await;
    page.says("本地的工作目标").says("法律没有规定").says("30");
    english.says("Targets of this place");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_need_stands_under_what_happened() {
    use fadu_kernel::procedure::About;
    let city = City::open();
    let rules = &city.office.rules;
    for law in rules.packs.procedures.each_newest() {
        if let Some(entry) = &law.entry {
            assert_ne!(entry.about, About::Other, "{} says no about", law.id);
        }
    }
    let (chinese, english) = both(&city, "/services").await;
    chinese.says("有了纠纷，受了侵害").says("<details");
    english.says("A dispute, or somebody was wronged");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_means_test_is_told_before_anybody_applies() {
    let city = City::open();
    let standard = &city.office.rules.packs.parameters["legal_aid.hardship_yuan"];
    let standard = format!("{}</strong>", standard.value);
    let (page, english) = both(&city, "/services/legal_aid").await;
    page.says("先看要符合什么条件")
        .says("经济困难标准：家庭月人均收入（元）")
        .says(&standard);
    page.says("免予核查人员")
        .says("进城务工人员")
        .says("不受限制情形");
    page.says("家庭月人均收入高于本地经济困难标准");
    english
        .says("How it is decided")
        .says("Hardship: monthly income a head, in yuan")
        .says("Victim of abuse, desertion or domestic violence");
    let (page, _) = both(&city, "/services/reconsideration").await;
    page.says("才能“受理”").says("《行政复议法》第三十条");
}

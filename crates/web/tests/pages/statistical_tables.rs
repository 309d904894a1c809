//! Statistical tables: filled in, opened cell by cell, and taken away as CSV.

use axum::http::StatusCode;

use super::both;
use crate::city::City;

fn period(city: &City) -> String {
    let today = city.office.now().date();
    format!("{}-Q{}", today.year(), (today.month() + 2) / 3)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_opens_to_its_figure_and_to_the_acts_behind_it() {
    let city = City::open();
    city.dispute("院墙倒塌争执");
    let period = period(&city);
    let address = format!("/tables/mediation.by_level?period={period}");
    let (page, english) = both(&city, &address).await;
    page.says("村（社区）级")
        .says("登记件数")
        .says("每一层级只计本级自己办理的");
    english.says("Villages").says("Registered");
    let cell = format!("/figures/mediation.registered?period={period}&amp;level=village\">1</a>");
    page.says(&cell);
    let townships = cell.replace("village", "township").replace(">1<", ">0<");
    page.says(&townships);
    let mut visitor = city.visitor();
    let figure = format!("/figures/mediation.registered?period={period}&level=village");
    visitor
        .get(&figure)
        .await
        .says("村（社区）级，各计本级")
        .says("计入的行为")
        .says("/acts/0");
    let figure = figure.replace("village", "township");
    visitor.get(&figure).await.says("本期没有计入的行为");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_narrows_to_a_class_and_to_a_place() {
    let city = City::open();
    city.dispute("院墙倒塌争执");
    let mut visitor = city.visitor();
    let period = period(&city);
    let by_kind = format!("/tables/mediation.by_kind?period={period}");
    visitor
        .get(&by_kind)
        .await
        .says("邻里")
        .says("class=neighbour")
        .says("合计")
        .says("—");
    let narrowed = format!("/figures/mediation.leads?period={period}&class=neighbour");
    visitor.get(&narrowed).await.says("，邻里，");
    let here = format!("/tables/mediation.by_level?period={period}&place=town");
    visitor
        .get(&here)
        .await
        .says("level=village&amp;place=town\">1</a>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_comes_as_csv_and_says_what_it_is_asked_for() {
    let city = City::open();
    city.dispute("院墙倒塌争执");
    let mut visitor = city.visitor();
    visitor
        .get("/tables")
        .await
        .says("统计报表")
        .says("/tables/litigation.yearly");
    let period = period(&city);
    let csv = visitor
        .get(&format!(
            "/tables/mediation.by_level/table.csv?period={period}"
        ))
        .await;
    assert_eq!(csv.kind, "text/csv; charset=utf-8");
    csv.says("\u{feff}")
        .says("\"村（社区）级\",\"0\",\"1\",\"0\"");
    let wrong = visitor
        .get("/tables/mediation.by_level?period=2022-05")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("这是季报");
    for address in [
        "/tables/nothing",
        "/tables/mediation.by_level?place=nowhere",
        "/tables/%3Cscript%3E",
    ] {
        let page = visitor.get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_the_packs_fills_in_an_empty_city() {
    let city = City::open();
    let tables = city.office.rules.packs.tables_in_use();
    for table in tables {
        both(&city, &format!("/tables/{}", table.id)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_of_which_nothing_is_counted_are_left_out_and_can_be_listed() {
    let city = City::open();
    let mut visitor = city.visitor();
    let address = "/tables/litigation.by_organ";
    let page = visitor.get(address).await;
    page.says("行各项均为零，没有列出").hides("place=market");
    let all = visitor.get(&format!("{address}?empty=1")).await;
    all.says("place=market").hides("没有列出");
}

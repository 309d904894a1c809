//! Small numbers of work with sensitive data: withheld from the public on pages, in the API and in
//! files, with what would give them away; not from staff whose post covers the work.

#![expect(
    clippy::unwrap_used,
    reason = "a page that cannot be read ends the test"
)]

use axum::http::StatusCode;
use jiff::civil::{DateTime, date};
use serde_json::json;

use crate::city::City;

const FIGURE: &str = "corrections.talks";

/// Two talks in the town and nine in the bureau, in the spring of last year.
fn city_with_talks() -> (City, i16) {
    let city = City::open();
    let year = city.office.now().year() - 1;
    let at = |month: i8, day: i8| -> DateTime { date(year, month, day).at(10, 0, 0, 0) };
    let talk = |login: &str, unit: &str, at: DateTime| {
        let facts = json!({ "audience": "corrections" });
        city.done_at(login, at, ("talk", "hold", unit), &facts);
    };
    for day in 1..=2 {
        talk("town_corrections", "town", at(3, day));
    }
    for day in 1..=9 {
        talk("corrections", "justice", at(4, day));
    }
    (city, year)
}

fn value(city_page: &str) -> String {
    let after = city_page.split_once("figure-value\"><strong>").unwrap().1;
    after.split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_the_year_and_no_breakdown_that_gives_a_small_number_away() {
    let (city, year) = city_with_talks();
    let mut visitor = city.visitor();
    let mut shown = async |query: &str| {
        let page = visitor.get(&format!("/figures/{FIGURE}?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.hides("/acts/1\"").says("计入的行为不逐件列出");
        value(&page.text())
    };
    assert_eq!(shown(&format!("period={year}")).await, "11");
    for query in [
        format!("period={year}&place=town"),
        format!("period={year}&place=justice"),
        format!("period={year}-03"),
        format!("period={year}-04"),
        format!("period={year}-Q1"),
        format!("period={year}-01..{year}-11&place=town"),
        format!("period={year}-04&place=justice"),
        format!("period={}", year + 1),
    ] {
        assert_eq!(shown(&query).await, "※", "{query}");
    }
    assert_eq!(shown(&format!("period={year}-05")).await, "0");
    assert_eq!(shown(&format!("period={year}&place=market")).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_whose_post_covers_the_work_see_every_number() {
    let (city, year) = city_with_talks();
    let town = format!("/figures/{FIGURE}?period={year}-03&place=town");
    let mut officer = city.sign_in("town_corrections").await;
    let page = officer.get(&town).await;
    assert_eq!(value(&page.text()), "2");
    page.says("计入的行为");
    // Of the rest of the city the officer sees what the public sees.
    let bureau = format!("/figures/{FIGURE}?period={year}-04&place=justice");
    assert_eq!(value(&officer.get(&bureau).await.text()), "※");
    for login in ["mediator", "system", "audit", "chief"] {
        let mut other = city.sign_in(login).await;
        assert_eq!(value(&other.get(&town).await.text()), "※", "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_and_the_acts_themselves_tell_no_more_than_the_pages() {
    let (city, year) = city_with_talks();
    let mut visitor = city.visitor();
    let address = format!("/api/v1/figures?period={year}&place=town");
    let figures: serde_json::Value =
        serde_json::from_slice(&visitor.get(&address).await.bytes).unwrap();
    let list = figures["figures"].as_array().unwrap();
    let talks = list.iter().find(|one| one["id"] == FIGURE).unwrap();
    assert_eq!(talks["value"], json!(null));
    assert_eq!(talks["withheld"], json!("small"));
    let acts = format!("/api/v1/figures/{FIGURE}/acts?period={year}");
    assert_eq!(visitor.get(&acts).await.status, StatusCode::FORBIDDEN);
    visitor.get("/api/v1/events").await.hides("\"talk\"");
    let act = visitor.get("/acts/0").await;
    act.says("不公开的行为")
        .hides("单独约谈")
        .hides("河东镇")
        .hides(&year.to_string());
    let mut officer = city.sign_in("town_corrections").await;
    officer.get("/acts/0").await.says("登记约谈").says("河东镇");
    officer.get("/api/v1/events").await.says("\"talk\"");
    let list: serde_json::Value =
        serde_json::from_slice(&officer.get(&address).await.bytes).unwrap();
    let list = list["figures"].as_array().unwrap();
    let talks = list.iter().find(|one| one["id"] == FIGURE).unwrap();
    assert_eq!(talks["value"], json!("2"));
}

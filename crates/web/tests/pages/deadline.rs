//! `/deadline`.

use crate::city::City;
use crate::{HOSTILE, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_counted_day_by_day_with_its_articles() {
    let city = City::open();
    let (chinese, english) = both(&city, "/deadline").await;
    chinese.says("期限计算器").says("例子").says("七种算法");
    english.says("Deadline calculator");
    // Five working days across the Spring Festival of 2024, with the Sundays worked in exchange.
    let address = "/deadline?from=2024-02-07&length=5&way=workday";
    let (chinese, english) = both(&city, address).await;
    chinese
        .says("到期日")
        .says("2024年2月20日（周二）")
        .says("行政复议法")
        .says("2024-02-18");
    english.says("It ends on").says("Tuesday 20 February 2024");
    // Months without the day end with the month.
    let (months, _) = both(&city, "/deadline?from=2024-08-31&length=6&way=month").await;
    months.says("2025年2月28日（周五）");
    let (hours, _) = both(
        &city,
        "/deadline?from=2024-05-01%2009:30&length=24&way=hour",
    )
    .await;
    hours.says("2024年5月2日（周四）09:30");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_counted_is_said_and_kept() {
    let city = City::open();
    let mut browser = city.visitor();
    let page = browser.get("/deadline?from=昨天&length=0&way=moon").await;
    page.says("有 3 处需要改正")
        .says("value=\"昨天\"")
        .says("<title>错误：");
    for length in ["-1", "99999999999999999999", "1.5", "11001"] {
        let page = browser
            .get(&format!(
                "/deadline?from=2024-01-01&length={length}&way=day"
            ))
            .await;
        page.says("有 1 处需要改正");
    }
    for hostile in HOSTILE {
        let hostile = fadu_web::address::query_value(hostile);
        let page = browser
            .get(&format!(
                "/deadline?from={hostile}&length={hostile}&way={hostile}"
            ))
            .await;
        is_inert(&page);
    }
    // The far end of what dates can hold.
    browser
        .get("/deadline?from=2200-12-31&length=30&way=year")
        .await;
}

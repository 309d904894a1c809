//! `/published`.

use fadu_office::submission::Subject;
use serde_json::json;

use crate::city::City;
use crate::{HOSTILE, both, is_inert};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_published_says_what_would_appear() {
    let city = City::open();
    let (chinese, english) = both(&city, "/published").await;
    chinese.says("现在没有公开的内容");
    english.says("Nothing is published now");
    let mut browser = city.visitor();
    for hostile in HOSTILE {
        let hostile = fadu_web::address::query_value(hostile);
        let address = format!("/published?q={hostile}&kind={hostile}&before={hostile}");
        is_inert(&browser.get(&address).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_procedure_publishes_is_shown_with_its_article_and_nothing_else() {
    let city = City::open();
    let facts = json!({
        "site_name": "<b>河东</b>公共法律服务工作站", "site_kind": "station", "level": "township",
        "hours": "周一至周五",
    });
    let subject = Subject::New {
        unit: "town".into(),
    };
    city.done("register", "service_site", subject, "open_site", &facts);
    let (chinese, english) = both(&city, "/published").await;
    chinese
        .says("&lt;b&gt;河东&lt;/b&gt;公共法律服务工作站")
        .says("周一至周五");
    chinese
        .says("《法律援助法》")
        .says("共 1 条")
        .hides("吴台账");
    english.says("Station").says("1 in all");
    let mut browser = city.visitor();
    browser.get("/published?q=河东").await.says("工作站");
    browser
        .get("/published?q=河西")
        .await
        .says("现在没有公开的内容");
    browser.get("/published?kind=sites").await.says("工作站");
}

//! `/published`.

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

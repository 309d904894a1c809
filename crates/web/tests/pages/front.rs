//! `/` and `/gallery`.

use crate::both;
use crate::city::City;

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_says_what_can_be_done_in_both_languages() {
    let city = City::open();
    let (chinese, english) = both(&city, "/").await;
    chinese
        .says("试验市法治服务")
        .says("您遇到了什么事")
        .says("/track")
        .says("/deadline");
    chinese.says("tel:12348").says("lang=\"zh-Hans\"");
    english
        .says("What happened to you?")
        .says("lang=\"en\"")
        .says("Sign in for staff");
    assert_eq!(chinese.text().matches("<h1").count(), 1);
    both(&city, "/gallery").await.0.says("部件");
}

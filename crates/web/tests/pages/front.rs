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

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_forgets_who_used_it() {
    let city = City::open();
    let mut device = city.visitor();
    device.get("/kiosk").await.says("结束并清除");
    device.get("/services").await.says("结束并清除");
    device.get("/services?lang=en").await.says("End and wipe");
    let sent = device.post("/kiosk/end", &[]).await;
    assert_eq!(sent.location.as_deref(), Some("/kiosk"));
    for name in ["pass", "told", "session", "lang", "csrf"] {
        assert_eq!(device.cookie(name), "", "{name} is left");
    }
}

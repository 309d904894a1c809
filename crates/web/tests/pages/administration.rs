//! Units, accounts and the audit: three administrators, none of whom can do another's work.

use fadu_office::submission::Subject;
use serde_json::json;

use super::{City, Page};
use axum::http::StatusCode;

/// The password on the page that shows it once.
fn password(page: &Page) -> String {
    let text = page.text();
    let rest = text
        .split_once("confirmation-number\">")
        .map_or("", |(_, rest)| rest);
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_the_three_can_open_anothers_page_or_any_matter() {
    let city = City::open();
    let pages = [
        ("system", "/units"),
        ("security", "/accounts"),
        ("audit", "/audit"),
    ];
    for (login, own) in pages {
        let mut browser = city.sign_in(login).await;
        for (_, page) in pages {
            let status = browser.get(page).await.status;
            let want = if page == own {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(status, want, "{login} on {page}");
        }
        // The desk leads an administrator to the page that is theirs.
        let desk = browser.get("/desk").await;
        assert_eq!(desk.location.as_deref(), Some(own), "{login}");
        for page in [
            "/matters",
            "/matters.xlsx",
            "/lights",
            "/registers",
            "/import",
            "/hotline",
        ] {
            assert_eq!(
                browser.get(page).await.status,
                StatusCode::FORBIDDEN,
                "{login} on {page}"
            );
        }
    }
    let mut mediator = city.sign_in("mediator").await;
    for (_, page) in pages {
        assert_eq!(
            mediator.get(page).await.status,
            StatusCode::FORBIDDEN,
            "mediator on {page}"
        );
        let sent = mediator.post(page, &[]).await;
        assert!(!sent.status.is_success(), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_opens_with_a_password_for_one_log_in() {
    let city = City::open();
    let mut security = city.sign_in("security").await;
    let new = [
        ("login", "new.person"),
        ("name", "何新人"),
        ("role", "mediator"),
        ("unit", "south"),
        ("from_on", "2020-01-01"),
    ];
    let told = security.post("/accounts", &new).await;
    assert_eq!(told.status, StatusCode::OK);
    let first = password(&told);
    assert_eq!(first.len(), 14, "{}", told.text());
    security
        .get("/accounts")
        .await
        .says("何新人")
        .says("待改密码")
        .hides(&first);
    let again = security.post("/accounts", &new).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("已经使用").says("何新人");
    let account = city
        .office
        .read(|reader| reader.account_by_login("new.person"))
        .unwrap()
        .unwrap();
    let address = format!("/accounts/{}", account.id);
    // Beside a post in the work nobody administers.
    let apart = [
        ("do", "give_post"),
        ("role", "audit_administrator"),
        ("unit", "city"),
        ("from_on", "2026-01-01"),
    ];
    security.post(&address, &apart).await.says("三员分立");
    let ended = [("do", "end_post"), ("role", "mediator"), ("unit", "south")];
    assert_eq!(
        security.post(&address, &ended).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        security.post(&address, &[("do", "disable")]).await.status,
        StatusCode::SEE_OTHER
    );
    security.get(&address).await.says("停用");
    let own = security
        .post("/accounts/security", &[("do", "reset")])
        .await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    own.says("不能改自己的账号");
    let mut audit = city.sign_in("audit").await;
    audit
        .get("/audit")
        .await
        .says("开设账号")
        .says("停用账号")
        .says("王安全");
    audit.get("/audit?tab=sign-ins").await.says("王安全");
    audit.get("/audit?tab=ledger").await.says("检查点");
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_added_renamed_and_ended_with_their_history() {
    let city = City::open();
    let mut system = city.sign_in("system").await;
    system.get("/units").await.says("河北村").says("新设单位");
    let new = [
        ("id", "west"),
        ("name_zh", "河西村"),
        ("name_en", "Hexi Village"),
        ("short", "河西村"),
        ("kind", "village"),
        ("parent", "town"),
        ("from_on", "2026-01-01"),
    ];
    let added = system.post("/units", &new).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    system
        .post("/units", &new)
        .await
        .says("已经使用")
        .says("河西村");
    let renamed = [
        ("do", "rename"),
        ("name_zh", "河西社区"),
        ("name_en", "Hexi"),
        ("short", "河西"),
    ];
    assert_eq!(
        system.post("/units/west", &renamed).await.status,
        StatusCode::SEE_OTHER
    );
    system
        .get("/units/west")
        .await
        .says("由“河西村”（河西村）改名为“河西社区”")
        .says("设立");
    let taken = [
        ("do", "rename"),
        ("name_zh", "河西社区"),
        ("name_en", "Hexi"),
        ("short", "河东"),
    ];
    system.post("/units/west", &taken).await.says("编号会重复");
    let held = [("do", "end"), ("until_on", "2026-06-30"), ("successor", "")];
    system.post("/units/town", &held).await.says("仍然存在");
    let merged = [
        ("do", "end"),
        ("until_on", "2026-06-30"),
        ("successor", "south"),
    ];
    assert_eq!(
        system.post("/units/west", &merged).await.status,
        StatusCode::SEE_OTHER
    );
    system.get("/units/west").await.says("并入“河南村”");
    assert!(
        city.office
            .rules
            .units()
            .get("west")
            .unwrap()
            .until_on
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_unit_is_refused_in_words() {
    let city = City::open();
    let mut system = city.sign_in("system").await;
    let hostile = [
        ("id", "../x"),
        ("name_zh", "<b>x</b>"),
        ("name_en", "x"),
        ("short", "x"),
        ("kind", "village"),
        ("parent", "town"),
        ("from_on", "2026-01-01"),
    ];
    system
        .post("/units", &hostile)
        .await
        .says("单位代码须为")
        .hides("<b>x</b>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_moves_its_days_on_and_shows_what_the_law_drew() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    mediator.get("/demo/time").await.says("推进日期");
    for wrong in ["0", "-3", "1000", "x", ""] {
        let page = mediator.post("/demo/time", &[("days", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let before = city.office.now().date();
    let moved = mediator.post("/demo/time", &[("days", "40")]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    mediator
        .get(&moved.location.unwrap())
        .await
        .says("已推进 40 日");
    assert!(city.office.now().date() > before);
    let mut nobody = city.visitor();
    assert_eq!(nobody.get("/demo/time").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_sensitive_data_is_logged_and_closed_to_posts_without_a_part_in_it() {
    let city = City::open();
    let facts = json!({
        "person_code": "J-0001", "person_name": "韩某某", "kind": "suspended",
        "deciding_body": "试验市人民法院", "term_from": "2025-01-01", "term_until": "2027-01-01",
        "office_unit": "town",
    });
    let subject = Subject::New {
        unit: "justice".into(),
    };
    let done = city.done("corrections", "correction", subject, "enter", &facts);
    let address = format!("/matters/{}", fadu_web::address::segment(&done.number));
    let mut audit = city.sign_in("audit").await;
    audit.get("/audit").await.hides("查看敏感信息");
    let mut officer = city.sign_in("corrections").await;
    officer.get(&address).await.says("韩某某");
    audit
        .get("/audit")
        .await
        .says("查看敏感信息")
        .says("蒋矫正")
        .says(&done.number);
    // A post over the unit without a part in the procedure sees nothing of it at all.
    let mut chief = city.sign_in("chief").await;
    assert_eq!(chief.get(&address).await.status, StatusCode::FORBIDDEN);
    chief.get("/matters").await.hides("J-0001");
    let dispute = city.dispute("院墙倒塌争执");
    let outline = chief
        .get(&format!(
            "/matters/{}",
            fadu_web::address::segment(&dispute.number)
        ))
        .await;
    outline
        .says("院墙倒塌争执")
        .says("不显示")
        .hides("陈申请")
        .hides("13800000000");
}

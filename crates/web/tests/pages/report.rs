//! `/report` and `/desk/report`: a year's report from the order to the public page.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions the tests share also stop at a fault"
)]

use fadu_office::submission::{Answer, Doer, Subject, Submission};
use fadu_store::MatterFilter;
use jiff::ToSpan;
use serde_json::{Value as Json, json};

use crate::city::City;
use crate::{HOSTILE, both, is_inert};

const ROUND: &str = "report-round";
const RESULTS: &str =
    "（一）组织领导\n布置{figure:annual_report.contributions_asked}家单位报送材料。";

/// Does an act now; `order` opens the round.
fn tell(city: &City, login: &str, subject: Subject, act: &str, facts: &Json) -> String {
    let (procedure, act) = act.split_once('.').unwrap();
    let key = format!("{ROUND}-{act}-{login}-{subject:?}");
    let submission = Submission {
        key: if act == "order" { ROUND.into() } else { key },
        procedure: procedure.into(),
        subject,
        act: act.into(),
        at: city.office.now(),
        doer: Doer::Account(login.into()),
        facts: serde_json::from_value(facts.clone()).unwrap(),
    };
    match city.office.submit(submission).wait().unwrap() {
        Answer::Done(done) => done.number,
        Answer::Refused(refusal) => panic!("{act}: {}", refusal.words.en),
    }
}

/// The year that the round reports on.
fn year(city: &City) -> String {
    let filter = MatterFilter {
        procedure: Some("report_round".into()),
        ..MatterFilter::default()
    };
    let rounds = city.office.read(|reader| reader.matters(&filter, None, 1));
    let round = rounds.unwrap().items.pop().unwrap();
    let matter = city.office.read(|reader| reader.matter(round.id));
    let year = matter.unwrap().unwrap().fields["report_year"].as_integer();
    year.unwrap().to_string()
}

/// The parts fall due in ten days, always before the March that follows the year.
fn order(city: &City) -> String {
    let due = city.office.now().date().saturating_add(10.days());
    let facts = json!({
        "report_title": "试验市法治政府建设年度报告", "report_year": city.office.now().year(),
        "contribution_due": due.to_string(), "model_area": false,
        "responsible_units": ["market", "town"],
    });
    let subject = Subject::New {
        unit: "city".into(),
    };
    tell(city, "coordinator", subject, "report_round.order", &facts)
}

fn contribution(unit: &str) -> Subject {
    Subject::OpenedIn {
        key: ROUND.into(),
        procedure: "report_contribution".into(),
        unit: unit.into(),
    }
}

fn round() -> Subject {
    Subject::OpenedBy {
        key: ROUND.into(),
        procedure: "report_round".into(),
    }
}

fn parts(results: &str) -> Json {
    json!({
        "results": results, "problems": "培训不够。", "heads_duty": "主要负责人带头学法。",
        "next_year": "加强培训。",
    })
}

/// An order that nobody has published yet counts as one more unit asked: what was signed before
/// says two, and the record says four.
fn order_once_more(city: &City) {
    let due = city.office.now().date().saturating_add(10.days());
    let facts = json!({
        "report_title": "试验市第二份报告", "report_year": city.office.now().year(),
        "contribution_due": due.to_string(), "model_area": false,
        "responsible_units": ["justice", "government"],
    });
    let submission = Submission {
        key: "report-round-again".into(),
        procedure: "report_round".into(),
        subject: Subject::New {
            unit: "city".into(),
        },
        act: "order".into(),
        at: city.office.now(),
        doer: Doer::Account("coordinator".into()),
        facts: serde_json::from_value(facts).unwrap(),
    };
    let answer = city.office.submit(submission).wait().unwrap();
    assert!(matches!(answer, Answer::Done(_)));
}

/// From the contributions, one of them late, to the public page, with these results.
fn finish(city: &City, results: &str) {
    let hand_in = "report_contribution.hand_in";
    let market = contribution("market");
    tell(
        city,
        "liaison_market",
        market,
        hand_in,
        &parts("规范检查。"),
    );
    city.office.clock().move_forward(20);
    let town = contribution("town");
    tell(city, "liaison_town", town, hand_in, &parts("按要求报送。"));
    let accept = "report_contribution.accept";
    let accepted = json!({ "likeness": 3, "must_publish": false });
    for unit in ["market", "town"] {
        tell(city, "coordinator", contribution(unit), accept, &accepted);
    }
    let nothing = json!({});
    let clear = json!({ "secrecy": "clear", "secrecy_note": "不涉密" });
    let number = json!({ "document_number": "试政发〔2023〕3号" });
    let receivers = json!({ "receivers": ["party_committee", "congress", "upper"] });
    for (login, act, facts) in [
        ("coordinator", "report_round.compile", &parts(results)),
        ("coordinator", "report_round.finish_draft", &nothing),
        ("coordinator2", "report_round.check_secrecy", &clear),
        ("head", "report_round.sign", &number),
        ("coordinator", "report_round.send_up", &receivers),
        ("coordinator", "report_round.publish", &nothing),
    ] {
        tell(city, login, round(), act, facts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_published_says_what_would_appear() {
    let city = City::open();
    let (chinese, english) = both(&city, "/report").await;
    chinese.says("还没有公开的年度报告");
    english.says("No report is published yet");
    let (chinese, _) = both(&city, "/report/2022").await;
    chinese.says("还没有公开，或者没有这一期");
    let mut browser = city.visitor();
    for hostile in HOSTILE {
        let hostile = fadu_web::address::query_value(hostile);
        is_inert(&browser.get(&format!("/report/{hostile}")).await);
        is_inert(
            &browser
                .get(&format!(
                    "/report/2022?unit={hostile}&checkpoint=1&root={hostile}"
                ))
                .await,
        );
        is_inert(&browser.get(&format!("/report/2022/{hostile}.pdf")).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_report_opens_every_number_and_names_its_source() {
    let city = City::open();
    order(&city);
    finish(&city, RESULTS);
    let (chinese, english) = both(&city, &format!("/report/{}", year(&city))).await;
    chinese
        .says(&format!("试验市{}年法治政府建设年度报告", year(&city)))
        .says("试政发〔2023〕3号")
        .says("href=\"/figures/annual_report.contributions_asked?period=")
        .says("2家")
        .says("id=\"source-1\"")
        .says("试验市人民政府")
        .says("年度情况逾期报送的单位：河东镇。")
        .hides("各单位工作情况");
    english.says("Where the numbers come from");
    let mut browser = city.visitor();
    let file = browser
        .get(&format!("/report/{}/city.docx", year(&city)))
        .await;
    assert!(file.bytes.starts_with(b"PK"), "{:?}", file.status);
    // Here is no press: the page says so and offers DOCX.
    chinese.says("PDF 正在准备");
    let file = browser
        .get(&format!("/report/{}/city.pdf", year(&city)))
        .await;
    file.says("请用网页打印或下载 DOCX");
    let index = browser.get("/report").await;
    index.says(&format!("/report/{}?unit=city", year(&city)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_on_paper_is_compared_with_the_ledger() {
    let city = City::open();
    order(&city);
    finish(&city, RESULTS);
    let checkpoint = city.office.read(fadu_store::Reader::latest_checkpoint);
    let checkpoint = checkpoint.unwrap().unwrap();
    let root = checkpoint.note.lines().nth(2).unwrap();
    let address = |root: &str| {
        let root = fadu_web::address::query_value(&root[..16]);
        format!(
            "/report/{}?checkpoint={}&root={root}",
            year(&city),
            checkpoint.size
        )
    };
    let mut browser = city.visitor();
    browser.get(&address(root)).await.says("核验一致");
    let forged = "A".repeat(44);
    browser.get(&address(&forged)).await.says("核验不一致");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_stays_and_what_changed_since_is_told_beside_it() {
    let city = City::open();
    order(&city);
    finish(&city, RESULTS);
    let address = format!("/report/{}?unit=city", year(&city));
    let mut browser = city.visitor();
    browser
        .get(&address)
        .await
        .says("每一个数都与签发时相同")
        .says("以下文字和数是签发时的");
    let file = format!("/report/{}/city.docx", year(&city));
    let before = browser.get(&file).await;
    let part = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let mut text = String::new();
        let mut file = archive.by_name("word/document.xml").unwrap();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        text
    };
    assert!(part(&before.bytes).contains("2家"));

    order_once_more(&city);
    browser
        .get(&address)
        .await
        .says("有的数在签发后变动了")
        .says("2家")
        .says("4家");
    let after = part(&browser.get(&file).await.bytes);
    assert!(after.contains("2家") && !after.contains("4家"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_an_act_tells_whether_the_act_lies_under_its_checkpoint() {
    let city = City::open();
    order(&city);
    let older = city.office.read(fadu_store::Reader::latest_checkpoint);
    let older = older.unwrap().unwrap();
    finish(&city, RESULTS);
    let newer = city.office.read(fadu_store::Reader::latest_checkpoint);
    let newer = newer.unwrap().unwrap();
    let last = newer.size - 1;
    let code = |checkpoint: &fadu_store::StoredCheckpoint| {
        let root = checkpoint.note.lines().nth(2).unwrap();
        let root = fadu_web::address::query_value(&root[..16]);
        format!("checkpoint={}&root={root}", checkpoint.size)
    };
    let mut browser = city.visitor();
    let first = browser.get(&format!("/acts/0?{}", code(&older))).await;
    first.says("核验一致").says("包含证明已验算");
    let covered = browser.get(&format!("/acts/{last}?{}", code(&newer))).await;
    covered.says("核验一致");
    let later = browser.get(&format!("/acts/{last}?{}", code(&older))).await;
    later.says("检查点早于这一行为").hides("核验一致");
    let forged = format!("/acts/0?checkpoint={}&root={}", older.size, "A".repeat(16));
    browser.get(&forged).await.says("核验不一致");
    browser.get("/acts/0").await.hides("核验");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_without_a_source_is_shown_at_the_desk_and_printed_nowhere() {
    let city = City::open();
    let number = order(&city);
    finish(&city, "全市调解矛盾纠纷1121件，<b>成效</b>显著。");
    let mut browser = city.sign_in("coordinator").await;
    let desk = format!("/desk/report/{}", fadu_web::address::segment(&number));
    browser
        .get(&desk)
        .await
        .says("还不能签发")
        .says("数字“1121”没有来源")
        .says("{figure:指标}")
        .says("&lt;b&gt;成效&lt;/b&gt;");
    let page = browser.get(&format!("/report/{}", year(&city))).await;
    page.hides("1121").says("＿＿");
    let file = browser
        .get(&format!("/report/{}/city.docx", year(&city)))
        .await;
    file.says("没有来源");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_what_is_late_and_stays_closed_to_strangers() {
    let city = City::open();
    let number = order(&city);
    city.office.clock().move_forward(20);
    let desk = format!("/desk/report/{}", fadu_web::address::segment(&number));
    let mut browser = city.sign_in("coordinator").await;
    browser.get("/desk/report").await.says(&desk);
    browser
        .get(&desk)
        .await
        .says("逾期未报 2")
        .says("河东镇")
        .says("起草用的底稿")
        .says("{figure:mediation.disputes_mediated|change}");
    let draft = browser.get(&format!("{desk}/{}.docx", year(&city))).await;
    assert!(draft.bytes.starts_with(b"PK"), "{:?}", draft.status);
    let mut stranger = city.sign_in("mediator").await;
    stranger.get(&desk).await.hides("起草用的底稿");
    stranger.get("/desk/report").await.hides(&desk);
    let sent = city.visitor().get(&desk).await;
    assert!(sent.location.is_some_and(|to| to.starts_with("/sign-in")));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_an_outline_names_is_there() {
    let city = City::open();
    let rules = &city.office.rules;
    let outlines = fadu_office::compile_report::outlines(rules).unwrap();
    assert!(outlines.len() >= 2);
    assert_eq!(rules.outlines.faults, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_with_a_typed_number_is_named_with_its_unit() {
    let city = City::open();
    let number = order(&city);
    let typed = parts("全年检查企业380家。");
    let hand_in = "report_contribution.hand_in";
    tell(
        &city,
        "liaison_market",
        contribution("market"),
        hand_in,
        &typed,
    );
    let desk = format!("/desk/report/{}", fadu_web::address::segment(&number));
    let mut browser = city.sign_in("coordinator").await;
    browser
        .get(&desk)
        .await
        .says("试验市市场监督管理局 · results")
        .says("数字“380”没有来源");
}

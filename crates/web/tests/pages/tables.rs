//! Lists of the city: lights, registers, and tables of acts brought in.

use super::City;
use axum::http::StatusCode;
use fadu_office::submission::Subject;
use fadu_web::sheet::read;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_looked_at_row_by_row_before_anything_is_done() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get("/import")
        .await
        .says("批量登记")
        .says("登记调解申请");
    let book = mediator
        .get("/import/mediation/register/template.xlsx")
        .await;
    let heads = read(&book.bytes).unwrap().remove(0);
    assert!(heads.contains(&"申请人".to_owned()), "{heads:?}");
    let csv = "申请人,对方当事人,纠纷事由,纠纷类型,办理日期（选填）,不认识\n\
               甲,乙,=1+1,邻里,2026-01-05,x\n\
               丙,,缺对方,邻里,,\n\
               丁,戊,错类型,没有这类,,\n\
               己,庚,将来,邻里,2200-01-01,\n";
    let sent = mediator
        .upload(
            "/import/mediation/register",
            &[("unit", "north")],
            ("file", csv.as_bytes()),
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let batch = sent.location.unwrap();
    let page = mediator.get(&batch).await;
    page.says("1 行可以提交，3 行不能提交")
        .says("没有读取")
        .says("请从以下选项中选择")
        .says("晚于今天");
    let acts = city.office.read(fadu_store::Reader::last_act_id).unwrap();
    assert!(acts.is_none(), "nothing is done by a preview");
    let faults = mediator.get(&format!("{batch}/faults.xlsx")).await;
    assert_eq!(read(&faults.bytes).unwrap().len(), 4);
    let done = mediator.post(&batch, &[("do", "carry_out")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    mediator
        .get(&batch)
        .await
        .says("接受 1 行，退回 3 行")
        .says("账本第");
    // Pressed twice it counts once, and what is done cannot be thrown away.
    mediator.post(&batch, &[("do", "carry_out")]).await;
    assert_eq!(
        mediator.post(&batch, &[("do", "discard")]).await.status,
        StatusCode::FORBIDDEN
    );
    mediator.get("/matters").await.says("=1+1");
    let acts = city.office.read(fadu_store::Reader::last_act_id).unwrap();
    assert_eq!(acts.map(|act| act.0), Some(0));
    let mut other = city.sign_in("neighbour").await;
    assert_eq!(other.get(&batch).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_can_be_thrown_away_and_a_bad_file_is_told_apart() {
    let city = City::open();
    let mut mediator = city.sign_in("mediator").await;
    let form = "/import/mediation/register";
    let (gbk, _, _) =
        encoding_rs::GBK.encode("申请人\t对方当事人\t纠纷事由\t纠纷类型\n甲\t乙\t排水\t邻里\n");
    let sent = mediator.upload(form, &[], ("file", &gbk)).await;
    let batch = sent.location.unwrap();
    mediator.get(&batch).await.says("1 行可以提交");
    assert_eq!(
        mediator.post(&batch, &[("do", "discard")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(mediator.get(&batch).await.status, StatusCode::NOT_FOUND);
    for (bad, says) in [
        (&b""[..], "没有选择文件"),
        (b"PK\x03\x04broken", "读不出这个文件"),
        ("姓名\n甲".as_bytes(), "缺少这些列"),
    ] {
        let page = mediator.upload(form, &[], ("file", bad)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says(says);
    }
    let huge = vec![b'a'; 3 * 1024 * 1024];
    let page = mediator.upload(form, &[], ("file", &huge)).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        mediator
            .get("/import/mediation/accept_nothing")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        mediator.get("/import/hotline_call/answer").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_on_existing_matters_come_in_by_their_number() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut mediator = city.sign_in("mediator").await;
    let csv = format!(
        "编号,both_willing,调解员\n{},是,赵调解\n不存在1号,是,赵调解\n",
        done.number
    );
    let sent = mediator
        .upload("/import/mediation/begin", &[], ("file", csv.as_bytes()))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let batch = sent.location.unwrap();
    mediator
        .get(&batch)
        .await
        .says("1 行可以提交，1 行不能提交");
    mediator.post(&batch, &[("do", "carry_out")]).await;
    let matter = city
        .office
        .read(|reader| reader.matter(done.matter))
        .unwrap()
        .unwrap();
    assert_eq!(matter.stage, "mediating");
}

#[tokio::test(flavor = "multi_thread")]
async fn lights_open_to_the_clocks_behind_them_within_reach() {
    let city = City::open();
    let done = city.dispute("院墙倒塌争执");
    let mut mediator = city.sign_in("mediator").await;
    mediator
        .get("/lights")
        .await
        .says("河东镇（含下级 2 个）")
        .says("正常");
    mediator
        .get("/lights?unit=town")
        .await
        .says("河北村")
        .hides("河南村");
    mediator
        .get("/lights/north?light=green")
        .await
        .says(&done.number);
    mediator
        .get("/lights?tab=months")
        .await
        .says("年各月到期的期限");
    mediator
        .get("/lights?tab=litigation.court_lamp")
        .await
        .says("还没有评定");
    let mut neighbour = city.sign_in("neighbour").await;
    neighbour
        .get("/lights/north?light=green")
        .await
        .hides(&done.number)
        .says("不在您的岗位范围");
    assert_eq!(
        neighbour.get("/lights/nowhere").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_count_list_and_take_entries() {
    let city = City::open();
    let mut person = city.sign_in("register").await;
    person
        .get("/registers")
        .await
        .says("公共法律服务站点")
        .says("名册")
        .says("活动");
    let page = person.get("/registers/service_site").await;
    page.says("成批导入");
    let law = city
        .office
        .rules
        .packs
        .procedures
        .newest("service_site")
        .unwrap();
    let act = law.opening_acts().next().unwrap();
    assert!(
        page.text()
            .contains(&format!("/open/service_site/{}", act.id)),
        "{}",
        act.id
    );
    assert_eq!(
        person.get("/registers/mediation").await.status,
        StatusCode::NOT_FOUND
    );
    let visit = json!({ "given": "consultation", "people": 3 });
    let subject = Subject::New {
        unit: "town".into(),
    };
    let answer = city.act(
        fadu_office::submission::Doer::Account("register".into()),
        "site_visit",
        subject,
        "receive_visitor",
        &visit,
    );
    drop(answer);
    let list = person.get("/registers/site_visit/list.xlsx").await;
    assert!(read(&list.bytes).unwrap().len() <= 2);
}

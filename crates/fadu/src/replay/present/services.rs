//! Legal aid from the application to the file, and the advisers of villages and communities.

use fadu_office::submission::Doer;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Living, Present};
use crate::replay::names;

const AID: &str = "justice_bureau";

pub fn plan(work: &mut Present<'_>) {
    applications(work);
    granted(work);
    refused(work);
    advisers(work);
    questions(work);
    adviser_work(work);
}

// ---- legal aid

fn application(work: &mut Present<'_>, summary: &str, cause: &str) -> Json {
    json!({
        "applicant": names::person(&mut work.chance),
        "applicant_phone": names::telephone(&mut work.chance),
        "summary": summary, "cause": cause, "hardship": true,
    })
}

fn registered(work: &mut Present<'_>, name: &str, about: (&str, &str), day: Date) -> Living {
    let facts = application(work, about.0, about.1);
    let officer = work.who("aid_officer", AID);
    let name = format!("aid-{name}");
    work.open(
        &name,
        "legal_aid",
        AID,
        ("register_application", officer, day),
        facts,
    )
}

/// Near its seven days, fresh, past them, waiting for papers, from custody.
fn applications(work: &mut Present<'_>) {
    let facts = application(work, "工地拖欠工资，申请代理仲裁", "wages");
    let day = work.ago(5);
    work.open(
        "aid-near-decision",
        "legal_aid",
        AID,
        ("apply", Doer::Anyone, day),
        facts,
    );
    let station = work.who("aid_station_worker", "xiaoming_town");
    let facts = application(work, "母亲追索赡养费", "maintenance");
    let done = ("register_application", station, work.back(0));
    work.open("aid-fresh", "legal_aid", AID, done, facts);
    let facts = application(work, "低保待遇被停发", "social_benefits");
    let day = work.ago(10);
    work.open(
        "aid-overdue",
        "legal_aid",
        AID,
        ("apply", Doer::Anyone, day),
        facts,
    );
    let about = ("交通事故后续治疗费", "other_injury");
    let papers = registered(work, "papers", about, work.back(4));
    let officer = work.who("aid_officer", AID);
    let facts = json!({
        "supplement": "请补充事故认定书和收入情况材\
            料。", "supplement_by": work.ahead(2).to_string(),
    });
    work.act(
        &papers,
        ("require_supplement", officer, work.back(3)),
        facts,
    );
    let liaison = work.who("case_organ_liaison", "public_security_bureau");
    let received = work.back(0);
    let facts = json!({
        "applicant": names::person(&mut work.chance), "summary": "涉嫌盗窃，申请辩护援助",
        "cause": "criminal_defence", "case_organ": "调兵山市公安局",
        "received_at": format!("{received}T07:40:00"),
    });
    let done = ("take_application", liaison, received);
    work.open("aid-custody", "legal_aid", AID, done, facts);
}

fn grant(work: &mut Present<'_>, matter: &Living, cause: &str, form: &str, day: Date) {
    let officer = work.who("aid_officer", AID);
    let place = if form == "labour_arbitration" {
        "dispute_organ"
    } else {
        "case_organ"
    };
    let facts = json!({
        "cause": cause, "aid_form": form, "place_here": place, "condition": "hardship",
        "check_way": "shared_data", "income_per_head": 860, "recipient_group": "elderly",
    });
    work.act(matter, ("grant", officer, day), facts);
}

fn assign(work: &mut Present<'_>, matter: &Living, day: Date) -> Living {
    let officer = work.who("aid_officer", AID);
    let lawyer = work.who("aid_lawyer", AID);
    let facts = json!({
        "lawyer_name": work.name_of(&lawyer), "provider_kind": "lawyer", "firm_unit": AID,
    });
    work.act(matter, ("assign", officer, day), facts)
        .other("aid_case")
}

/// Granted and to be assigned, handled, with its file handed in.
fn granted(work: &mut Present<'_>) {
    let about = ("遗产分割中老人的份额", "maintenance");
    let waiting = registered(work, "to-assign", about, work.back(4));
    let day = work.back(1);
    grant(work, &waiting, "maintenance", "civil_suit", day);
    let about = ("确认劳动关系", "wages");
    let handled = registered(work, "handled", about, work.back(12));
    grant(work, &handled, "wages", "labour_arbitration", work.back(9));
    let case = assign(work, &handled, work.back(8));
    let lawyer = work.who("aid_lawyer", AID);
    let facts = json!({ "progress": "已立案，下周开庭。", "told_recipient": true });
    work.act(
        &case,
        ("tell_progress", lawyer.clone(), work.back(2)),
        facts,
    );
    let about = ("工伤赔偿", "work_injury");
    let filed = registered(work, "file-in", about, work.back(36));
    grant(work, &filed, "work_injury", "civil_suit", work.back(33));
    let case = assign(work, &filed, work.back(32));
    let day = work.back(17);
    let facts = json!({
        "concluded_on": work.back(18).to_string(), "outcome": "settled",
        "report_file": "结案报告", "recovered": 36_000,
    });
    work.act(&case, ("hand_in", lawyer, day), facts);
}

/// Above the standard of hardship: no grant is possible, a refusal with reasons is.
fn refused(work: &mut Present<'_>) {
    let about = ("房屋买卖合同纠纷中的扶养费", "maintenance");
    let matter = registered(work, "refused", about, work.back(6));
    let officer = work.who("aid_officer", AID);
    let means = json!({ "check_way": "shared_data", "income_per_head": 4_200 });
    work.act(
        &matter,
        ("check_means", officer.clone(), work.back(5)),
        means,
    );
    let facts = json!({
        "cause": "maintenance", "aid_form": "civil_suit", "place_here": "case_organ",
        "condition": "hardship",
    });
    work.refused(&matter, ("grant", officer.clone(), work.back(4)), facts);
    let facts = json!({
        "refusal_ground": "no_hardship", "reason": "家庭月人均收入高于本地经济困难标准。",
        "condition": "hardship", "check_way": "shared_data", "income_per_head": 4_200,
    });
    work.act(&matter, ("refuse", officer, work.back(3)), facts);
}

// ---- advisers

/// Villages of the adviser whose account is for trying, and days until their terms end.
const PLACES: [(&str, u32); 5] = [
    ("huaiyin_community", 500),
    ("taian_community", 18),
    ("lingxiu_community", 420),
    ("shuangjing_village", 300),
    ("daoxiang_village", 640),
];

fn advisers(work: &mut Present<'_>) {
    let chief = work.who("service_officer", AID);
    let day = work.back(40);
    for (unit, days) in PLACES {
        let kind = if unit.ends_with("_village") {
            "village"
        } else {
            "community"
        };
        let facts = json!({ "place_name": work.unit_name(unit), "place_kind": kind });
        let name = format!("adviser-{unit}");
        let done = ("list_place", chief.clone(), day);
        let entry = work.open(&name, "village_adviser", unit, done, facts);
        let adviser = work.who("village_adviser", unit);
        let until = work.hence(days);
        let facts = json!({
            "adviser_name": work.name_of(&adviser), "occupation": "lawyer",
            "licence_number": "12112201010000001", "firm": "辽宁平章律师事务所",
            "public_phone": "12348", "hours": "每月第二个星期三上午",
            "starts_on": until.saturating_sub(2.years()).to_string(),
            "until_on": until.to_string(), "village_agrees": true, "contract_signed": true,
        });
        work.act(&entry, ("engage", chief.clone(), day), facts);
    }
    let facts = json!({ "place_name": work.unit_name("gujing_village"), "place_kind": "village" });
    let done = ("list_place", chief, work.back(17));
    work.open(
        "adviser-vacant",
        "village_adviser",
        "gujing_village",
        done,
        facts,
    );
}

fn questions(work: &mut Present<'_>) {
    let questions = [
        ("huaiyin_community", 0, "车库漏水物业不修怎么办", "fresh"),
        ("taian_community", 2, "楼道加装电梯有人反对", "near"),
        ("lingxiu_community", 6, "租客提前退租押金退不退", "overdue"),
    ];
    for (unit, back, subject, name) in questions {
        let facts = json!({
            "subject": subject, "question": "和对方说过几次没有结果，想知道该找谁、要什么材料。",
        });
        let name = format!("question-{name}");
        let done = ("ask", Doer::Anyone, work.back(back));
        work.open(&name, "adviser_question", unit, done, facts);
    }
    let facts =
        json!({ "subject": "拆迁安置面积怎么算", "question": "家里五口人，户口不在一起。" });
    let done = ("ask", Doer::Anyone, work.back(5));
    let answered = work.open(
        "question-answered",
        "adviser_question",
        "huaiyin_community",
        done,
        facts,
    );
    let adviser = work.who("village_adviser", "huaiyin_community");
    let facts = json!({ "answer": "按安置方案认定的人口计算，先向街道申请核定人口。" });
    work.act(&answered, ("answer", adviser, work.back(4)), facts);
}

/// Days kept last month in some villages and not in others, so that their lights differ.
fn adviser_work(work: &mut Present<'_>) {
    let last_month = work.today.first_of_month().saturating_sub(10.days());
    let visited = [
        ("huaiyin_community", work.before(last_month, 0)),
        ("taian_community", work.before(last_month, 1)),
        ("daoxiang_village", work.before(last_month, 2)),
        ("huaiyin_community", work.back(3)),
    ];
    for (place, (unit, day)) in visited.into_iter().enumerate() {
        let adviser = work.who("village_adviser", unit);
        let facts = json!({ "subject": "到村值班，接待村民咨询" });
        let name = format!("adviser-hours-{}", place + 1);
        work.open(
            &name,
            "adviser_activity",
            unit,
            ("keep_hours", adviser, day),
            facts,
        );
    }
    let unit = "huaiyin_community";
    let adviser = work.who("village_adviser", unit);
    let facts = json!({
        "channel": "on_site", "question_kind": "labour", "subject": "加班工资怎样计算",
        "people": 3, "answer": "按工资基数和加班时间计算，保留考勤记录。",
    });
    let done = ("consult", adviser.clone(), work.back(3));
    work.open("adviser-consult", "adviser_activity", unit, done, facts);
    let facts = json!({
        "topic": "防范非法集资和养老诈骗", "people": 42, "channel": "on_site", "leaflets": 60,
    });
    let done = ("hold_lecture", adviser.clone(), work.back(9));
    work.open("adviser-lecture", "adviser_lecture", unit, done, facts);
    let facts = json!({
        "subject": "保姆工资被拖欠", "applicant": names::person(&mut work.chance),
        "applicant_phone": names::telephone(&mut work.chance), "cause": "wages",
        "hardship": true, "wants_aid": true, "aid_unit": AID,
    });
    let done = ("guide_to_legal_aid", adviser, work.back(2));
    work.open("adviser-aid", "adviser_activity", unit, done, facts);
}

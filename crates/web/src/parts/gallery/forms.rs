//! Parts of forms and journeys.

use fadu_kernel::field::{Choice, Field, FieldKind, TEXT_LENGTH_MAX};
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::shown;
use crate::parts::answers::{self, Answer};
use crate::parts::error_summary::error_summary;
use crate::parts::field::{self, FieldView};
use crate::parts::form::{self, FormView};
use crate::parts::{notice, steps};
use crate::speech::say;

pub fn parts(lang: Lang) -> Markup {
    let fault = Words::new("“知道日期”应为日期，例如 2026-03-02", "“Date” takes a date");
    html! {
        (shown(say(lang, "步骤", "Steps"), &journey(lang)))
        (shown(
            say(lang, "错误汇总", "Error summary"),
            &error_summary(lang, [("told_on", &fault)]),
        ))
        (shown(say(lang, "表单", "Form"), &filled(lang, &fault)))
        (shown(say(lang, "核对答案", "Check your answers"), &checked(lang)))
        (shown(say(lang, "提示", "Notices"), &notices(lang)))
    }
}

fn journey(lang: Lang) -> Markup {
    let titles = [
        Words::new("事由", "What happened"),
        Words::new("您的信息", "About you"),
        Words::new("材料", "Documents"),
        Words::new("核对并提交", "Check and submit"),
    ];
    steps::steps(lang, &titles, 1)
}

fn declared(id: &str, title: Words, kind: FieldKind) -> Field {
    Field {
        id: id.into(),
        title,
        kind,
        why: None,
        personal: false,
        sensitive: false,
        retain_years: None,
        min: None,
        max: None,
        length_max: TEXT_LENGTH_MAX,
        versioned: false,
        hidden_from: None,
    }
}

fn option(id: &str, zh: &str, en: &str) -> Choice {
    Choice {
        id: id.into(),
        title: Words::new(zh, en),
    }
}

/// One field of each kind.
fn each_kind() -> Vec<Field> {
    let ways = vec![
        option("post", "邮寄", "By post"),
        option("online", "网上送达", "Electronically"),
    ];
    let nth = |n: u8| option(&n.to_string(), &format!("第 {n} 项"), &format!("Item {n}"));
    let many: Vec<Choice> = (1..=9).map(nth).collect();
    let area = FieldKind::Decimal { decimals: 2 };
    let mut fields: Vec<Field> = [
        ("told_on", "知道日期", "Date", FieldKind::Date),
        ("name", "姓名", "Name", FieldKind::Person),
        ("phone", "手机号码", "Mobile number", FieldKind::Phone),
        (
            "id_number",
            "公民身份号码",
            "Identity number",
            FieldKind::IdNumber,
        ),
        ("fine_fen", "罚款数额", "Fine", FieldKind::Money),
        ("people", "人数", "Number of people", FieldKind::Integer),
        ("area", "面积（平方米）", "Area (square metres)", area),
        (
            "hearing_at",
            "听证时间",
            "Time of the hearing",
            FieldKind::Moment,
        ),
        (
            "hearing",
            "是否申请听证",
            "Hearing wanted",
            FieldKind::YesNo,
        ),
        (
            "way",
            "送达方式",
            "How to serve you",
            FieldKind::Choice(ways.clone()),
        ),
        ("topics", "关注事项", "Topics", FieldKind::Choices(ways)),
        (
            "kind",
            "事项类别",
            "Kind of matter",
            FieldKind::Choice(many),
        ),
        ("unit", "办理单位", "Unit", FieldKind::Unit),
        ("decision", "决定文书", "Decision", FieldKind::Document),
        ("evidence", "证据清单", "Evidence", FieldKind::Texts),
        (
            "reasons",
            "事实和理由",
            "Facts and reasons",
            FieldKind::Paragraph,
        ),
        ("address", "联系地址", "Address", FieldKind::Text),
    ]
    .into_iter()
    .map(|(id, zh, en, kind)| declared(id, Words::new(zh, en), kind))
    .collect();
    fields[0].why = Some(Words::new(
        "申请期限从这一天起算。",
        "The time limit runs from it.",
    ));
    fields
}

fn filled(lang: Lang, fault: &Words) -> Markup {
    let units = [
        (
            "market".to_owned(),
            Words::new("示例市市场监督管理局", "Market Regulation Bureau"),
        ),
        (
            "town".to_owned(),
            Words::new("示例镇人民政府", "Town Government"),
        ),
    ];
    let wrong = ["三月初".to_owned()];
    let fields = each_kind();
    let submit = Words::new("保存并继续", "Save and continue");
    let later = Words::new("稍后再填", "Finish later");
    let view = FormView {
        address: "#form",
        csrf: "example",
        key: Some("example"),
        submit: &submit,
        other: Some((&later, "#later")),
    };
    let body = html! {
        @for (index, declared) in fields.iter().enumerate() {
            (field::field(lang, &FieldView {
                field: declared,
                name: &declared.id,
                entered: if index == 0 { &wrong } else { &[] },
                fault: (index == 0).then_some(fault),
                required: index < 12,
                hint: None,
                own: true,
                listed: &units,
            }))
        }
    };
    form::form(lang, &view, &body)
}

fn checked(lang: Lang) -> Markup {
    let row = |zh: &str, en: &str, answer: &str| Answer {
        title: Words::new(zh, en),
        answer: answer.into(),
        change: Some("#change".into()),
    };
    answers::answers(
        lang,
        &[
            row("姓名", "Name", "阿卜杜拉·买买提"),
            row("手机号码", "Mobile number", "13800000000"),
            row(
                "事实和理由",
                "Facts and reasons",
                "处罚决定书没有写明依据。\n当时店里停电。",
            ),
            row("联系地址", "Address", ""),
        ],
    )
}

fn notices(lang: Lang) -> Markup {
    let text = |zh, en| html! { p { (say(lang, zh, en)) } };
    html! {
        (notice::notice(
            say(lang, "网上提交和到窗口办理效力相同", "Online and at the counter count alike"),
            &text("没有手机也可以办，请拨打 12348。", "You can also apply by calling 12348."),
        ))
        (notice::done(
            say(lang, "已保存", "Saved"),
            &text("草稿保留 30 日。", "The draft is kept for 30 days."),
        ))
        (notice::panel(
            &html! { h3 { (say(lang, "申请已提交", "Application submitted")) } },
            say(lang, "您的编号", "Your number"),
            "示复〔2026〕12号",
            &text(
                "复议机构将在 2026年3月9日（周一）前告诉您是否受理。",
                "You will hear by Monday 9 March 2026 whether it is accepted.",
            ),
        ))
    }
}

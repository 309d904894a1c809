//! Parts of lists and desks.

use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use jiff::civil::date;
use maud::{Markup, html};

use super::shown;
use crate::parts::filters::{self, Filter, FilterKind, FiltersView};
use crate::parts::pagination::{self, PaginationView};
use crate::parts::table::{self, Column, Order, Sort};
use crate::parts::tabs::{self, Tab};
use crate::parts::{button, day, empty, light, summary, tag};
use crate::speech::say;

pub fn parts(lang: Lang) -> Markup {
    html! {
        (shown(say(lang, "标签页", "Tabs"), &tab_row(lang)))
        (shown(say(lang, "筛选", "Filters"), &filter_form(lang)))
        (shown(say(lang, "表格", "Table"), &list(lang)))
        (shown(say(lang, "要点", "Summary"), &particulars(lang)))
        (shown(say(lang, "按钮", "Buttons"), &buttons(lang)))
        (shown(say(lang, "还没有内容", "Empty state"), &nothing(lang)))
    }
}

fn tab_row(lang: Lang) -> Markup {
    let tab = |zh: &str, en: &str, count, current| Tab {
        title: Words::new(zh, en),
        address: "#tab".into(),
        count,
        current,
    };
    let list = [
        tab("待办", "To do", Some(12), true),
        tab("已办", "Done", None, false),
        tab("我发起的", "Started by me", Some(3), false),
        tab("草稿", "Drafts", None, false),
    ];
    tabs::tabs(lang, say(lang, "我的工作", "My work"), &list)
}

fn filter_form(lang: Lang) -> Markup {
    let filter = |name: &str, zh: &str, en: &str, value: &str, kind| {
        Filter::new(name, (zh, en), value, kind)
    };
    let stages = vec![
        ("open".to_owned(), Words::new("审查中", "In review")),
        ("closed".to_owned(), Words::new("已办结", "Closed")),
    ];
    let list = [
        filter("q", "编号或名称", "Number or name", "", FilterKind::Text),
        filter(
            "stage",
            "阶段",
            "Stage",
            "open",
            FilterKind::Options(stages),
        ),
        filter("from", "起始日期", "From", "", FilterKind::Day),
    ];
    filters::filters(
        lang,
        &FiltersView {
            address: "#list",
            filters: &list,
            keep: &[],
        },
    )
}

fn list(lang: Lang) -> Markup {
    let by_due = Sort {
        address: "#sorted".into(),
        now: Some(Order::Ascending),
    };
    let columns = [
        Column::text("编号", "Number"),
        Column::text("事项", "Matter"),
        Column {
            sort: Some(by_due),
            ..Column::text("期限", "Due")
        },
        Column::mark("灯", "Light"),
        Column::number("标的（元）", "Amount (yuan)"),
        Column::mark("阶段", "Stage"),
    ];
    let row = |number: &str, zh: &str, en: &str, due, lit, amount: &str| {
        vec![
            html! { a href="#matter" { (number) } },
            html! { (say(lang, zh, en)) },
            day::table_day(due),
            light::light(lang, lit),
            html! { (amount) },
            tag::tag(say(lang, "审查中", "In review")),
        ]
    };
    let rows = [
        row(
            "示复〔2026〕12号",
            "不服市场监督管理局罚款",
            "Fine by the Market Regulation Bureau",
            date(2026, 3, 9),
            Light::Yellow,
            "12,000.00",
        ),
        row(
            "示复〔2026〕9号",
            "不服不予许可决定",
            "Refusal of a licence",
            date(2026, 3, 4),
            Light::Red,
            "–",
        ),
        row(
            "示复〔2026〕15号",
            "不履行法定职责",
            "Failure to act",
            date(2026, 4, 28),
            Light::Green,
            "1,500.50",
        ),
    ];
    let caption = Words::new("我的行政复议案件", "My reconsideration cases");
    let pages = PaginationView {
        previous: Some("#before"),
        next: Some("#after"),
        shown: Some((21, 40)),
        total: Some(1_284),
    };
    html! {
        (table::table(lang, &caption, &columns, &rows))
        (pagination::pagination(lang, &pages))
    }
}

fn particulars(lang: Lang) -> Markup {
    summary::summary(&[
        (
            say(lang, "申请人", "Applicant"),
            html! { (say(lang, "王某", "Mr Wang")) },
        ),
        (
            say(lang, "被申请人", "Respondent"),
            html! { (say(lang, "示例市市场监督管理局", "Market Regulation Bureau")) },
        ),
        (
            say(lang, "收到日期", "Received"),
            day::day(lang, date(2026, 3, 2)),
        ),
    ])
}

fn buttons(lang: Lang) -> Markup {
    html! {
        p {
            (button::main_link("#apply", say(lang, "提出申请", "Apply")))
            " "
            (button::quiet_link("#save", say(lang, "保存草稿", "Save a draft")))
        }
    }
}

fn nothing(lang: Lang) -> Markup {
    empty::empty(
        say(lang, "还没有导入记录", "No imports yet"),
        &html! {
            p {
                (say(
                    lang,
                    "导入表格后，这里会列出每一行的结果。",
                    "After you import a table, the result of each line appears here.",
                ))
            }
            p { a href="#import" { (say(lang, "导入表格", "Import a table")) } }
        },
    )
}

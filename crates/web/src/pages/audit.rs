//! /audit: who looked at what, who signed in, what was refused by which rule, and the state of the
//! ledger, for the audit administrator. Matters themselves are not shown here.

mod said;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::words::Words;
use fadu_office::erase_expired::RETENTION;
use fadu_office::receipts::is_signed;
use fadu_store::{Access, AccessFilter, Reader, RefusalCount, RefusalFilter, RefusalLine};
use maud::{Markup, html};

use super::matter::{Names, cited};
use crate::address::with_query;
use crate::app::App;
use crate::asked::Asked;
use crate::parts::citation::citations;
use crate::parts::day;
use crate::parts::empty::empty;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::heading_with_lead;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::summary::summary;
use crate::parts::table::{Column, table};
use crate::parts::tabs::{Tab, tabs};
use crate::sight::{administrator, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

const ROLE: &str = "audit_administrator";
/// What the log says of a log-in.
const SIGN_IN: &str = "sign_in";
/// Lines on one page.
const PAGE_LENGTH: usize = 50;
/// Lines of the log looked through for log-ins.
const SIGN_INS_SEARCHED: usize = 1_000;
/// Latest refusals listed.
const REFUSALS_SHOWN: usize = 30;

/// The routes of the audit.
pub fn routes() -> Router<App> {
    Router::new().route("/audit", get(audit))
}

async fn audit(visit: Visit) -> Response {
    visit.answer(page).await
}

fn page(visit: &Visit) -> Shown {
    administrator(visit, ROLE)?;
    let asked = Asked::of(visit);
    let reader = snapshot(visit)?;
    let tab = asked.text("tab");
    let shown = match tab.as_str() {
        "sign-ins" => sign_ins(visit, &reader)?,
        "refusals" => refusals(visit, &reader, &asked)?,
        "ledger" => ledger(visit, &reader)?,
        _ => accesses(visit, &reader, &asked)?,
    };
    let head = visit.head("审计", "Audit");
    let main = html! {
        (heading_with_lead(
            visit.say("审计", "Audit"),
            visit.say(
                "只看谁在何时看了什么、做了什么；事项内容不在这里显示。日志不能关闭，也不能删改。",
                "Who looked at what and when; matters themselves are not shown. The log can be \
                 neither switched off nor changed.",
            ),
        ))
        (kinds(visit, &tab))
        (shown)
    };
    visit.desk(&head, &main, None)
}

fn kinds(visit: &Visit, tab: &str) -> Markup {
    let entry = |zh: &str, en: &str, key: &str| Tab {
        title: Words::new(zh, en),
        address: if key.is_empty() {
            "/audit".to_owned()
        } else {
            format!("/audit?tab={key}")
        },
        count: None,
        current: tab == key,
    };
    let list = [
        entry("访问日志", "Access log", ""),
        entry("最近登录", "Recent sign-ins", "sign-ins"),
        entry("不予准许", "Refusals", "refusals"),
        entry("账本", "Ledger", "ledger"),
    ];
    tabs(visit.lang(), visit.say("审计分类", "Kinds of audit"), &list)
}

fn log_table(visit: &Visit, reader: &Reader, lines: &[Access]) -> Result<Markup, Problem> {
    let mut names = Names::new(visit, reader);
    let columns = [
        Column::text("时间", "Time"),
        Column::text("人员", "Who"),
        Column::text("内容", "What"),
        Column::text("事项", "Matter"),
    ];
    let mut rows = Vec::new();
    for line in lines {
        let row = match line.matter {
            Some(id) => reader.matter_row(id)?,
            None => None,
        };
        let who = if line.account == RETENTION {
            visit
                .say("系统（保存期满）", "the system (time of keeping)")
                .to_owned()
        } else {
            names.person(&line.account)?
        };
        rows.push(vec![
            day::table_moment(line.at),
            html! { (who) },
            html! { (said::said(visit, &line.what, row.as_ref())) },
            html! { (row.map(|row| row.number).unwrap_or_default()) },
        ]);
    }
    let caption = Words::new("日志，新的在前", "Log, latest first");
    Ok(table(visit.lang(), &caption, &columns, &rows))
}

fn accesses(visit: &Visit, reader: &Reader, asked: &Asked) -> Shown {
    let login = asked.text("login");
    let account = match asked.some("login") {
        Some(login) => Some(
            reader
                .account_by_login(&login)?
                .map_or(login, |account| account.id),
        ),
        None => None,
    };
    let number = asked.text("number");
    let matter = match asked.some("number") {
        Some(number) => Some(
            reader
                .matter_by_number(&number)?
                .map_or(fadu_kernel::matter::MatterId(-1), |matter| matter.id),
        ),
        None => None,
    };
    let filter = AccessFilter { matter, account };
    let page = reader.accesses(&filter, asked.number("before"), PAGE_LENGTH)?;
    let text = |name: &str, zh: &str, en: &str, value: &str| {
        Filter::new(name, (zh, en), value, FilterKind::Text)
    };
    let controls = [
        text("login", "登录名", "Log-in name", &login),
        text("number", "事项编号", "Number of a matter", &number),
    ];
    let next = page
        .next
        .map(|id| with_query(&visit.speech.address, "before", &id.to_string()));
    Ok(html! {
        (filters(visit.lang(), &FiltersView { address: "/audit", filters: &controls, keep: &[] }))
        @if page.items.is_empty() {
            (nothing(visit))
        } @else {
            (log_table(visit, reader, &page.items)?)
            (pagination(visit.lang(), &PaginationView {
                next: next.as_deref(),
                ..PaginationView::default()
            }))
        }
    })
}

fn nothing(visit: &Visit) -> Markup {
    empty(
        visit.say("没有日志", "Nothing in the log"),
        &html! { (visit.say(
            "登录、查看敏感信息、导出、改动账号和单位都会列在这里。",
            "Sign-ins, looks at sensitive data, exports, and changes of accounts and units \
             stand here.",
        )) },
    )
}

fn sign_ins(visit: &Visit, reader: &Reader) -> Shown {
    let page = reader.accesses(&AccessFilter::default(), None, SIGN_INS_SEARCHED)?;
    let found = page.items.into_iter().filter(|line| line.what == SIGN_IN);
    let found: Vec<Access> = found.take(PAGE_LENGTH).collect();
    Ok(html! {
        @if found.is_empty() { (nothing(visit)) } @else { (log_table(visit, reader, &found)?) }
    })
}

/// The kinds of rule in words.
fn rule_words(rule: &str) -> Words {
    match rule {
        "role" => Words::new("无权办理", "Not entitled"),
        "stage" => Words::new("阶段不符", "Wrong stage"),
        "facts" => Words::new("内容不全或有误", "Facts missing or wrong"),
        "date" => Words::new("日期不可能", "Impossible date"),
        "unit" => Words::new("单位无权", "Unit may not hold it"),
        "require" => Words::new("条件不满足", "A rule does not hold"),
        _ => Words::new("没有这一行为", "No such act"),
    }
}

/// A procedure and an act of it, by title.
fn act_named(visit: &Visit, procedure: &str, act: &str) -> String {
    let law = visit.rules().packs.procedures.newest(procedure);
    let rule = law.and_then(|law| law.act(act));
    let law = law.map_or(procedure, |law| law.title.get(visit.lang()));
    let act = rule.map_or(act, |rule| rule.title.get(visit.lang()));
    format!("{law} · {act}")
}

fn counted(visit: &Visit, counts: &[RefusalCount]) -> Markup {
    let columns = [
        Column::text("行为", "Act"),
        Column::text("规则", "Rule"),
        Column::number("次数", "Times"),
    ];
    let row = |count: &RefusalCount| {
        let times = i64::try_from(count.times).unwrap_or(i64::MAX);
        vec![
            html! { (act_named(visit, &count.procedure, &count.act)) },
            html! { (rule_words(&count.rule).get(visit.lang())) },
            html! { (wording::number(times)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = counts.iter().map(row).collect();
    let caption = Words::new("按行为和规则", "By act and rule");
    table(visit.lang(), &caption, &columns, &rows)
}

fn latest(visit: &Visit, lines: &[RefusalLine]) -> Markup {
    let lang = visit.lang();
    let columns = [
        Column::text("时间", "Time"),
        Column::text("人员", "Who"),
        Column::text("行为", "Act"),
        Column::text("原因和依据", "Why, and the law"),
    ];
    let row = |line: &RefusalLine| {
        vec![
            day::table_moment(line.at),
            html! { (line.account.as_deref().unwrap_or_default()) },
            html! { (act_named(visit, &line.procedure, &line.act)) },
            html! {
                (line.words.get(lang))
                p { (citations(lang, &cited(line.citation.as_deref()))) }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = lines.iter().map(row).collect();
    table(lang, &Words::new("最近", "Latest"), &columns, &rows)
}

fn refusals(visit: &Visit, reader: &Reader, asked: &Asked) -> Shown {
    let filter = RefusalFilter {
        from_on: asked.day("from"),
        until_on: asked.day("until"),
        ..RefusalFilter::default()
    };
    let counts = reader.count_refusals(&filter)?;
    let page = reader.refusals(&filter, None, REFUSALS_SHOWN)?;
    let day = |name: &str, zh: &str, en: &str| {
        Filter::new(name, (zh, en), asked.text(name), FilterKind::Day)
    };
    let view = FiltersView {
        address: "/audit",
        filters: &[day("from", "自", "From"), day("until", "至", "Until")],
        keep: &[("tab".to_owned(), "refusals".to_owned())],
    };
    let how = visit.say(
        "法律不允许的操作被拒绝时，会连同依据列在这里。",
        "What the law refused stands here with its article.",
    );
    Ok(html! {
        (filters(visit.lang(), &view))
        @if counts.is_empty() {
            (empty(visit.say("没有不予准许的记录", "Nothing was refused"), &html! { (how) }))
        } @else {
            (counted(visit, &counts))
            (latest(visit, &page.items))
        }
    })
}

fn ledger(visit: &Visit, reader: &Reader) -> Shown {
    let size = reader.ledger_size()?;
    let latest = reader.latest_checkpoint()?;
    let key = visit.app.office.key();
    let number = |n: u64| wording::number(i64::try_from(n).unwrap_or(i64::MAX));
    let acts = reader
        .last_act_id()?
        .map_or(0, |last| u64::try_from(last.0 + 1).unwrap_or(0));
    let yes = |flag: bool| {
        if flag {
            visit.say("是", "Yes")
        } else {
            visit.say("否", "No")
        }
    };
    Ok(html! {
        (summary(&[
            (visit.say("账本条数", "Entries"), html! { (number(size)) }),
            (visit.say("行为数", "Acts"), html! { (number(acts)) }),
            (visit.say(
                "条数与行为数一致",
                "As many entries as acts",
            ), html! { (yes(size == acts)) }),
            (visit.say("签名者", "Signed by"), html! { code { (key.name()) } }),
            (visit.say("最近检查点", "Latest checkpoint"), html! {
                @match &latest {
                    Some(checkpoint) => {
                        (number(checkpoint.size)) " · " (day::table_moment(checkpoint.at))
                    }
                    None => (visit.say("还没有", "None yet")),
                }
            }),
            (visit.say("检查点签名有效", "Its signature holds"), html! {
                (yes(latest.as_ref().is_some_and(|checkpoint| is_signed(&checkpoint.note, key))))
            }),
        ]))
        @if let Some(checkpoint) = &latest {
            pre.scroll tabindex="0" { code { (checkpoint.note) } }
        }
        p { (visit.say(
            "完整核验请在服务器上运行 fadu verify；任何人也可以从 /ledger/ 自行核验。",
            "Verify in full with fadu verify; anybody can check by themselves from /ledger/.",
        )) }
    })
}

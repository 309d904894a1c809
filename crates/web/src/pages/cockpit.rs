//! /cockpit: six questions answered in words, for a wall screen. Dark, readable at five metres,
//! refreshed quietly; nothing personal ever stands on a wall.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::words::{Lang, Words};
use fadu_office::slice::Part;
use fadu_store::{LightCounts, Reader, Scope};
use jiff::ToSpan;
use maud::{Markup, html};

use super::lights::behind::{self, Narrowed};
use super::{figures, plan};
use crate::app::App;
use crate::page::wall_page;
use crate::parts::bars::{Bar, bars, bars_of_whole};
use crate::parts::{day, light};
use crate::sight::{at_work, snapshot};
use crate::situation::{self, ByClock};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Lines of one panel; one more and the wall would scroll in English.
const LINES_MAX: usize = 5;
/// The refusals of so many days back are told.
const REFUSED_DAYS: i64 = 30;

/// The route of the wall.
pub fn routes() -> Router<App> {
    Router::new().route("/cockpit", get(show))
}

async fn show(visit: Visit) -> Response {
    visit.answer(page).await
}

fn page(visit: &Visit) -> Shown {
    at_work(visit)?;
    let reader = snapshot(visit)?;
    let (total, each) = situation::lights(visit, &reader, &Scope::City)?;
    let (soon, late) = situation::due(visit, &reader, &Scope::City)?;
    let since = visit.today().saturating_sub(REFUSED_DAYS.days());
    let refused = situation::refused(visit, &reader, since)?;
    let top = visit.units.iter().find(|unit| unit.parent.is_none());
    let top = top.map(|unit| unit.id.as_str());
    let main = html! {
        h1 {
            (visit.app.site.city.get(visit.lang()))
            (visit.say("法治工作态势", ": how things stand"))
        }
        p.wall-now {
            (wording::day_with_weekday(visit.lang(), visit.today())) " "
            (visit.now.strftime("%H:%M"))
        }
        div.wall-panels {
            (panel(visit.say("哪些单位超期，为什么？", "Which units are behind, and why?"),
                &behind(visit, total, &each, &late)))
            (panel(visit.say("七天内什么要到期？", "What falls due within seven days?"),
                &counted(visit, &soon, ("期限", "Clock"), top)))
            (panel(visit.say("部署的工作办到哪一步？", "How far is the work ordered?"),
                &plans(visit, &reader)?))
            (panel(visit.say("上月办了多少，比前一月？", "What was done last month?"),
                &moved(visit, &reader)?))
            (panel(visit.say("近三十天法律不许了什么？", "What did the law refuse in thirty days?"),
                &counted(visit, &refused, ("行为", "Act"), None)))
            (panel(visit.say("这些数信得过吗？", "Can these numbers be trusted?"),
                &trusted(visit, &reader)?))
        }
    };
    let head = visit.head("态势", "Cockpit");
    Ok(wall_page(&head, &main))
}

fn panel(title: &str, content: &Markup) -> Markup {
    html! { section.wall-panel { h2 { (title) } (content) } }
}

fn behind(
    visit: &Visit,
    total: LightCounts,
    each: &[(String, LightCounts)],
    late: &ByClock,
) -> Markup {
    let units: Vec<_> = each.iter().filter(|(_, counts)| counts.red > 0).collect();
    let named = |lit: Light, count: u64| {
        let words = lit.words();
        let words = Words::new(
            format!("{} {count}", words.zh),
            format!("{} {count}", words.en),
        );
        light::named(visit.lang(), lit, &words)
    };
    let list: Vec<Bar> = units
        .iter()
        .take(LINES_MAX)
        .map(|(unit, counts)| Bar {
            title: Words::new(visit.unit_name(unit), visit.unit_name(unit)),
            length: i64::try_from(counts.red).unwrap_or(i64::MAX),
            value: counts.red.to_string(),
            address: Some(behind::address(unit, Narrowed::Late, None)),
        })
        .collect();
    html! {
        p.wall-lights {
            (named(Light::Red, total.red)) " " (named(Light::Yellow, total.yellow)) " "
            (named(Light::Green, total.green))
        }
        @if units.is_empty() {
            p { (visit.say("没有单位超期。", "No unit is late.")) }
        } @else {
            p {
                @match visit.lang() {
                    Lang::Zh => { (units.len()) " 个单位有超期" }
                    Lang::En => { (units.len()) " units are late" }
                }
                @if let Some((clock, count)) = late.first() {
                    (visit.say("，最多的是“", ", most often with “")) (clock.get(visit.lang()))
                    (visit.say("”，", "”, ")) (count) (visit.say(" 项。", " times."))
                }
            }
            (bars(
                visit.lang(),
                &Words::new("超期最多的单位", "Units with most overdue"),
                (&Words::new("单位", "Unit"), &Words::new("超期", "Overdue")),
                &list,
            ))
        }
    }
}

/// What is counted, most first; of clocks each number opens to those of a unit.
fn counted(
    visit: &Visit,
    list: &ByClock,
    (zh, en): (&str, &str),
    clocks_of: Option<&str>,
) -> Markup {
    let opened = |title| clocks_of.map(|unit| behind::address(unit, Narrowed::Soon, title));
    let shown: Vec<Bar> = list
        .iter()
        .take(LINES_MAX)
        .map(|(title, count)| Bar {
            title: title.clone(),
            length: i64::try_from(*count).unwrap_or(i64::MAX),
            value: count.to_string(),
            address: opened(Some(title)),
        })
        .collect();
    let total: u64 = list.iter().map(|(_, count)| count).sum();
    html! {
        @if list.is_empty() {
            p { (visit.say("没有。", "Nothing.")) }
        } @else {
            p {
                (visit.say("共 ", "In all "))
                @match opened(None) {
                    Some(address) => a href=(address) { strong { (total) } },
                    None => strong { (total) },
                }
                (visit.say(" 项。", "."))
            }
            (bars(
                visit.lang(),
                &Words::new("最多的几项", "The most frequent"),
                (&Words::new(zh, en), &Words::new("件数", "Number")),
                &shown,
            ))
        }
    }
}

fn plans(visit: &Visit, reader: &Reader) -> Result<Markup, Problem> {
    let under_way = situation::plans(visit, reader)?;
    let list: Vec<Bar> = under_way
        .iter()
        .take(LINES_MAX)
        .map(|(row, progress)| Bar {
            title: Words::new(row.title.clone(), row.title.clone()),
            length: i64::try_from(progress.done * 100 / progress.all.max(1)).unwrap_or(0),
            value: format!("{}/{}", progress.done, progress.all),
            address: Some(plan::board_address(&row.number)),
        })
        .collect();
    let late: usize = under_way.iter().map(|(_, progress)| progress.late).sum();
    Ok(html! {
        @if list.is_empty() {
            p { (visit.say("没有正在进行的部署。", "Nothing is under way.")) }
        } @else {
            p {
                (under_way.len()) (visit.say(" 项部署在进行，超期 ", " under way, late "))
                strong { (late) } (visit.say(" 项任务。", "."))
            }
            (bars_of_whole(
                visit.lang(),
                &Words::new("各项部署已办结的份额", "Share done of each"),
                (&Words::new("部署", "Order"), &Words::new("已办结", "Done")),
                (&list, 100),
            ))
        }
    })
}

fn moved(visit: &Visit, reader: &Reader) -> Result<Markup, Problem> {
    let month = situation::last_month(visit.today());
    let period = format!("{:04}-{:02}", month.from.year(), month.from.month());
    let list = situation::moved(visit, reader, &Part::City, month)?;
    let shown: Vec<Bar> = list
        .iter()
        .take(LINES_MAX)
        .map(|one| Bar {
            title: one.indicator.title.clone(),
            length: one.now,
            value: format!(
                "{} ({})",
                wording::number(one.now),
                wording::number(one.before)
            ),
            address: Some(figures::address(&one.indicator.id, &period)),
        })
        .collect();
    Ok(html! {
        @if shown.is_empty() {
            p { (visit.say("上月没有可以汇总的办理行为。", "Nothing was counted.")) }
        } @else {
            p { (visit.say("括号里是再前一月的数。", "The month before stands in brackets.")) }
            (bars(
                visit.lang(),
                &Words::new("各系统上月最多的一项", "The largest count of each system"),
                (&Words::new("指标", "Indicator"), &Words::new("件数", "Number")),
                &shown,
            ))
        }
    })
}

fn trusted(visit: &Visit, reader: &Reader) -> Result<Markup, Problem> {
    let checkpoint = reader.latest_checkpoint()?;
    Ok(html! {
        @match checkpoint {
            None => p { (visit.say("账本还是空的。", "The ledger is empty.")) },
            Some(checkpoint) => {
                p.wall-number { (wording::number(i64::try_from(checkpoint.size).unwrap_or(0))) }
                p {
                    (visit.say(
                        "个办理行为记在账本里，一个也改不了；每个数都由它们汇总。最近一次签名：",
                        "acts stand in the ledger and none can be altered; every number is \
                         counted from them. Last signed: ",
                    ))
                    (day::day(visit.lang(), checkpoint.at.date())) " "
                    (checkpoint.at.strftime("%H:%M"))
                }
                p { a href="/ledger/checkpoint" { (visit.say("核对", "Check")) } }
            }
        }
    })
}

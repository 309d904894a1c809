//! The desk's rail: entries by task, each person's own.

use fadu_kernel::words::Words;

use crate::page::RailEntry;
use crate::parts::icon::Icon;
use crate::visit::{Person, Visit};

/// The desk of reports.
const REPORTS: &str = "/desk/report";

/// The entries of a person's rail.
pub fn entries(visit: &Visit, person: &Person) -> Vec<RailEntry> {
    let path = visit.speech.address.split('?').next().unwrap_or("/");
    let entry = |icon, zh: &str, en: &str, address: &str| RailEntry {
        icon,
        title: Words::new(zh, en),
        address: address.to_owned(),
        count: None,
        // The desk of reports lies below the desk and is an entry of its own.
        current: path == address
            || path.starts_with(&format!("{address}/"))
                && (address != "/desk" || !path.starts_with(REPORTS)),
    };
    let administers = |role: &str| person.holds(role);
    let mut rail = Vec::new();
    let works = person
        .posts
        .iter()
        .any(|post| !post.role.ends_with("_administrator"));
    if works {
        rail.push(entry(Icon::ToDo, "待办", "To do", "/desk"));
        rail.push(entry(Icon::Matters, "事项", "Matters", "/matters"));
        if person.holds("hotline_operator") || person.holds("duty_lawyer") {
            rail.push(entry(Icon::Hotline, "热线", "Hotline", "/hotline"));
        }
        rail.push(entry(Icon::Lights, "亮灯", "Lights", "/lights"));
        rail.push(entry(Icon::Plan, "计划", "Plans", "/plan"));
        rail.push(entry(Icon::Figures, "数据", "Figures", "/figures"));
        rail.push(entry(Icon::Law, "一页看", "In brief", "/brief"));
        rail.push(entry(Icon::Registers, "台账", "Registers", "/registers"));
        if person.holds("coordination_officer") || person.holds("unit_head") {
            rail.push(entry(Icon::Matters, "报告", "Reports", REPORTS));
        }
        rail.push(entry(Icon::Import, "批量", "Import", "/import"));
    }
    if administers("system_administrator") {
        rail.push(entry(Icon::Settings, "单位", "Units", "/units"));
    }
    if administers("security_administrator") {
        rail.push(entry(Icon::Settings, "账号", "Accounts", "/accounts"));
    }
    if administers("audit_administrator") {
        rail.push(entry(Icon::Law, "审计", "Audit", "/audit"));
    }
    rail
}

/// The unit and post shown beside a person's name.
pub fn post_in_words(visit: &Visit, person: &Person) -> Words {
    let Some(post) = person.posts.first() else {
        return Words::new("没有岗位", "no post");
    };
    let unit = visit.units.get(&post.unit).map(|unit| &unit.name);
    let role = visit
        .rules()
        .packs
        .roles
        .get(&post.role)
        .map(|role| &role.title);
    let part = |words: Option<&Words>, id: &str, zh: bool| {
        words.map_or_else(
            || id.to_owned(),
            |w| if zh { w.zh.clone() } else { w.en.clone() },
        )
    };
    Words::new(
        format!(
            "{} · {}",
            part(unit, &post.unit, true),
            part(role, &post.role, true)
        ),
        format!(
            "{} · {}",
            part(unit, &post.unit, false),
            part(role, &post.role, false)
        ),
    )
}

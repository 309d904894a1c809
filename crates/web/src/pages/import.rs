//! /import: entering many acts as a table. Choose the act, take the template, send the file, look
//! at every row, then carry it out or throw it away.

mod batch;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::actor::{Actor, Entitled};
use fadu_kernel::field::{Field, FieldKind};
use fadu_kernel::procedure::{ActRule, From, Procedure};
use fadu_kernel::unit::Unit;
use fadu_kernel::words::{Lang, Words};
use fadu_office::fault::Fault;
use fadu_office::import_rows::{self, PREVIEW, PREVIEW_DAYS, Plan, ROWS_MAX};
use maud::{Markup, html};

use super::desk::units_for;
use super::matter;
use crate::act_form::{see_other, units_in_order};
use crate::address::segment;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::button::main_button;
use crate::parts::day;
use crate::parts::error_summary::error_summary;
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::table::{Column, table};
use crate::sheet::{self, Cell, FILE_BYTES_MAX, Sheet};
use crate::sight::{at_work, snapshot};
use crate::upload::Upload;
use crate::visit::{Problem, Shown, Visit};

/// Imports of one's own listed.
const OWN_MAX: usize = 20;
/// Room in a request beside the file.
const BESIDE_FILE: usize = 64 * 1024;

/// The routes of imports.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/import", get(choose))
        .route(
            "/import/{procedure}/{act}",
            get(show)
                .post(send)
                .layer(DefaultBodyLimit::max(FILE_BYTES_MAX + BESIDE_FILE)),
        )
        .route("/import/{procedure}/{act}/template.xlsx", get(template))
        .merge(batch::routes())
}

async fn choose(visit: Visit) -> Response {
    visit.answer(choice).await
}

async fn show(visit: Visit, Path((id, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| form(visit, &id, &act, None))
        .await
}

async fn send(visit: Visit, Path((id, act)): Path<(String, String)>, upload: Upload) -> Response {
    visit
        .answer(move |visit| preview(visit, &id, &act, &upload))
        .await
}

async fn template(visit: Visit, Path((id, act)): Path<(String, String)>) -> Response {
    visit
        .answer(move |visit| template_of(visit, &id, &act))
        .await
}

fn address(law: &Procedure, rule: &ActRule) -> String {
    format!("/import/{}/{}", segment(&law.id), segment(&rule.id))
}

/// The acts that the person's roles take part in, by procedure in force.
fn acts_of_mine(visit: &Visit) -> Result<Vec<(&Procedure, Vec<&ActRule>)>, Problem> {
    let person = at_work(visit)?;
    let procedures = &visit.rules().packs.procedures;
    let mine = |rule: &&ActRule| {
        rule.by
            .iter()
            .any(|by| matches!(by, Entitled::Role { role, .. } if person.holds(role)))
    };
    let in_force = procedures
        .each_newest()
        .filter_map(|newest| procedures.in_force(&newest.id, visit.today()));
    let found = in_force.map(|law| (law, law.acts.iter().filter(mine).collect::<Vec<_>>()));
    Ok(found.filter(|(_, acts)| !acts.is_empty()).collect())
}

/// The first page: which act, and one's own imports.
fn choice(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let all = acts_of_mine(visit)?;
    let only = Asked::of(visit).text("procedure");
    let lang = visit.lang();
    let imports = visit.read(|reader| reader.imports(Some(&person.account.id), None, OWN_MAX))?;
    let head = visit.head("批量", "Import");
    let link = |law: &Procedure, rule: &ActRule| {
        html! {
            a href=(address(law, rule)) { (rule.title.get(lang)) }
        }
    };
    let main = html! {
        (heading_with_lead(
            visit.say("批量登记", "Enter many at once"),
            visit.say(
                "选一个行为，下载模板，填好上传。先逐行检查；确认后才提交，确认前可整批撤销。",
                "Choose an act, take its template, fill it in and send it. Every row is checked \
                 and shown first; until you carry it out it can be thrown away as a whole.",
            ),
        ))
        @if !imports.items.is_empty() { (batch::own(visit, &imports.items)) }
        h2 { (visit.say("选择行为", "Choose an act")) }
        @for (law, acts) in &all {
            @let (opening, others): (Vec<&ActRule>, Vec<&ActRule>) =
                acts.iter().partition(|act| matches!(act.from, From::Opening));
            @if only.is_empty() || only == law.id {
                details open[only == law.id] {
                    summary { (law.title.get(lang)) }
                    @if !opening.is_empty() {
                        p { (visit.say("新立：", "Open: ")) }
                        ul { @for rule in &opening { li { (link(law, rule)) } } }
                    }
                    @if !others.is_empty() {
                        p { (visit.say(
                            "对已有事项（表中写编号）：",
                            "On existing matters, by number: ",
                        )) }
                        ul { @for rule in &others { li { (link(law, rule)) } } }
                    }
                }
            }
        }
        @if all.is_empty() {
            p { (visit.say(
                "您的岗位没有可以成批办理的行为。",
                "Your posts have no act to enter.",
            )) }
        }
    };
    visit.desk(&head, &main, None)
}

/// An act with the units in which it can open matters.
struct Chosen<'v> {
    law: &'v Procedure,
    rule: &'v ActRule,
    units: Vec<&'v Unit>,
    actor: Actor,
}

fn chosen<'v>(visit: &'v Visit, id: &str, act: &str) -> Result<Chosen<'v>, Problem> {
    let person = at_work(visit)?;
    let all = acts_of_mine(visit)?;
    let known = visit.rules().packs.procedures.in_force(id, visit.today());
    known
        .and_then(|law| law.act(act))
        .ok_or(Problem::NotFound)?;
    let found = all.into_iter().find(|(law, _)| law.id == id);
    let found = found.and_then(|(law, acts)| {
        acts.into_iter()
            .find(|rule| rule.id == act)
            .map(|rule| (law, rule))
    });
    let (law, rule) = found.ok_or_else(|| {
        Problem::Forbidden(Words::new(
            "您的岗位不能办理这一行为，也不能成批导入。",
            "Your posts do not entitle you to this act, nor to import it.",
        ))
    })?;
    let actor = person.actor();
    let units = match rule.from {
        From::Opening => units_for(law, rule, &actor, &visit.setting()),
        From::Stages(_) => Vec::new(),
    };
    Ok(Chosen {
        law,
        rule,
        units,
        actor,
    })
}

fn form(visit: &Visit, id: &str, act: &str, fault: Option<&Words>) -> Result<Response, Problem> {
    use axum::http::StatusCode;
    use axum::response::{Html, IntoResponse};
    let chosen = chosen(visit, id, act)?;
    let (law, rule, lang) = (chosen.law, chosen.rule, visit.lang());
    let mut head = visit.head_words(rule.title.clone());
    head.trail = vec![Link::new(Words::new("批量", "Import"), "/import")];
    head.faulty = fault.is_some();
    let plan = Plan {
        law,
        rule,
        unit: "",
        actor: &chosen.actor,
    };
    let own = at_work(visit)?.units();
    let main = html! {
        (error_summary(lang, fault.map(|words| ("file", words))))
        (heading(&match lang {
            Lang::Zh => format!("成批办理：{}", rule.title.zh),
            Lang::En => format!("Many at once: {}", rule.title.en),
        }))
        p.quiet { (law.title.get(lang)) }
        h2 { (visit.say("一、下载模板并填写", "1. Take the template and fill it in")) }
        p { a href={ (address(law, rule)) "/template.xlsx" } download {
            (visit.say("下载模板（XLSX）", "Download the template (XLSX)"))
        } }
        (columns(visit, &plan))
        h2 { (visit.say("二、上传检查", "2. Send it to be checked")) }
        form.form method="post" enctype="multipart/form-data" action=(address(law, rule))
            data-once {
            input type="hidden" name="csrf" value=(visit.token);
            @if plan.opens() { (unit_choice(visit, &chosen.units, &own)) }
            div.field {
                label for="field-file" { (visit.say("文件", "File")) }
                p.field-hint id="field-file-hint" {
                    (match lang {
                        Lang::Zh => {
                            format!("XLSX 或 CSV（UTF-8、GBK）；不超过 2 MB、{ROWS_MAX} 行")
                        }
                        Lang::En => {
                            format!("XLSX or CSV (UTF-8, GBK); up to 2 MB and {ROWS_MAX} rows")
                        }
                    })
                }
                @if let Some(words) = fault {
                    p.field-error id="field-file-error" { (words.get(lang)) }
                }
                input id="field-file" type="file" name="file" accept=".xlsx,.csv"
                    aria-describedby="field-file-hint";
            }
            div.form-end { (main_button(visit.say("上传并逐行检查", "Send and check every row"))) }
        }
    };
    let page = visit.desk(&head, &main, None)?;
    let status = if fault.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, Html(page.into_string())).into_response())
}

fn unit_choice(visit: &Visit, units: &[&Unit], own: &[String]) -> Markup {
    let all = units_in_order(&visit.units, visit.today());
    let listed = all
        .iter()
        .filter(|unit| units.iter().any(|known| known.id == unit.id));
    html! {
        div.field {
            label for="field-unit" { (visit.say("办理单位", "Unit")) }
            p.field-hint { (visit.say(
                "表中“单位”一列没有填写的行，都立在这个单位。",
                "Rows without a unit of their own are opened here.",
            )) }
            select.input.input-middle id="field-unit" name="unit" {
                @for unit in listed {
                    option value=(unit.id) selected[own.contains(&unit.id)] {
                        (unit.name.get(visit.lang()))
                    }
                }
            }
        }
    }
}

/// The columns of the template, with what each takes.
fn columns(visit: &Visit, plan: &Plan<'_>) -> Markup {
    let lang = visit.lang();
    let heads = [
        Column::text("列", "Column"),
        Column::text("须填", "Needed"),
        Column::text("填什么", "What it takes"),
    ];
    let rows: Vec<Vec<Markup>> = import_rows::heads(plan)
        .into_iter()
        .map(|(key, title, required)| {
            let takes = plan
                .law
                .field(&key)
                .map(|field| takes(field, lang))
                .unwrap_or_default();
            let needed = if required {
                visit.say("是", "Yes")
            } else {
                visit.say("选填", "Optional")
            };
            vec![
                html! { (title.get(lang)) },
                html! { (needed) },
                html! { (takes) },
            ]
        })
        .collect();
    html! {
        details {
            summary { (visit.say("看各列填什么", "See what each column takes")) }
            (table(lang, &Words::new("模板的列", "Columns of the template"), &heads, &rows))
        }
    }
}

/// What a column takes, in a few words.
fn takes(field: &Field, lang: Lang) -> String {
    let options = |choices: &[fadu_kernel::field::Choice], zh: &str, en: &str| {
        let titles: Vec<&str> = choices
            .iter()
            .map(|choice| choice.title.get(lang))
            .collect();
        format!(
            "{}{}",
            crate::speech::say(lang, zh, en),
            titles.join(crate::speech::say(lang, "、", ", "))
        )
    };
    let (zh, en) = match &field.kind {
        FieldKind::Choice(choices) => return options(choices, "选一项：", "One of: "),
        FieldKind::Choices(choices) => {
            return options(
                choices,
                "可选多项，用顿号隔开：",
                "Any of, with 、 between: ",
            );
        }
        FieldKind::Integer => ("整数", "Whole number"),
        FieldKind::Decimal { .. } => ("数字", "Number"),
        FieldKind::Money => ("金额（元）", "Amount in yuan"),
        FieldKind::Date => ("日期，如 2026-03-02", "Date, such as 2026-03-02"),
        FieldKind::Moment => (
            "日期和时间，如 2026-03-02 09:30",
            "Date and time, such as 2026-03-02 09:30",
        ),
        FieldKind::YesNo => ("是 或 否", "Yes or no, as 是 or 否"),
        FieldKind::Unit => ("单位全称", "Full name of a unit"),
        FieldKind::Account { .. } => ("登录名", "Log-in name"),
        FieldKind::Units => (
            "单位全称，用顿号隔开",
            "Full names of units, with 、 between",
        ),
        FieldKind::Texts => ("可填多项，用顿号隔开", "Several, with 、 between"),
        FieldKind::Phone => ("电话号码", "Telephone number"),
        FieldKind::IdNumber => ("18 位身份号码，单元格设为文本", "18 characters, as text"),
        FieldKind::Text | FieldKind::Person | FieldKind::Document => {
            ("一行文字", "One line of text")
        }
        FieldKind::Paragraph => ("文字", "Text"),
    };
    crate::speech::say(lang, zh, en).to_owned()
}

fn template_of(visit: &Visit, id: &str, act: &str) -> Result<Response, Problem> {
    let chosen = chosen(visit, id, act)?;
    let plan = Plan {
        law: chosen.law,
        rule: chosen.rule,
        unit: "",
        actor: &chosen.actor,
    };
    let lang = visit.lang();
    let heads = import_rows::heads(&plan);
    let mark = |required: bool| {
        if required {
            ""
        } else {
            visit.say("（选填）", " (optional)")
        }
    };
    let columns = heads
        .iter()
        .map(|(_, title, required)| format!("{}{}", title.get(lang), mark(*required)));
    let guide = heads.iter().map(|(key, title, required)| {
        let field = plan.law.field(key);
        let why = field
            .and_then(|field| field.why.as_ref())
            .map_or("", |why| why.get(lang));
        vec![
            Cell::text(title.get(lang)),
            Cell::text(if *required {
                visit.say("须填", "needed")
            } else {
                visit.say("选填", "optional")
            }),
            Cell::text(field.map(|field| takes(field, lang)).unwrap_or_default()),
            Cell::text(why),
        ]
    });
    let fill = visit.say("填写", "Fill in").to_owned();
    let sheets = [
        Sheet {
            name: fill,
            columns: columns.collect(),
            rows: Vec::new(),
        },
        Sheet {
            name: visit.say("说明", "Guide").to_owned(),
            columns: ["列", "须填", "填什么", "为什么"]
                .into_iter()
                .map(str::to_owned)
                .collect(),
            rows: guide.collect(),
        },
    ];
    let name = format!(
        "{}-{}",
        chosen.law.title.get(lang),
        chosen.rule.title.get(lang)
    );
    Ok(sheet::download(&name, sheet::write(&sheets)?))
}

/// Reads the file into a preview, or says on the form what is wrong with it as a whole.
fn preview(visit: &Visit, id: &str, act: &str, upload: &Upload) -> Result<Response, Problem> {
    let chosen = chosen(visit, id, act)?;
    let asked = upload.entries.text("unit");
    let unit = chosen
        .units
        .iter()
        .find(|unit| unit.id == asked)
        .or(chosen.units.first());
    let plan = Plan {
        law: chosen.law,
        rule: chosen.rule,
        unit: unit.map_or("", |unit| unit.id.as_str()),
        actor: &chosen.actor,
    };
    let rows = match sheet::read(&upload.file) {
        Ok(rows) => rows,
        Err(words) => return form(visit, id, act, Some(&words)),
    };
    let reader = snapshot(visit)?;
    let read = import_rows::preview(
        visit.rules(),
        &visit.units,
        &reader,
        &plan,
        &rows,
        visit.now,
    );
    drop(reader);
    let table = match read {
        Ok(table) => table,
        Err(Fault::Unacceptable(words)) => return form(visit, id, act, Some(&words)),
        Err(fault) => return Err(fault.into()),
    };
    let account = &at_work(visit)?.account.id;
    let key = import_rows::keep(&visit.app.office, account, &plan, &table)?;
    Ok(see_other(&batch::address(&key)))
}

/// How long a preview is kept, in words.
fn kept(visit: &Visit, state: &str) -> Markup {
    html! {
        @if state == PREVIEW {
            p.quiet { (match visit.lang() {
                Lang::Zh => format!("没有提交的批次保留 {PREVIEW_DAYS} 日后自动删除。"),
                Lang::En => format!("What is not carried out is deleted in {PREVIEW_DAYS} days."),
            }) }
        }
    }
}

/// The number of a matter as a link, and the day beside it.
fn numbered(number: &str, on: Option<jiff::civil::Date>) -> Markup {
    html! {
        a href=(matter::address(number)) { (number) }
        @if let Some(on) = on { " " (day::table_day(on)) }
    }
}

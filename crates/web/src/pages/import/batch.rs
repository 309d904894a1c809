//! One batch: the preview with every row that cannot be done and why, the two ways on from it,
//! and after it was carried out the result with its receipts.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::words::{Lang, Words};
use fadu_office::import_rows::{self, CARRIED_OUT, Fate, PREVIEW, Row, Table};
use fadu_store::Import;
use maud::{Markup, html};

use super::{kept, numbered};
use crate::act_form::see_other;
use crate::app::App;
use crate::entries::Entries;
use crate::page::Link;
use crate::pages::matter::{cited, receipt_address};
use crate::parts::button::{main_button, quiet_button};
use crate::parts::citation::citations;
use crate::parts::heading::heading;
use crate::parts::progress::{ProgressView, progress};
use crate::parts::table::{Column, table};
use crate::parts::{day, notice, tag};
use crate::sheet::{self, Cell, Sheet};
use crate::sight::at_work;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Rows with a reason shown on the page; the workbook has them all.
const FAULTY_SHOWN: usize = 100;
/// Sound rows shown.
const READY_SHOWN: usize = 20;
/// Cells of a row shown.
const CELLS_SHOWN: usize = 6;
/// Rows done shown with their receipts.
const DONE_SHOWN: usize = 300;

/// The routes of a batch.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/import/batches/{id}", get(show).post(decide))
        .route("/import/batches/{id}/faults.xlsx", get(faults))
}

/// The page of a batch.
pub(super) fn address(id: &str) -> String {
    format!("/import/batches/{id}")
}

async fn show(visit: Visit, Path(id): Path<String>) -> Response {
    visit.answer(move |visit| page(visit, &id)).await
}

async fn decide(visit: Visit, Path(id): Path<String>, entries: Entries) -> Response {
    visit
        .answer(move |visit| decided(visit, &id, entries.text("do")))
        .await
}

async fn faults(visit: Visit, Path(id): Path<String>) -> Response {
    visit.answer(move |visit| workbook(visit, &id)).await
}

/// A batch of one's own; others' are not there.
fn own_batch(visit: &Visit, id: &str) -> Result<Import, Problem> {
    let person = at_work(visit)?;
    let import = visit.read(|reader| reader.import(id))?;
    import
        .filter(|import| import.account == person.account.id)
        .ok_or(Problem::NotFound)
}

fn titles(visit: &Visit, import: &Import) -> (Words, Words) {
    let law = visit.rules().packs.procedures.newest(&import.procedure);
    let act = law
        .and_then(|law| law.act(&import.act))
        .map(|act| act.title.clone());
    let plain = |text: &str| Words::new(text, text);
    (
        law.map_or_else(|| plain(&import.procedure), |law| law.title.clone()),
        act.unwrap_or_else(|| plain(&import.act)),
    )
}

/// A state in words.
fn state_tag(visit: &Visit, state: &str) -> Markup {
    match state {
        PREVIEW => tag::tag(visit.say("待确认", "To be confirmed")),
        CARRIED_OUT => tag::closed_tag(visit.say("已提交", "Carried out")),
        _ => tag::tag(visit.say("提交中断，可继续", "Interrupted; go on")),
    }
}

/// The list of one's own batches.
pub(super) fn own(visit: &Visit, imports: &[Import]) -> Markup {
    let columns = [
        Column::text("批次", "Batch"),
        Column::text("上传时间", "Sent at"),
        Column::text("状态", "State"),
    ];
    let rows: Vec<Vec<Markup>> = imports
        .iter()
        .map(|import| {
            let (law, act) = titles(visit, import);
            let lang = visit.lang();
            vec![
                html! { a href=(address(&import.id)) { (law.get(lang)) " · " (act.get(lang)) } },
                day::table_moment(import.created_at),
                state_tag(visit, &import.state),
            ]
        })
        .collect();
    let caption = Words::new("我的批次", "My batches");
    html! {
        h2 { (visit.say("我的批次", "My batches")) }
        (table(visit.lang(), &caption, &columns, &rows))
    }
}

fn page(visit: &Visit, id: &str) -> Shown {
    let import = own_batch(visit, id)?;
    let read = import_rows::table_of(&import)?;
    let (law, act) = titles(visit, &import);
    let lang = visit.lang();
    let count =
        |wanted: fn(&Fate) -> bool| read.rows.iter().filter(|row| wanted(&row.fate)).count();
    let ready = count(|fate| *fate == Fate::Ready);
    let faulty = count(|fate| matches!(fate, Fate::Faulty { .. }));
    let done = count(|fate| matches!(fate, Fate::Done { .. }));
    let mut head = visit.head("批次", "Batch");
    head.trail = vec![Link::new(Words::new("批量", "Import"), "/import")];
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let title = Words::new("办理情况", "How far it is");
    let refused_address = format!("{}/faults.xlsx", address(id));
    let main = html! {
        (heading(act.get(lang)))
        p.quiet {
            (law.get(lang))
            @if let Some(unit) = &import.unit { " · " (visit.unit_name(unit)) }
            " · " (state_tag(visit, &import.state))
        }
        @if import.state == PREVIEW {
            (verdict(visit, ready, faulty))
            (unknown_heads(visit, &read))
            (ways_on(visit, id, ready))
        } @else {
            (progress(lang, &ProgressView {
                title: &title,
                done: narrow(done + faulty),
                total: narrow(read.rows.len()),
                accepted: narrow(done),
                refused: narrow(faulty),
                refused_address: Some(&refused_address),
            }))
            @if import.state != CARRIED_OUT { (ways_on(visit, id, ready)) }
        }
        (faulty_rows(visit, id, &read, faulty))
        @if import.state == PREVIEW { (ready_rows(visit, &read, ready)) }
        (done_rows(visit, &read, done))
        (kept(visit, &import.state))
    };
    visit.desk(&head, &main, None)
}

fn verdict(visit: &Visit, ready: usize, faulty: usize) -> Markup {
    let number = |n: usize| wording::number(i64::try_from(n).unwrap_or(i64::MAX));
    notice::notice(
        &match visit.lang() {
            Lang::Zh => format!(
                "{} 行可以提交，{} 行不能提交",
                number(ready),
                number(faulty)
            ),
            Lang::En => format!(
                "{} rows can be done, {} cannot",
                number(ready),
                number(faulty)
            ),
        },
        &html! { p { (visit.say(
            "还没有提交任何内容。提交时每一行再按当时的法律状态判断一次。",
            "Nothing is done yet. When it is, each row is judged once more as things stand then.",
        )) } },
    )
}

fn unknown_heads(visit: &Visit, read: &Table) -> Markup {
    html! {
        @if !read.unknown.is_empty() {
            p {
                (visit.say(
                    "这些列不认识，没有读取：",
                    "These columns are not known and were left out: ",
                ))
                (read.unknown.join("、"))
            }
        }
    }
}

/// Carry out, or throw away: the one undo.
fn ways_on(visit: &Visit, id: &str, ready: usize) -> Markup {
    let button = match visit.lang() {
        Lang::Zh => format!("提交 {ready} 行"),
        Lang::En => format!("Submit {ready} rows"),
    };
    html! {
        div.form-end {
            @if ready > 0 {
                form method="post" action=(address(id)) data-once {
                    input type="hidden" name="csrf" value=(visit.token);
                    input type="hidden" name="do" value="carry_out";
                    (main_button(&button))
                }
            }
            form method="post" action=(address(id)) {
                input type="hidden" name="csrf" value=(visit.token);
                input type="hidden" name="do" value="discard";
                (quiet_button(visit.say("整批撤销", "Throw the whole batch away")))
            }
        }
    }
}

fn cells(row: &Row) -> Markup {
    html! {
        @for (at, cell) in row.cells.iter().take(CELLS_SHOWN).enumerate() {
            @if at > 0 { " | " }
            (cell.chars().take(40).collect::<String>())
        }
    }
}

fn faulty_rows(visit: &Visit, id: &str, read: &Table, faulty: usize) -> Markup {
    if faulty == 0 {
        return html! {};
    }
    let lang = visit.lang();
    let columns = [
        Column::number("行", "Line"),
        Column::text("原因", "Why"),
        Column::text("内容", "Content"),
    ];
    let rows: Vec<Vec<Markup>> = read
        .rows
        .iter()
        .filter_map(|row| match &row.fate {
            Fate::Faulty { words, citation } => Some((row, words, citation)),
            Fate::Ready | Fate::Done { .. } => None,
        })
        .take(FAULTY_SHOWN)
        .map(|(row, words, citation)| {
            vec![
                html! { (row.line) },
                html! {
                    (words.get(lang))
                    p { (citations(lang, &cited(Some(citation)))) }
                },
                cells(row),
            ]
        })
        .collect();
    html! {
        section aria-labelledby="faulty" {
            h2 id="faulty" { (visit.say("不能提交的行", "Rows that cannot be done")) }
            (table(lang, &Words::new("行和原因", "Lines and reasons"), &columns, &rows))
            p { a href={ (address(id)) "/faults.xlsx" } download {
                (visit.say(
                    "下载这些行和原因，改好后再上传",
                    "Download these rows with their reasons, mend and send again",
                ))
            } }
        }
    }
}

fn ready_rows(visit: &Visit, read: &Table, ready: usize) -> Markup {
    if ready == 0 {
        return html! {};
    }
    let columns = [
        Column::number("行", "Line"),
        Column::text("内容", "Content"),
    ];
    let rows: Vec<Vec<Markup>> = read
        .rows
        .iter()
        .filter(|row| row.fate == Fate::Ready)
        .take(READY_SHOWN)
        .map(|row| vec![html! { (row.line) }, cells(row)])
        .collect();
    html! {
        section aria-labelledby="ready" {
            h2 id="ready" { (visit.say("可以提交的行", "Rows that can be done")) }
            (table(visit.lang(), &Words::new("前 20 行", "The first 20"), &columns, &rows))
        }
    }
}

fn done_rows(visit: &Visit, read: &Table, done: usize) -> Markup {
    if done == 0 {
        return html! {};
    }
    let columns = [
        Column::number("行", "Line"),
        Column::text("事项", "Matter"),
        Column::text("凭证", "Receipt"),
    ];
    let rows: Vec<Vec<Markup>> = read
        .rows
        .iter()
        .filter_map(|row| match &row.fate {
            Fate::Done { act, number } => Some((row.line, act, number, row.at)),
            Fate::Ready | Fate::Faulty { .. } => None,
        })
        .take(DONE_SHOWN)
        .map(|(line, act, number, at)| {
            vec![
                html! { (line) },
                numbered(number, Some(at.date())),
                html! {
                    a href=(receipt_address(*act)) {
                        (visit.say("账本第 ", "entry ")) (act.0) (visit.say(" 条", ""))
                    }
                },
            ]
        })
        .collect();
    html! {
        section aria-labelledby="done" {
            h2 id="done" { (visit.say("已提交的行", "Rows done")) }
            (table(visit.lang(), &Words::new("前 300 行", "The first 300"), &columns, &rows))
        }
    }
}

fn decided(visit: &Visit, id: &str, what: &str) -> Result<Response, Problem> {
    let import = own_batch(visit, id)?;
    let office = &visit.app.office;
    match what {
        "discard" => {
            import_rows::discard(office, &import)?;
            Ok(see_other("/import"))
        }
        "carry_out" => {
            let login = &at_work(visit)?.account.login;
            import_rows::carry_out(office, &import, login)?;
            Ok(see_other(&address(id)))
        }
        _ => Err(Problem::BadInput(Words::new(
            "请选择提交或者撤销。",
            "Choose to submit or to throw away.",
        ))),
    }
}

/// The rows that cannot be done, as they came, with their reasons.
fn workbook(visit: &Visit, id: &str) -> Result<Response, Problem> {
    let import = own_batch(visit, id)?;
    let read = import_rows::table_of(&import)?;
    let reason = visit
        .say("不能提交的原因", "Why it cannot be done")
        .to_owned();
    let mut columns = read.heads.clone();
    let width = columns.len();
    columns.push(reason);
    let rows = read.rows.iter().filter_map(|row| match &row.fate {
        Fate::Faulty { words, .. } => {
            let mut cells: Vec<Cell> = row.cells.iter().take(width).map(Cell::text).collect();
            cells.resize(width, Cell::text(""));
            cells.push(Cell::text(words.get(visit.lang())));
            Some(cells)
        }
        Fate::Ready | Fate::Done { .. } => None,
    });
    let name = visit.say("需改正的行", "rows-to-mend").to_owned();
    let sheet = Sheet {
        name: name.clone(),
        columns,
        rows: rows.collect(),
    };
    Ok(sheet::download(&name, sheet::write(&[sheet])?))
}

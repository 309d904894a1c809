//! /plan and /matters/{number}/board: the coordination desk. Work ordered in many units at once,
//! how far each unit is, and who is late. A plan is a matter whose procedure opens others in a
//! list of units.

mod indices;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::clock::Light;
use fadu_kernel::procedure::{Procedure, StageKind};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use fadu_store::{MatterFilter, MatterRow, Reader};
use maud::{Markup, html};

use super::matter;
use crate::app::App;
use crate::asked::Asked;
use crate::page::Link;
use crate::parts::empty::empty;
use crate::parts::heading::{heading_with_lead, heading_with_number};
use crate::parts::light;
use crate::parts::table::{Column, table};
use crate::sight::{Lists, at_work, log_sensitive, see_number, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Plans of one procedure on the list.
const PLANS_MAX: usize = 40;

/// The routes of plans.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plan", get(show_list))
        .merge(indices::routes())
        .route("/matters/{number}/board", get(show_board))
}

async fn show_list(visit: Visit) -> Response {
    visit.answer(list).await
}

async fn show_board(visit: Visit, Path(number): Path<String>) -> Response {
    visit.answer(move |visit| board(visit, &number)).await
}

/// The board of a matter that ordered work in many units.
pub fn board_address(number: &str) -> String {
    format!("{}/board", matter::address(number))
}

/// Whether a procedure orders work in a list of units.
pub fn is_plan(law: &Procedure) -> bool {
    let mut opened = law.acts.iter().flat_map(|act| &act.opens);
    opened.any(|opens| opens.units.is_some())
}

/// The parts of ordered work that are counted, and that a count opens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Done,
    Late,
    Soon,
}

impl Part {
    fn of(visit: &Visit, row: &MatterRow) -> Option<Self> {
        if row.stage_kind != StageKind::Open.key() {
            return Some(Self::Done);
        }
        match row.light(visit.now) {
            Light::Red => Some(Self::Late),
            Light::Yellow => Some(Self::Soon),
            Light::Green | Light::Grey => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Late => "late",
            Self::Soon => "soon",
        }
    }

    fn asked(visit: &Visit) -> Option<Self> {
        let asked = Asked::of(visit).text("show");
        [Self::Done, Self::Late, Self::Soon]
            .into_iter()
            .find(|part| part.key() == asked)
    }
}

/// A count that opens the board to what it counts.
fn opened(number: &str, part: Option<Part>, count: usize) -> Markup {
    let board = board_address(number);
    let address = part.map_or(board.clone(), |part| format!("{board}?show={}", part.key()));
    html! { @if count > 0 { a href=(address) { (count) } } @else { (count) } }
}

/// How far the work is that a matter ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Matters opened.
    pub all: usize,
    /// Of these, ended.
    pub done: usize,
    /// Of those that run, with a clock overdue.
    pub late: usize,
    /// Of those that run, with a clock due soon.
    pub soon: usize,
}

impl Progress {
    /// Counts lines as they stand at the visit's moment.
    pub fn of<'r>(visit: &Visit, rows: impl IntoIterator<Item = &'r MatterRow>) -> Self {
        let mut progress = Self::default();
        for row in rows {
            progress.all += 1;
            match Part::of(visit, row) {
                Some(Part::Done) => progress.done += 1,
                Some(Part::Late) => progress.late += 1,
                Some(Part::Soon) => progress.soon += 1,
                None => {}
            }
        }
        progress
    }

    fn light(self) -> Light {
        match self {
            Self { all: 0, .. } => Light::Grey,
            Self { late: 1.., .. } => Light::Red,
            Self { soon: 1.., .. } => Light::Yellow,
            Self { .. } => Light::Green,
        }
    }
}

fn list(visit: &Visit) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let procedures = visit.rules().packs.procedures.each_newest();
    let mut rows = Vec::new();
    for law in procedures.filter(|law| is_plan(law)) {
        let filter = MatterFilter {
            procedure: Some(law.id.clone()),
            ..MatterFilter::default()
        };
        for row in lists.page(&filter, None, None, PLANS_MAX)?.items {
            let opened = reader.opened_by(row.id)?;
            let progress = Progress::of(visit, &opened);
            // A procedure that may order work in many units, but here ordered none, is no plan.
            if progress.all > 0 {
                rows.push((row, law, progress));
            }
        }
    }
    rows.sort_by_key(|(row, _, progress)| {
        let open = row.stage_kind == StageKind::Open.key();
        (
            !open,
            std::cmp::Reverse(progress.late),
            std::cmp::Reverse(row.id),
        )
    });
    let columns = [
        Column::text("计划或部署", "Plan or order"),
        Column::text("进度", "Progress"),
        Column::number("已办结", "Done"),
        Column::number("共", "All"),
        Column::number("超期", "Late"),
        Column::mark("灯", "Light"),
    ];
    let lines: Vec<Vec<Markup>> = rows.iter().map(|one| line(visit, one)).collect();
    let main = html! {
        (heading_with_lead(
            visit.say("计划", "Plans"),
            visit.say(
                "一次部署、多个单位分头办的工作：办到哪一步，谁超期，点开看各单位。",
                "Work ordered once and done by many units: how far it is, and who is late.",
            ),
        ))
        (indices::ways(visit, "/plan"))
        @if lines.is_empty() {
            (empty(
                visit.say("还没有部署到多个单位的工作", "Nothing is ordered in several units"),
                &html! { (visit.say(
                    "下达计划、部署专项行动、布置年度报告以后，进度列在这里。",
                    "Plans, campaigns and requests for reports stand here once they are ordered.",
                )) },
            ))
        } @else {
            (table(
                visit.lang(),
                &Words::new("部署到多个单位的工作", "Work ordered in several units"),
                &columns,
                &lines,
            ))
        }
    };
    visit.desk(&visit.head("计划", "Plans"), &main, None)
}

fn line(visit: &Visit, (row, law, progress): &(MatterRow, &Procedure, Progress)) -> Vec<Markup> {
    vec![
        html! {
            a href=(board_address(&row.number)) { (row.title) }
            br;
            span.quiet {
                (law.title.get(visit.lang())) " · " (row.number) " · "
                (visit.unit_name(&row.unit))
            }
        },
        drawn(*progress),
        opened(&row.number, Some(Part::Done), progress.done),
        opened(&row.number, None, progress.all),
        opened(&row.number, Some(Part::Late), progress.late),
        light::light(visit.lang(), progress.light()),
    ]
}

/// A bar of what is done; its numbers stand beside it.
fn drawn(progress: Progress) -> Markup {
    let share = progress.done * 1_000 / progress.all.max(1);
    html! {
        svg.progress-drawing width="120" height="12" aria-hidden="true" focusable="false" {
            rect.progress-all width="120" height="12" {}
            rect.progress-done width={ (share / 10) "." (share % 10) "%" } height="12" {}
        }
    }
}

fn board(visit: &Visit, number: &str) -> Shown {
    let person = at_work(visit)?;
    let reader = snapshot(visit)?;
    let seen = see_number(visit, &reader, number)?;
    log_sensitive(visit, person, &seen)?;
    let row = reader
        .matter_row(seen.matter.id)?
        .ok_or(Problem::NotFound)?;
    let rows = reader.opened_by(seen.matter.id)?;
    let progress = Progress::of(visit, &rows);
    let count = |part, count| opened(number, part, count);
    let mut by_kind: BTreeMap<u8, Vec<&MatterRow>> = BTreeMap::new();
    let part = Part::asked(visit);
    let wanted = |row: &&MatterRow| part.is_none_or(|part| Part::of(visit, row) == Some(part));
    for row in rows.iter().filter(wanted) {
        let kind = visit.units.get(&row.unit).map(|unit| unit.kind);
        by_kind.entry(rank(kind)).or_default().push(row);
    }
    let main = html! {
        (heading_with_number(
            &row.number,
            &row.title,
            &light::light(visit.lang(), progress.light()),
        ))
        p {
            (drawn(progress)) " "
            (visit.say("已办结 ", "done ")) (count(Some(Part::Done), progress.done))
            " / " (count(None, progress.all))
            (visit.say("，超期 ", ", late ")) (count(Some(Part::Late), progress.late))
            (visit.say("，临期 ", ", due soon ")) (count(Some(Part::Soon), progress.soon))
        }
        (light::legend(visit.lang()))
        @for (kind, rows) in &by_kind {
            section {
                h2 {
                    (kind_words(*kind).get(visit.lang())) " "
                    span.quiet { (wording::number(i64::try_from(rows.len()).unwrap_or(0))) }
                }
                ul.board { @for row in rows { (tile(visit, &reader, row)?) } }
            }
        }
        @if rows.is_empty() {
            (empty(
                visit.say("还没有部署到单位", "Nothing is ordered yet"),
                &html! { (visit.say("部署后各单位的进度列在这里。", "Units stand here then.")) },
            ))
        }
    };
    let mut head = visit.head_words(Words::new(
        format!("{} 各单位进度", row.title),
        format!("Progress of {}", row.title),
    ));
    head.trail = vec![
        Link::new(Words::new("计划", "Plans"), "/plan"),
        Link::new(
            Words::new(row.number.clone(), row.number.clone()),
            matter::address(&row.number),
        ),
    ];
    visit.desk(&head, &main, None)
}

/// Groups of units in the order in which they are read.
const fn rank(kind: Option<UnitKind>) -> u8 {
    match kind {
        Some(UnitKind::City) => 0,
        Some(UnitKind::Department) => 1,
        Some(UnitKind::County) => 2,
        Some(UnitKind::Township) => 3,
        Some(UnitKind::Village) => 4,
        Some(UnitKind::Outside) | None => 5,
    }
}

fn kind_words(rank: u8) -> Words {
    match rank {
        0 => Words::new("本级", "The city itself"),
        1 => Words::new("部门", "Departments"),
        2 => Words::new("区县", "Districts and counties"),
        3 => Words::new("乡镇街道", "Townships"),
        4 => Words::new("村和社区", "Villages"),
        _ => Words::new("其他单位", "Other bodies"),
    }
}

/// One unit's part: its light, its stage and the way there.
fn tile(visit: &Visit, reader: &Reader, row: &MatterRow) -> Result<Markup, Problem> {
    let law = visit.rules().packs.procedures.pinned(&row.version);
    let stage = law.and_then(|law| law.stage(&row.stage));
    let below = reader.linked(row.id)?;
    let below: u32 = below.values().flat_map(BTreeMap::values).sum();
    Ok(html! {
        li {
            a href=(matter::address(&row.number)) {
                strong { (visit.unit_name(&row.unit)) }
                span {
                    (light::shape(visit.lang(), row.light(visit.now))) " "
                    (stage.map_or("", |stage| stage.title.get(visit.lang())))
                    @if below > 0 {
                        (visit.say("，下级 ", ", below ")) (below)
                    }
                }
            }
        }
    })
}

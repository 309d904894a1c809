//! What a city published beside what is counted, figure by figure: of which place, on what grounds,
//! and for honours and what others supplied the record behind it.

use axum::response::Response;
use fadu_kernel::indicator::{Indicator, Measure, Span};
use fadu_kernel::words::{Lang, Words};
use fadu_office::figures::{Published, counted_parts};
use fadu_office::slice::{Part, Slice};
use fadu_office::small_numbers::Release;
use fadu_store::Reader;
use maud::{Markup, html};

use super::{published_figures, release, show, slice_address};
use crate::page::Link;
use crate::pages::matter::receipt_address;
use crate::parts::day::table_day;
use crate::parts::heading::heading;
use crate::parts::notice::notice;
use crate::parts::table::{Column, table};
use crate::sight::snapshot;
use crate::visit::{Problem, Shown, Visit};

/// Records named beside a figure; the figure's own page has them all.
const RECORDS_SHOWN: usize = 2;
/// The pack in which honours are registered.
const HONOURS: &str = "honours.";

pub(super) async fn published(visit: Visit) -> Response {
    visit.answer(show_published).await
}

/// How a figure comes to be in the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Counted from the acts of the work itself.
    Counted,
    /// Supplied by another body, and verified by a second person.
    Supplied,
    /// Registered as an honour.
    Honour,
}

impl Ground {
    fn of(visit: &Visit, indicator: &Indicator) -> Self {
        let supplied = |part: &&Indicator| matches!(part.measure, Measure::Latest(_));
        let parts = counted_parts(visit.rules(), indicator);
        if indicator.id.starts_with(HONOURS) {
            Self::Honour
        } else if parts.iter().any(supplied) {
            Self::Supplied
        } else {
            Self::Counted
        }
    }

    fn name(self, visit: &Visit) -> &'static str {
        match self {
            Self::Counted => visit.say("办理行为汇总", "counted from acts"),
            Self::Supplied => visit.say("报送的数", "supplied"),
            Self::Honour => visit.say("荣誉登记", "registered honour"),
        }
    }
}

/// The slice that a published figure is of.
fn slice(figure: &Published) -> Option<Slice> {
    Some(Slice {
        span: Span::parse(&figure.span)?,
        part: Part::whole(figure.unit_id.as_deref()),
        class: figure.class.clone(),
    })
}

/// How the figure came about, and the records behind it where they are few and tell its source.
fn ground(
    visit: &Visit,
    (reader, release): (&Reader, &Release<'_>),
    figure: &Published,
) -> Result<Markup, Problem> {
    let (rules, id) = (visit.rules(), &figure.indicator);
    let (Some(indicator), Some(slice)) = (rules.packs.indicator(id), slice(figure)) else {
        return Ok(html! {});
    };
    let ground = Ground::of(visit, indicator);
    let mut records = Vec::new();
    let listed = release.lists_acts(indicator, slice.part.unit());
    if ground != Ground::Counted && listed {
        for part in counted_parts(rules, indicator) {
            let filter = slice.contributions(&part.id, &visit.units);
            let page = reader.contributions(&filter, None, RECORDS_SHOWN)?;
            records.extend(page.items);
        }
    }
    Ok(html! {
        (ground.name(visit))
        @for line in records.iter().take(RECORDS_SHOWN) {
            br;
            a href=(receipt_address(line.place.act)) { (line.number) }
            " " span.quiet { (table_day(line.at.date())) }
        }
    })
}

/// Of which part of the city it is; none for the whole.
fn place<'a>(visit: &'a Visit, figure: &'a Published) -> Option<&'a str> {
    let named = figure.place.as_ref().map(|place| place.get(visit.lang()));
    let unit = figure.unit_id.as_deref();
    named.or_else(|| unit.map(|id| visit.unit_name(id)))
}

fn show_published(visit: &Visit) -> Shown {
    let lang = visit.lang();
    let list = published_figures(visit)?;
    if list.is_empty() {
        return Err(Problem::NotFound);
    }
    let matched = list.iter().filter(|figure| figure.matches).count();
    let columns = [
        Column::text("指标", "Figure"),
        Column::number("公布", "Published"),
        Column::number("汇总", "Counted"),
        Column::text("来路和记录", "Ground and records"),
        Column::text("核对", "Compared"),
    ];
    let reader = snapshot(visit)?;
    let release = release(visit, &reader);
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for figure in &list {
        let verdict = if figure.matches {
            visit.say("一致", "equal")
        } else {
            visit.say("不一致", "not equal")
        };
        let open = slice(figure).map_or_else(
            || super::address(&figure.indicator, &figure.span),
            |slice| slice_address(&figure.indicator, &figure.span, &slice),
        );
        rows.push(vec![
            html! {
                a href=(open) { (figure.name.get(lang)) } " " span.quiet { (figure.id) }
                @if let Some(place) = place(visit, figure) { br; span.quiet { (place) } }
                @if let Some(note) = &figure.note { br; span.quiet { (note.get(lang)) } }
            },
            html! { (figure.published) " " span.quiet { (figure.unit.get(lang)) } },
            html! { (figure.counted) },
            ground(visit, (&reader, &release), figure)?,
            html! { (verdict) },
        ]);
    }
    let title = match lang {
        Lang::Zh => format!("公布 {} 项，一致 {matched} 项", list.len()),
        Lang::En => format!("{matched} of {} match", list.len()),
    };
    let caption = Words::new("公布数与汇总数", "Published beside counted");
    let main = html! {
        (heading(visit.say("公布数与汇总数对照", "Published beside counted")))
        (notice(&title, &html! { p { (visit.say(
            "案例、人物和地点为虚构；只有总数是该市在年度报告中公布的。\
             汇总数由一件件行为数出，没有一个是填写的。",
            "Cases, people and places are invented; only the totals are those the city published. \
             What is counted comes from acts; none of it is typed in.",
        )) } }))
        (table(lang, &caption, &columns, &rows))
    };
    let mut head = visit.head("公布数与汇总数对照", "Published beside counted");
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    show(visit, &head, &main)
}

//! What a city published beside what is counted, figure by figure.

use axum::response::Response;
use fadu_kernel::words::{Lang, Words};
use maud::{Markup, html};

use super::{address, published_figures, show};
use crate::page::Link;
use crate::parts::heading::heading;
use crate::parts::notice::notice;
use crate::parts::table::{Column, table};
use crate::visit::{Problem, Shown, Visit};

pub(super) async fn published(visit: Visit) -> Response {
    visit.answer(show_published).await
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
        Column::text("单位", "Unit"),
        Column::text("核对", "Compared"),
    ];
    let rows: Vec<Vec<Markup>> = list
        .iter()
        .map(|figure| {
            let verdict = if figure.matches {
                visit.say("一致", "equal")
            } else {
                visit.say("不一致", "not equal")
            };
            let open = address(&figure.indicator, &figure.span);
            vec![
                html! { a href=(open) { (figure.name.get(lang)) } " " span.quiet { (figure.id) } },
                html! { (figure.published) },
                html! { (figure.counted) },
                html! { (figure.unit.get(lang)) },
                html! { (verdict) },
            ]
        })
        .collect();
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

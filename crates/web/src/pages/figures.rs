//! `/figures`: every figure by system, and each opened down to the acts behind it.
//!
//! A figure's address holds its period and place, so that a figure can be cited by its link. The
//! public sees number, act, unit and leaf of each act; the matter's own line is for people at work.

mod one;
mod published;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::indicator::{Indicator, Span};
use fadu_kernel::unit::UnitKind;
use fadu_kernel::words::Words;
use fadu_office::figures::{Figure, PUBLISHED_SETTING, Published, figure_of};
use fadu_office::slice::{Part, Slice};
use fadu_office::small_numbers::{Release, Viewer, WITHHELD_MARK, Withheld};
use fadu_office::statistical_table::level_name;
use fadu_pack::table::classes;
use fadu_store::Reader;
use maud::{Markup, html};
use serde::Deserialize;

pub use self::one::{parse_place, print_place};
use crate::address::{query_value, segment};
use crate::app::App;
use crate::parts::figure::{FigureView, figures};
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::heading_with_lead;
use crate::values::units_in_order;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/figures", get(index))
        .route("/figures/published", get(published::published))
        .route("/figures/{id}", get(one::one))
}

/// A figure's address.
pub fn address(id: &str, span: &str) -> String {
    format!("/figures/{}?period={}", segment(id), query_value(span))
}

/// Period, place and place in the list of acts.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    place: String,
    /// A class alone.
    #[serde(default)]
    class: String,
    /// Units of a kind, each counted alone.
    #[serde(default)]
    level: String,
    /// The place without those below it.
    #[serde(default)]
    alone: String,
    #[serde(default)]
    system: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn period(&self, visit: &Visit) -> String {
        if self.period.trim().is_empty() {
            default_period(visit)
        } else {
            self.period.trim().to_owned()
        }
    }

    fn span(&self, visit: &Visit) -> Result<Span, Problem> {
        Span::parse(&self.period(visit)).ok_or_else(|| {
            Problem::BadInput(Words::new(
                "期间请写成 2022、2022-05、2022-Q2 或 2022-01..2022-06",
                "Write a period as 2022, 2022-05, 2022-Q2 or 2022-01..2022-06",
            ))
        })
    }

    fn place<'a>(&'a self, visit: &Visit) -> Result<Option<&'a str>, Problem> {
        match self.place.as_str() {
            "" => Ok(None),
            place if visit.units.get(place).is_some() => Ok(Some(place)),
            _ => Err(Problem::NotFound),
        }
    }

    /// What is asked for, whole.
    fn slice(&self, visit: &Visit) -> Result<Slice, Problem> {
        let (span, place) = (self.span(visit)?, self.place(visit)?);
        let part = match (self.level.as_str(), self.alone.as_str(), place) {
            ("", "", place) => Part::whole(place),
            ("", _, Some(place)) => Part::Alone(place.to_owned()),
            ("", _, None) => return Err(Problem::NotFound),
            (level, _, within) => Part::Level {
                kind: kind_of(level).ok_or(Problem::NotFound)?,
                within: within.map(str::to_owned),
            },
        };
        let class = (!self.class.is_empty()).then(|| self.class.clone());
        Ok(Slice { span, part, class })
    }
}

/// The kinds of unit with their names as levels of a table.
const LEVELS: [UnitKind; 6] = [
    UnitKind::City,
    UnitKind::County,
    UnitKind::Township,
    UnitKind::Village,
    UnitKind::Department,
    UnitKind::Outside,
];

fn kind_of(key: &str) -> Option<UnitKind> {
    LEVELS.into_iter().find(|kind| kind.key() == key)
}

/// The address of a slice of a figure.
pub fn slice_address(id: &str, period: &str, slice: &Slice) -> String {
    format!("{}{}", address(id, period), slice.query())
}

/// Who looks at figures, as far as small numbers go.
pub fn viewer(visit: &Visit) -> Viewer<'_> {
    let person = visit.person.as_deref();
    person.map_or(Viewer::Public, |person| Viewer::Posts(&person.posts))
}

/// What of the figures may be shown to the visitor.
pub fn release<'a>(visit: &'a Visit, reader: &'a Reader) -> Release<'a> {
    Release::new(reader, visit.rules(), viewer(visit), visit.today())
}

/// What stands under a list in which something is withheld.
pub fn withheld_note(visit: &Visit, withheld: &[Withheld]) -> Markup {
    let (mut reasons, lang) = (withheld.to_vec(), visit.lang());
    reasons.sort_unstable();
    reasons.dedup();
    html! {
        @for reason in reasons {
            p.quiet { (WITHHELD_MARK) " " (reason.words().get(lang)) }
        }
    }
}

/// The year replayed in a demo, else this year.
pub fn default_period(visit: &Visit) -> String {
    let published = published_figures(visit).unwrap_or_default();
    let first = published.first().map(|figure| figure.span.clone());
    first.unwrap_or_else(|| visit.today().year().to_string())
}

fn published_figures(visit: &Visit) -> Result<Vec<Published>, Problem> {
    Ok(visit
        .read(|reader| reader.setting(PUBLISHED_SETTING))?
        .unwrap_or_default())
}

async fn index(visit: Visit, Query(asked): Query<Asked>) -> Response {
    visit.answer(move |visit| show_index(visit, &asked)).await
}

/// A figure counted, with what its view borrows.
struct Counted<'a> {
    indicator: &'a Indicator,
    value: Option<String>,
    address: String,
    base: Option<(String, String)>,
    withheld: Option<Withheld>,
}

impl<'a> Counted<'a> {
    /// Counts a slice, unless it is withheld from the visitor.
    fn of(
        (visit, reader, release): (&Visit, &Reader, &Release<'_>),
        indicator: &'a Indicator,
        period: &str,
        slice: &Slice,
    ) -> Result<Self, Problem> {
        let address = slice_address(&indicator.id, period, slice);
        let withheld = release.withheld(indicator, slice)?;
        if withheld.is_some() {
            return Ok(Self {
                indicator,
                value: Some(WITHHELD_MARK.to_owned()),
                address,
                base: None,
                withheld,
            });
        }
        let Figure { value, base, .. } = figure_of(reader, visit.rules(), indicator, slice)?;
        let print = |(above, below): (i64, i64)| (wording::number(above), wording::number(below));
        Ok(Self {
            indicator,
            value,
            address,
            base: base.map(print),
            withheld: None,
        })
    }

    fn view<'b>(&'b self, scope: &'b Words, checkpoint: Option<u64>) -> FigureView<'b> {
        FigureView {
            title: &self.indicator.title,
            value: self.value.as_deref(),
            unit: &self.indicator.unit,
            scope: Some(scope),
            definition: &self.indicator.definition,
            base: self
                .base
                .as_ref()
                .map(|(above, below)| (above.as_str(), below.as_str())),
            light: None,
            checkpoint,
            address: &self.address,
        }
    }
}

fn show_index(visit: &Visit, asked: &Asked) -> Shown {
    let (lang, rules) = (visit.lang(), visit.rules());
    let (period, slice) = (asked.period(visit), asked.slice(visit)?);
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let release = release(visit, &snapshot);
    let mut withheld = Vec::new();
    let checkpoint = snapshot
        .latest_checkpoint()?
        .map(|checkpoint| checkpoint.size);
    let wanted = if asked.system.is_empty() {
        None
    } else {
        Some(asked.system.as_str())
    };
    let mut systems: BTreeMap<&str, Vec<Counted<'_>>> = BTreeMap::new();
    for indicator in &rules.packs.indicators {
        if wanted.is_some_and(|system| system != indicator.system) {
            continue;
        }
        let counted = Counted::of((visit, &snapshot, &release), indicator, &period, &slice)?;
        withheld.extend(counted.withheld);
        systems.entry(&indicator.system).or_default().push(counted);
    }
    let scope = scope_words(visit, None, &period, &slice);
    let main = html! {
        (heading_with_lead(
            visit.say("数据", "Figures"),
            visit.say(
                "每个数都由办理行为自动汇总，点开可以一直看到每一个行为。",
                "Every figure is counted from acts; open one to see them all.",
            ),
        ))
        p {
            a href="/tables" { (visit.say("统计报表", "Statistical tables")) }
            @if visit.app.site.demo {
                " · "
                a href="/figures/published" {
                    (visit.say("公布数与汇总数对照", "Published beside counted"))
                }
            }
        }
        (filters(lang, &FiltersView {
            address: "/figures",
            filters: &chosen(visit, asked, &period),
            keep: &[],
        }))
        @for (system, list) in &systems {
            @let (full, empty): (Vec<_>, Vec<_>) =
                list.iter().partition(|counted| has_value(counted));
            @if wanted.is_some() {
                h2 { (system_name(visit, system)) }
                @if full.is_empty() {
                    p.quiet { (visit.say("本期没有数。", "No figures in this period.")) }
                } @else {
                    @let views =
                        full.iter().map(|c| c.view(&scope, checkpoint)).collect::<Vec<_>>();
                    (figures(lang, &views))
                }
            } @else {
                (system_folded(visit, system, &full))
            }
            @if wanted.is_some() && !empty.is_empty() { (folded(visit, &empty)) }
        }
        (withheld_note(visit, &withheld))
    };
    let head = visit.head("数据", "Figures");
    show(visit, &head, &main)
}

fn has_value(counted: &Counted<'_>) -> bool {
    counted.value.as_deref().is_some_and(|value| value != "0")
}

/// A system as one line that opens to its figures: forty of them fit a screen or two.
fn system_folded(visit: &Visit, system: &str, list: &[&Counted<'_>]) -> Markup {
    html! {
        details.kind id=(system) {
            summary {
                h2 { (system_name(visit, system)) }
                " "
                span.quiet { (list.len()) (visit.say(" 项", " figures")) }
            }
            @if list.is_empty() {
                p.quiet { (visit.say("本期没有数。", "No figures in this period.")) }
            } @else {
                (plain_list(visit, list))
            }
        }
    }
}

/// Figures of a system as a plain list: the whole city's fit on one page of modest weight.
fn plain_list(visit: &Visit, list: &[&Counted<'_>]) -> Markup {
    html! {
        dl.summary-list {
            @for counted in list {
                div {
                    dt { (counted.indicator.title.get(visit.lang())) }
                    dd {
                        a.figures href=(counted.address) {
                            (counted.value.as_deref().unwrap_or("—"))
                        }
                        " " span.quiet { (counted.indicator.unit.get(visit.lang())) }
                    }
                }
            }
        }
    }
}

/// Figures without a value in the period, as a plain list of links.
fn folded(visit: &Visit, list: &[&Counted<'_>]) -> Markup {
    html! {
        details {
            summary {
                (visit.say("本期为零或无数的指标", "Zero or without a value")) " " (list.len())
            }
            ul {
                @for counted in list {
                    li { a href=(counted.address) { (counted.indicator.title.get(visit.lang())) } }
                }
            }
        }
    }
}

fn scope_words(visit: &Visit, indicator: Option<&Indicator>, period: &str, slice: &Slice) -> Words {
    let part = &slice.part;
    let city = &visit.app.site.city;
    let name = part
        .unit()
        .and_then(|place| visit.units.get(place))
        .map_or(city, |unit| &unit.name);
    let (zh, en) = match part {
        Part::City | Part::Whole(_) => (String::new(), String::new()),
        Part::Alone(_) => ("（本级）".to_owned(), " (by itself)".to_owned()),
        Part::Level { kind, .. } => {
            let level = level_name(*kind);
            (
                format!("（{}，各计本级）", level.zh),
                format!(" ({}, each by itself)", level.en.to_lowercase()),
            )
        }
    };
    let known = indicator.map(classes).unwrap_or_default();
    let class = known
        .iter()
        .find(|known| Some(&known.id) == slice.class.as_ref());
    let (of_zh, of_en) = match (class, &slice.class) {
        (Some(class), _) => (
            format!("，{}", class.title.zh),
            format!(", {}", class.title.en),
        ),
        (None, Some(class)) => (format!("，{class}"), format!(", {class}")),
        (None, None) => (String::new(), String::new()),
    };
    Words::new(
        format!("{}{zh}{of_zh}，{period}", name.zh),
        format!("{}{en}{of_en}, {period}", name.en),
    )
}

fn system_name<'a>(visit: &'a Visit, system: &'a str) -> &'a str {
    let packs = &visit.rules().packs.packs;
    let pack = packs.values().find(|pack| pack.system == system);
    pack.map_or(system, |pack| pack.title.get(visit.lang()))
}

/// The units whose figures are asked for by name: counties, townships and departments.
pub fn place_filter(visit: &Visit, value: &str) -> Filter {
    use fadu_kernel::unit::UnitKind::{City, County, Department, Outside, Township, Village};
    let governed = units_in_order(&visit.units, visit.today()).into_iter();
    let governed = governed.filter(|unit| match unit.kind {
        County | Township | Department => true,
        City | Village | Outside => false,
    });
    let options = governed.map(|unit| (unit.id.clone(), unit.name.clone()));
    Filter::new(
        "place",
        ("单位", "Unit"),
        value,
        FilterKind::Options(options.collect()),
    )
}

fn chosen(visit: &Visit, asked: &Asked, period: &str) -> Vec<Filter> {
    let packs = &visit.rules().packs.packs;
    let systems = packs
        .values()
        .map(|pack| (pack.system.clone(), pack.title.clone()));
    vec![
        Filter::new("period", ("期间", "Period"), period, FilterKind::Text),
        place_filter(visit, &asked.place),
        Filter::new(
            "system",
            ("工作", "Work"),
            asked.system.clone(),
            FilterKind::Options(systems.collect()),
        ),
    ]
}

/// At the desk for people at work, in the public frame for everybody else.
pub fn show(visit: &Visit, head: &crate::page::PageHead<'_>, main: &Markup) -> Shown {
    if visit.person.is_some() {
        visit.desk(head, main, None)
    } else {
        Ok(visit.public(head, main))
    }
}

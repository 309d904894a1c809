//! `/figures`: every figure by system, and each opened down to the acts behind it.
//!
//! A figure's address holds its period and place, so that a figure can be cited by its link. The
//! public sees number, act, unit and leaf of each act; the matter's own line is for people at work.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::act::ActId;
use fadu_kernel::indicator::{Indicator, Measure, Span};
use fadu_kernel::words::Words;
use fadu_office::figures::{Figure, PUBLISHED_SETTING, Published, counted_parts, figure};
use fadu_store::{ContributionFilter, ContributionLine, ContributionPlace, Scope};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use crate::address::{query_value, segment, with_query};
use crate::app::App;
use crate::page::Link;
use crate::parts::bars::{Bar, bars};
use crate::parts::empty::empty;
use crate::parts::figure::{FigureView, figures};
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::heading::{heading, heading_with_lead};
use crate::parts::notice::notice;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::summary::summary;
use crate::parts::table::{Column, table};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Acts on one page of a drill-down.
const ACTS_A_PAGE: usize = 50;

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/figures", get(index))
        .route("/figures/published", get(published))
        .route("/figures/{id}", get(one))
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
    #[serde(default)]
    system: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn period(&self, visit: &Visit) -> String {
        if self.period.trim().is_empty() { default_period(visit) } else { self.period.trim().to_owned() }
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
}

/// The year replayed in a demo, else this year.
fn default_period(visit: &Visit) -> String {
    let published = published_figures(visit).unwrap_or_default();
    let first = published.first().map(|figure| figure.span.clone());
    first.unwrap_or_else(|| visit.today().year().to_string())
}

fn published_figures(visit: &Visit) -> Result<Vec<Published>, Problem> {
    Ok(visit.read(|reader| reader.setting(PUBLISHED_SETTING))?.unwrap_or_default())
}

async fn index(visit: Visit, Query(asked): Query<Asked>) -> Response {
    visit.answer(move |visit| show_index(visit, &asked)).await
}

/// A figure counted, with what its view borrows.
struct Counted<'a> {
    indicator: &'a Indicator,
    found: Figure,
    address: String,
    base: Option<(String, String)>,
}

impl<'a> Counted<'a> {
    fn new(indicator: &'a Indicator, found: Figure, address: String) -> Self {
        let print = |(above, below): (i64, i64)| (wording::number(above), wording::number(below));
        let base = found.base.map(print);
        Self { indicator, found, address, base }
    }

    fn view<'b>(&'b self, scope: &'b Words, checkpoint: Option<u64>) -> FigureView<'b> {
        FigureView {
            title: &self.indicator.title,
            value: self.found.value.as_deref(),
            unit: &self.indicator.unit,
            scope: Some(scope),
            definition: &self.indicator.definition,
            base: self.base.as_ref().map(|(above, below)| (above.as_str(), below.as_str())),
            light: None,
            checkpoint,
            address: &self.address,
        }
    }
}

fn show_index(visit: &Visit, asked: &Asked) -> Shown {
    let (lang, rules) = (visit.lang(), visit.rules());
    let (period, span, place) = (asked.period(visit), asked.span(visit)?, asked.place(visit)?);
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let checkpoint = snapshot.latest_checkpoint()?.map(|checkpoint| checkpoint.size);
    let wanted = if asked.system.is_empty() { None } else { Some(asked.system.as_str()) };
    let mut systems: BTreeMap<&str, Vec<Counted<'_>>> = BTreeMap::new();
    for indicator in &rules.packs.indicators {
        if wanted.is_some_and(|system| system != indicator.system) {
            continue;
        }
        let found = figure(&snapshot, rules, indicator, span, place)?;
        let counted = Counted::new(indicator, found, opened(&indicator.id, &period, place));
        systems.entry(&indicator.system).or_default().push(counted);
    }
    let scope = scope_words(visit, &period, place);
    let main = html! {
        (heading_with_lead(
            visit.say("数据", "Figures"),
            visit.say(
                "每个数都由办理行为自动汇总，点开可以一直看到每一个行为。",
                "Every figure is counted from acts; open one to see them all.",
            ),
        ))
        @if visit.app.site.demo {
            p { a href="/figures/published" {
                (visit.say("公布数与汇总数对照", "Published beside counted"))
            } }
        }
        (filters(lang, &FiltersView {
            address: "/figures",
            filters: &chosen(visit, asked, &period),
            keep: &[],
        }))
        @for (system, list) in &systems {
            @let (full, empty): (Vec<_>, Vec<_>) =
                list.iter().partition(|counted| has_value(&counted.found));
            h2 { (system_name(visit, system)) }
            @if full.is_empty() {
                p.quiet { (visit.say("本期没有数。", "No figures in this period.")) }
            }
            (figures(lang, &full.iter().map(|c| c.view(&scope, checkpoint)).collect::<Vec<_>>()))
            @if !empty.is_empty() { (folded(visit, &empty)) }
        }
    };
    let head = visit.head("数据", "Figures");
    show(visit, &head, &main)
}

fn has_value(found: &Figure) -> bool {
    found.value.as_deref().is_some_and(|value| value != "0")
}

/// Figures without a value in the period, as a plain list of links.
fn folded(visit: &Visit, list: &[&Counted<'_>]) -> Markup {
    html! {
        details {
            summary { (visit.say("本期为零或无数的指标", "Zero or without a value")) " " (list.len()) }
            ul {
                @for counted in list {
                    li { a href=(counted.address) { (counted.indicator.title.get(visit.lang())) } }
                }
            }
        }
    }
}

fn opened(id: &str, period: &str, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("{}&place={}", address(id, period), query_value(place)),
        None => address(id, period),
    }
}

fn scope_words(visit: &Visit, period: &str, place: Option<&str>) -> Words {
    let city = &visit.app.site.city;
    let name = place.and_then(|place| visit.units.get(place)).map_or(city, |unit| &unit.name);
    Words::new(format!("{}，{period}", name.zh), format!("{}, {period}", name.en))
}

fn system_name<'a>(visit: &'a Visit, system: &'a str) -> &'a str {
    let packs = &visit.rules().packs.packs;
    let pack = packs.values().find(|pack| pack.system == system);
    pack.map_or(system, |pack| pack.title.get(visit.lang()))
}

fn chosen(visit: &Visit, asked: &Asked, period: &str) -> Vec<Filter> {
    let packs = &visit.rules().packs.packs;
    let systems = packs.values().map(|pack| (pack.system.clone(), pack.title.clone()));
    let governed = visit.units.iter().filter(|unit| {
        use fadu_kernel::unit::UnitKind::{City, County, Department, Outside, Township, Village};
        match unit.kind {
            County | Township | Department => true,
            City | Village | Outside => false,
        }
    });
    vec![
        Filter {
            name: "period".to_owned(),
            title: Words::new("期间", "Period"),
            value: period.to_owned(),
            kind: FilterKind::Text,
        },
        Filter {
            name: "place".to_owned(),
            title: Words::new("单位", "Unit"),
            value: asked.place.clone(),
            kind: FilterKind::Options(
                governed.map(|unit| (unit.id.clone(), unit.name.clone())).collect(),
            ),
        },
        Filter {
            name: "system".to_owned(),
            title: Words::new("工作", "Work"),
            value: asked.system.clone(),
            kind: FilterKind::Options(systems.collect()),
        },
    ]
}

async fn one(visit: Visit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    visit.answer(move |visit| show_one(visit, &id, &asked)).await
}

fn show_one(visit: &Visit, id: &str, asked: &Asked) -> Shown {
    let (lang, rules) = (visit.lang(), visit.rules());
    let published = published_figures(visit)?;
    let named = published.iter().find(|published| published.id == id);
    let indicator_id = named.map_or(id, |published| &published.indicator);
    let indicator = rules.packs.indicator(indicator_id).ok_or(Problem::NotFound)?;
    let (period, span, place) = (asked.period(visit), asked.span(visit)?, asked.place(visit)?);
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let checkpoint = snapshot.latest_checkpoint()?.map(|checkpoint| checkpoint.size);
    let found = figure(&snapshot, rules, indicator, span, place)?;
    let counted = Counted::new(indicator, found, opened(&indicator.id, &period, place));
    let scope = scope_words(visit, &period, place);
    let parts = counted_parts(rules, indicator);
    let part = parts.iter().find(|part| part.id == asked.part).or_else(|| parts.first());
    let shown = |other: &&Published| other.indicator == indicator.id && other.span == period;
    let beside = published.iter().find(shown).filter(|_| place.is_none());
    let main = html! {
        (heading(indicator.title.get(lang)))
        (figures(lang, &[counted.view(&scope, checkpoint)]))
        (summary(&[
            (visit.say("定义", "Definition"), html! { (indicator.definition.get(lang)) }),
            (visit.say("算法", "Formula"), html! { (formula(visit, indicator)) }),
            (visit.say("标识", "Id"), html! { code { (indicator.id) } }),
        ]))
        @if let Some(published) = beside { (beside_published(visit, published)) }
        @if parts.len() > 1 { (part_links(visit, &parts, part.copied(), &period, place)) }
        @if let Some(part) = part {
            (by_month(visit, &snapshot, part, span, place)?)
            (acts(visit, &snapshot, part, span, place, &asked.after)?)
        }
    };
    let mut head = visit.head_words(indicator.title.clone());
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    show(visit, &head, &main)
}

fn beside_published(visit: &Visit, published: &Published) -> Markup {
    let title = if published.matches {
        visit.say("与公布数一致", "Equal to the published figure")
    } else {
        visit.say("与公布数不一致", "Not equal to the published figure")
    };
    notice(title, &html! {
        p {
            (published.id) " " (published.name.get(visit.lang())) ": "
            (visit.say("公布", "published")) " " (published.published) " · "
            (visit.say("汇总", "counted")) " " (published.counted)
        }
    })
}

fn formula(visit: &Visit, indicator: &Indicator) -> Markup {
    let lang = visit.lang();
    let link = |id: &str| {
        let title = visit.rules().packs.indicator(id).map(|other| other.title.get(lang).to_owned());
        let shown = title.unwrap_or_else(|| id.to_owned());
        html! { a href=(format!("/figures/{}", segment(id))) { (shown) } }
    };
    match &indicator.measure {
        Measure::Count(_) => html! { (visit.say("行为件数", "number of acts")) },
        Measure::Sum(_) => html! { (visit.say("数值合计", "sum of a number")) },
        Measure::Distinct(_) => html! { (visit.say("不重复计数", "number of different values")) },
        Measure::Stock(_) => html! { (visit.say("期末在册数", "standing on the last day")) },
        Measure::StockDistinct(_) => {
            html! { (visit.say("期末在册不重复数", "different values standing on the last day")) }
        }
        Measure::OnTime { .. } => {
            html! { (visit.say("按期了结 ÷ 全部了结", "kept ÷ all ended")) }
        }
        Measure::Latest(_) => html! { (visit.say("期内最后一次报送", "the last report")) },
        Measure::Ratio { numerator, denominator, per } => html! {
            (link(numerator)) " ÷ " (link(denominator))
            @if *per != 1 { " × " (per) }
        },
        Measure::Difference { numerator, denominator } => html! {
            (link(numerator)) " − " (link(denominator))
        },
        Measure::Change { over, .. } => html! {
            (visit.say("与上期相比：", "change of ")) (link(over))
        },
        Measure::Days => html! { (visit.say("期内天数", "days in the period")) },
    }
}

fn part_links(
    visit: &Visit,
    parts: &[&Indicator],
    current: Option<&Indicator>,
    period: &str,
    place: Option<&str>,
) -> Markup {
    let list: Vec<_> = parts
        .iter()
        .map(|part| crate::parts::tabs::Tab {
            title: part.title.clone(),
            address: with_query(&visit.speech.address, "part", &part.id),
            count: None,
            current: current.is_some_and(|current| current.id == part.id),
        })
        .collect();
    let _ = (period, place);
    crate::parts::tabs::tabs(visit.lang(), visit.say("组成", "Parts"), &list)
}

fn by_month(
    visit: &Visit,
    reader: &fadu_store::Reader,
    part: &Indicator,
    span: Span,
    place: Option<&str>,
) -> Shown {
    let scope = place.map_or(Scope::City, Scope::within);
    let mut months: BTreeMap<Date, i64> = BTreeMap::new();
    for cell in reader.matrix(&part.id, span, &scope)? {
        *months.entry(cell.month).or_default() += cell.acts;
    }
    if months.len() < 2 {
        return Ok(html! {});
    }
    let list: Vec<Bar> = months
        .iter()
        .map(|(month, acts)| Bar {
            title: Words::new(
                format!("{}年{}月", month.year(), month.month()),
                month.strftime("%Y-%m").to_string(),
            ),
            length: *acts,
            value: wording::number(*acts),
            address: Some(with_query(
                &visit.speech.address,
                "period",
                &month.strftime("%Y-%m").to_string(),
            )),
        })
        .collect();
    let caption = Words::new("各月行为数", "Acts by month");
    let columns = (&Words::new("月份", "Month"), &Words::new("行为", "Acts"));
    Ok(bars(visit.lang(), &caption, columns, &list))
}

fn acts(
    visit: &Visit,
    reader: &fadu_store::Reader,
    part: &Indicator,
    span: Span,
    place: Option<&str>,
    after: &str,
) -> Shown {
    let scope = place.map_or(Scope::City, Scope::within);
    let filter =
        ContributionFilter { indicator: part.id.clone(), span, scope, class: None, member: None };
    let total = reader.count_contributions(&filter)?;
    let page = reader.contributions(&filter, parse_place(after), ACTS_A_PAGE)?;
    if page.items.is_empty() {
        let how = html! { (visit.say("换一个期间或单位再看。", "Try another period or unit.")) };
        return Ok(empty(visit.say("本期没有计入的行为。", "No acts in this period."), &how));
    }
    let works = visit.person.is_some();
    let mut columns = vec![
        Column::text("编号", "Number"),
        Column::text("日期", "Date"),
        Column::text("行为", "Act"),
        Column::text("单位", "Unit"),
        Column::number("计入", "Adds"),
        Column::text("存证", "Leaf"),
    ];
    if works {
        columns.insert(1, Column::text("事项", "Matter"));
    }
    let rows: Vec<Vec<Markup>> =
        page.items.iter().map(|line| row(visit, part, line, works)).collect();
    let next = page.next.map(|place| {
        with_query(&visit.speech.address, "after", &print_place(place))
    });
    let caption = Words::new("计入的行为", "Acts counted");
    Ok(html! {
        h2 { (visit.say("计入的行为", "Acts counted")) }
        (table(visit.lang(), &caption, &columns, &rows))
        (pagination(visit.lang(), &PaginationView {
            previous: None,
            next: next.as_deref(),
            shown: None,
            total: Some(total),
        }))
    })
}

fn row(visit: &Visit, part: &Indicator, line: &ContributionLine, works: bool) -> Vec<Markup> {
    let rules = visit.rules();
    let law = rules.packs.procedures.newest(&line.procedure);
    let act = law.and_then(|law| law.act(&line.act));
    let title = act.map_or(line.act.as_str(), |act| act.title.get(visit.lang()));
    let scale = match &part.measure {
        Measure::Sum(observed) | Measure::Latest(observed) => observed.scale,
        Measure::Count(_)
        | Measure::Distinct(_)
        | Measure::Stock(_)
        | Measure::StockDistinct(_)
        | Measure::OnTime { .. }
        | Measure::Ratio { .. }
        | Measure::Difference { .. }
        | Measure::Change { .. }
        | Measure::Days => 0,
    };
    let amount = fadu_kernel::field::print_scaled(line.contribution.amount, scale);
    let leaf = line.place.act.0;
    let mut cells = vec![
        html! { span.figures { (line.number) } },
        html! { (crate::parts::day::table_day(line.at.date())) },
        html! { (title) },
        html! { (visit.unit_name(&line.contribution.unit)) },
        html! { (amount) },
        html! { a href=(format!("/acts/{leaf}")) { (leaf) } },
    ];
    if works {
        let matter = format!("/matters/{}", segment(&line.number));
        cells.insert(1, html! { a href=(matter) { (line.title) } });
    }
    cells
}

/// A place in the list of acts, as it stands in an address.
pub fn print_place(place: ContributionPlace) -> String {
    format!("{}.{}.{}", place.month, place.act.0, place.position)
}

/// Reads a place printed by [`print_place`].
pub fn parse_place(text: &str) -> Option<ContributionPlace> {
    let mut parts = text.split('.');
    let month = parts.next()?.parse().ok()?;
    let act = ActId(parts.next()?.parse().ok()?);
    let position = parts.next()?.parse().ok()?;
    Some(ContributionPlace { month, act, position })
}

async fn published(visit: Visit) -> Response {
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
        fadu_kernel::words::Lang::Zh => format!("公布 {} 项，一致 {matched} 项", list.len()),
        fadu_kernel::words::Lang::En => format!("{matched} of {} match", list.len()),
    };
    let caption = Words::new("公布数与汇总数", "Published beside counted");
    let main = html! {
        (heading(visit.say("公布数与汇总数对照", "Published beside counted")))
        (notice(&title, &html! { p { (visit.say(
            "案例、人物和地点为虚构；只有总数是该市在年度报告中公布的。汇总数由一件件行为数出，没有一个是填写的。",
            "Cases, people and places are invented; only the totals are those the city published. \
             What is counted comes from acts; none of it is typed in.",
        )) } }))
        (table(lang, &caption, &columns, &rows))
    };
    let mut head = visit.head("公布数与汇总数对照", "Published beside counted");
    head.trail = vec![Link::new(Words::new("数据", "Figures"), "/figures")];
    show(visit, &head, &main)
}

/// At the desk for people at work, in the public frame for everybody else.
fn show(visit: &Visit, head: &crate::page::PageHead<'_>, main: &Markup) -> Shown {
    if visit.person.is_some() {
        visit.desk(head, main, None)
    } else {
        Ok(visit.public(head, main))
    }
}

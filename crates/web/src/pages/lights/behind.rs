//! The clocks behind a light: those of a unit that run, or those due in a month whether they run
//! or have ended. What lies outside the reach of a person's posts is only counted.

use fadu_kernel::clock::{ClockState, Light};
use fadu_kernel::procedure::ClockRule;
use fadu_kernel::unit::Unit;
use fadu_kernel::words::{Lang, Words};
use fadu_office::see_matter::Sight;
use fadu_store::{Reader, Scope, ToDoFilter, ToDoLine};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::address::{query_value, segment};
use crate::asked::Asked;
use crate::page::Link;
use crate::pages::{desk, matter};
use crate::parts::empty::empty;
use crate::parts::heading::heading;
use crate::parts::table::{Column, table};
use crate::parts::{day, light};
use crate::sight::{Lists, at_work, snapshot};
use crate::situation;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// Most clocks listed behind one count.
const CLOCKS_MAX: usize = 500;
/// Clocks on one page; a phone shows each in four lines.
const PAGE_LENGTH: usize = 25;

/// What the clocks of a unit are narrowed by.
#[derive(Clone, Copy, Debug)]
pub enum Narrowed {
    /// Those overdue.
    Late,
    /// Those due within a week.
    Soon,
}

/// The clocks of a unit that are late or due soon, all of them or those of one title.
pub fn address(unit: &str, narrowed: Narrowed, clock: Option<&Words>) -> String {
    let query = match narrowed {
        Narrowed::Late => "light=red",
        Narrowed::Soon => "soon=1",
    };
    let clock = clock.map_or_else(String::new, |title| {
        format!("&clock={}", query_value(&title.zh))
    });
    format!("/lights/{}?{query}{clock}", segment(unit))
}

/// The page of a unit's clocks, narrowed by light, month, week or title of the clock.
pub(super) fn page(visit: &Visit, id: &str) -> Shown {
    let person = at_work(visit)?;
    let unit = visit.units.get(id).ok_or(Problem::NotFound)?;
    let reader = snapshot(visit)?;
    let lists = Lists::new(visit, &reader, person);
    let asked = Asked::of(visit);
    let month = asked
        .some("month")
        .and_then(|month| format!("{month}-01").parse::<Date>().ok());
    let wanted = [Light::Red, Light::Yellow, Light::Green, Light::Grey]
        .into_iter()
        .find(|light| light.key() == asked.text("light"));
    let soon = asked.some("soon").is_some();
    let clock = asked.some("clock");
    let lines = lines(visit, &reader, unit, &asked, month)?;
    let lit = |line: &ToDoLine| wanted.is_none_or(|light| line.clock.light(visit.now) == light);
    let titled = |line: &ToDoLine| {
        clock
            .as_ref()
            .is_none_or(|clock| rule_of(visit, line).is_some_and(|rule| rule.title.zh == *clock))
    };
    let fits =
        |line: &&ToDoLine| lit(line) && titled(line) && (!soon || situation::due_soon(visit, line));
    let (mut seen, mut hidden) = (Vec::new(), 0_usize);
    for line in lines.iter().filter(fits) {
        if lists.sight(&line.matter)? == Sight::Nothing {
            hidden += 1;
        } else {
            seen.push(line);
        }
    }
    let last = lines.last();
    let beyond = soon && last.is_some_and(|line| !situation::due_soon(visit, line));
    let named = seen.first().and_then(|line| rule_of(visit, line));
    let (shown, others) = desk::paged(visit, &seen, &asked, PAGE_LENGTH);
    let rows: Vec<Vec<Markup>> = shown.iter().map(|line| clock_row(visit, line)).collect();
    let title = title(unit, month);
    let mut head = visit.head_words(title.clone());
    head.trail = vec![Link::new(Words::new("亮灯", "Lights"), "/lights")];
    let main = html! {
        (heading(title.get(visit.lang())))
        @if wanted.is_some() || soon || clock.is_some() {
            p {
                @if let Some(light) = wanted { (light::light(visit.lang(), light)) " " }
                @if soon { (visit.say("七天内到期", "due within seven days")) " " }
                @if let Some(rule) = named.filter(|_| clock.is_some()) {
                    (rule.title.get(visit.lang())) " "
                }
                a href={ "/lights/" (segment(&unit.id)) } { (visit.say("看全部", "See all")) }
            }
        }
        (listed(visit, &title, &rows, hidden))
        @if seen.len() > shown.len() { (others) }
        @if lines.len() >= CLOCKS_MAX && !beyond {
            p.quiet { (visit.say("只列前 500 项。", "The first 500 only.")) }
        }
    };
    visit.desk(&head, &main, None)
}

fn lines(
    visit: &Visit,
    reader: &Reader,
    unit: &Unit,
    asked: &Asked,
    month: Option<Date>,
) -> Result<Vec<ToDoLine>, Problem> {
    let scope = if asked.some("alone").is_some() {
        Scope::exactly(unit.id.clone())
    } else {
        Scope::within(unit.id.clone())
    };
    let page = if let Some(month) = month {
        reader.clocks_due((month, month), &scope, None, CLOCKS_MAX)?
    } else {
        let filter = ToDoFilter {
            scope,
            ..ToDoFilter::default()
        };
        // A week's clocks are read from today on: many that are late never hide them.
        let after = asked
            .some("soon")
            .map(|_| situation::end_of_yesterday(visit.today()));
        reader.to_do(&filter, after.as_ref(), CLOCKS_MAX)?
    };
    Ok(page.items)
}

fn title(unit: &Unit, month: Option<Date>) -> Words {
    let (zh, en) = (&unit.name.zh, &unit.name.en);
    let Some(month) = month else {
        return Words::new(
            format!("{zh}：正在计算的期限"),
            format!("{en}: clocks that run"),
        );
    };
    let named = |lang| wording::month(lang, month.year(), month.month());
    Words::new(
        format!("{zh}：{}到期的期限", named(Lang::Zh)),
        format!("{en}: clocks due in {}", named(Lang::En)),
    )
}

fn listed(visit: &Visit, title: &Words, rows: &[Vec<Markup>], hidden: usize) -> Markup {
    let columns = [
        Column::text("到期", "Due"),
        Column::mark("灯", "Light"),
        Column::text("期限", "Clock"),
        Column::text("事项", "Matter"),
    ];
    html! {
        @if rows.is_empty() && hidden == 0 {
            (empty(visit.say("没有这样的期限", "No such clock"), &html! {
                a href="/lights" { (visit.say("回到亮灯", "Back to the lights")) }
            }))
        } @else if !rows.is_empty() {
            (table(visit.lang(), title, &columns, rows))
        }
        @if hidden > 0 {
            p.quiet {
                (visit.say("另有 ", "Not shown, outside the reach of your posts: "))
                (hidden) (visit.say(" 项不在您的岗位范围，不列出。", "."))
            }
        }
    }
}

fn rule_of<'v>(visit: &'v Visit, line: &ToDoLine) -> Option<&'v ClockRule> {
    let law = visit
        .rules()
        .packs
        .procedures
        .pinned(&line.matter.version)?;
    law.clock(&line.clock.clock)
}

fn clock_row(visit: &Visit, line: &ToDoLine) -> Vec<Markup> {
    let rule = rule_of(visit, line);
    let title = rule.map_or(line.clock.clock.as_str(), |rule| {
        rule.title.get(visit.lang())
    });
    let ended = match &line.clock.state {
        ClockState::Satisfied { at, .. } | ClockState::Cancelled { at } => Some(*at),
        ClockState::Running | ClockState::Suspended | ClockState::Lapsed { .. } => None,
    };
    let own = matter::address(&line.matter.number);
    vec![
        html! { (day::expiry(visit.lang(), line.clock.due)) },
        light::light(visit.lang(), line.clock.light(visit.now)),
        html! {
            a href={ (own) "/clocks/" (segment(&line.clock.clock)) } { (title) }
            @if let Some(at) = ended {
                p.quiet { (visit.say("结束于 ", "ended on ")) (day::table_day(at.date())) }
            }
        },
        html! {
            a href=(own) { (line.matter.number) }
            p { (line.matter.title) }
        },
    ]
}

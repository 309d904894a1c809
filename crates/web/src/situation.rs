//! How things stand, in few numbers: for the leader's page and for the wall.
//!
//! The same queries as the lists behind them; nothing here is counted in another way. Nothing
//! personal is read.

use std::collections::BTreeMap;

use fadu_kernel::clock::Light;
use fadu_kernel::deadline::Expiry;
use fadu_kernel::indicator::{Indicator, Measure, Span};
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::StageKind;
use fadu_kernel::words::Words;
use fadu_office::figures::figure_of;
use fadu_office::slice::{Part, Slice};
use fadu_store::{
    LightCounts, MatterFilter, MatterRow, Reader, RefusalFilter, RunningCount, Scope, ToDoLine,
    ToDoPlace,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::pages::figures::release;
use crate::pages::plan::{Progress, is_plan};
use crate::visit::{Problem, Visit};

/// Plans looked at for each procedure that orders work in many units.
const PLANS_MAX: usize = 20;
/// A week, in days.
const WEEK: i64 = 7;

/// The lights of all live clocks in a scope, and of each unit with any, gravest first.
pub fn lights(
    visit: &Visit,
    reader: &Reader,
    scope: &Scope,
) -> Result<(LightCounts, Vec<(String, LightCounts)>), Problem> {
    let units = reader.lights(visit.now, scope)?;
    let mut total = LightCounts::default();
    let mut each = Vec::new();
    for unit in units {
        total.red += unit.clocks.red;
        total.yellow += unit.clocks.yellow;
        total.green += unit.clocks.green;
        total.grey += unit.clocks.grey;
        each.push((unit.unit, unit.clocks));
    }
    each.sort_by_key(|(unit, counts)| {
        let gravest = (
            std::cmp::Reverse(counts.red),
            std::cmp::Reverse(counts.yellow),
        );
        (gravest, unit.clone())
    });
    Ok((total, each))
}

/// A clock of a procedure and how many of its instances are meant.
pub type ByClock = Vec<(Words, u64)>;

/// The clocks due within a week, by title; and those overdue.
pub fn due(visit: &Visit, reader: &Reader, scope: &Scope) -> Result<(ByClock, ByClock), Problem> {
    let (ever, week) = (DateTime::MIN, visit.today().saturating_add(WEEK.days()));
    // A day that is due stands as its 24th hour, which is before the next day's first.
    let until = week.tomorrow().unwrap_or(week).at(0, 0, 0, 0);
    let soon = reader.count_running(visit.now, until, scope)?;
    let late = reader.count_running(ever, visit.now, scope)?;
    Ok((by_title(visit, soon), by_title(visit, late)))
}

/// The place in the list of clocks after all that were due before today.
pub fn end_of_yesterday(today: Date) -> ToDoPlace {
    ToDoPlace {
        due: Expiry::Day(today.saturating_sub(1.day())),
        matter: MatterId(i64::MAX),
        clock: String::new(),
        nth: 0,
    }
}

/// Whether a clock is due within a week and not overdue.
pub fn due_soon(visit: &Visit, line: &ToDoLine) -> bool {
    let last = visit.today().saturating_add(WEEK.days());
    line.clock.due.date() <= last && line.clock.light(visit.now) != Light::Red
}

/// Counts of clocks by their titles; clocks of several procedures may share one.
fn by_title(visit: &Visit, counts: Vec<RunningCount>) -> ByClock {
    let mut counted = BTreeMap::new();
    for count in counts {
        let laws = visit.rules().packs.procedures.iter();
        let mut laws = laws.filter(|law| law.id == count.procedure);
        if let Some(rule) = laws.find_map(|law| law.clock(&count.clock)) {
            let key = (rule.title.zh.clone(), rule.title.en.clone());
            *counted.entry(key).or_insert(0) += count.clocks;
        }
    }
    most(counted)
}

fn most(counted: BTreeMap<(String, String), u64>) -> ByClock {
    let mut list: ByClock = counted
        .into_iter()
        .map(|((zh, en), count)| (Words::new(zh, en), count))
        .collect();
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    list
}

/// Plans under way with their progress, those with most late first.
pub fn plans(visit: &Visit, reader: &Reader) -> Result<Vec<(MatterRow, Progress)>, Problem> {
    let mut found = Vec::new();
    let procedures = visit.rules().packs.procedures.each_newest();
    for law in procedures.filter(|law| is_plan(law)) {
        let filter = MatterFilter {
            procedure: Some(law.id.clone()),
            stage_kind: Some(StageKind::Open),
            ..MatterFilter::default()
        };
        for row in reader.matters(&filter, None, PLANS_MAX)?.items {
            let progress = Progress::of(visit, &reader.opened_by(row.id)?);
            if progress.all > 0 {
                found.push((row, progress));
            }
        }
    }
    found.sort_by_key(|(row, progress)| {
        (std::cmp::Reverse(progress.late), std::cmp::Reverse(row.id))
    });
    Ok(found)
}

/// What the law refused since a day: the act and how often, most often first.
pub fn refused(visit: &Visit, reader: &Reader, since: Date) -> Result<ByClock, Problem> {
    let filter = RefusalFilter {
        from_on: Some(since),
        ..RefusalFilter::default()
    };
    let mut acts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for line in reader.count_refusals(&filter)? {
        let law = visit.rules().packs.procedures.newest(&line.procedure);
        let title = law.and_then(|law| {
            let act = law.act(&line.act)?;
            Some((
                format!("{}：{}", law.title.zh, act.title.zh),
                format!("{}: {}", law.title.en, act.title.en),
            ))
        });
        *acts
            .entry(title.unwrap_or((line.act.clone(), line.act)))
            .or_insert(0) += line.times;
    }
    Ok(most(acts))
}

/// An indicator with its value in a month and in the month before.
pub struct Compared<'v> {
    /// The indicator.
    pub indicator: &'v Indicator,
    /// In the month.
    pub now: i64,
    /// In the month before.
    pub before: i64,
}

/// The counts that moved most in a closed month, one of each system, in a part of the city.
/// Withheld counts are left out.
pub fn moved<'v>(
    visit: &'v Visit,
    reader: &Reader,
    part: &Part,
    month: Span,
) -> Result<Vec<Compared<'v>>, Problem> {
    let release = release(visit, reader);
    let mut best: BTreeMap<&str, Compared<'v>> = BTreeMap::new();
    for indicator in &visit.rules().packs.indicators {
        if !matches!(indicator.measure, Measure::Count(_)) {
            continue;
        }
        let value = |span: Span| -> Result<Option<i64>, Problem> {
            let slice = Slice {
                span,
                part: part.clone(),
                class: None,
            };
            if release.withheld(indicator, &slice)?.is_some() {
                return Ok(None);
            }
            let figure = figure_of(reader, visit.rules(), indicator, &slice)?;
            Ok(figure.value.and_then(|value| value.parse().ok()))
        };
        let (Some(now), Some(before)) = (value(month)?, value(month.just_before())?) else {
            continue;
        };
        let weight = |one: &Compared<'_>| one.now.max(one.before);
        let one = Compared {
            indicator,
            now,
            before,
        };
        match best.get(indicator.system.as_str()) {
            Some(known) if weight(known) >= weight(&one) => {}
            _ if weight(&one) == 0 => {}
            _ => {
                best.insert(&indicator.system, one);
            }
        }
    }
    let mut list: Vec<Compared<'v>> = best.into_values().collect();
    list.sort_by_key(|one| std::cmp::Reverse(one.now.max(one.before)));
    Ok(list)
}

/// The last month that is over.
pub fn last_month(today: Date) -> Span {
    let from = today.first_of_month();
    Span {
        from,
        to: from.last_of_month(),
    }
    .just_before()
}

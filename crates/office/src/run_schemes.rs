//! Running the city's periodic schemes: lights and points for each closed period and unit.
//!
//! Judging is left to the kernel; a period is judged once.

use fadu_kernel::enact::enact;
use fadu_kernel::indicator::{Indicator, Span};
use fadu_kernel::scheme::{Scheme, requests};
use fadu_store::CityTally;
use jiff::civil::{Date, DateTime};

use crate::fault::Fault;
use crate::submit_act::{SCHEME_KEY, whole_or_nothing};
use crate::work::Work;

/// Runs every scheme whose last period closed before `now` and is not recorded yet.
/// Returns how many judgements were recorded.
pub fn run_schemes(work: &mut Work<'_>, now: DateTime) -> Result<usize, Fault> {
    work.now = now;
    let rules = work.rules;
    let mut recorded = 0;
    for scheme in &rules.packs.schemes {
        let span = scheme.every.last_closed(now.date());
        recorded += run_scheme(work, scheme, span, now.date())?;
    }
    Ok(recorded)
}

fn run_scheme(
    work: &mut Work<'_>,
    scheme: &Scheme,
    span: Span,
    today: Date,
) -> Result<usize, Fault> {
    debug_assert!(span.to < today, "only closed periods are judged");
    let done = format!("{SCHEME_KEY}{}/{}", scheme.id, span.from);
    let judged: Option<Date> = work.batch.setting(&done)?;
    if judged.is_some() || work.batch.request(&done)?.is_some() {
        return Ok(0);
    }
    let (rules, units) = (work.rules, work.units);
    let find = |id: &str| -> Option<&Indicator> { rules.packs.indicator(id) };
    let parameters = rules.parameters();
    let asked = requests(scheme, units, span, parameters, &find, |unit| {
        CityTally::new(&work.batch, Some(unit))
    })?;
    let mut acts = Vec::new();
    for request in asked {
        let judged = whole_or_nothing(work, |work| {
            let setting = work.rules.setting(work.units, work.now);
            enact(rules.law(), &setting, work, &request)
        })?;
        match judged {
            Ok(enacted) => acts.extend(enacted.into_iter().map(|enacted| enacted.act.id)),
            Err(refusal) => {
                let (procedure, act) = (&request.procedure, &request.draft.act);
                work.keep_refusal(None, procedure, act, None, &refusal)?;
            }
        }
    }
    // A closed period is judged once, whether or not any unit got a light.
    work.batch.set_setting(&done, &today)?;
    if let (Some(first), Some(last)) = (acts.first(), acts.last()) {
        work.batch.put_request(&done, &scheme.id, *first, *last)?;
    }
    Ok(acts.len())
}

//! Reading through the API.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fadu_kernel::act::ActId;
use fadu_kernel::deadline::{Counting, LengthUnit, Period, Policy, due, explain};
use fadu_kernel::indicator::Span;
use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::{From as ActFrom, Procedure};
use fadu_kernel::words::Words;
use fadu_office::figures::{counted_parts, figure_of};
use fadu_office::receipts::receipt_of;
use fadu_office::see_matter::{Sight, keeps_sensitive};
use fadu_office::slice::Slice;
use fadu_office::small_numbers::{Withheld, is_guarded};
use fadu_store::{ContributionFilter, Event, MatterFilter, MatterRow, Reader, Scope};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, ApiProblem, answer, json_response, tagged};
use crate::pages::figures::{release, viewer};
use crate::sight::{Lists, Seen, at_work, log_sensitive, see_number, snapshot};
use crate::visit::{Problem, Visit};

/// Entries of one page of a list.
const PAGE: usize = 100;

pub async fn procedures(visit: Visit, headers: HeaderMap) -> Response {
    answer(visit, move |visit| {
        let list: Vec<Value> = visit
            .rules()
            .packs
            .procedures
            .each_newest()
            .map(|law| {
                json!({ "id": law.id, "version": law.version(), "title": law.title,
                        "system": law.system, "law": law.law })
            })
            .collect();
        let tag = format!("p{}", list.len());
        Ok(tagged(&json!({ "procedures": list }), &tag, &headers))
    })
    .await
}

pub async fn procedure(visit: Visit, Path(id): Path<String>, headers: HeaderMap) -> Response {
    answer(visit, move |visit| {
        let law = visit
            .rules()
            .packs
            .procedures
            .newest(&id)
            .ok_or(Problem::NotFound)?;
        Ok(tagged(&describe(law), &law.version(), &headers))
    })
    .await
}

fn describe(law: &Procedure) -> Value {
    let acts: Vec<Value> = law
        .acts
        .iter()
        .map(|act| {
            let basis: Vec<String> = act.basis.iter().map(ToString::to_string).collect();
            let from = match &act.from {
                ActFrom::Opening => Value::Null,
                ActFrom::Stages(stages) => json!(stages),
            };
            json!({ "id": act.id, "title": act.title, "from": from, "basis": basis,
                    "asks": act.asks, "may_ask": act.may_ask, "local": act.local })
        })
        .collect();
    let fields: Vec<Value> = law
        .fields
        .iter()
        .map(|field| {
            json!({ "id": field.id, "title": field.title, "personal": field.personal,
                    "sensitive": field.sensitive })
        })
        .collect();
    json!({ "id": law.id, "version": law.version(), "title": law.title, "law": law.law,
            "acts": acts, "fields": fields })
}

/// What a caller asks of figures.
#[derive(Debug, Default, Deserialize)]
pub struct FigureQuery {
    period: Option<String>,
    place: Option<String>,
    after: Option<String>,
}

impl FigureQuery {
    fn span(&self, visit: &Visit) -> Result<(String, Span), ApiProblem> {
        let period = self
            .period
            .clone()
            .unwrap_or_else(|| visit.today().year().to_string());
        let span = Span::parse(&period).ok_or_else(|| {
            ApiProblem::bad(
                "period 应为 2022、2022-05 等",
                "period is 2022, 2022-05 or the like",
            )
        })?;
        Ok((period, span))
    }
}

pub async fn figures(
    visit: Visit,
    query: Result<Query<FigureQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    answer(visit, move |visit| {
        let query = readable(query)?;
        let (period, span) = query.span(visit)?;
        let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
        let checkpoint = snapshot
            .latest_checkpoint()?
            .map(|checkpoint| checkpoint.size);
        let release = release(visit, &snapshot);
        let slice = Slice::whole(span, query.place.as_deref());
        let mut list = Vec::new();
        for indicator in &visit.rules().packs.indicators {
            let withheld = release.withheld(indicator, &slice)?;
            let found = match withheld {
                Some(_) => None,
                None => Some(figure_of(&snapshot, visit.rules(), indicator, &slice)?),
            };
            let base = found.as_ref().and_then(|found| found.base);
            let value = found.and_then(|found| found.value);
            list.push(json!({
                "id": indicator.id, "name": indicator.title, "definition": indicator.definition,
                "value": value, "unit": indicator.unit, "period": period,
                "place": query.place, "numerator": base.map(|base| base.0),
                "denominator": base.map(|base| base.1), "checkpoint": checkpoint,
                "withheld": withheld.map(Withheld::key),
            }));
        }
        // What is withheld depends on who asks, and on the day.
        let whose = visit
            .person
            .as_ref()
            .map_or("", |person| &person.account.id);
        let tag = format!("f{}-{}-{whose}", checkpoint.unwrap_or(0), visit.today());
        Ok(tagged(&json!({ "figures": list }), &tag, &headers))
    })
    .await
}

pub async fn figure_acts(
    visit: Visit,
    Path(id): Path<String>,
    query: Result<Query<FigureQuery>, QueryRejection>,
) -> Response {
    answer(visit, move |visit| {
        let query = readable(query)?;
        let (_, span) = query.span(visit)?;
        let indicator = visit
            .rules()
            .packs
            .indicator(&id)
            .ok_or(Problem::NotFound)?;
        let parts = counted_parts(visit.rules(), indicator);
        let part = parts.first().ok_or(Problem::NotFound)?;
        let snapshot = snapshot(visit)?;
        if !release(visit, &snapshot).lists_acts(indicator, query.place.as_deref()) {
            return Err(Problem::Forbidden(Words::new(
                "这项工作涉及敏感个人信息，计入的行为只供岗位负责这项工作的人员查看",
                "this work concerns sensitive personal data: its acts are listed for staff whose \
                 post covers it",
            ))
            .into());
        }
        let filter = ContributionFilter {
            indicator: part.id.clone(),
            span,
            scope: query.place.as_deref().map_or(Scope::City, Scope::within),
            class: None,
            member: None,
        };
        let after = query
            .after
            .as_deref()
            .and_then(crate::pages::figures::parse_place);
        let page = snapshot.contributions(&filter, after, PAGE)?;
        let acts: Vec<Value> = page
            .items
            .iter()
            .map(|line| {
                let laws = visit.rules().packs.procedures.versions(&line.procedure);
                let number = (!laws.iter().any(keeps_sensitive)).then_some(&line.number);
                json!({ "act": line.place.act, "matter": number, "on": line.at.date(),
                        "leaf": line.place.act, "amount": line.contribution.amount })
            })
            .collect();
        let next = page.next.map(crate::pages::figures::print_place);
        Ok(json_response(
            StatusCode::OK,
            &json!({ "indicator": part.id, "acts": acts, "next": next }),
        ))
    })
    .await
}

/// What the calculator is asked.
#[derive(Debug, Deserialize)]
pub struct DeadlineQuery {
    rule: String,
    from: String,
    length: u32,
    unit: String,
}

pub async fn deadline(
    visit: Visit,
    query: Result<Query<DeadlineQuery>, QueryRejection>,
) -> Response {
    answer(visit, move |visit| {
        let usage = || {
            ApiProblem::bad(
                "需要 rule（CR1…CR7）、from（日期）、length、unit",
                "give rule (CR1 to CR7), from (a date), length and unit",
            )
        };
        let Query(query) = query.map_err(|_| usage())?;
        let counting: Counting = query.rule.parse().map_err(|_| usage())?;
        let unit: LengthUnit = query.unit.parse().map_err(|_| usage())?;
        let start = match query.from.parse::<Date>() {
            Ok(day) => day.at(0, 0, 0, 0),
            Err(_) => query.from.parse().map_err(|_| usage())?,
        };
        let period = Period {
            length: query.length,
            unit,
            counting,
        };
        let (calendar, policy) = (&visit.rules().calendar, Policy::default());
        let fault = |fault: fadu_kernel::deadline::DeadlineError| {
            let words = fault.words();
            ApiProblem::bad(words.zh, words.en)
        };
        let found = due(calendar, start, period, &[], policy).map_err(fault)?;
        let days = explain(calendar, start, period, &[], policy).map_err(fault)?;
        let days: Vec<Value> = days
            .iter()
            .map(|day| json!({ "date": day.date, "counted": day.counted, "why": day.why }))
            .collect();
        let document = json!({ "due": found.due, "strict": found.strict, "rolled": found.rolled,
                               "provisional": found.provisional, "days": days });
        Ok(json_response(StatusCode::OK, &document))
    })
    .await
}

/// A page of matters.
#[derive(Debug, Default, Deserialize)]
pub struct MattersQuery {
    procedure: Option<String>,
    text: Option<String>,
    before: Option<i64>,
}

pub async fn matters(visit: Visit, query: Result<Query<MattersQuery>, QueryRejection>) -> Response {
    answer(visit, move |visit| {
        let query = readable(query)?;
        let person = at_work(visit)?;
        let base = MatterFilter {
            procedure: query.procedure.clone(),
            text: query.text.clone(),
            ..MatterFilter::default()
        };
        let snapshot = snapshot(visit)?;
        let lists = Lists::new(visit, &snapshot, person);
        let page = lists.page(&base, None, query.before.map(MatterId), PAGE)?;
        let list: Vec<Value> = page.items.iter().map(line).collect();
        let document = json!({ "matters": list, "next": page.next });
        Ok(json_response(StatusCode::OK, &document))
    })
    .await
}

fn readable<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, ApiProblem> {
    let bad = |_| ApiProblem::bad("查询参数不能识别", "a query parameter cannot be read");
    query.map(|Query(query)| query).map_err(bad)
}

/// A matter that may be seen; what may not be seen answers as if it were not there.
fn seen<'v>(visit: &'v Visit, reader: &Reader, number: &str) -> Result<Seen<'v>, Problem> {
    see_number(visit, reader, number).map_err(|problem| match problem {
        Problem::Forbidden(_) => Problem::NotFound,
        other => other,
    })
}

fn line(row: &MatterRow) -> Value {
    json!({ "number": row.number, "procedure": row.procedure, "version": row.version,
            "unit": row.unit, "stage": row.stage, "opened_on": row.opened_on,
            "moved_on": row.moved_on, "title": row.title })
}

pub async fn matter(visit: Visit, Path(number): Path<String>, headers: HeaderMap) -> Response {
    answer(visit, move |visit| -> Answered {
        let person = visit.signed_in()?;
        let snapshot = snapshot(visit)?;
        let mut seen = seen(visit, &snapshot, &number)?;
        log_sensitive(visit, person, &seen)?;
        let whole = seen.sight == Sight::Whole;
        if !whole {
            seen.matter.fields.clear();
        }
        let acts = snapshot.acts_of(seen.matter.id)?;
        let list: Vec<Value> = acts
            .iter()
            .filter_map(|row| row.act().ok())
            .map(|act| {
                let act = seen.masked(act);
                let facts = whole.then_some(act.facts);
                json!({ "act": act.id, "name": act.act, "at": act.at, "role": act.role,
                        "stage": act.stage, "facts": facts })
            })
            .collect();
        let last = acts.last().map_or(-1, |last| last.id.0);
        let masked = if seen.hidden.is_empty() {
            ""
        } else {
            "-masked"
        };
        let tag = format!("{last}{}{masked}", if whole { "" } else { "-outline" });
        let document = json!({ "matter": seen.matter, "acts": list });
        Ok(tagged(&document, &tag, &headers))
    })
    .await
}

pub async fn receipt(visit: Visit, Path(act): Path<String>) -> Response {
    answer(visit, move |visit| {
        let person = visit.signed_in()?;
        let id = act.parse().map(ActId).map_err(|_| Problem::NotFound)?;
        let snapshot = snapshot(visit)?;
        let row = snapshot.act(id)?.ok_or(Problem::NotFound)?;
        // A receipt holds the whole record.
        let seen = seen(visit, &snapshot, &row.act()?.number)?;
        if !seen.is_whole() {
            return Err(Problem::NotFound.into());
        }
        log_sensitive(visit, person, &seen)?;
        let receipt = receipt_of(&snapshot, visit.app.office.key(), id)?;
        let receipt = receipt.ok_or(Problem::NotFound)?;
        let document = serde_json::to_value(&receipt)
            .map_err(|_| Problem::Fault(fadu_office::fault::Fault::Damaged("receipt".into())))?;
        Ok(json_response(StatusCode::OK, &document))
    })
    .await
}

/// Where the feed is read from.
#[derive(Debug, Default, Deserialize)]
pub struct EventsQuery {
    #[serde(default)]
    after: i64,
}

pub async fn events(visit: Visit, query: Result<Query<EventsQuery>, QueryRejection>) -> Response {
    answer(visit, move |visit| {
        let query = readable(query)?;
        let city = visit.app.office.city.clone();
        let events = visit.read(|reader| reader.events_after(query.after, PAGE))?;
        let next = events.last().map(|event| event.seq);
        // An act of a guarded procedure, listed one by one, would tell what figures withhold.
        let (units, viewer) = (&visit.units, viewer(visit));
        let told = |event: &Event| {
            let text = |key: &str| event.body.get(key).and_then(Value::as_str);
            let procedures = &visit.rules().packs.procedures;
            let law = text("procedure").and_then(|id| procedures.newest(id));
            law.is_none_or(|law| {
                !is_guarded(visit.rules(), law) || viewer.covers(units, law, text("unit"))
            })
        };
        let list: Vec<Value> = events
            .into_iter()
            .filter(told)
            .map(|event| {
                json!({ "specversion": "1.0", "id": event.seq.to_string(),
                        "source": format!("/cities/{city}"), "type": event.kind,
                        "time": format!("{}+08:00", event.at),
                        "datacontenttype": "application/json", "data": event.body })
            })
            .collect();
        Ok(json_response(
            StatusCode::OK,
            &json!({ "events": list, "next": next }),
        ))
    })
    .await
}

//! Figures that the court and the procuratorate report for the year: imported by one person,
//! verified by another, one of them corrected.

use fadu_office::submission::Doer;
use jiff::civil::{Date, DateTime};
use serde_json::{Value as Json, json};

use super::YEAR;
use super::plan::{Opened, Plan, at_minute, on};

/// How a figure's value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Count,
    Percent,
    Money,
}

impl Written {
    const fn field(self) -> &'static str {
        match self {
            Self::Count => "value_count",
            Self::Percent => "value_percent",
            Self::Money => "value_money",
        }
    }
}

/// The figures, whether the court reports them, and how they are written.
const FIGURES: [(&str, bool, Written); 9] = [
    ("judgments_online_rate", true, Written::Percent),
    ("trials_broadcast", true, Written::Count),
    ("finance_cases_closed", true, Written::Count),
    ("losses_recovered", true, Written::Money),
    ("duty_crime_persons", false, Written::Count),
    ("duty_crime_prosecuted", false, Written::Count),
    ("duty_crime_amount", false, Written::Money),
    ("firm_visits", false, Written::Count),
    ("firm_problems_solved", false, Written::Count),
];
/// The figure that was first reported too low by so much, and then corrected.
const CORRECTED: (&str, u32) = ("trials_broadcast", 27);

pub fn plan(plan: &mut Plan<'_>) {
    plan.family("judicial-data");
    let last = on(YEAR, 12, 31);
    let mut minute = 9 * 60;
    for (kind, by_court, written) in FIGURES {
        let indicator = format!("judicial_data.{kind}");
        let value = plan.targets.text(&indicator).to_owned();
        let first = if kind == CORRECTED.0 {
            plan.target(&indicator)
                .saturating_sub(CORRECTED.1)
                .to_string()
        } else {
            value.clone()
        };
        let reporter = plan.who(
            "judicial_reporter",
            if by_court { "court" } else { "procuratorate" },
        );
        let at = at_minute(last, minute);
        minute += 40;
        let figure = import(plan, (kind, by_court, written), &first, &reporter, at);
        let at = plan.soon(at);
        let checker = plan.anywhere("coordination_officer");
        if kind == "firm_visits" {
            // Who reported it tries to verify it too.
            plan.refused(
                &figure,
                ("verify", reporter.clone(), at),
                verification(last),
            );
        }
        plan.act(&figure, ("verify", checker.clone(), at), verification(last));
        if kind == CORRECTED.0 {
            correct(plan, &figure, &value, &reporter, &checker, at);
        }
    }
    backdated(plan);
}

fn verification(last: Date) -> Json {
    json!({ "checked_against": "加盖公章的报送表", "verified_on": last.to_string() })
}

fn import(
    plan: &mut Plan<'_>,
    (kind, by_court, written): (&str, bool, Written),
    value: &str,
    reporter: &Doer,
    at: DateTime,
) -> Opened {
    let (unit, body) = if by_court {
        ("court", "court")
    } else {
        ("procuratorate", "procuratorate")
    };
    let mut facts = json!({
        "kind": kind, "body": body, "source_body": plan.unit_name(unit),
        "from_on": on(YEAR, 1, 1).to_string(), "to_on": on(YEAR, 12, 31).to_string(),
        "source_document": format!("{YEAR}年度工作数据报送表"),
        "reporter": plan.name_of(reporter), "reported_on": on(YEAR, 12, 31).to_string(),
    });
    facts[written.field()] = json!(value);
    plan.open(
        "judicial_figure",
        unit,
        ("import", reporter.clone(), at),
        facts,
    )
}

/// The old figure stays on record; the new one is an entry of its own that another person verifies.
fn correct(
    plan: &mut Plan<'_>,
    figure: &Opened,
    value: &str,
    reporter: &Doer,
    checker: &Doer,
    at: DateTime,
) {
    let last = on(YEAR, 12, 31);
    let at = plan.soon(at);
    let facts = json!({
        "corrects": "漏报十二月下旬场次", "new_document": format!("{YEAR}年度数据更正表"),
        "reporter": plan.name_of(reporter), "reported_on": last.to_string(), "new_count": value,
    });
    let key = plan.act(figure, ("correct", reporter.clone(), at), facts);
    let corrected = Opened::by(&key, "judicial_figure");
    let at = plan.soon(at);
    plan.act(
        &corrected,
        ("verify", checker.clone(), at),
        verification(last),
    );
}

/// A report before its period has ended, and a value of the wrong kind.
fn backdated(plan: &mut Plan<'_>) {
    let reporter = plan.who("judicial_reporter", "procuratorate");
    let day = on(YEAR, 6, 30);
    let mut facts = json!({
        "kind": "firm_visits", "body": "procuratorate", "source_body": "调兵山市人民检察院",
        "from_on": on(YEAR, 1, 1).to_string(), "to_on": on(YEAR, 12, 31).to_string(),
        "source_document": "半年报送表", "reporter": plan.name_of(&reporter),
        "reported_on": day.to_string(), "value_count": 2,
    });
    let at = at_minute(day, 15 * 60);
    let done = ("import", reporter.clone(), at);
    plan.refused_open("judicial_figure", "procuratorate", done, facts.clone());
    facts["to_on"] = json!(day.to_string());
    facts["value_money"] = json!("2");
    let at = plan.soon(at);
    plan.refused_open(
        "judicial_figure",
        "procuratorate",
        ("import", reporter, at),
        facts,
    );
}

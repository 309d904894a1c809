//! Values as people type them and read them, and units in the order of their tree.

use fadu_kernel::field::{Field, FieldKind, Value, print_scaled};
use fadu_kernel::unit::{Unit, UnitTree};
use fadu_kernel::words::Words;
use jiff::civil::Date;

use crate::visit::Visit;
use crate::wording;

/// A value as a person would type it, one text or several.
pub fn typed(field: &Field, value: &Value) -> Vec<String> {
    match (&field.kind, value) {
        (FieldKind::Money, Value::Integer(fen)) => vec![print_scaled(*fen, 2)],
        (FieldKind::Decimal { decimals }, Value::Integer(number)) => {
            vec![print_scaled(*number, *decimals)]
        }
        (_, Value::Integer(number)) => vec![number.to_string()],
        (_, Value::Flag(flag)) => vec![flag.to_string()],
        (FieldKind::Moment, Value::Text(text)) => vec![text.replace('T', " ")],
        (_, Value::Text(text)) => vec![text.clone()],
        (_, Value::List(texts)) => texts.clone(),
    }
}

/// A value as printed for people: units by name, days with their weekday.
pub fn shown(visit: &Visit, field: &Field, value: Option<&Value>) -> String {
    match (&field.kind, value) {
        (_, None) => visit.say("未填写", "Not given").to_owned(),
        (FieldKind::Unit | FieldKind::Units, Some(value)) => unit_names(visit, value),
        (FieldKind::Account { .. }, Some(value)) => account_name(visit, value),
        (FieldKind::Date, Some(value)) => match value.as_date() {
            Some(on) => wording::day_with_weekday(visit.lang(), on),
            None => field.show(value, visit.lang()),
        },
        (_, Some(value)) => field.show(value, visit.lang()),
    }
}

/// The names of the unit or units that a value holds.
pub fn unit_names(visit: &Visit, value: &Value) -> String {
    let ids: Vec<&str> = match value {
        Value::Text(id) => vec![id.as_str()],
        Value::List(ids) => ids.iter().map(String::as_str).collect(),
        Value::Flag(_) | Value::Integer(_) => Vec::new(),
    };
    let names: Vec<&str> = ids.into_iter().map(|id| visit.unit_name(id)).collect();
    names.join(visit.say("、", ", "))
}

/// The name of the person whose account a value holds.
pub fn account_name(visit: &Visit, value: &Value) -> String {
    let id = value.as_text().unwrap_or_default();
    let found = visit.app.office.read(|reader| reader.account(id));
    let name = found.ok().flatten().map(|account| account.name);
    name.unwrap_or_else(|| id.to_owned())
}

/// People to choose from, where a field names one: those who hold its role today, with their unit.
pub fn people(visit: &Visit, declared: &Field) -> Vec<(String, Words)> {
    let FieldKind::Account { role } = &declared.kind else {
        return Vec::new();
    };
    let (office, today) = (&visit.app.office, visit.today());
    let holders = office.read(|reader| reader.holders_of_role(role, today));
    let named = |(account, name, unit): (String, String, String)| {
        let unit = visit.units.get(&unit).map(|unit| unit.name.clone());
        let unit = unit.unwrap_or_else(|| Words::new("", ""));
        let words = Words::new(
            format!("{name}（{}）", unit.zh),
            format!("{name} ({})", unit.en),
        );
        (account, words)
    };
    // Without them nobody can be chosen, and the form says so when it is sent.
    let mut people: Vec<(String, Words)> =
        holders.unwrap_or_default().into_iter().map(named).collect();
    people.dedup_by(|one, other| one.0 == other.0);
    people
}

/// Units to choose from, by id and name.
pub fn units_named(visit: &Visit) -> Vec<(String, Words)> {
    let units = units_in_order(&visit.units, visit.today()).into_iter();
    units
        .map(|unit| (unit.id.clone(), unit.name.clone()))
        .collect()
}

/// Units that exist on a day, each after the one above it.
pub fn units_in_order(units: &UnitTree, on: Date) -> Vec<&Unit> {
    let mut list: Vec<(Vec<(u8, &str)>, &Unit)> = units
        .iter()
        .filter(|unit| unit.exists_on(on))
        .map(|unit| {
            let mut path: Vec<(u8, &str)> = units
                .ancestors(&unit.id)
                .map(|above| (above.kind as u8, above.id.as_str()))
                .collect();
            path.reverse();
            (path, unit)
        })
        .collect();
    list.sort_by(|(one, _), (other, _)| one.cmp(other));
    list.into_iter().map(|(_, unit)| unit).collect()
}

//! Printing values for people, by the kind of their field.
//!
//! It reads nothing; reading entries is left to its neighbour.

use super::{Choice, Field, FieldKind, Value, group_thousands, print_scaled};
use crate::words::Lang;

impl Field {
    /// Prints a value for people.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        let title_of = |options: &[Choice], id: &str| {
            let found = options.iter().find(|option| option.id == id);
            found.map_or_else(|| id.to_owned(), |option| option.title.get(lang).to_owned())
        };
        match (&self.kind, value) {
            (FieldKind::Money, Value::Integer(fen)) => match lang {
                Lang::Zh => format!("{} 元", group_thousands(&print_scaled(*fen, 2))),
                Lang::En => format!("{} yuan", group_thousands(&print_scaled(*fen, 2))),
            },
            (FieldKind::Decimal { decimals }, Value::Integer(number)) => {
                print_scaled(*number, *decimals)
            }
            (FieldKind::Choice(options), Value::Text(id)) => title_of(options, id),
            (FieldKind::Choices(options), Value::List(ids)) => {
                let titles: Vec<String> = ids.iter().map(|id| title_of(options, id)).collect();
                titles.join(if lang == Lang::Zh { "、" } else { ", " })
            }
            (FieldKind::Moment, Value::Text(text)) => text.replace('T', " "),
            (_, Value::Flag(flag)) => match (lang, flag) {
                (Lang::Zh, true) => "是".to_owned(),
                (Lang::Zh, false) => "否".to_owned(),
                (Lang::En, true) => "Yes".to_owned(),
                (Lang::En, false) => "No".to_owned(),
            },
            // Four digits stand together: many of them are years.
            (_, Value::Integer(number)) if number.unsigned_abs() < 10_000 => number.to_string(),
            (_, Value::Integer(number)) => group_thousands(&number.to_string()),
            (_, Value::Text(text)) => text.clone(),
            (_, Value::List(entries)) => entries.join(if lang == Lang::Zh { "、" } else { ", " }),
        }
    }
}

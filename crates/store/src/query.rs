//! Small parts that every family of tables uses: reading columns, pages, and filters whose
//! clauses are static text and whose values are always bound.

use std::str::FromStr;

use fadu_kernel::unit::UnitId;
use rusqlite::Row;
use rusqlite::types::{ToSql, Value};
use serde::de::DeserializeOwned;

use crate::fault::{Result, StoreFault};

/// Most lines on one page, whatever is asked for.
pub const PAGE_MAX: usize = 1_000;

/// Some of a list, and where the rest begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The lines.
    pub items: Vec<T>,
    /// What to pass to get the next page; `None` on the last.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Cuts a list read one longer than the page, and keeps the key of the last line.
    pub(crate) fn cut(mut items: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(key) } else { None };
        Self { items, next }
    }
}

/// Which units a list is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// The whole city.
    #[default]
    City,
    /// Some units; none at all if both lists are empty.
    Units {
        /// These units and all below them.
        within: Vec<UnitId>,
        /// These units alone.
        exactly: Vec<UnitId>,
    },
}

impl Scope {
    /// A unit and all below it.
    pub fn within(unit: impl Into<UnitId>) -> Self {
        Self::Units {
            within: vec![unit.into()],
            exactly: Vec::new(),
        }
    }

    /// A unit alone.
    pub fn exactly(unit: impl Into<UnitId>) -> Self {
        Self::Units {
            within: Vec::new(),
            exactly: vec![unit.into()],
        }
    }
}

/// A statement put together from static clauses; values are only ever bound.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl Query {
    /// Starts with a clause in which `$1` is the city.
    pub(crate) fn new(sql: &'static str, city: &str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: vec![Value::Text(city.to_owned())],
        }
    }

    /// Adds a clause.
    pub(crate) fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Adds a value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.again(self.values.len())
    }

    /// Names a value bound before, counted from 1.
    pub(crate) fn again(&mut self, place: usize) -> &mut Self {
        self.sql.push('$');
        self.sql.push_str(&place.to_string());
        self
    }

    /// Adds a list of values in brackets.
    pub(crate) fn bind_list<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) -> &mut Self {
        self.push("(");
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.bind(value.to_owned());
        }
        self.push(")")
    }

    /// Adds `LIMIT` for one line more than the page.
    pub(crate) fn limit(&mut self, limit: usize) -> &mut Self {
        self.push(" LIMIT ").bind(as_stored(limit + 1))
    }

    /// Adds ` AND` that a unit column lies in the scope.
    pub(crate) fn and_in(&mut self, column: &'static str, scope: &Scope) -> &mut Self {
        let Scope::Units { .. } = scope else {
            return self;
        };
        self.push(" AND ").push(column).push(" IN (");
        self.units_of(scope).push(")")
    }

    /// Adds a query for the units of a scope, in a column `lower`.
    pub(crate) fn units_of(&mut self, scope: &Scope) -> &mut Self {
        match scope {
            Scope::City => self.push("SELECT unit AS lower FROM units WHERE city = $1"),
            Scope::Units { within, exactly } if within.is_empty() && exactly.is_empty() => {
                self.push("SELECT unit AS lower FROM units WHERE city = $1 AND 1 = 0")
            }
            Scope::Units { within, exactly } => {
                if !within.is_empty() {
                    self.push("SELECT lower FROM unit_closure WHERE city = $1 AND upper IN ");
                    self.bind_list(within.iter().map(String::as_str));
                }
                if !within.is_empty() && !exactly.is_empty() {
                    self.push(" UNION ");
                }
                if !exactly.is_empty() {
                    self.push("SELECT unit AS lower FROM units WHERE city = $1 AND unit IN ");
                    self.bind_list(exactly.iter().map(String::as_str));
                }
                self
            }
        }
    }
}

/// A page's length within limits.
pub(crate) fn page_length(limit: usize) -> usize {
    limit.clamp(1, PAGE_MAX)
}

/// A count as the database keeps it.
pub(crate) fn as_stored(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A pattern for `LIKE ... ESCAPE '!'` that finds the text anywhere and nothing else.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Bound parameters, as the family files write them.
pub(crate) type Bound<'a> = &'a [&'a dyn ToSql];

/// Reading columns of our own types.
pub(crate) trait Columns {
    /// A column that is written and read as text: a day, a moment, a key.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, at: usize) -> Result<T>;
    /// The same where it may be null.
    fn parsed_or_none<T: FromStr<Err: std::fmt::Display>>(&self, at: usize) -> Result<Option<T>>;
    /// A column of JSON.
    fn json<T: DeserializeOwned>(&self, at: usize) -> Result<T>;
}

impl Columns for Row<'_> {
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, at: usize) -> Result<T> {
        self.parsed_or_none(at)?
            .ok_or_else(|| unreadable(self, at, &"is null"))
    }

    fn parsed_or_none<T: FromStr<Err: std::fmt::Display>>(&self, at: usize) -> Result<Option<T>> {
        let text = self.get_ref(at)?.as_str_or_null();
        let text = text.map_err(|error| unreadable(self, at, &error))?;
        text.map(|text| {
            text.parse()
                .map_err(|error: T::Err| unreadable(self, at, &error))
        })
        .transpose()
    }

    fn json<T: DeserializeOwned>(&self, at: usize) -> Result<T> {
        let text = self
            .get_ref(at)?
            .as_str()
            .map_err(|error| unreadable(self, at, &error))?;
        serde_json::from_str(text).map_err(|error| unreadable(self, at, &error))
    }
}

fn unreadable(row: &Row<'_>, at: usize, reason: &dyn std::fmt::Display) -> StoreFault {
    let column = row.as_ref().column_name(at).unwrap_or("?").to_owned();
    StoreFault::Unreadable {
        column,
        reason: reason.to_string(),
    }
}

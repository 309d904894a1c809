//! Reading lists and tables of tables.

use fadu_kernel::words::Words;
use toml::de::DeValue;

use super::{Located, Table};

impl<'r, 'd> Table<'r, 'd> {
    /// A list of texts, each of which stands there once; absent is empty. A single text stands for
    /// a list of one.
    pub fn texts(&self, key: &str) -> Vec<Located<String>> {
        let mut found: Vec<Located<String>> = Vec::new();
        for text in self.sequence(key) {
            if found.iter().any(|other| other.value == text.value) {
                self.reader.complain(
                    &text.span,
                    "doubled",
                    Words::new(
                        format!("“{}”写了两次", text.value),
                        format!("“{}” stands here twice", text.value),
                    ),
                    Words::new("只写一次", "Write it once"),
                );
            } else {
                found.push(text);
            }
        }
        found
    }

    /// A list of texts in which one may come again.
    pub fn sequence(&self, key: &str) -> Vec<Located<String>> {
        let Some(value) = self.raw(key) else {
            return Vec::new();
        };
        let wrong = |span| {
            self.reader
                .expected(&span, key, "文字列表", "a list of texts");
            None
        };
        match value.get_ref() {
            DeValue::String(text) => vec![self.reader.take(text, value.span())],
            DeValue::Array(entries) => {
                let texts = entries.iter().filter_map(|entry| match entry.get_ref() {
                    DeValue::String(text) => Some(self.reader.take(text, entry.span())),
                    _ => wrong(entry.span()),
                });
                texts.collect()
            }
            _ => wrong(value.span()).into_iter().collect(),
        }
    }

    /// Texts without their places.
    pub fn names(&self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(|text| text.value).collect()
    }

    /// Named tables under a key (`[act.x]`), in the order of the file.
    pub fn tables(&self, key: &str) -> Vec<(String, Table<'r, 'd>)> {
        self.table(key)
            .map(|table| table.children())
            .unwrap_or_default()
    }

    /// All entries of this table as tables, in the order of the file.
    pub fn children(&self) -> Vec<(String, Table<'r, 'd>)> {
        let mut found: Vec<(usize, String, Table<'r, 'd>)> = Vec::new();
        for (key, value) in self.entries {
            let id = key.get_ref().to_string();
            self.seen.borrow_mut().insert(id.clone());
            match value.get_ref() {
                DeValue::Table(table) => {
                    let name = self.under(&id);
                    let child = Table::new(self.reader, table, key.span(), name);
                    found.push((key.span().start, id, child));
                }
                _ => self
                    .reader
                    .expected(&value.span(), &id, "一个表", "a table"),
            }
        }
        found.sort_by_key(|(start, _, _)| *start);
        found
            .into_iter()
            .map(|(_, id, table)| (id, table))
            .collect()
    }

    /// Tables in an array (`[[require]]`), in the order of the file.
    pub fn array(&self, key: &str) -> Vec<Table<'r, 'd>> {
        let Some(value) = self.raw(key) else {
            return Vec::new();
        };
        let DeValue::Array(entries) = value.get_ref() else {
            self.reader
                .expected(&value.span(), key, "一组表", "an array of tables");
            return Vec::new();
        };
        let tables = entries.iter().filter_map(|entry| {
            let DeValue::Table(table) = entry.get_ref() else {
                self.reader
                    .expected(&entry.span(), key, "一组表", "an array of tables");
                return None;
            };
            let name = self.under(key);
            Some(Table::new(self.reader, table, entry.span(), name))
        });
        tables.collect()
    }

    /// All entries as texts in the order of the file: `carry = { a = "..." }`.
    pub fn text_pairs(&self) -> Vec<(Located<String>, Located<String>)> {
        let mut pairs = Vec::new();
        for key in self.entries.keys() {
            let id = key.get_ref().to_string();
            self.seen.borrow_mut().insert(id.clone());
            let span = key.span();
            pairs.extend(
                self.text(&id)
                    .map(|text| (Located { value: id, span }, text)),
            );
        }
        pairs.sort_by_key(|(key, _)| key.span.start);
        pairs
    }

    /// All entries as JSON values in the order of the file: `facts = { ... }`.
    pub fn json_pairs(&self) -> Vec<(Located<String>, serde_json::Value)> {
        let mut pairs = Vec::new();
        for (key, value) in self.entries {
            let id = key.get_ref().to_string();
            self.seen.borrow_mut().insert(id.clone());
            pairs.push((
                Located {
                    value: id,
                    span: key.span(),
                },
                json_of(value.get_ref()),
            ));
        }
        pairs.sort_by_key(|(key, _)| key.span.start);
        pairs
    }
}

fn json_of(value: &DeValue<'_>) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        DeValue::String(text) => Json::String(text.clone().into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Json::String(number.as_str().to_owned()), Json::from),
        DeValue::Float(number) => Json::String(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Json::Bool(*flag),
        DeValue::Datetime(date) => Json::String(date.to_string()),
        DeValue::Array(entries) => Json::Array(
            entries
                .iter()
                .map(|entry| json_of(entry.get_ref()))
                .collect(),
        ),
        DeValue::Table(table) => Json::Object(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref())))
                .collect(),
        ),
    }
}

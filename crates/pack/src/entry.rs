//! Reading TOML with places: every value knows where it stands, every key must be known.
//!
//! A [`Table`] hands out its entries by name and complains at the end about those nobody asked
//! for. Complaints are collected, so that one run shows all of them.

mod lists;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use fadu_kernel::citation::Citation;
use fadu_kernel::words::Words;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::complaint::{Complaint, Source, did_you_mean, nearest};
use crate::limit::WORDS_LENGTH_MAX;

/// Collects complaints about one file.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The file.
    pub source: &'a Source,
    complaints: RefCell<Vec<Complaint>>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

impl<'a> Reader<'a> {
    /// A reader of a file.
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            complaints: RefCell::default(),
        }
    }

    /// Complains about a place.
    pub fn complain(&self, span: &Range<usize>, rule: &'static str, words: Words, remedy: Words) {
        let complaint = self.source.complain(span, rule, words, remedy);
        self.complaints.borrow_mut().push(complaint);
    }

    /// What was found wrong.
    pub fn into_complaints(self) -> Vec<Complaint> {
        self.complaints.into_inner()
    }

    /// Parses the file; a syntax error is a complaint and gives nothing.
    pub fn parse(&self) -> Option<Spanned<DeTable<'_>>> {
        for (at, found) in self.source.text.char_indices() {
            // A byte order mark may open a file.
            if is_hidden(found) && at > 0 {
                self.hidden(&(at..at), found);
            }
        }
        match DeTable::parse(&self.source.text) {
            Ok(table) => Some(table),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                self.complain(
                    &span,
                    "syntax",
                    Words::new(
                        format!("不是有效的 TOML：{}", in_chinese(error.message())),
                        format!("this is not valid TOML: {}", error.message()),
                    ),
                    Words::new(
                        "请检查引号、括号和等号",
                        "Check quotes, brackets and equals signs",
                    ),
                );
                None
            }
        }
    }

    fn hidden(&self, span: &Range<usize>, found: char) {
        let code = u32::from(found);
        self.complain(
            span,
            "hidden_character",
            Words::new(
                format!("含有看不见的字符 U+{code:04X}"),
                format!("there is an invisible character U+{code:04X}"),
            ),
            Words::new("删去它", "Remove it"),
        );
    }

    /// Takes a text of the file, and complains of what a reader could not see in it.
    fn take(&self, text: &str, span: Range<usize>) -> Located<String> {
        // Where it stands in the file itself, it has been found there.
        let written = self.source.text.get(span.clone()).unwrap_or("");
        let mut hidden = text
            .chars()
            .filter(|c| is_hidden(*c) && !written.contains(*c));
        if let Some(found) = hidden.next() {
            self.hidden(&span, found);
        }
        Located {
            value: text.to_owned(),
            span,
        }
    }

    fn expected(&self, span: &Range<usize>, key: &str, zh: &str, en: &str) {
        self.complain(
            span,
            "wrong_type",
            Words::new(format!("“{key}”应为{zh}"), format!("“{key}” must be {en}")),
            Words::new(format!("请改为{zh}"), format!("Make it {en}")),
        );
    }
}

/// What the parser complains of, in Chinese.
fn in_chinese(message: &str) -> &'static str {
    let known = [
        ("duplicate key", "键重复"),
        ("recurse", "嵌套太深"),
        ("string", "文字没有写完，或含有不可用的字符"),
        ("key", "键的写法不对"),
        ("value", "值的写法不对"),
        ("array", "列表没有写完"),
        ("table", "表的写法不对"),
    ];
    let found = known.iter().find(|(part, _)| message.contains(part));
    found.map_or("写法不对", |(_, zh)| zh)
}

/// Whether people see nothing of a character that may change what they read: controls, marks of
/// direction, and spaces without width.
fn is_hidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    control
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// One table while it is read.
#[derive(Debug)]
pub struct Table<'r, 'd> {
    /// The file's reader.
    pub reader: &'r Reader<'r>,
    entries: &'d DeTable<'d>,
    /// Where the table stands.
    pub span: Range<usize>,
    /// Its name in complaints.
    pub name: String,
    seen: RefCell<BTreeSet<String>>,
}

impl<'r, 'd> Table<'r, 'd> {
    /// Starts reading a table.
    pub fn new(
        reader: &'r Reader<'r>,
        table: &'d DeTable<'d>,
        span: Range<usize>,
        name: impl Into<String>,
    ) -> Self {
        Self {
            reader,
            entries: table,
            span,
            name: name.into(),
            seen: RefCell::default(),
        }
    }

    fn raw(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.seen.borrow_mut().insert(key.to_owned());
        self.entries.get(key)
    }

    /// Whether the key stands here; it counts as read.
    pub fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Whether the key holds a text; it counts as read.
    pub fn is_text(&self, key: &str) -> bool {
        self.raw(key).is_some_and(|value| value.get_ref().is_str())
    }

    /// The keys, in the order of the file.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<(usize, String)> = self
            .entries
            .keys()
            .map(|key| (key.span().start, key.get_ref().to_string()))
            .collect();
        keys.sort();
        keys.into_iter().map(|(_, key)| key).collect()
    }

    /// Whether the key holds a table; it counts as read.
    pub fn is_table(&self, key: &str) -> bool {
        self.raw(key)
            .is_some_and(|value| value.get_ref().is_table())
    }

    /// The place of a key's value, or of the table.
    pub fn place(&self, key: &str) -> Range<usize> {
        self.entries
            .get(key)
            .map_or_else(|| self.span.clone(), Spanned::span)
    }

    /// What the table is called in complaints, in both languages.
    fn called(&self) -> (String, String) {
        if self.name.is_empty() {
            ("文件".to_owned(), "the file".to_owned())
        } else {
            (format!("[{}] ", self.name), format!("[{}]", self.name))
        }
    }

    /// Complains that a key is missing.
    pub fn missing(&self, key: &str) {
        let (zh, en) = self.called();
        self.reader.complain(
            &self.span,
            "missing_key",
            Words::new(format!("{zh}缺少“{key}”"), format!("{en} lacks “{key}”")),
            Words::new(format!("请补上“{key}”"), format!("Add “{key}”")),
        );
    }

    /// A text, if there.
    pub fn text(&self, key: &str) -> Option<Located<String>> {
        let value = self.raw(key)?;
        let DeValue::String(text) = value.get_ref() else {
            self.reader.expected(&value.span(), key, "文字", "a text");
            return None;
        };
        Some(self.reader.take(text, value.span()))
    }

    /// A text that must be there.
    pub fn must_text(&self, key: &str) -> Option<Located<String>> {
        if !self.has(key) {
            self.missing(key);
        }
        self.text(key)
    }

    /// A whole number, if there.
    pub fn integer(&self, key: &str) -> Option<Located<i64>> {
        let value = self.raw(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.reader
                .expected(&value.span(), key, "整数", "a whole number");
        }
        number.map(|number| Located {
            value: number,
            span: value.span(),
        })
    }

    /// A count that fits 32 bits, if there.
    pub fn count(&self, key: &str) -> Option<u32> {
        let number = self.integer(key)?;
        let count = u32::try_from(number.value).ok();
        if count.is_none() {
            self.reader.expected(
                &number.span,
                key,
                "不小于零的整数",
                "a whole number, not negative",
            );
        }
        count
    }

    /// Yes or no; absent is no.
    pub fn flag(&self, key: &str) -> bool {
        self.maybe_flag(key).unwrap_or(false)
    }

    /// Yes or no, if there.
    pub fn maybe_flag(&self, key: &str) -> Option<bool> {
        let value = self.raw(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.reader
                .expected(&value.span(), key, " true 或 false", "true or false");
        }
        flag
    }

    /// Words in both languages, if there.
    pub fn words(&self, key: &str) -> Option<Words> {
        let value = self.raw(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.reader.expected(
                &value.span(),
                key,
                " { zh = \"…\", en = \"…\" }",
                "{ zh = \"…\", en = \"…\" }",
            );
            return None;
        };
        let name = format!("{}.{key}", self.name);
        let inner = Table::new(self.reader, table, value.span(), name);
        let (zh, en) = (inner.must_text("zh"), inner.must_text("en"));
        inner.finish();
        let (zh, en) = (zh?, en?);
        for (text, id) in [(&zh, "zh"), (&en, "en")] {
            if text.value.trim().is_empty() {
                self.reader.complain(
                    &text.span,
                    "wrong_type",
                    Words::new(
                        format!("“{key}”的 {id} 是空的"),
                        format!("the {id} of “{key}” is empty"),
                    ),
                    Words::new("写上文字", "Fill it in"),
                );
            }
        }
        for text in [&zh, &en] {
            self.check_length(text);
        }
        Some(Words::new(zh.value, en.value))
    }

    fn check_length(&self, text: &Located<String>) {
        let (length, most) = (text.value.chars().count(), WORDS_LENGTH_MAX);
        if length > most {
            self.reader.complain(
                &text.span,
                "too_many",
                Words::new(
                    format!("有 {length} 个字，最多 {most} 个"),
                    format!("there are {length} characters; at most {most} are taken"),
                ),
                Words::new("写短一些", "Say it shorter"),
            );
        }
    }

    /// Words that must be there; without them the key stands in for them, so that what is said
    /// elsewhere of the same thing is not complained of as well.
    pub fn title_of(&self, id: &str) -> Words {
        self.must_words("title")
            .unwrap_or_else(|| Words::new(id, id))
    }

    /// Words that must be there.
    pub fn must_words(&self, key: &str) -> Option<Words> {
        if !self.has(key) {
            self.missing(key);
        }
        self.words(key)
    }

    /// A date written as text or TOML date, if there.
    pub fn date(&self, key: &str) -> Option<Date> {
        let value = self.raw(key)?;
        let text = match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = text.parse::<Date>().ok();
        if date.is_none() {
            self.reader.expected(
                &value.span(),
                key,
                "日期，如 \"2024-01-01\"",
                "a date such as \"2024-01-01\"",
            );
        }
        date
    }

    /// Citations; absent is empty.
    pub fn citations(&self, key: &str) -> Vec<Located<Citation>> {
        let parsed =
            self.texts(key)
                .into_iter()
                .filter_map(|text| match text.value.parse::<Citation>() {
                    Ok(value) => Some(Located {
                        value,
                        span: text.span,
                    }),
                    Err(error) => {
                        let words = error.words();
                        self.reader.complain(
                            &text.span,
                            "citation_form",
                            words,
                            Words::new(
                                "写成“法律名:条[:款[:项]]”或“local:《文件名》”",
                                "Write “law:article[:paragraph[:item]]” or “local:《title》”",
                            ),
                        );
                        None
                    }
                });
        parsed.collect()
    }

    /// One citation, if there.
    pub fn citation(&self, key: &str) -> Option<Located<Citation>> {
        self.citations(key).into_iter().next()
    }

    /// A table under a key, if there.
    pub fn table(&self, key: &str) -> Option<Table<'r, 'd>> {
        let value = self.raw(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.reader
                .expected(&value.span(), key, "一个表", "a table");
            return None;
        };
        let name = self.under(key);
        Some(Table::new(self.reader, table, value.span(), name))
    }

    fn under(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    /// Complains about keys that nobody asked for.
    pub fn finish(&self) {
        let seen = self.seen.borrow();
        let (place_zh, place_en) = self.called();
        for key in self
            .entries
            .keys()
            .filter(|key| !seen.contains(key.get_ref().as_ref()))
        {
            let id = key.get_ref();
            let known: Vec<&str> = seen.iter().map(String::as_str).collect();
            let near = nearest(id, known.iter().copied());
            let remedy = near.map_or_else(
                || {
                    Words::new(
                        format!("删去它；这里可用：{}", known.join("、")),
                        format!("Remove it; known here: {}", known.join(", ")),
                    )
                },
                did_you_mean,
            );
            self.reader.complain(
                &key.span(),
                "unknown_key",
                Words::new(
                    format!("{place_zh}不认识“{id}”"),
                    format!("{place_en} knows no “{id}”"),
                ),
                remedy,
            );
        }
    }
}

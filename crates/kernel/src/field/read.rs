//! Reading entries as people type them into checked values, with a clear fault where they fail.
//!
//! Limits come from the field; what an act asks for is not known here.

use jiff::civil::{Date, DateTime};

use super::{
    Choice, Field, FieldFault, FieldKind, LIST_LENGTH_MAX, UNITS_LENGTH_MAX, Value, parse_scaled,
    print_scaled,
};

impl Field {
    /// Reads a raw entry. An empty text or null is `None`.
    pub fn read(&self, raw: &serde_json::Value) -> Result<Option<Value>, FieldFault> {
        use serde_json::Value as Json;
        match raw {
            Json::Null => Ok(None),
            Json::Bool(flag) => self.read_text(if *flag { "true" } else { "false" }),
            Json::Number(number) => self.read_text(&number.to_string()),
            Json::String(text) => self.read_text(text),
            Json::Array(entries) => {
                let texts: Option<Vec<String>> = entries
                    .iter()
                    .map(|entry| entry.as_str().map(str::to_owned))
                    .collect();
                match texts {
                    Some(texts) => self.read_list(texts),
                    None => Err(self.fault("每一项应为文字", "takes a list of texts")),
                }
            }
            Json::Object(_) => Err(self.fault("格式不对", "has the wrong form")),
        }
    }

    /// Reads one text as a person would type it.
    pub fn read_text(&self, raw: &str) -> Result<Option<Value>, FieldFault> {
        let text = raw.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t')
        {
            return Err(self.fault("含有不可见的控制字符", "has invisible control characters"));
        }
        let value = match &self.kind {
            FieldKind::Text
            | FieldKind::Person
            | FieldKind::Account { .. }
            | FieldKind::Document
            | FieldKind::Unit => self.read_line(text)?,
            FieldKind::Paragraph => self.read_length(text)?,
            FieldKind::Integer => self.read_number(text, 0)?,
            FieldKind::Decimal { decimals } => self.read_number(text, *decimals)?,
            FieldKind::Money => self.read_number(text, 2)?,
            FieldKind::Date => self.read_date(text)?,
            FieldKind::Moment => self.read_moment(text)?,
            FieldKind::YesNo => self.read_flag(text)?,
            FieldKind::Choice(options) => self.read_choice(options, text)?,
            FieldKind::Choices(_) | FieldKind::Texts | FieldKind::Units => {
                return self.read_list(
                    text.lines()
                        .flat_map(|line| line.split('、'))
                        .map(str::to_owned)
                        .collect(),
                );
            }
            FieldKind::Phone => self.read_phone(text)?,
            FieldKind::IdNumber => self.read_id_number(text)?,
        };
        Ok(Some(value))
    }

    fn read_line(&self, text: &str) -> Result<Value, FieldFault> {
        if text.contains(['\n', '\r']) {
            return Err(self.fault("只能写一行", "takes one line only"));
        }
        self.read_length(text)
    }

    fn read_length(&self, text: &str) -> Result<Value, FieldFault> {
        let (length, most) = (text.chars().count(), self.length_max);
        if length > most {
            return Err(self.fault(
                format!("最多 {most} 个字，现在是 {length} 个字"),
                format!("takes at most {most} characters; there are {length}"),
            ));
        }
        Ok(Value::Text(text.to_owned()))
    }

    fn read_number(&self, text: &str, decimals: u8) -> Result<Value, FieldFault> {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | ' '))
            .collect();
        let number = parse_scaled(&plain, decimals).ok_or_else(|| {
            if decimals == 0 {
                self.fault("应为整数，例如 12", "takes a whole number, such as 12")
            } else {
                self.fault(
                    format!("应为数字，最多 {decimals} 位小数"),
                    format!("takes a number with at most {decimals} decimals"),
                )
            }
        })?;
        if let Some(least) = self.min.filter(|least| number < *least) {
            let least = print_scaled(least, decimals);
            return Err(self.fault(format!("不能小于 {least}"), format!("is at least {least}")));
        }
        if let Some(most) = self.max.filter(|most| number > *most) {
            let most = print_scaled(most, decimals);
            return Err(self.fault(format!("不能大于 {most}"), format!("is at most {most}")));
        }
        Ok(Value::Integer(number))
    }

    fn read_date(&self, text: &str) -> Result<Value, FieldFault> {
        let date = parse_date(text).ok_or_else(|| {
            self.fault(
                "应为日期，例如 2026-03-02 或 2026年3月2日",
                "takes a date, such as 2026-03-02",
            )
        })?;
        Ok(Value::Text(date.to_string()))
    }

    fn read_moment(&self, text: &str) -> Result<Value, FieldFault> {
        let normal = text.replace(' ', "T");
        let moment = normal
            .parse::<DateTime>()
            .ok()
            .or_else(|| parse_date(text).map(|date| date.at(0, 0, 0, 0)))
            .filter(|moment| in_range(moment.date()))
            .ok_or_else(|| {
                self.fault(
                    "应为日期和时间，例如 2026-03-02 09:30",
                    "takes a date and time, such as 2026-03-02 09:30",
                )
            })?;
        Ok(Value::Text(moment.strftime("%Y-%m-%dT%H:%M").to_string()))
    }

    fn read_flag(&self, text: &str) -> Result<Value, FieldFault> {
        match text {
            "true" | "yes" | "on" | "1" | "是" | "有" => Ok(Value::Flag(true)),
            "false" | "no" | "off" | "0" | "否" | "无" | "没有" => Ok(Value::Flag(false)),
            _ => Err(self.fault("应为“是”或“否”", "takes yes or no")),
        }
    }

    fn read_choice(&self, options: &[Choice], text: &str) -> Result<Value, FieldFault> {
        option_id(options, text)
            .map(Value::Text)
            .ok_or_else(|| self.no_such_option(options))
    }

    fn no_such_option(&self, options: &[Choice]) -> FieldFault {
        let zh: Vec<&str> = options
            .iter()
            .map(|option| option.title.zh.as_str())
            .collect();
        let en: Vec<&str> = options
            .iter()
            .map(|option| option.title.en.as_str())
            .collect();
        self.fault(
            format!("请从以下选项中选择：{}", zh.join("、")),
            format!("takes one of: {}", en.join(", ")),
        )
    }

    fn read_list(&self, entries: Vec<String>) -> Result<Option<Value>, FieldFault> {
        let most = if self.kind == FieldKind::Units {
            UNITS_LENGTH_MAX
        } else {
            LIST_LENGTH_MAX
        };
        if entries.len() > most {
            return Err(self.fault(
                format!("最多 {most} 项"),
                format!("takes at most {most} entries"),
            ));
        }
        let entries: Vec<String> = entries
            .iter()
            .map(|entry| entry.trim().to_owned())
            .filter(|entry| !entry.is_empty())
            .collect();
        if entries.is_empty() {
            return Ok(None);
        }
        if let FieldKind::Choices(options) = &self.kind {
            let ids: Option<Vec<String>> = entries
                .iter()
                .map(|entry| option_id(options, entry))
                .collect();
            return ids
                .map(|ids| Some(Value::List(ids)))
                .ok_or(self.no_such_option(options));
        }
        if !matches!(self.kind, FieldKind::Texts | FieldKind::Units) {
            return match entries.as_slice() {
                [only] => self.read_text(only),
                _ => Err(self.fault("只能有一个值", "takes one value only")),
            };
        }
        for entry in &entries {
            self.read_line(entry)?;
        }
        Ok(Some(Value::List(entries)))
    }

    fn read_phone(&self, text: &str) -> Result<Value, FieldFault> {
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !fits {
            return Err(self.fault("应为电话号码，例如 13800000000", "takes a telephone number"));
        }
        Ok(Value::Text(plain))
    }

    /// GB 11643-1999: 17 digits and a check character, ISO 7064 MOD 11-2.
    fn read_id_number(&self, text: &str) -> Result<Value, FieldFault> {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        const CHECKS: &[u8; 11] = b"10X98765432";
        let upper = text.to_ascii_uppercase();
        let bytes = upper.as_bytes();
        let fits = bytes.len() == 18 && bytes.iter().take(17).all(u8::is_ascii_digit) && {
            let sum: u32 = bytes
                .iter()
                .zip(WEIGHTS)
                .map(|(digit, weight)| u32::from(digit - b'0') * weight)
                .sum();
            CHECKS.get((sum % 11) as usize) == bytes.last()
        };
        if !fits {
            return Err(self.fault(
                "应为18位公民身份号码，请核对末位",
                "takes an 18-character identity number; check the last character",
            ));
        }
        Ok(Value::Text(upper))
    }
}

fn option_id(options: &[Choice], text: &str) -> Option<String> {
    let found = options
        .iter()
        .find(|option| option.id == text || option.title.zh == text || option.title.en == text);
    found.map(|option| option.id.clone())
}

/// The dates this system takes at all: from the founding of the law it knows to far plans.
fn in_range(date: Date) -> bool {
    (1900..=2200).contains(&date.year())
}

/// Reads `2026-03-02`, `2026/3/2`, `2026.3.2` or `2026年3月2日`.
pub fn parse_date(text: &str) -> Option<Date> {
    let plain = text
        .trim()
        .trim_end_matches(['日', '号'])
        .replace(['年', '月', '/', '.'], "-");
    let mut parts = plain.split('-').map(str::trim);
    let year: i16 = parts.next()?.parse().ok()?;
    let month: i8 = parts.next()?.parse().ok()?;
    let day: i8 = parts.next()?.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day)
        .ok()
        .filter(|date| in_range(*date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    fn field(kind: FieldKind) -> Field {
        Field {
            id: "x".into(),
            title: Words::new("甲", "A"),
            kind,
            why: None,
            personal: false,
            sensitive: false,
            retain_years: None,
            min: None,
            max: Some(1_000_000),
            length_max: 5,
            versioned: false,
            hidden_from: None,
        }
    }

    #[test]
    fn reads_entries_as_people_type_them() {
        let table = [
            (FieldKind::Money, "1,234.5", Some(Value::Integer(123_450))),
            (FieldKind::Integer, " 12 ", Some(Value::Integer(12))),
            (
                FieldKind::Decimal { decimals: 2 },
                "49.37",
                Some(Value::Integer(4937)),
            ),
            (
                FieldKind::Date,
                "2026年3月2日",
                Some(Value::Text("2026-03-02".into())),
            ),
            (
                FieldKind::Moment,
                "2026-03-02 09:30",
                Some(Value::Text("2026-03-02T09:30".into())),
            ),
            (FieldKind::YesNo, "是", Some(Value::Flag(true))),
            (FieldKind::Text, "   ", None),
            (
                FieldKind::Phone,
                "024-7683 0000",
                Some(Value::Text("02476830000".into())),
            ),
            (
                FieldKind::Texts,
                "甲、乙",
                Some(Value::List(vec!["甲".into(), "乙".into()])),
            ),
        ];
        for (kind, raw, want) in table {
            assert_eq!(field(kind).read_text(raw).unwrap(), want, "{raw}");
        }
    }

    #[test]
    fn refuses_entries_out_of_form_or_limit() {
        let table = [
            (FieldKind::Money, "1.234"),
            (FieldKind::Integer, "12.5"),
            (FieldKind::Integer, "1000001"),
            (FieldKind::Integer, "99999999999999999999"),
            (FieldKind::Date, "2026-02-30"),
            (FieldKind::Date, "0001-01-01"),
            (FieldKind::Text, "六个字的文字"),
            (FieldKind::Text, "a\nb"),
            (FieldKind::Text, "a\u{0}b"),
            (FieldKind::YesNo, "maybe"),
            (FieldKind::IdNumber, "110101199003070013"),
        ];
        for (kind, raw) in table {
            assert!(field(kind).read_text(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn takes_an_identity_number_whose_check_character_is_right() {
        let mut id = field(FieldKind::IdNumber);
        id.length_max = 18;
        assert!(id.read_text("11010519491231002x").unwrap().is_some());
    }
}

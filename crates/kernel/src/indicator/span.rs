//! Spans of whole months: the periods of figures.
//!
//! They know nothing of what is counted.

use jiff::ToSpan;
use jiff::civil::Date;

/// A span of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First day of the first month.
    pub from: Date,
    /// Last day of the last month.
    pub to: Date,
}

impl Span {
    /// Reads `2022`, `2022-05`, `2022-Q2` or `2022-01..2022-06`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (Self::parse(first)?, Self::parse(last)?);
            return (first.from <= last.to).then_some(Self {
                from: first.from,
                to: last.to,
            });
        }
        let (year, part) = text
            .split_once('-')
            .map_or((text, None), |(y, p)| (y, Some(p)));
        let year: i16 = year
            .parse()
            .ok()
            .filter(|year| (1900..=2200).contains(year))?;
        let (first, count) = match part {
            None => (1, 12),
            Some(quarter) if quarter.starts_with(['Q', 'q']) => {
                let quarter: i8 = quarter.get(1..)?.parse().ok()?;
                ((1..=4).contains(&quarter).then_some(quarter * 3 - 2)?, 3)
            }
            Some(month) => (month.parse().ok()?, 1),
        };
        let from = Date::new(year, first, 1).ok()?;
        let last = from.checked_add((count - 1).months()).ok()?;
        Some(Self {
            from,
            to: last.last_of_month(),
        })
    }

    /// The span a year before.
    pub fn year_before(self) -> Self {
        let back = |date: Date| date.saturating_sub(1.year());
        Self {
            from: back(self.from),
            to: back(self.to).last_of_month(),
        }
    }

    /// The span of as many months just before.
    pub fn just_before(self) -> Self {
        let months = i64::from(self.to.year() - self.from.year()) * 12
            + i64::from(self.to.month() - self.from.month())
            + 1;
        let from = self.from.saturating_sub(months.months());
        Self {
            from,
            to: self.from.saturating_sub(1.day()),
        }
    }

    /// Days in the span.
    pub fn days(self) -> i64 {
        i64::from((self.to - self.from).get_days()) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans_of_whole_months() {
        let span = Span::parse("2022").unwrap();
        assert_eq!(
            (span.from.to_string(), span.to.to_string()),
            ("2022-01-01".into(), "2022-12-31".into())
        );
        assert_eq!(span.days(), 365);
        assert_eq!(span.year_before(), Span::parse("2021").unwrap());
        let quarter = Span::parse("2024-Q1").unwrap();
        assert_eq!(quarter.days(), 91);
        assert_eq!(quarter.just_before(), Span::parse("2023-Q4").unwrap());
        assert_eq!(
            Span::parse("2024-02").unwrap().year_before(),
            Span::parse("2023-02").unwrap()
        );
        assert_eq!(Span::parse("2022-13"), None);
        assert_eq!(Span::parse("abc"), None);
    }
}

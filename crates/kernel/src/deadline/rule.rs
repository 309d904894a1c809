//! The seven counting rules by name, the units of length, and the articles each rests on.
//!
//! It names and describes the rules; counting is left to [`super::count`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::citation::Citation;
use crate::words::Words;

/// How a period is counted. Written `CR1` to `CR7`, with `CR5-next-hour` for the court rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Counting {
    /// Calendar days; a last day that is free is carried over to the next working day.
    Cr1Rolled,
    /// Working days only, weekends worked in exchange included.
    Cr2WorkingDays,
    /// Months or years to the corresponding day, or the month's end; carried over as CR1.
    Cr3Months,
    /// Calendar days or months, never carried over (custody).
    Cr4Strict,
    /// Hours, through holidays.
    Cr5Hours {
        /// False: from the moment (civil rule). True: from the next full hour (court rule).
        from_next_hour: bool,
    },
    /// Calendar days or months where the law does not say whether to carry over: two dates.
    Cr6Unstated,
    /// Backward from an event; a free day gives way to the working day before it.
    Cr7Backward,
}

/// Unit of a period's length, as the law words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Day (日).
    Day,
    /// Working day (工作日).
    #[serde(alias = "workday")]
    WorkingDay,
    /// Month (月).
    Month,
    /// Year (年).
    Year,
    /// Hour (小时).
    Hour,
}

/// A name that is none of those known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} {name:?}: write one of {known}")]
pub struct UnknownName {
    /// What was to be named.
    pub what: &'static str,
    /// The name given.
    pub name: String,
    /// The names there are.
    pub known: &'static str,
}

impl UnknownName {
    /// The complaint for people, in both languages.
    pub fn words(&self) -> Words {
        let zh = format!("“{}”不是可用的名称，应为：{}", self.name, self.known);
        Words::new(zh, self.to_string())
    }
}

impl Counting {
    /// Every rule, CR5 in both forms.
    pub const ALL: [Self; 8] = [
        Self::Cr1Rolled,
        Self::Cr2WorkingDays,
        Self::Cr3Months,
        Self::Cr4Strict,
        Self::Cr5Hours {
            from_next_hour: false,
        },
        Self::Cr5Hours {
            from_next_hour: true,
        },
        Self::Cr6Unstated,
        Self::Cr7Backward,
    ];

    /// The name in data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cr1Rolled => "CR1",
            Self::Cr2WorkingDays => "CR2",
            Self::Cr3Months => "CR3",
            Self::Cr4Strict => "CR4",
            Self::Cr5Hours {
                from_next_hour: false,
            } => "CR5",
            Self::Cr5Hours {
                from_next_hour: true,
            } => "CR5-next-hour",
            Self::Cr6Unstated => "CR6",
            Self::Cr7Backward => "CR7",
        }
    }

    /// What the rule is called for people.
    pub fn title(self) -> Words {
        let (zh, en) = match self {
            Self::Cr1Rolled => (
                "按日计算，遇休假日顺延",
                "Days, carried over a free last day",
            ),
            Self::Cr2WorkingDays => ("按工作日计算", "Working days"),
            Self::Cr3Months => (
                "按月或年计算，遇休假日顺延",
                "Months or years, carried over a free last day",
            ),
            Self::Cr4Strict => (
                "按自然日计算，遇休假日不顺延",
                "Calendar, never carried over",
            ),
            Self::Cr5Hours {
                from_next_hour: false,
            } => ("按小时计算，自规定时刻起", "Hours, from the moment"),
            Self::Cr5Hours {
                from_next_hour: true,
            } => ("按小时计算，自下一小时起", "Hours, from the next full hour"),
            Self::Cr6Unstated => (
                "按日计算，法律未规定是否顺延",
                "Days; the law is silent on carrying over",
            ),
            Self::Cr7Backward => ("自事件日起倒推", "Backward from an event"),
        };
        Words::new(zh, en)
    }

    /// The articles the rule rests on; none where no text was found (CR6, CR7).
    pub fn basis(self) -> Vec<Citation> {
        match self {
            Self::Cr1Rolled => vec![
                Citation::paragraph("民事诉讼法", 85, 2),
                Citation::paragraph("民事诉讼法", 85, 3),
                Citation::paragraph("民法典", 201, 1),
                Citation::paragraph("民法典", 203, 1),
            ],
            Self::Cr2WorkingDays => vec![
                Citation::paragraph("行政复议法", 88, 2),
                Citation::article("行政处罚法", 85),
                Citation::article("行政许可法", 82),
                Citation::article("行政强制法", 69),
            ],
            Self::Cr3Months => {
                vec![
                    Citation::article("民法典", 202),
                    Citation::paragraph("民法典", 203, 1),
                ]
            }
            Self::Cr4Strict => vec![Citation::paragraph("刑事诉讼法", 105, 4)],
            Self::Cr5Hours {
                from_next_hour: false,
            } => {
                vec![Citation::paragraph("民法典", 201, 2)]
            }
            Self::Cr5Hours {
                from_next_hour: true,
            } => {
                let title = "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释";
                vec![Citation::article(title, 125)]
            }
            Self::Cr6Unstated | Self::Cr7Backward => Vec::new(),
        }
    }

    /// Whether the rule counts lengths in this unit. CR2 also takes 日 where the law defines
    /// its 日 as working days (行政复议法 art. 88(2), 行政处罚法 art. 85).
    pub const fn takes(self, unit: LengthUnit) -> bool {
        match self {
            Self::Cr1Rolled => matches!(unit, LengthUnit::Day),
            Self::Cr2WorkingDays => matches!(unit, LengthUnit::Day | LengthUnit::WorkingDay),
            Self::Cr3Months => matches!(unit, LengthUnit::Month | LengthUnit::Year),
            Self::Cr4Strict | Self::Cr6Unstated => {
                matches!(unit, LengthUnit::Day | LengthUnit::Month | LengthUnit::Year)
            }
            Self::Cr5Hours { .. } => matches!(unit, LengthUnit::Hour),
            Self::Cr7Backward => !matches!(unit, LengthUnit::Hour),
        }
    }
}

impl LengthUnit {
    /// The name in data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::WorkingDay => "working_day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Hour => "hour",
        }
    }

    /// Longest length accepted in this unit. No period in force is longer than the twenty years
    /// of 民法典 art. 188; the rest leaves room for extensions.
    pub const fn length_max(self) -> u32 {
        match self {
            Self::Day => 11_000,
            Self::WorkingDay => 2_500,
            Self::Month => 360,
            Self::Year => 30,
            Self::Hour => 10_000,
        }
    }

    /// A length in this unit, for people: `60日`, `60 days`.
    pub fn in_words(self, length: u32) -> Words {
        let (zh, en) = match self {
            Self::Day => ("日", "day"),
            Self::WorkingDay => ("个工作日", "working day"),
            Self::Month => ("个月", "month"),
            Self::Year => ("年", "year"),
            Self::Hour => ("小时", "hour"),
        };
        let plural = if length == 1 { "" } else { "s" };
        Words::new(format!("{length}{zh}"), format!("{length} {en}{plural}"))
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Counting {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|rule| rule.name() == text)
            .ok_or_else(|| UnknownName {
                what: "counting rule",
                name: text.to_owned(),
                known: "CR1, CR2, CR3, CR4, CR5, CR5-next-hour, CR6, CR7",
            })
    }
}

impl TryFrom<String> for Counting {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Counting> for String {
    fn from(counting: Counting) -> Self {
        counting.name().to_owned()
    }
}

impl fmt::Display for LengthUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for LengthUnit {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "day" => Ok(Self::Day),
            "working_day" | "workday" => Ok(Self::WorkingDay),
            "month" => Ok(Self::Month),
            "year" => Ok(Self::Year),
            "hour" => Ok(Self::Hour),
            other => Err(UnknownName {
                what: "unit",
                name: other.to_owned(),
                known: "day, working_day (workday), month, year, hour",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_back_by_name_and_has_a_title() {
        for rule in Counting::ALL {
            assert_eq!(rule.name().parse(), Ok(rule));
            let json = serde_json::to_string(&rule).unwrap();
            assert_eq!(serde_json::from_str::<Counting>(&json).unwrap(), rule);
            assert!(!rule.title().zh.is_empty() && !rule.title().en.is_empty());
        }
        assert!(
            "CR8"
                .parse::<Counting>()
                .unwrap_err()
                .words()
                .zh
                .contains("CR8")
        );
    }

    #[test]
    fn every_unit_reads_back_by_name_and_workday_is_an_alias() {
        for name in ["day", "working_day", "month", "year", "hour"] {
            assert_eq!(name.parse::<LengthUnit>().unwrap().name(), name);
            let json = format!("{name:?}");
            let unit: LengthUnit = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&unit).unwrap(), json);
        }
        assert_eq!("workday".parse(), Ok(LengthUnit::WorkingDay));
        let alias: LengthUnit = serde_json::from_str("\"workday\"").unwrap();
        assert_eq!(alias, LengthUnit::WorkingDay);
        assert!("week".parse::<LengthUnit>().is_err());
    }

    #[test]
    fn only_the_silent_rules_rest_on_no_article() {
        let silent: Vec<&str> = Counting::ALL
            .iter()
            .filter(|rule| rule.basis().is_empty())
            .map(|r| r.name())
            .collect();
        assert_eq!(silent, ["CR6", "CR7"]);
    }
}

//! Conditions in English.
//!
//! Plain clauses: is greater than, is at least, is on or after; options in quotation marks;
//! a comma before “and” and “or”; brackets only where two connectives meet.

use super::super::facts::FactValue;
use super::super::tree::{Comparison, Function, Kind, Node, Operator};
use super::super::types::{Scope, Type};
use super::{
    Unit, branches, decimal, flag_compared, grouped, is_connected, measured, needs_brackets,
    only_flag, option_title, outside_quotes, perhaps_unstated, split_outside_quotes, spoken,
    turned, yuan,
};
use crate::words::Lang;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) struct English<'a>(pub &'a Scope);

impl English<'_> {
    /// A part of type flag as a clause, affirmed or denied.
    pub fn clause(&self, node: &Node, denied: bool) -> String {
        let is = if denied { "is not" } else { "is" };
        match &node.kind {
            Kind::Not(inner) => self.clause(inner, !denied),
            Kind::All(terms) => self.connected(terms, true, denied),
            Kind::Any(terms) => self.connected(terms, false, denied),
            Kind::Present(of) => match self.act(of) {
                Some(act) if denied => format!("{act} has not been done"),
                Some(act) => format!("{act} has been done"),
                None => format!("{} {is} stated", self.term(of)),
            },
            Kind::Compare(comparison, sides) => {
                let (comparison, left, right) = turned(*comparison, sides);
                if let Some((flag, not)) = flag_compared(comparison, left, right) {
                    return self.clause(flag, not != denied);
                }
                let comparison = if denied {
                    comparison.negated()
                } else {
                    comparison
                };
                self.comparison(comparison, left, right)
            }
            Kind::Among(sides) => self.among(sides, denied),
            Kind::Conditional(parts) => self.conditional(parts, denied),
            Kind::Matches(text, pattern) => {
                let verb = if denied { "does not match" } else { "matches" };
                format!(
                    "{} {verb} the pattern “{}”",
                    self.term(text),
                    pattern.as_str()
                )
            }
            Kind::Call(Function::AtLeast, arguments) => match arguments.as_slice() {
                [of, option] if denied => {
                    format!("{} is lighter than {}", self.term(of), self.term(option))
                }
                [of, option] => format!("{} is {} or graver", self.term(of), self.term(option)),
                _ => String::new(),
            },
            Kind::Call(Function::StartsWith, arguments) => match arguments.as_slice() {
                [text, start] => {
                    let verb = if denied {
                        "does not start with"
                    } else {
                        "starts with"
                    };
                    format!("{} {verb} {}", self.term(text), self.term(start))
                }
                _ => String::new(),
            },
            Kind::Literal(FactValue::Flag(flag)) => {
                if *flag == denied { "never" } else { "always" }.to_owned()
            }
            Kind::Variable(path) => flag_clause(self.0.title(path, Lang::En), denied),
            Kind::Literal(_)
            | Kind::List(_)
            | Kind::Arithmetic(..)
            | Kind::Negative(_)
            | Kind::Rescaled(..)
            | Kind::Call(..) => format!("{} {is} so", self.term(node)),
        }
    }

    /// The act whose date this is: `done.accept` is titled the date of “Accept”.
    fn act(&self, node: &Node) -> Option<&str> {
        let Kind::Variable(path) = &node.kind else {
            return None;
        };
        path.strip_prefix("done.")?;
        self.0.get(path)?.title.en.strip_prefix("the date of ")
    }

    /// A clause inside another: bracketed when it has a connective of its own.
    fn inner(&self, node: &Node, denied: bool) -> String {
        let clause = self.clause(node, denied);
        if is_connected(node, denied) {
            format!("({clause})")
        } else {
            clause
        }
    }

    /// A chain of conditions with a clause for each.
    fn conditional(&self, parts: &[Node; 3], denied: bool) -> String {
        let (branches, otherwise) = branches(parts);
        let mark = if branches.len() > 1 { ";" } else { "," };
        let said = |(condition, then): &(&Node, &Node)| {
            let (when, then) = (self.inner(condition, false), self.inner(then, denied));
            format!("if {when}, then {then}{mark} ")
        };
        let text: String = branches.iter().map(said).collect();
        format!("{text}otherwise {}", self.inner(otherwise, denied))
    }

    fn connected(&self, terms: &[Node], all: bool, denied: bool) -> String {
        let spoken = spoken(terms, all);
        let unstated =
            |path: &str| format!("“{}” is no or not stated", self.0.title(path, Lang::En));
        if let (Some(path), true) = (only_flag(&spoken, terms), denied) {
            return unstated(path);
        }
        if let [only] = spoken.as_slice()
            && (denied || all)
        {
            return self.clause(only, denied);
        }
        let said = |term: &&Node| match perhaps_unstated(term, terms) {
            Some(path) if !all => unstated(path),
            _ => self.inner(term, false),
        };
        let clauses: Vec<String> = spoken.iter().map(said).collect();
        let whole = clauses.join(if all { ", and " } else { ", or " });
        if denied {
            format!("it is not so that ({whole})")
        } else {
            whole
        }
    }

    fn comparison(&self, comparison: Comparison, left: &Node, right: &Node) -> String {
        if let Some((function, arguments, unit)) = measured(left, right)
            && matches!(function, Function::DaysBetween | Function::MonthsBetween)
        {
            let length = self.counted(right, Some(unit));
            let amount = format!("{} {length}", measure_words(comparison));
            let verb = if length.starts_with("1 ") {
                "passes"
            } else {
                "pass"
            };
            return match self.terms(arguments).as_slice() {
                [from, to] => format!("{amount} {verb} from {from} to {to}"),
                _ => amount,
            };
        }
        let in_time = matches!(left.ty, Type::Date | Type::Moment);
        let constant = right.constant().is_some();
        let verb = match comparison {
            Comparison::Equal if constant => "is",
            Comparison::NotEqual if constant => "is not",
            Comparison::Equal => "is the same as",
            Comparison::NotEqual => "differs from",
            Comparison::Less if in_time => "is before",
            Comparison::AtMost if in_time => "is on or before",
            Comparison::Greater if in_time => "is after",
            Comparison::AtLeast if in_time => "is on or after",
            Comparison::Less => "is less than",
            Comparison::AtMost => "is at most",
            Comparison::Greater => "is greater than",
            Comparison::AtLeast => "is at least",
        };
        let unit = measured(left, right).map(|(_, _, unit)| unit);
        let unit = unit.filter(|unit| *unit != Unit::Entries);
        format!("{} {verb} {}", self.term(left), self.counted(right, unit))
    }

    /// Arguments as noun phrases, calculations in brackets.
    fn terms(&self, parts: &[Node]) -> Vec<String> {
        let term = |part: &Node| {
            let term = self.term(part);
            let calculated = matches!(part.kind, Kind::Arithmetic(..) | Kind::Negative(_));
            if calculated {
                format!("({term})")
            } else {
                term
            }
        };
        parts.iter().map(term).collect()
    }

    fn among(&self, [left, right]: &[Node; 2], denied: bool) -> String {
        let Kind::List(parts) = &right.kind else {
            let verb = if denied {
                "does not include"
            } else {
                "includes"
            };
            return format!("{} {verb} {}", self.term(right), self.term(left));
        };
        let constant = left.constant().is_some();
        let left = self.term(left);
        let terms = self.terms(parts);
        match terms.as_slice() {
            [] => format!(
                "{left} is{} in an empty list",
                if denied { " not" } else { "" }
            ),
            _ if constant && denied => format!("none of {} is {left}", listed(&terms, "and")),
            _ if constant => format!("one of {} is {left}", listed(&terms, "and")),
            [only] if denied => format!("{left} is not {only}"),
            [first, second] if denied => format!("{left} is neither {first} nor {second}"),
            _ if denied => format!("{left} is none of {}", listed(&terms, "and")),
            _ => format!("{left} is {}", listed(&terms, "or")),
        }
    }

    /// A part as a noun phrase.
    pub fn term(&self, node: &Node) -> String {
        match &node.kind {
            Kind::Variable(path) if node.ty == Type::Flag => {
                format!("“{}”", self.0.title(path, Lang::En))
            }
            Kind::Variable(path) => lowered(self.0.title(path, Lang::En)),
            Kind::Literal(_) => self.counted(node, None),
            Kind::List(parts) => listed(&self.terms(parts), "and"),
            Kind::Arithmetic(operator, sides) => self.arithmetic(*operator, sides),
            Kind::Negative(inner) => {
                format!("−{}", self.terms(std::slice::from_ref(inner)).concat())
            }
            Kind::Rescaled(_, inner) if node.ty == Type::Money => {
                format!("({}) yuan", self.term(inner))
            }
            Kind::Rescaled(_, inner) => self.term(inner),
            Kind::Conditional(parts) if node.ty != Type::Flag => {
                let (branches, otherwise) = branches(parts);
                let mark = if branches.len() > 1 { ";" } else { "," };
                let said = |(condition, then): &(&Node, &Node)| {
                    format!(
                        "{} if {}{mark} ",
                        self.term(then),
                        self.inner(condition, false)
                    )
                };
                let text: String = branches.iter().map(said).collect();
                format!("({text}otherwise {})", self.term(otherwise))
            }
            Kind::Call(function, arguments) if node.ty != Type::Flag => {
                self.call(*function, arguments, &node.ty)
            }
            Kind::Present(_)
            | Kind::Not(_)
            | Kind::All(_)
            | Kind::Any(_)
            | Kind::Compare(..)
            | Kind::Among(_)
            | Kind::Conditional(_)
            | Kind::Call(..)
            | Kind::Matches(..) => format!("“{}”", self.clause(node, false)),
        }
    }

    /// A term; a plain number with what it counts.
    fn counted(&self, node: &Node, unit: Option<Unit>) -> String {
        let Some(value) = node.constant() else {
            return self.term(node);
        };
        match value {
            FactValue::Null => "nothing".to_owned(),
            FactValue::Text(text) => format!("“{}”", option_title(&node.ty, text, Lang::En)),
            FactValue::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            FactValue::Date(date) => day(*date),
            FactValue::Moment(moment) => format!(
                "{} {:02}:{:02}",
                day(moment.date()),
                moment.hour(),
                moment.minute()
            ),
            FactValue::List(_) => String::new(),
            FactValue::Integer(number) => match (&node.ty, unit) {
                (Type::Money, _) => format!("{} yuan", yuan(*number)),
                (Type::Decimal { decimals }, _) => decimal(*number, *decimals),
                (_, Some(unit)) => length(*number, name(unit)),
                _ => grouped(*number),
            },
        }
    }

    fn arithmetic(&self, operator: Operator, [left, right]: &[Node; 2]) -> String {
        if left.ty == Type::Text {
            return format!("{} + {}", self.term(left), self.term(right));
        }
        let operand = |node: &Node, second: bool| {
            let term = self.term(node);
            if needs_brackets(node, operator, second) {
                format!("({term})")
            } else {
                term
            }
        };
        let (left, right) = (operand(left, false), operand(right, true));
        match operator {
            Operator::Plus => format!("{left} + {right}"),
            Operator::Minus => format!("{left} − {right}"),
            Operator::Times => format!("{left} × {right}"),
            Operator::Divide => format!("{left} ÷ {right} (whole part)"),
            Operator::Remainder => format!("the remainder of {left} divided by {right}"),
        }
    }

    fn call(&self, function: Function, arguments: &[Node], ty: &Type) -> String {
        let terms = self.terms(arguments);
        let (first, second) = match terms.as_slice() {
            [first, second, ..] => (first.as_str(), second.as_str()),
            [first] => (first.as_str(), ""),
            [] => ("", ""),
        };
        match function {
            Function::Size | Function::Count => {
                if arguments.iter().any(|of| of.ty == Type::Text) {
                    format!("the length of {first}")
                } else {
                    format!("the number of entries in {first}")
                }
            }
            Function::DaysBetween => format!("the number of days from {first} to {second}"),
            Function::MonthsBetween => {
                format!("the number of full months from {first} to {second}")
            }
            Function::AgeOn => format!("the age on {second}, counted from {first},"),
            Function::AddDays => moved("day", first, arguments.get(1), second),
            Function::AddMonths => moved("month", first, arguments.get(1), second),
            Function::AddYears => moved("year", first, arguments.get(1), second),
            Function::Gravest => format!("the gravest of {first}"),
            Function::Yuan => format!("({first}) yuan"),
            Function::Abs => format!("the absolute value of {first}"),
            Function::Min | Function::Max => {
                let in_time = matches!(ty, Type::Date | Type::Moment);
                let word = match (function == Function::Min, in_time, terms.len() == 2) {
                    (true, true, true) => "earlier",
                    (true, true, false) => "earliest",
                    (true, false, true) => "smaller",
                    (true, false, false) => "smallest",
                    (false, true, true) => "later",
                    (false, true, false) => "latest",
                    (false, false, true) => "greater",
                    (false, false, false) => "greatest",
                };
                format!("the {word} of {}", listed(&terms, "and"))
            }
            Function::AtLeast | Function::StartsWith | Function::Matches => String::new(),
        }
    }
}

/// A date some days, months or years after or before another.
fn moved(unit: &str, date: &str, by: Option<&Node>, term: &str) -> String {
    match by.and_then(Node::constant) {
        Some(FactValue::Integer(number)) if *number < 0 => {
            format!(
                "the date {} before {date}",
                length(number.saturating_neg(), unit)
            )
        }
        Some(FactValue::Integer(number)) => {
            format!("the date {} after {date}", length(*number, unit))
        }
        _ => format!(
            "the date ({}) {unit}s after {date}",
            term.trim_matches(['(', ')'])
        ),
    }
}

/// How a length compares.
const fn measure_words(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "exactly",
        Comparison::NotEqual => "not exactly",
        Comparison::Less => "fewer than",
        Comparison::AtMost => "at most",
        Comparison::Greater => "more than",
        Comparison::AtLeast => "at least",
    }
}

/// Names one after another: a, b and c.
fn listed(terms: &[String], last: &str) -> String {
    match terms.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
        None => "an empty list".to_owned(),
    }
}

/// A title inside a sentence: a small letter, but for abbreviations such as ID.
fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next();
    let plain = first.is_some_and(|first| first.is_ascii_uppercase())
        && letters
            .clone()
            .next()
            .is_some_and(|second| second.is_ascii_lowercase());
    match first {
        Some(first) if plain => format!("{}{}", first.to_ascii_lowercase(), letters.as_str()),
        _ => title.to_owned(),
    }
}

/// A number with its unit: 1 day, 2 days, 3 entries.
fn length(number: i64, unit: &str) -> String {
    let plural = match unit.strip_suffix('y') {
        Some("entr") => "entries".to_owned(),
        _ => format!("{unit}s"),
    };
    let unit = if number == 1 { unit } else { &plural };
    format!("{} {unit}", grouped(number))
}

/// A flag by its title: a clause where the title is one, else the answer to it.
fn flag_clause(title: &str, denied: bool) -> String {
    /// Verbs that make a title a clause, and how they are denied.
    const VERBS: [(&str, &str); 13] = [
        (" has been ", " has not been "),
        (" have been ", " have not been "),
        (" has lapsed", " has not lapsed"),
        (" has not ", " has "),
        (" is ", " is not "),
        (" are ", " are not "),
        (" was ", " was not "),
        (" were ", " were not "),
        (" can ", " cannot "),
        (" may ", " may not "),
        (" must ", " need not "),
        (" will ", " will not "),
        (" did ", " did not do "),
    ];
    // Of several things together only the whole can be denied.
    let outside = outside_quotes(title);
    let several = outside.contains(" and ") || outside.contains(" or ");
    for (verb, no) in VERBS {
        if denied && several {
            break;
        }
        if let Some((before, after)) = split_outside_quotes(title, verb) {
            let verb = if denied { no } else { verb };
            return format!("{}{verb}{after}", lowered(before));
        }
    }
    format!("“{title}” is {}", if denied { "no" } else { "yes" })
}

const fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Days => "day",
        Unit::Months => "month",
        Unit::Years => "year",
        Unit::Characters => "character",
        Unit::Entries => "entry",
    }
}

fn day(date: jiff::civil::Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let month = MONTHS.get(month).copied().unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

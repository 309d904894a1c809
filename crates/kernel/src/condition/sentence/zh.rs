//! Conditions in Chinese.
//!
//! Short clauses a lawyer would write: 大于, 不低于, 不早于; options in quotation marks;
//! a comma before 且 and 或者; brackets only where two connectives meet.

use super::super::facts::FactValue;
use super::super::tree::{Comparison, Function, Kind, Node, Operator};
use super::super::types::{Scope, Type};
use super::{
    Unit, branches, decimal, flag_compared, grouped, is_connected, measured, needs_brackets,
    only_flag, option_title, outside_quotes, perhaps_unstated, split_outside_quotes, spoken,
    turned, yuan,
};
use crate::words::Lang;

pub(super) struct Chinese<'a>(pub &'a Scope);

impl Chinese<'_> {
    /// A part of type flag as a clause, affirmed or denied.
    pub fn clause(&self, node: &Node, denied: bool) -> String {
        match &node.kind {
            Kind::Not(inner) => self.clause(inner, !denied),
            Kind::All(terms) => self.connected(terms, true, denied),
            Kind::Any(terms) => self.connected(terms, false, denied),
            Kind::Present(of) => match self.act(of) {
                Some(act) if denied => join(&["尚未办理", act]),
                Some(act) => join(&["已办理", act]),
                None if denied => join(&[&self.term(of), "未载明"]),
                None => join(&[&self.term(of), "已载明"]),
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
                let verb = if denied {
                    "不符合格式"
                } else {
                    "符合格式"
                };
                join(&[&self.term(text), verb, &format!("“{}”", pattern.as_str())])
            }
            Kind::Call(Function::AtLeast, arguments) => match arguments.as_slice() {
                [of, option] if denied => join(&[&self.term(of), "轻于", &self.term(option)]),
                [of, option] => join(&[&self.term(of), "为", &self.term(option), "或更重"]),
                _ => String::new(),
            },
            Kind::Call(Function::StartsWith, arguments) => match arguments.as_slice() {
                [text, start] => {
                    let verb = if denied { "不以" } else { "以" };
                    join(&[&self.term(text), verb, &self.term(start), "开头"])
                }
                _ => String::new(),
            },
            Kind::Literal(FactValue::Flag(flag)) => if *flag == denied {
                "不成立"
            } else {
                "恒成立"
            }
            .to_owned(),
            Kind::Variable(path) => flag_clause(self.0.title(path, Lang::Zh), denied),
            Kind::Literal(_)
            | Kind::List(_)
            | Kind::Arithmetic(..)
            | Kind::Negative(_)
            | Kind::Rescaled(..)
            | Kind::Call(..) => join(&[
                &self.term(node),
                if denied {
                    "为“否”"
                } else {
                    "为“是”"
                },
            ]),
        }
    }

    /// The act whose date this is: `done.accept` is titled “受理”之日.
    fn act(&self, node: &Node) -> Option<&str> {
        let Kind::Variable(path) = &node.kind else {
            return None;
        };
        path.strip_prefix("done.")?;
        self.0.get(path)?.title.zh.strip_suffix("之日")
    }

    /// A clause inside another: bracketed when it has a connective of its own.
    fn inner(&self, node: &Node, denied: bool) -> String {
        let clause = self.clause(node, denied);
        if is_connected(node, denied) {
            format!("（{clause}）")
        } else {
            clause
        }
    }

    /// A chain of conditions with a clause for each.
    fn conditional(&self, parts: &[Node; 3], denied: bool) -> String {
        let (branches, otherwise) = branches(parts);
        let mark = if branches.len() > 1 { "；" } else { "，" };
        let said = |(condition, then): &(&Node, &Node)| {
            let (when, then) = (self.inner(condition, false), self.inner(then, denied));
            join(&["如", &when, "，则", &then, mark])
        };
        let text: String = branches.iter().map(said).collect();
        join(&[&text, "否则", &self.inner(otherwise, denied)])
    }

    fn connected(&self, terms: &[Node], all: bool, denied: bool) -> String {
        let spoken = spoken(terms, all);
        let unstated = |path: &str| format!("“{}”为否或未载明", self.0.title(path, Lang::Zh));
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
        let whole = clauses.join(if all { "，且" } else { "，或者" });
        if denied {
            format!("并非（{whole}）")
        } else {
            whole
        }
    }

    fn comparison(&self, comparison: Comparison, left: &Node, right: &Node) -> String {
        if let Some((function, arguments, unit)) = measured(left, right) {
            let subject = self.measure(function, arguments);
            let verb = measure_verb(comparison, unit);
            return join(&[&subject, verb, &self.counted(right, Some(unit))]);
        }
        let in_time = matches!(left.ty, Type::Date | Type::Moment);
        let constant = right.constant().is_some();
        let verb = match comparison {
            Comparison::Equal if constant => "为",
            Comparison::NotEqual if constant && !left.ty.is_number() => "不是",
            Comparison::Equal if left.ty.is_number() => "等于",
            Comparison::NotEqual if left.ty.is_number() => "不等于",
            Comparison::Equal => return self.alike(left, right, "相同"),
            Comparison::NotEqual => return self.alike(left, right, "不同"),
            Comparison::Less if in_time => "早于",
            Comparison::AtMost if in_time => "不晚于",
            Comparison::Greater if in_time => "晚于",
            Comparison::AtLeast if in_time => "不早于",
            Comparison::Less if left.ty.is_plain_number() => "少于",
            Comparison::AtLeast if left.ty.is_plain_number() => "不少于",
            Comparison::Less => "小于",
            Comparison::AtMost => "不超过",
            Comparison::Greater => "大于",
            Comparison::AtLeast => "不低于",
        };
        join(&[&self.term(left), verb, &self.term(right)])
    }

    fn alike(&self, left: &Node, right: &Node, verb: &str) -> String {
        join(&[&self.term(left), "与", &self.term(right), verb])
    }

    /// What a length or a number is of, without the word for the length.
    fn measure(&self, function: Function, arguments: &[Node]) -> String {
        let terms = self.terms(arguments);
        match terms.as_slice() {
            [from, to] if function == Function::AgeOn => {
                join(&[to, "时的年龄（按", from, "计算）"])
            }
            [from, to] => join(&["自", from, "至", to]),
            _ => terms.concat(),
        }
    }

    /// Arguments as noun phrases, calculations in brackets.
    fn terms(&self, parts: &[Node]) -> Vec<String> {
        let term = |part: &Node| {
            let term = self.term(part);
            let calculated = matches!(part.kind, Kind::Arithmetic(..) | Kind::Negative(_));
            if calculated {
                format!("（{term}）")
            } else {
                term
            }
        };
        parts.iter().map(term).collect()
    }

    fn among(&self, [left, right]: &[Node; 2], denied: bool) -> String {
        let Kind::List(parts) = &right.kind else {
            let verb = if denied { "不包括" } else { "包括" };
            return join(&[&self.term(right), verb, &self.term(left)]);
        };
        let constant = left.constant().is_some();
        let terms = self.terms(parts);
        let left = self.term(left);
        match terms.split_last() {
            _ if constant && denied => join(&[&listed(&terms), "均不是", &left]),
            _ if constant => join(&[&listed(&terms), "之一为", &left]),
            None => join(&[
                &left,
                if denied {
                    "不属于空列表"
                } else {
                    "属于空列表"
                },
            ]),
            Some((only, [])) => join(&[&left, if denied { "不是" } else { "为" }, only]),
            Some(_) if denied => join(&[&left, "不在", &listed(&terms), "之列"]),
            Some((last, others)) => join(&[&left, "为", &listed(others), "或", last]),
        }
    }

    /// A part as a noun phrase.
    pub fn term(&self, node: &Node) -> String {
        match &node.kind {
            Kind::Variable(path) if node.ty == Type::Flag => {
                format!("“{}”", self.0.title(path, Lang::Zh))
            }
            Kind::Variable(path) => self.0.title(path, Lang::Zh).to_owned(),
            Kind::Literal(_) => self.counted(node, None),
            Kind::List(parts) => listed(&self.terms(parts)),
            Kind::Arithmetic(operator, sides) => self.arithmetic(*operator, sides),
            Kind::Negative(inner) => {
                format!("−{}", self.terms(std::slice::from_ref(inner)).concat())
            }
            Kind::Rescaled(_, inner) if node.ty == Type::Money => join(&[&self.term(inner), "元"]),
            Kind::Rescaled(_, inner) => self.term(inner),
            Kind::Conditional(parts) if node.ty != Type::Flag => {
                let (branches, otherwise) = branches(parts);
                let mark = if branches.len() > 1 { "；" } else { "，" };
                let said = |(condition, then): &(&Node, &Node)| {
                    let (when, then) = (self.inner(condition, false), self.term(then));
                    join(&["如", &when, "，取", &then, mark])
                };
                let text: String = branches.iter().map(said).collect();
                format!("（{text}{}）", join(&["否则取", &self.term(otherwise)]))
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
            FactValue::Null => "空".to_owned(),
            FactValue::Text(text) => format!("“{}”", option_title(&node.ty, text, Lang::Zh)),
            FactValue::Flag(flag) => if *flag { "“是”" } else { "“否”" }.to_owned(),
            FactValue::Date(date) => day(*date),
            FactValue::Moment(moment) => format!(
                "{}{}时{:02}分",
                day(moment.date()),
                moment.hour(),
                moment.minute()
            ),
            FactValue::List(_) => String::new(),
            FactValue::Integer(number) => match (&node.ty, unit) {
                (Type::Money, _) => format!("{} 元", yuan(*number)),
                (Type::Decimal { decimals }, _) => decimal(*number, *decimals),
                (_, Some(unit)) => format!("{} {}", grouped(*number), name(unit)),
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
                format!("（{term}）")
            } else {
                term
            }
        };
        let (left, right) = (operand(left, false), operand(right, true));
        let text = match operator {
            Operator::Plus => format!("{left} + {right}"),
            Operator::Minus => format!("{left} − {right}"),
            Operator::Times => format!("{left} × {right}"),
            Operator::Divide => format!("{left} ÷ {right}（取整）"),
            Operator::Remainder => join(&[&left, "除以", &right, "的余数"]),
        };
        text.replace("） ", "）").replace(" （", "（")
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
                let list = arguments.iter().all(|of| of.ty != Type::Text);
                join(&[first, if list { "的项数" } else { "的字数" }])
            }
            Function::DaysBetween => join(&["自", first, "至", second, "的天数"]),
            Function::MonthsBetween => join(&["自", first, "至", second, "的整月数"]),
            Function::AgeOn => self.measure(function, arguments),
            Function::AddDays | Function::AddMonths | Function::AddYears => {
                moved(function, first, arguments.get(1), second)
            }
            Function::Gravest => join(&[first, "中最重的一项"]),
            Function::Yuan => format!("（{first}）元"),
            Function::Abs => join(&[first, "的绝对值"]),
            Function::Min | Function::Max => {
                let in_time = matches!(ty, Type::Date | Type::Moment);
                let word = match (function == Function::Min, in_time) {
                    (true, true) => "早者",
                    (false, true) => "晚者",
                    (true, false) => "小者",
                    (false, false) => "大者",
                };
                match terms.as_slice() {
                    [one, two] => join(&[one, "与", two, "中的较", word]),
                    _ => join(&[&listed(&terms), "中的最", word]),
                }
            }
            Function::AtLeast | Function::StartsWith | Function::Matches => String::new(),
        }
    }
}

/// A date some days, months or years after or before another.
fn moved(function: Function, date: &str, length: Option<&Node>, term: &str) -> String {
    let (direction, full, length) = match length.and_then(Node::constant) {
        Some(FactValue::Integer(number)) if *number < 0 => {
            ("前", "", grouped(number.saturating_neg()))
        }
        Some(_) => ("后", "满", term.to_owned()),
        None => (
            "后",
            "满",
            format!("（{}）", term.trim_matches(['（', '）'])),
        ),
    };
    if function == Function::AddDays {
        join(&[date, direction, "第", &length, "日"])
    } else if function == Function::AddMonths {
        join(&[date, direction, full, &length, "个月之日"])
    } else {
        join(&[date, direction, full, &length, "年之日"])
    }
}

/// How a length or a number of entries compares: 未满 and 已满 for ages.
fn measure_verb(comparison: Comparison, unit: Unit) -> &'static str {
    match comparison {
        Comparison::Equal => "为",
        Comparison::NotEqual => "不是",
        Comparison::Less if unit == Unit::Years => "未满",
        Comparison::AtLeast if unit == Unit::Years => "已满",
        Comparison::Less => "少于",
        Comparison::AtMost => "不超过",
        Comparison::Greater => "超过",
        Comparison::AtLeast => "不少于",
    }
}

/// Names one after another; quotation marks that meet need no 、 between them.
fn listed(terms: &[String]) -> String {
    if terms.is_empty() {
        return "空列表".to_owned();
    }
    terms.join("、").replace("”、“", "”“")
}

/// A flag by its title: a clause where the title is one, else the answer to it.
fn flag_clause(title: &str, denied: bool) -> String {
    const VERBS: [&str; 14] = [
        "属于", "符合", "具有", "存在", "涉及", "构成", "适用", "同意", "愿意", "需", "应", "可",
        "能", "是",
    ];
    let answer = format!("“{title}”为{}", if denied { "否" } else { "是" });
    // Of several things together only the whole can be denied.
    let outside = outside_quotes(title);
    let several = outside.contains(['或', '并', '且', '和', '及', '、']);
    if title.contains("是否") || (denied && several) {
        return answer;
    }
    if let Some((before, after)) = split_outside_quotes(title, "已")
        && !before.ends_with(['早', '业', '得'])
    {
        let word = if denied { "未" } else { "已" };
        return format!("{before}{word}{after}");
    }
    let clause = |no: String| if denied { no } else { title.to_owned() };
    if let Some((before, after)) = split_outside_quotes(title, "曾") {
        return clause(format!("{before}未曾{after}"));
    }
    let has = |word: &str| {
        split_outside_quotes(title, word).is_some_and(|(before, _)| !before.is_empty())
    };
    if has("未") || has("正在") {
        return clause(format!("并非{title}"));
    }
    if let Some(of) = title.strip_prefix('有') {
        return clause(format!("没有{of}"));
    }
    if VERBS.iter().any(|verb| title.starts_with(verb)) {
        return clause(format!("不{title}"));
    }
    answer
}

const fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Days => "天",
        Unit::Months => "个月",
        Unit::Years => "周岁",
        Unit::Characters => "字",
        Unit::Entries => "项",
    }
}

fn day(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Puts pieces together with a space where Chinese meets a number or a Latin word.
fn join(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let before = text.chars().next_back();
        let after = piece.chars().next();
        if let (Some(before), Some(after)) = (before, after) {
            let meet = (is_han(before) && after.is_ascii_alphanumeric() && !is_date(piece))
                || (before.is_ascii_alphanumeric() && is_han(after));
            if meet {
                text.push(' ');
            }
        }
        text.push_str(piece);
    }
    text
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Dates stand without a space, as in official documents.
fn is_date(piece: &str) -> bool {
    piece
        .trim_start_matches(|digit: char| digit.is_ascii_digit())
        .starts_with('年')
}

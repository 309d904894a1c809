//! The type check of function calls.
//!
//! Every function has a fixed number of arguments but `min` and `max`, which take two or more.
//! What the functions compute is in the evaluation.

use regex::RegexBuilder;

use super::check::Checker;
use super::dates::parse_moment;
use super::facts::FactValue;
use super::fault::{ConditionFault, quoted};
use super::fit::{describe, fit, mismatch, not_an_option, overflow, unify};
use super::tree::{FUNCTIONS, Function, Kind, Node};
use super::types::{Type, nearest};
use crate::words::Words;

/// Largest compiled pattern in bytes: keeps a pattern such as `(a{99}){99}` from filling memory.
const PATTERN_BYTES_MAX: usize = 256 * 1024;

impl Checker<'_> {
    pub fn function(
        &self,
        name: &str,
        arguments: Vec<Node>,
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let known = FUNCTIONS.iter().find(|(_, known, _)| *known == name);
        let Some((function, _, usage)) = known else {
            return Err(unknown(name, column));
        };
        let wrong_number = || wrong_number(name, usage, column);
        match function {
            Function::Size | Function::Count => {
                let [of] = <[Node; 1]>::try_from(arguments).map_err(|_| wrong_number())?;
                self.size(*function, of, column)
            }
            Function::DaysBetween | Function::MonthsBetween | Function::AgeOn => {
                let [from, to] = <[Node; 2]>::try_from(arguments).map_err(|_| wrong_number())?;
                let arguments = vec![self.day(from)?, self.day(to)?];
                Ok(call(*function, arguments, Type::Integer, column))
            }
            Function::AddDays | Function::AddMonths | Function::AddYears => {
                let [date, length] =
                    <[Node; 2]>::try_from(arguments).map_err(|_| wrong_number())?;
                let length = self.plain(length)?;
                Ok(call(
                    *function,
                    vec![self.day(date)?, length],
                    Type::Date,
                    column,
                ))
            }
            Function::Gravest => {
                let [of] = <[Node; 1]>::try_from(arguments).map_err(|_| wrong_number())?;
                self.gravest(of, column)
            }
            Function::AtLeast => {
                let [of, option] = <[Node; 2]>::try_from(arguments).map_err(|_| wrong_number())?;
                self.at_least(of, option, column)
            }
            Function::Yuan => {
                let [number] = <[Node; 1]>::try_from(arguments).map_err(|_| wrong_number())?;
                self.yuan(number, column)
            }
            Function::Abs => {
                let [number] = <[Node; 1]>::try_from(arguments).map_err(|_| wrong_number())?;
                if !number.ty.is_number() {
                    return Err(mismatch(&number, &Type::Integer, self.scope));
                }
                let ty = number.ty.clone();
                Ok(call(*function, vec![number], ty, column))
            }
            Function::Min | Function::Max if arguments.len() < 2 => Err(wrong_number()),
            Function::Min | Function::Max => self.extreme(*function, arguments, column),
            Function::StartsWith => {
                let [text, start] = <[Node; 2]>::try_from(arguments).map_err(|_| wrong_number())?;
                let arguments = vec![self.text(text)?, self.text(start)?];
                Ok(call(*function, arguments, Type::Flag, column))
            }
            Function::Matches => {
                let [text, pattern] =
                    <[Node; 2]>::try_from(arguments).map_err(|_| wrong_number())?;
                self.matches(text, &pattern, column)
            }
        }
    }

    /// A date, or the date of a moment.
    fn day(&self, node: Node) -> Result<Node, ConditionFault> {
        match (&node.ty, node.constant()) {
            (Type::Date | Type::Moment, _) => Ok(node),
            (Type::Text, Some(FactValue::Text(text)))
                if text.len() > 10 && parse_moment(text).is_some() =>
            {
                fit(node, &Type::Moment, self.scope)
            }
            _ => {
                let node = not_null(node, &Type::Date, self)?;
                fit(node, &Type::Date, self.scope)
            }
        }
    }

    fn plain(&self, node: Node) -> Result<Node, ConditionFault> {
        let node = not_null(node, &Type::Integer, self)?;
        fit(node, &Type::Integer, self.scope)
    }

    fn text(&self, node: Node) -> Result<Node, ConditionFault> {
        let node = not_null(node, &Type::Text, self)?;
        fit(node, &Type::Text, self.scope)
    }

    fn size(&self, function: Function, of: Node, column: usize) -> Result<Node, ConditionFault> {
        let list = matches!(of.ty, Type::List(_) | Type::Choices(_));
        if list || (function == Function::Size && of.ty == Type::Text) {
            return Ok(call(function, vec![of], Type::Count, column));
        }
        Err(mismatch(&of, &Type::List(Box::new(Type::Null)), self.scope))
    }

    fn gravest(&self, of: Node, column: usize) -> Result<Node, ConditionFault> {
        let several = matches!(of.ty, Type::Choices(_) | Type::List(_));
        let options = of.ty.options().filter(|_| several);
        let Some(options) = options.map(<[_]>::to_vec) else {
            let found = describe(&of, self.scope);
            return Err(ConditionFault::new(
                of.column,
                Words::new(
                    format!("{}，gravest 需要多选或选项列表", found.zh),
                    format!("{}, but gravest takes several choices", found.en),
                ),
                Words::new(
                    "请给出多选字段；选项须按由轻到重声明",
                    "name a field of several choices, declared from lightest to gravest",
                ),
            ));
        };
        Ok(call(
            Function::Gravest,
            vec![of],
            Type::Choice(options),
            column,
        ))
    }

    fn at_least(&self, of: Node, option: Node, column: usize) -> Result<Node, ConditionFault> {
        let Type::Choice(options) = &of.ty else {
            return Err(mismatch(&of, &Type::Choice(Vec::new()), self.scope));
        };
        let option = match option.constant() {
            Some(FactValue::Text(text)) if option.ty == Type::Text => {
                if !options.iter().any(|known| known.id == *text) {
                    return Err(not_an_option(text, options, option.column));
                }
                fit(option, &of.ty, self.scope)?
            }
            _ => {
                return Err(ConditionFault::new(
                    option.column,
                    Words::new(
                        "at_least 的第二项须为选项的文字",
                        "the second argument of at_least is an option in quotes",
                    ),
                    Words::new(
                        format!("可选：{}", quoted(ids(options)).zh),
                        format!("options: {}", quoted(ids(options)).en),
                    ),
                ));
            }
        };
        Ok(call(
            Function::AtLeast,
            vec![of, option],
            Type::Flag,
            column,
        ))
    }

    /// Yuan to fen: a whole number, or a literal with at most two decimals.
    fn yuan(&self, number: Node, column: usize) -> Result<Node, ConditionFault> {
        let factor = if number.ty.is_plain_number() {
            100
        } else if number.ty == (Type::Decimal { decimals: 1 }) {
            10
        } else if number.ty == (Type::Decimal { decimals: 2 }) {
            1
        } else {
            let fault = mismatch(&number, &Type::Integer, self.scope);
            let remedy = Words::new(
                "请写元数，例如 yuan(5000) 或 yuan(0.50)",
                "write the yuan, such as yuan(5000) or yuan(0.50)",
            );
            return Err(ConditionFault { remedy, ..fault });
        };
        if let Some(FactValue::Integer(value)) = number.constant() {
            let fen = value.checked_mul(factor).ok_or_else(|| overflow(column))?;
            return Ok(Node::literal(FactValue::Integer(fen), Type::Money, column));
        }
        if factor != 100 {
            let kind = Kind::Rescaled(factor, Box::new(number));
            return Ok(Node::new(kind, Type::Money, column));
        }
        Ok(call(Function::Yuan, vec![number], Type::Money, column))
    }

    fn extreme(
        &self,
        function: Function,
        arguments: Vec<Node>,
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let mut fitted: Vec<Node> = Vec::new();
        for argument in arguments {
            let argument = not_null(argument, &Type::Integer, self)?;
            let Some(first) = fitted.pop() else {
                fitted.push(argument);
                continue;
            };
            // The first may give way to a later one, and all between to the first.
            let [first, argument] = unify(first, argument, self.scope)?;
            let ty = first.ty.clone();
            let earlier: Result<Vec<Node>, ConditionFault> = fitted
                .into_iter()
                .map(|node| fit(node, &ty, self.scope))
                .collect();
            fitted = earlier?;
            fitted.push(argument);
            fitted.push(first);
        }
        fitted.rotate_right(1);
        let Some(ty) = fitted.first().map(|node| node.ty.clone()) else {
            return Err(overflow(column));
        };
        if let Some(wrong) = fitted.iter().find(|node| !node.ty.is_ordered()) {
            return Err(mismatch(wrong, &Type::Integer, self.scope));
        }
        Ok(call(function, fitted, ty, column))
    }

    fn matches(&self, text: Node, pattern: &Node, column: usize) -> Result<Node, ConditionFault> {
        let text = self.text(text)?;
        let Some(FactValue::Text(source)) = pattern.constant() else {
            return Err(ConditionFault::new(
                pattern.column,
                Words::new(
                    "matches 的第二项须为引号里的格式",
                    "the second argument of matches is a pattern in quotes",
                ),
                Words::new(
                    "例如 matches(x, '^[0-9]{6}$')",
                    "such as matches(x, '^[0-9]{6}$')",
                ),
            ));
        };
        let regex = RegexBuilder::new(source)
            .size_limit(PATTERN_BYTES_MAX)
            .build();
        match regex {
            Ok(regex) => {
                let kind = Kind::Matches(Box::new(text), regex);
                Ok(Node::new(kind, Type::Flag, column))
            }
            Err(_) => Err(ConditionFault::new(
                pattern.column,
                Words::new(
                    format!("“{source}”不是可用的正则表达式"),
                    format!("“{source}” is not a usable regular expression"),
                ),
                Words::new(
                    "请检查括号与重复次数；不支持前后查找与反向引用",
                    "look at brackets and repetitions; no look-around, no back-references",
                ),
            )),
        }
    }
}

fn ids(options: &[super::types::ChoiceOption]) -> impl Iterator<Item = &str> {
    options.iter().map(|option| option.id.as_str())
}

fn call(function: Function, arguments: Vec<Node>, ty: Type, column: usize) -> Node {
    Node::new(Kind::Call(function, arguments), ty, column)
}

fn not_null(node: Node, wanted: &Type, checker: &Checker<'_>) -> Result<Node, ConditionFault> {
    if node.is_null() {
        return Err(mismatch(&node, wanted, checker.scope));
    }
    Ok(node)
}

fn wrong_number(name: &str, usage: &str, column: usize) -> ConditionFault {
    ConditionFault::new(
        column,
        Words::new(
            format!("{name} 的参数个数不对"),
            format!("{name} has the wrong number of arguments"),
        ),
        Words::new(format!("写法：{usage}"), format!("write {usage}")),
    )
}

fn unknown(name: &str, column: usize) -> ConditionFault {
    let names = || FUNCTIONS.iter().map(|(_, name, _)| *name).chain(["has"]);
    let meant = match name {
        "startsWith" => Some("starts_with"),
        "len" | "length" => Some("size"),
        other => nearest(other, names()),
    };
    let remedy = if let Some(meant) = meant {
        Words::new(
            format!("是否应为“{meant}”？"),
            format!("did you mean “{meant}”?"),
        )
    } else {
        let all: Vec<&str> = names().collect();
        let all = all.join(", ");
        Words::new(format!("可用的函数：{all}"), format!("functions: {all}"))
    };
    let (zh, en) = if name == "has" {
        (
            "has 只取一个字段名".to_owned(),
            "has takes one name".to_owned(),
        )
    } else {
        (
            format!("没有名为“{name}”的函数"),
            format!("no function is named “{name}”"),
        )
    };
    ConditionFault::new(column, Words::new(zh, en), remedy)
}

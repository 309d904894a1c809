//! The type check: turns CEL's syntax tree into a checked tree, or says what is wrong with it.
//!
//! Names, literals and shapes are settled here; operators and functions in their own files.
//! What CEL knows and conditions do not need is refused with what to write instead.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, SourceInfo, operators};

use super::facts::FactValue;
use super::fault::{ConditionFault, quoted};
use super::fit::{check_expected, fit};
use super::tree::{Kind, Node};
use super::types::{Expected, Scope, Type};
use crate::words::Words;

/// Deepest tree of operators: a chain of so many `+` is an error, not a condition.
pub const DEPTH_MAX: usize = 48;

pub(super) struct Checker<'a> {
    pub scope: &'a Scope,
    source: &'a str,
    places: &'a SourceInfo,
    /// Paths read so far.
    pub uses: BTreeSet<String>,
    depth: usize,
}

/// Checks a parsed expression; returns it with the paths it reads.
pub(super) fn check(
    source: &str,
    (root, places): (&IdedExpr, &SourceInfo),
    scope: &Scope,
    expected: &Expected,
) -> Result<(Node, BTreeSet<String>), ConditionFault> {
    let mut checker = Checker {
        scope,
        source,
        places,
        uses: BTreeSet::new(),
        depth: 0,
    };
    let node = checker.node(root)?;
    let node = check_expected(node, expected, scope)?;
    Ok((node, checker.uses))
}

impl Checker<'_> {
    /// Checks one part and everything below it.
    pub fn node(&mut self, part: &IdedExpr) -> Result<Node, ConditionFault> {
        let column = self.column(part);
        if self.depth >= DEPTH_MAX {
            return Err(ConditionFault::new(
                column,
                Words::new(
                    format!("运算超过 {DEPTH_MAX} 层"),
                    format!("operators are nested deeper than {DEPTH_MAX}"),
                ),
                Words::new("请拆分为若干条件", "split it into several conditions"),
            ));
        }
        self.depth += 1;
        let node = self.shape(part, column);
        self.depth -= 1;
        node
    }

    fn shape(&mut self, part: &IdedExpr, column: usize) -> Result<Node, ConditionFault> {
        match &part.expr {
            Expr::Literal(value) => self.literal(part, value, column),
            Expr::Ident(name) => self.variable(name, column),
            Expr::Select(select) => self.select(select, column),
            Expr::Call(call) if call.target.is_some() => Err(method(call, column)),
            Expr::Call(call) => self.call(call, part.id, column),
            Expr::List(list) => self.list(&list.elements, column),
            Expr::Comprehension(_) => Err(refused(
                column,
                (
                    "逐项判断（exists、all、map 等）",
                    "exists, all, map and their kin",
                ),
                (
                    "请用 x in 列表、count(列表) 或 gravest(列表)",
                    "use x in list, count(list) or gravest(list)",
                ),
            )),
            Expr::Map(_) | Expr::Struct(_) => Err(refused(
                column,
                ("花括号", "braces"),
                ("请直接写字段名", "name the fields directly"),
            )),
            Expr::Unspecified => Err(refused(
                column,
                ("空的部分", "an empty part"),
                ("请补全表达式", "complete the expression"),
            )),
        }
    }

    fn call(&mut self, call: &CallExpr, id: u64, column: usize) -> Result<Node, ConditionFault> {
        let mut arguments = Vec::new();
        match (call.func_name.as_str(), call.args.as_slice()) {
            (name @ (operators::LOGICAL_AND | operators::LOGICAL_OR), _) => {
                self.flatten(name, &call.args, &mut arguments)?;
                self.logic(name == operators::LOGICAL_AND, arguments, column)
            }
            (operators::INDEX | operators::OPT_INDEX, _) => Err(refused(
                column,
                ("按序号取项", "taking an item by its number"),
                (
                    "请用 x in 列表、count(列表) 或 gravest(列表)",
                    "use x in list, count(list) or gravest(list)",
                ),
            )),
            _ => {
                for argument in &call.args {
                    arguments.push(self.node(argument)?);
                }
                if is_operator(&call.func_name) {
                    return self.operator(&call.func_name, arguments, column);
                }
                let column = self.call_column(&call.func_name, id);
                self.function(&call.func_name, arguments, column)
            }
        }
    }

    /// Collects the terms of a chain of one logical operator, which CEL nests as a tree.
    fn flatten(
        &mut self,
        name: &str,
        parts: &[IdedExpr],
        terms: &mut Vec<Node>,
    ) -> Result<(), ConditionFault> {
        for part in parts {
            if let Expr::Call(call) = &part.expr
                && call.func_name == name
            {
                self.flatten(name, &call.args, terms)?;
            } else {
                terms.push(self.node(part)?);
            }
        }
        Ok(())
    }

    fn select(&mut self, select: &SelectExpr, column: usize) -> Result<Node, ConditionFault> {
        let Some(mut path) = path_of(&select.operand) else {
            return Err(refused(
                column,
                ("对计算结果取字段", "a field of a calculated value"),
                (
                    "点号只能用在字段名里，例如 matter.amount",
                    "dots belong to names such as matter.amount",
                ),
            ));
        };
        path.push('.');
        path.push_str(&select.field);
        let variable = self.variable(&path, self.column(&select.operand))?;
        if select.test {
            return Ok(Node::new(
                Kind::Present(Box::new(variable)),
                Type::Flag,
                column,
            ));
        }
        Ok(variable)
    }

    fn variable(&mut self, path: &str, column: usize) -> Result<Node, ConditionFault> {
        if let Some(variable) = self.scope.get(path) {
            self.uses.insert(path.to_owned());
            let kind = Kind::Variable(path.to_owned());
            return Ok(Node::new(kind, variable.ty.clone(), column));
        }
        let group = format!("{path}.");
        let is_group = self.scope.paths().any(|known| known.starts_with(&group));
        let words = if is_group {
            Words::new(
                format!("“{path}”是一组名称，不是一个值"),
                format!("“{path}” is a group of names, not a value"),
            )
        } else {
            Words::new(
                format!("没有名为“{path}”的字段"),
                format!("nothing is named “{path}”"),
            )
        };
        let remedy = if let Some(nearest) = self.scope.nearest(path) {
            Words::new(
                format!("是否应为“{nearest}”？"),
                format!("did you mean “{nearest}”?"),
            )
        } else {
            let known = quoted(self.scope.examples(path));
            // A bare word is most often a text whose quotation marks were forgotten.
            let (zh, en) = if is_group || path.contains('.') {
                (String::new(), String::new())
            } else {
                (
                    format!("文字要加单引号：'{path}'；"),
                    format!("a text stands in single quotes: '{path}'; "),
                )
            };
            Words::new(
                format!("{zh}可用的名称有：{}", known.zh),
                format!("{en}names in reach: {}", known.en),
            )
        };
        Err(ConditionFault::new(column, words, remedy))
    }

    fn literal(
        &self,
        part: &IdedExpr,
        value: &LiteralValue,
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let (value, ty) = match value {
            LiteralValue::Boolean(flag) => (FactValue::Flag(*flag.inner()), Type::Flag),
            LiteralValue::Int(number) => (FactValue::Integer(*number.inner()), Type::Integer),
            LiteralValue::Null => (FactValue::Null, Type::Null),
            LiteralValue::String(text) => (FactValue::Text(text.inner().to_owned()), Type::Text),
            LiteralValue::Double(_) => return self.decimal(part, column),
            LiteralValue::UInt(_) => {
                return Err(refused(
                    column,
                    ("带 u 的数", "a number with u"),
                    ("请去掉 u", "leave out the u"),
                ));
            }
            LiteralValue::Bytes(_) => {
                return Err(refused(
                    column,
                    ("字节串 b'…'", "bytes b'…'"),
                    ("请去掉 b", "leave out the b"),
                ));
            }
        };
        Ok(Node::literal(value, ty, column))
    }

    /// Reads a decimal from its digits in the source: CEL's own value is a float.
    fn decimal(&self, part: &IdedExpr, column: usize) -> Result<Node, ConditionFault> {
        let text = self.text_of(part);
        let digits = text.trim_start_matches('-').trim();
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // The sign stands before the literal's own token.
        let negative = matches!(
            &part.expr,
            Expr::Literal(LiteralValue::Double(value)) if value.inner().is_sign_negative()
        );
        let joined = format!("{}{whole}{fraction}", if negative { "-" } else { "" });
        let decimals = u8::try_from(fraction.len()).unwrap_or(u8::MAX);
        match joined.parse::<i64>() {
            Ok(number) if decimals <= 9 => Ok(Node::literal(
                FactValue::Integer(number),
                Type::Decimal { decimals },
                column,
            )),
            _ => Err(ConditionFault::new(
                column,
                Words::new(
                    format!("读不懂小数“{text}”"),
                    format!("“{text}” is not a decimal that can be kept exactly"),
                ),
                Words::new(
                    "请写成 3.25 的样子，最多九位小数",
                    "write it like 3.25, with at most nine decimals",
                ),
            )),
        }
    }

    fn text_of(&self, part: &IdedExpr) -> &str {
        let Some((start, stop)) = self.places.offset_for(part.id) else {
            return "";
        };
        let text = self.source.get(start as usize..=stop as usize);
        text.unwrap_or_default()
    }

    /// Where a part begins; for a name with dots, where the name begins.
    fn column(&self, part: &IdedExpr) -> usize {
        let mut first = part;
        while let Expr::Select(select) = &first.expr {
            if select.test {
                break;
            }
            first = &select.operand;
        }
        self.before(first.id).chars().count() + 1
    }

    /// The source before a node; CEL records places in bytes.
    fn before(&self, id: u64) -> &str {
        let start = self.places.offset_for(id).map_or(0, |(start, _)| start);
        self.source.get(..start as usize).unwrap_or_default()
    }

    /// Where the name of a call begins; CEL records its bracket.
    fn call_column(&self, name: &str, id: u64) -> usize {
        let before = self.before(id).trim_end();
        let length = before.chars().count();
        length.saturating_sub(name.chars().count()) + 1
    }

    fn list(&mut self, elements: &[IdedExpr], column: usize) -> Result<Node, ConditionFault> {
        let mut parts: Vec<Node> = Vec::new();
        for element in elements {
            parts.push(self.node(element)?);
        }
        let loose = |ty: &Type| matches!(ty, Type::Text | Type::Integer | Type::Null);
        let firm = parts
            .iter()
            .find(|part| !loose(&part.ty) || part.constant().is_none());
        let Some(element) = firm.or_else(|| parts.first()).map(|part| part.ty.clone()) else {
            let ty = Type::List(Box::new(Type::Null));
            return Ok(Node::new(Kind::List(parts), ty, column));
        };
        let fitted: Result<Vec<Node>, ConditionFault> = parts
            .into_iter()
            .map(|part| fit(part, &element, self.scope))
            .collect();
        let ty = Type::List(Box::new(element));
        Ok(Node::new(Kind::List(fitted?), ty, column))
    }
}

/// A name with dots, found without recursion.
fn path_of(part: &IdedExpr) -> Option<String> {
    let mut segments = Vec::new();
    let mut part = part;
    loop {
        match &part.expr {
            Expr::Ident(name) => {
                segments.push(name.as_str());
                segments.reverse();
                return Some(segments.join("."));
            }
            Expr::Select(select) if !select.test => {
                segments.push(select.field.as_str());
                part = &select.operand;
            }
            Expr::Select(_)
            | Expr::Unspecified
            | Expr::Call(_)
            | Expr::Comprehension(_)
            | Expr::List(_)
            | Expr::Literal(_)
            | Expr::Map(_)
            | Expr::Struct(_) => return None,
        }
    }
}

/// CEL names operators by their signs, such as `_&&_`; functions have letters only.
fn is_operator(name: &str) -> bool {
    let letter = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.');
    !name.chars().all(letter)
}

fn method(call: &CallExpr, column: usize) -> ConditionFault {
    let name = &call.func_name;
    let instead = match name.as_str() {
        "startsWith" => "starts_with",
        other => other,
    };
    ConditionFault::new(
        column,
        Words::new(
            format!("不支持 x.{name}(…) 的写法"),
            format!("x.{name}(…) is not written here"),
        ),
        Words::new(
            format!("请写 {instead}(x, …)"),
            format!("write {instead}(x, …)"),
        ),
    )
}

pub(super) fn refused(column: usize, what: (&str, &str), instead: (&str, &str)) -> ConditionFault {
    ConditionFault::new(
        column,
        Words::new(
            format!("条件中不支持{}", what.0),
            format!("conditions do not know {}", what.1),
        ),
        Words::new(instead.0, instead.1),
    )
}

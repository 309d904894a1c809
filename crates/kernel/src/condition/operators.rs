//! The type check of operators: logic, comparison, membership, arithmetic and `? :`.
//!
//! Constant arithmetic is folded here, so that `5000 * 100` is one literal everywhere else.
//! Functions are checked in their own file.

use cel::common::ast::operators;

use super::check::{Checker, refused};
use super::evaluate::{calculate, negative};
use super::facts::{EvaluationFault, FactValue};
use super::fault::ConditionFault;
use super::fit::{describe, fit, mismatch, overflow, unify};
use super::tree::{Comparison, Kind, Node, Operator};
use super::types::{Scope, Type};
use crate::words::Words;

impl Checker<'_> {
    /// `&&` and `||` over checked terms.
    pub fn logic(
        &self,
        all: bool,
        terms: Vec<Node>,
        column: usize,
    ) -> Result<Node, ConditionFault> {
        for term in &terms {
            self.flag(term)?;
        }
        let kind = if all {
            Kind::All(terms)
        } else {
            Kind::Any(terms)
        };
        Ok(Node::new(kind, Type::Flag, column))
    }

    fn flag(&self, node: &Node) -> Result<(), ConditionFault> {
        if node.ty == Type::Flag {
            return Ok(());
        }
        Err(mismatch(node, &Type::Flag, self.scope))
    }

    /// Any operator but `&&` and `||`, by CEL's name for it.
    pub fn operator(
        &self,
        name: &str,
        arguments: Vec<Node>,
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let arguments = match <[Node; 1]>::try_from(arguments) {
            Ok([inner]) => return self.unary(name, inner, column),
            Err(arguments) => arguments,
        };
        let arguments = match <[Node; 2]>::try_from(arguments) {
            Ok(sides) => return self.binary(name, sides, column),
            Err(arguments) => arguments,
        };
        match <[Node; 3]>::try_from(arguments) {
            Ok(parts) if name == operators::CONDITIONAL => self.conditional(parts, column),
            _ => Err(unknown(name, column)),
        }
    }

    fn unary(&self, name: &str, inner: Node, column: usize) -> Result<Node, ConditionFault> {
        match name {
            operators::LOGICAL_NOT => {
                self.flag(&inner)?;
                Ok(Node::new(Kind::Not(Box::new(inner)), Type::Flag, column))
            }
            operators::NEGATE if inner.ty.is_number() => {
                let ty = inner.ty.clone();
                if let Some(value) = inner.constant() {
                    let value = negative(value).map_err(|_| overflow(column))?;
                    return Ok(Node::literal(value, ty, column));
                }
                Ok(Node::new(Kind::Negative(Box::new(inner)), ty, column))
            }
            operators::NEGATE => Err(mismatch(&inner, &Type::Integer, self.scope)),
            _ => Err(unknown(name, column)),
        }
    }

    fn binary(&self, name: &str, sides: [Node; 2], column: usize) -> Result<Node, ConditionFault> {
        let comparison = match name {
            operators::EQUALS => Some(Comparison::Equal),
            operators::NOT_EQUALS => Some(Comparison::NotEqual),
            operators::LESS => Some(Comparison::Less),
            operators::LESS_EQUALS => Some(Comparison::AtMost),
            operators::GREATER => Some(Comparison::Greater),
            operators::GREATER_EQUALS => Some(Comparison::AtLeast),
            _ => None,
        };
        if let Some(comparison) = comparison {
            return self.compare(comparison, sides, column);
        }
        let operator = match name {
            operators::IN => return self.among(sides, column),
            operators::ADD => Operator::Plus,
            operators::SUBSTRACT => Operator::Minus,
            operators::MULTIPLY => Operator::Times,
            operators::DIVIDE => Operator::Divide,
            operators::MODULO => Operator::Remainder,
            _ => return Err(unknown(name, column)),
        };
        self.arithmetic(operator, sides, column)
    }

    fn compare(
        &self,
        comparison: Comparison,
        [left, right]: [Node; 2],
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if equality && (left.is_null() || right.is_null()) {
            let asked = if left.is_null() { right } else { left };
            let present = Node::new(Kind::Present(Box::new(asked)), Type::Flag, column);
            if comparison == Comparison::NotEqual {
                return Ok(present);
            }
            return Ok(Node::new(Kind::Not(Box::new(present)), Type::Flag, column));
        }
        let sides = unify(left, right, self.scope)?;
        let [left, _] = &sides;
        if equality && matches!(left.ty, Type::List(_) | Type::Choices(_)) {
            return Err(refused(
                column,
                ("比较整个列表", "comparing whole lists"),
                ("请写 'x' in 列表", "write 'x' in list"),
            ));
        }
        if !equality && !left.ty.is_ordered() {
            return Err(unordered(left, column, self.scope));
        }
        let kind = Kind::Compare(comparison, Box::new(sides));
        Ok(Node::new(kind, Type::Flag, column))
    }

    fn among(&self, [left, right]: [Node; 2], column: usize) -> Result<Node, ConditionFault> {
        let element = if let Type::List(element) = &right.ty {
            element.as_ref().clone()
        } else if let Type::Choices(options) = &right.ty {
            Type::Choice(options.clone())
        } else {
            return Err(not_a_list(&right, self.scope));
        };
        let (left, right) = if matches!(right.kind, Kind::List(_)) && left.constant().is_none() {
            let wanted = Type::List(Box::new(left.ty.clone()));
            (left, fit(right, &wanted, self.scope)?)
        } else {
            (fit(left, &element, self.scope)?, right)
        };
        let kind = Kind::Among(Box::new([left, right]));
        Ok(Node::new(kind, Type::Flag, column))
    }

    fn conditional(
        &self,
        [condition, then, otherwise]: [Node; 3],
        column: usize,
    ) -> Result<Node, ConditionFault> {
        self.flag(&condition)?;
        let [then, otherwise] = unify(then, otherwise, self.scope)?;
        let ty = if then.is_null() {
            &otherwise.ty
        } else {
            &then.ty
        };
        let ty = ty.clone();
        let kind = Kind::Conditional(Box::new([condition, then, otherwise]));
        Ok(Node::new(kind, ty, column))
    }

    fn arithmetic(
        &self,
        operator: Operator,
        sides: [Node; 2],
        column: usize,
    ) -> Result<Node, ConditionFault> {
        let [left, right] = &sides;
        if operator == Operator::Plus && left.ty == Type::Text && right.ty == Type::Text {
            let kind = Kind::Arithmetic(operator, Box::new(sides));
            return Ok(Node::new(kind, Type::Text, column));
        }
        for side in &sides {
            if !side.ty.is_number() {
                return Err(not_calculable(side, operator, self.scope));
            }
        }
        let (sides, ty) = match operator {
            Operator::Plus | Operator::Minus | Operator::Remainder => {
                let [left, right] = sides;
                let sides = unify(left, right, self.scope)?;
                let [left, _] = &sides;
                let ty = left.ty.clone();
                (sides, ty)
            }
            Operator::Times => {
                let ty = product(&sides).ok_or_else(|| mixed(column))?;
                (sides, ty)
            }
            Operator::Divide => {
                let ty = quotient(&sides).ok_or_else(|| mixed(column))?;
                (sides, ty)
            }
        };
        let [left, right] = &sides;
        if let (Some(left), Some(right)) = (left.constant(), right.constant()) {
            let value = calculate(operator, left, right).map_err(|fault| match fault {
                EvaluationFault::DivisionByZero => zero(column),
                EvaluationFault::Missing { .. } => mixed(column),
                EvaluationFault::Mismatch { .. } | EvaluationFault::Overflow => overflow(column),
            })?;
            return Ok(Node::literal(value, ty, column));
        }
        let divides = matches!(operator, Operator::Divide | Operator::Remainder);
        if divides && right.constant() == Some(&FactValue::Integer(0)) {
            return Err(zero(column));
        }
        let kind = Kind::Arithmetic(operator, Box::new(sides));
        Ok(Node::new(kind, ty, column))
    }
}

/// The type of a product: one side may have a unit, or both may have decimals.
fn product([left, right]: &[Node; 2]) -> Option<Type> {
    match (&left.ty, &right.ty) {
        (ty, other) if other.is_plain_number() => Some(ty.clone()),
        (other, ty) if other.is_plain_number() => Some(ty.clone()),
        (Type::Decimal { decimals: left }, Type::Decimal { decimals: right }) => {
            let decimals = left.checked_add(*right)?;
            Some(Type::Decimal { decimals })
        }
        _ => None,
    }
}

/// The type of a quotient: money by money is a plain number; decimals are not divided.
fn quotient([left, right]: &[Node; 2]) -> Option<Type> {
    match (&left.ty, &right.ty) {
        (Type::Money, Type::Money) => Some(Type::Integer),
        (Type::Decimal { .. }, _) => None,
        (ty, other) if other.is_plain_number() => Some(ty.clone()),
        _ => None,
    }
}

fn not_a_list(node: &Node, scope: &Scope) -> ConditionFault {
    let found = describe(node, scope);
    ConditionFault::new(
        node.column,
        Words::new(
            format!("{}，in 的右边应为列表", found.zh),
            format!("{}, but in takes a list on its right", found.en),
        ),
        Words::new(
            "请写 x in ['a', 'b']；单个值请用 ==",
            "write x in ['a', 'b']; for a single value use ==",
        ),
    )
}

fn unordered(node: &Node, column: usize, scope: &Scope) -> ConditionFault {
    let found = describe(node, scope);
    let remedy = if matches!(node.ty, Type::Choice(_)) {
        Words::new(
            "按轻重比较请写 at_least(x, '选项')",
            "to compare gravity write at_least(x, 'option')",
        )
    } else if matches!(node.ty, Type::Choices(_) | Type::List(_)) {
        Words::new(
            "比较项数请写 count(x)",
            "to compare the number of entries write count(x)",
        )
    } else {
        Words::new("请用 == 或 !=", "use == or !=")
    };
    ConditionFault::new(
        column,
        Words::new(
            format!("{}，不能比较大小", found.zh),
            format!("{}, which has no order", found.en),
        ),
        remedy,
    )
}

fn not_calculable(node: &Node, operator: Operator, scope: &Scope) -> ConditionFault {
    let found = describe(node, scope);
    let remedy = match (&node.ty, operator) {
        (Type::Date | Type::Moment, Operator::Minus) => Words::new(
            "请写 days_between(起, 止) 或 add_days(日期, -天数)",
            "write days_between(from, to) or add_days(date, -days)",
        ),
        (Type::Date | Type::Moment, _) => {
            Words::new("请写 add_days(日期, 天数)", "write add_days(date, days)")
        }
        (Type::Text, Operator::Plus) => Words::new(
            "+ 的两边须同为文字或同为数",
            "+ takes two texts or two numbers",
        ),
        _ => Words::new("请用数或金额计算", "calculate with numbers or money"),
    };
    ConditionFault::new(
        node.column,
        Words::new(
            format!("{}，不能计算", found.zh),
            format!("{}, which cannot be calculated with", found.en),
        ),
        remedy,
    )
}

/// Units that do not multiply or divide with one another.
fn mixed(column: usize) -> ConditionFault {
    ConditionFault::new(
        column,
        Words::new(
            "这两种数不能相乘或相除",
            "these two kinds of number do not multiply or divide",
        ),
        Words::new(
            "金额请乘除整数，例如 x * 3 / 100",
            "multiply and divide money by whole numbers, such as x * 3 / 100",
        ),
    )
}

fn zero(column: usize) -> ConditionFault {
    ConditionFault::new(
        column,
        Words::new("除数为零", "division by zero"),
        Words::new("请改用非零的数", "divide by a number other than zero"),
    )
}

fn unknown(name: &str, column: usize) -> ConditionFault {
    let shown = name.trim_matches('_');
    ConditionFault::new(
        column,
        Words::new(
            format!("条件中不支持运算“{shown}”"),
            format!("conditions do not know the operator “{shown}”"),
        ),
        Words::new(
            "可用：== != < <= > >= in && || ! + - * / % 和 ? :",
            "known: == != < <= > >= in && || ! + - * / % and ? :",
        ),
    )
}

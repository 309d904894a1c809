//! Bringing a part of an expression to the type its place asks for.
//!
//! Only what loses nothing is converted: texts that are dates or options, plain literals that are
//! fen or decimals, fewer decimals to more. Everything else is a complaint.

use super::dates::{parse_date, parse_moment};
use super::facts::FactValue;
use super::fault::{ConditionFault, quoted};
use super::tree::{Kind, Node};
use super::types::{ChoiceOption, Expected, Scope, Type, nearest};
use crate::words::{Lang, Words};

/// The part as a value of `wanted`, or a complaint at its column.
pub(super) fn fit(node: Node, wanted: &Type, scope: &Scope) -> Result<Node, ConditionFault> {
    if node.ty.equals(wanted) || node.is_null() {
        return Ok(node);
    }
    let column = node.column;
    if let Kind::Conditional(parts) = node.kind {
        let [condition, then, otherwise] = *parts;
        let then = fit(then, wanted, scope)?;
        let otherwise = fit(otherwise, wanted, scope)?;
        let kind = Kind::Conditional(Box::new([condition, then, otherwise]));
        return Ok(Node::new(kind, wanted.clone(), column));
    }
    if let Some(element) = element(wanted)
        && let Kind::List(parts) = &node.kind
    {
        let parts: Result<Vec<Node>, ConditionFault> = parts
            .iter()
            .map(|part| fit(part.clone(), &element, scope))
            .collect();
        return Ok(Node::new(Kind::List(parts?), wanted.clone(), column));
    }
    if let Some(FactValue::Text(text)) = node.constant() {
        return fit_text(text, &node, wanted, scope);
    }
    if let Some(FactValue::Integer(number)) = node.constant()
        && node.ty.is_plain_number()
        && *wanted == Type::Money
    {
        return Ok(Node::literal(
            FactValue::Integer(*number),
            Type::Money,
            column,
        ));
    }
    fit_number(node, wanted, scope)
}

/// The type of the entries of a list.
fn element(list: &Type) -> Option<Type> {
    if let Type::List(element) = list {
        return Some(element.as_ref().clone());
    }
    if let Type::Choices(options) = list {
        return Some(Type::Choice(options.clone()));
    }
    None
}

fn fit_text(text: &str, node: &Node, wanted: &Type, scope: &Scope) -> Result<Node, ConditionFault> {
    let column = node.column;
    let (value, example) = if *wanted == Type::Date {
        (parse_date(text).map(FactValue::Date), "'2024-01-01'")
    } else if *wanted == Type::Moment {
        let moment = parse_moment(text).map(FactValue::Moment);
        (moment, "'2024-01-01T08:30'")
    } else if let Type::Choice(options) = wanted {
        if !options.iter().any(|option| option.id == text) {
            return Err(not_an_option(text, options, column));
        }
        (Some(FactValue::Text(text.to_owned())), "")
    } else {
        return Err(mismatch(node, wanted, scope));
    };
    if let Some(value) = value {
        return Ok(Node::literal(value, wanted.clone(), column));
    }
    let name = wanted.name();
    Err(ConditionFault::new(
        column,
        Words::new(
            format!("“{text}”不是有效的{}", name.zh),
            format!("“{text}” is not {}", name.en),
        ),
        Words::new(
            format!("请写成 {example} 的样子"),
            format!("write it like {example}"),
        ),
    ))
}

/// Brings whole numbers and decimals to more decimals; everything else does not fit.
fn fit_number(node: Node, wanted: &Type, scope: &Scope) -> Result<Node, ConditionFault> {
    let from = if let Type::Decimal { decimals } = &node.ty {
        Some(*decimals)
    } else {
        node.ty.is_plain_number().then_some(0)
    };
    let (Some(from), Type::Decimal { decimals }) = (from, wanted) else {
        return Err(mismatch(&node, wanted, scope));
    };
    let factor = decimals
        .checked_sub(from)
        .and_then(|more| 10_i64.checked_pow(u32::from(more)));
    let Some(factor) = factor else {
        return Err(mismatch(&node, wanted, scope));
    };
    let column = node.column;
    if let Some(FactValue::Integer(number)) = node.constant() {
        let scaled = number.checked_mul(factor).ok_or_else(|| overflow(column))?;
        return Ok(Node::literal(
            FactValue::Integer(scaled),
            wanted.clone(),
            column,
        ));
    }
    let kind = Kind::Rescaled(factor, Box::new(node));
    Ok(Node::new(kind, wanted.clone(), column))
}

/// Whether the part is a literal, or made of literals, that may still take another type.
fn is_loose(node: &Node) -> bool {
    if let Kind::List(parts) = &node.kind {
        return parts.iter().all(is_loose);
    }
    if let Kind::Conditional(parts) = &node.kind {
        let [_, then, otherwise] = parts.as_ref();
        return is_loose(then) && is_loose(otherwise);
    }
    node.constant().is_some() && matches!(node.ty, Type::Text | Type::Integer | Type::Null)
}

/// Brings two parts to one type, whichever of them can give way.
pub(super) fn unify(left: Node, right: Node, scope: &Scope) -> Result<[Node; 2], ConditionFault> {
    if left.ty.equals(&right.ty) {
        return Ok([left, right]);
    }
    if left.is_null() || (is_loose(&left) && !is_loose(&right)) {
        let wanted = right.ty.clone();
        return Ok([fit(left, &wanted, scope)?, right]);
    }
    let decimals = |ty: &Type| {
        if let Type::Decimal { decimals } = ty {
            *decimals
        } else {
            0
        }
    };
    if left.ty.is_number() && left.ty != Type::Money && decimals(&right.ty) > decimals(&left.ty) {
        let wanted = right.ty.clone();
        return Ok([fit(left, &wanted, scope)?, right]);
    }
    let wanted = left.ty.clone();
    let right = fit(right, &wanted, scope)?;
    Ok([left, right])
}

/// Checks the whole expression against the place where it stands.
pub(super) fn check_expected(
    node: Node,
    expected: &Expected,
    scope: &Scope,
) -> Result<Node, ConditionFault> {
    let wanted = match expected {
        Expected::Any => return Ok(node),
        Expected::Number if node.ty.is_number() => return Ok(node),
        Expected::Of(ty) => return fit(node, ty, scope),
        Expected::Flag => Type::Flag,
        Expected::Number => Type::Integer,
        Expected::Money => Type::Money,
        Expected::Text => Type::Text,
        Expected::Date => Type::Date,
        Expected::Moment => Type::Moment,
    };
    if node.is_null() {
        return Err(mismatch(&node, &wanted, scope));
    }
    fit(node, &wanted, scope)
}

/// What a part is, for a complaint: a field with its title, a literal, or only its type.
pub(super) fn describe(node: &Node, scope: &Scope) -> Words {
    let ty = node.ty.name();
    if let Kind::Variable(path) = &node.kind {
        return Words::new(
            format!("“{}”（{path}）是{}", scope.title(path, Lang::Zh), ty.zh),
            format!("“{}” ({path}) is {}", scope.title(path, Lang::En), ty.en),
        );
    }
    if let Some(FactValue::Text(text)) = node.constant() {
        return Words::new(
            format!("'{text}' 是{}", ty.zh),
            format!("'{text}' is {}", ty.en),
        );
    }
    Words::new(format!("此处是{}", ty.zh), format!("this is {}", ty.en))
}

/// A part whose type does not fit its place.
pub(super) fn mismatch(node: &Node, wanted: &Type, scope: &Scope) -> ConditionFault {
    let found = describe(node, scope);
    let name = wanted.name();
    ConditionFault::new(
        node.column,
        Words::new(
            format!("{}，而这里需要{}", found.zh, name.zh),
            format!("{}, where {} is needed", found.en, name.en),
        ),
        remedy(&node.ty, wanted),
    )
}

/// How people usually mend a pair of types that do not go together.
fn remedy(found: &Type, wanted: &Type) -> Words {
    let (zh, en) = match (found, wanted) {
        (Type::Choices(_) | Type::List(_), Type::Flag) => (
            "请写 'x' in 列表，或 count(列表) > 0",
            "write 'x' in list, or count(list) > 0",
        ),
        (Type::Choice(_), Type::Flag) => ("请写 x == '选项'", "write x == 'option'"),
        (Type::Date | Type::Moment | Type::Text, Type::Flag) => (
            "要判断是否有值，请写 has(…)；否则请写一个比较",
            "to ask whether there is a value write has(…); else write a comparison",
        ),
        (_, Type::Flag) => (
            "请写一个比较，例如 x > 0",
            "write a comparison such as x > 0",
        ),
        (Type::Integer | Type::Count | Type::Decimal { .. }, Type::Money)
        | (Type::Money, Type::Integer | Type::Count | Type::Decimal { .. }) => (
            "金额请写 yuan(5000)，且只与金额比较",
            "write money as yuan(5000) and compare it with money only",
        ),
        (Type::Choices(_), Type::Choice(_) | Type::Text) => (
            "多选请写 'x' in 字段，或 gravest(字段)",
            "for several choices write 'x' in field, or gravest(field)",
        ),
        (Type::Moment, Type::Date) | (Type::Date, Type::Moment) => (
            "日期与时刻之间请用 days_between(a, b)",
            "between a date and a moment use days_between(a, b)",
        ),
        (_, Type::Date) => ("日期请写成 '2024-01-01'", "write dates as '2024-01-01'"),
        (_, Type::Text) => ("文字请加单引号", "put texts in single quotes"),
        _ => (
            "请改用同一类型的字段或值",
            "use a field or value of the same type",
        ),
    };
    Words::new(zh, en)
}

/// A text that is none of the declared options.
pub(super) fn not_an_option(text: &str, options: &[ChoiceOption], column: usize) -> ConditionFault {
    let ids = || options.iter().map(|option| option.id.as_str());
    let known = quoted(ids());
    let remedy = match nearest(text, ids()) {
        Some(nearest) => Words::new(
            format!("是否应为“{nearest}”？可选：{}", known.zh),
            format!("did you mean “{nearest}”? options: {}", known.en),
        ),
        None => Words::new(
            format!("可选：{}", known.zh),
            format!("options: {}", known.en),
        ),
    };
    ConditionFault::new(
        column,
        Words::new(
            format!("“{text}”不是该字段的选项"),
            format!("“{text}” is not an option of this field"),
        ),
        remedy,
    )
}

/// A constant calculation that leaves the range of numbers.
pub(super) fn overflow(column: usize) -> ConditionFault {
    ConditionFault::new(
        column,
        Words::new(
            "常数计算超出范围",
            "the constant calculation leaves the range",
        ),
        Words::new("请用较小的数", "use smaller numbers"),
    )
}

//! Parsing, which is CEL's: this file calls the parser and words what it complains about.
//!
//! It adds no syntax of its own and checks no names or types.

use cel::IdedExpr;
use cel::common::ast::SourceInfo;
use cel::parser::{ParseError, Parser};

use super::fault::ConditionFault;
use super::gate;
use crate::words::Words;

/// The syntax tree with the place of every node.
pub(super) fn parse(source: &str) -> Result<(IdedExpr, SourceInfo), ConditionFault> {
    gate::admit(source)?;
    Parser::new()
        .parse_with_source_info(source)
        .map_err(|found| translate(source, &found.errors))
}

/// The first complaint of the parser in our words.
fn translate(source: &str, errors: &[ParseError]) -> ConditionFault {
    // A complaint about an incomplete node only repeats the one about the token that broke it.
    let own = |error: &&ParseError| !error.msg.starts_with("Incomplete");
    let error = errors.iter().find(own).or_else(|| errors.first());
    let (column, message) = error.map_or((1, ""), |error| {
        (column(source, error.pos), error.msg.as_str())
    });
    let (words, remedy) = word(message);
    ConditionFault::new(column, words, remedy)
}

/// Turns the parser's line and column into characters of the whole source from 1.
fn column(source: &str, (line, column): (isize, isize)) -> usize {
    let lines_before = usize::try_from(line - 1).unwrap_or_default();
    let before: usize = source
        .split_inclusive('\n')
        .take(lines_before)
        .map(|line| line.chars().count())
        .sum();
    before + usize::try_from(column).unwrap_or_default().max(1)
}

fn word(message: &str) -> (Words, Words) {
    if message.contains("has() macro") {
        return (
            Words::new("has(…) 里必须是带点的字段名", "has(…) takes a dotted name"),
            Words::new(
                "例如 has(matter.amount)；单个名称请写 x != null",
                "such as has(matter.amount); for a single name write x != null",
            ),
        );
    }
    if message.contains("invalid int literal") {
        return (
            Words::new("整数过大", "the whole number is too large"),
            Words::new(
                format!("最大为 {}", i64::MAX),
                format!("at most {}", i64::MAX),
            ),
        );
    }
    if let Some(name) = message.strip_prefix("reserved identifier: ") {
        return (
            Words::new(
                format!("“{name}”是 CEL 的保留字"),
                format!("“{name}” is a reserved word of CEL"),
            ),
            Words::new("请换一个名称", "use another name"),
        );
    }
    let token = token(message);
    if token.is_empty() || token == "<EOF>" {
        return (
            Words::new("表达式没有写完", "the expression ends too early"),
            Words::new(
                "请补全运算符右边的内容",
                "complete what follows the last operator",
            ),
        );
    }
    (
        Words::new(
            format!("语法错误：读到“{token}”处读不下去"),
            format!("syntax error: “{token}” cannot stand here"),
        ),
        Words::new(
            "请检查此处前后的运算符、引号和逗号",
            "look for a missing operator, quotation mark or comma around it",
        ),
    )
}

/// The token that the parser names first, in its quotation marks.
fn token(message: &str) -> &str {
    let Some((_, rest)) = message.split_once('\'') else {
        return "";
    };
    let named = message
        .contains("missing ")
        .then(|| rest.split_once("at '"));
    let rest = named.flatten().map_or(rest, |(_, after)| after);
    let end = rest
        .find("' expecting")
        .or_else(|| rest.rfind('\''))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

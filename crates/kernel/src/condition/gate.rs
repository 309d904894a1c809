//! What is looked at before CEL's parser sees a source: length, nesting, characters, brackets.
//!
//! The parser recurses once for each bracket and recovers from errors at length;
//! this gate keeps hostile sources from it and words the commonest slips.
//! It accepts much that the parser refuses, and refuses nothing that we would accept.

use super::fault::ConditionFault;
use crate::words::Words;

/// Longest source in characters: some twenty comparisons; longer ones belong in a fact of its own.
pub const LENGTH_MAX: usize = 2_000;

/// Deepest nesting of brackets and of `? :`: nobody reads deeper, and the parser's stack is safe.
pub const NESTING_MAX: usize = 16;

/// Refuses sources that are too long, too deep, or not made of CEL's characters.
pub(super) fn admit(source: &str) -> Result<(), ConditionFault> {
    let length = source.chars().take(LENGTH_MAX + 1).count();
    if length > LENGTH_MAX {
        return Err(ConditionFault::new(
            1,
            Words::new(
                format!("表达式超过 {LENGTH_MAX} 个字符"),
                format!("the expression is longer than {LENGTH_MAX} characters"),
            ),
            Words::new("请拆分为若干条件", "split it into several conditions"),
        ));
    }
    if source.trim().is_empty() {
        return Err(ConditionFault::new(
            1,
            Words::new("表达式是空的", "the expression is empty"),
            Words::new(
                "请写出条件，例如 has(matter.amount)",
                "write a condition such as has(matter.amount)",
            ),
        ));
    }
    let mut gate = Gate {
        characters: source.chars().collect(),
        at: 0,
        open: Vec::new(),
        questions: 0,
    };
    while gate.at < gate.characters.len() {
        gate.step()?;
    }
    gate.closed()
}

struct Gate {
    characters: Vec<char>,
    /// Index of the next character.
    at: usize,
    /// Brackets that are open, with their index.
    open: Vec<(char, usize)>,
    /// Question marks so far; each opens a branch that the parser descends into.
    questions: usize,
}

impl Gate {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn step(&mut self) -> Result<(), ConditionFault> {
        let Some(character) = self.peek(0) else {
            return Ok(());
        };
        match character {
            '\'' | '"' => return self.text(character, false),
            'r' | 'R' if matches!(self.peek(1), Some('\'' | '"')) && !self.after_name() => {
                self.at += 1;
                let quote = self.peek(0).unwrap_or_default();
                return self.text(quote, true);
            }
            'a'..='z' | 'A'..='Z' | '_' => return self.word(),
            '/' if self.peek(1) == Some('/') => self.comment(),
            '(' | '[' | '{' => self.open(character)?,
            ')' | ']' | '}' => self.close(character)?,
            '?' => {
                self.questions += 1;
                self.nesting()?;
            }
            '&' | '|' if self.peek(1) == Some(character) => self.at += 1,
            '=' | '!' | '<' | '>' if self.peek(1) == Some('=') => self.at += 1,
            '!'
            | '<'
            | '>'
            | '0'..='9'
            | '.'
            | ','
            | ':'
            | '+'
            | '-'
            | '*'
            | '/'
            | '%'
            | ' '
            | '\t'
            | '\n'
            | '\r' => {}
            other => return Err(self.stray(other)),
        }
        self.at += 1;
        Ok(())
    }

    fn after_name(&self) -> bool {
        let before = self
            .at
            .checked_sub(1)
            .and_then(|at| self.characters.get(at));
        before.is_some_and(|before| before.is_ascii_alphanumeric() || *before == '_')
    }

    /// Skips a text literal with its quotation marks.
    fn text(&mut self, quote: char, raw: bool) -> Result<(), ConditionFault> {
        let start = self.at;
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        while let Some(character) = self.peek(0) {
            if character == '\\' && !raw {
                self.at += 2;
            } else if triple {
                if character == quote && self.peek(1) == Some(quote) && self.peek(2) == Some(quote)
                {
                    self.at += 3;
                    return Ok(());
                }
                self.at += 1;
            } else if character == '\n' || character == '\r' {
                break;
            } else {
                self.at += 1;
                if character == quote {
                    return Ok(());
                }
            }
        }
        Err(ConditionFault::new(
            start + 1,
            Words::new("文字没有右引号", "the text has no closing quotation mark"),
            Words::new(
                format!("请在文字末尾补上 {quote}"),
                format!("end the text with {quote}"),
            ),
        ))
    }

    /// Skips a name and recognises the words that other languages use for operators.
    fn word(&mut self) -> Result<(), ConditionFault> {
        let start = self.at;
        while self
            .peek(0)
            .is_some_and(|next| next.is_ascii_alphanumeric() || next == '_')
        {
            self.at += 1;
        }
        let word: String = self.characters.iter().take(self.at).skip(start).collect();
        let operator = match word.as_str() {
            "and" | "AND" => "&&",
            "or" | "OR" => "||",
            "not" | "NOT" => "!",
            _ => return Ok(()),
        };
        let field = start.checked_sub(1).and_then(|at| self.characters.get(at)) == Some(&'.');
        if field || self.peek(0) == Some('.') {
            return Ok(());
        }
        Err(ConditionFault::new(
            start + 1,
            Words::new(
                format!("不认识的运算符“{word}”"),
                format!("“{word}” is not an operator"),
            ),
            Words::new(format!("请写 {operator}"), format!("write {operator}")),
        ))
    }

    fn comment(&mut self) {
        while self.peek(1).is_some_and(|next| next != '\n') {
            self.at += 1;
        }
    }

    fn open(&mut self, bracket: char) -> Result<(), ConditionFault> {
        self.open.push((bracket, self.at));
        self.nesting()
    }

    fn nesting(&self) -> Result<(), ConditionFault> {
        if self.open.len() + self.questions <= NESTING_MAX {
            return Ok(());
        }
        Err(ConditionFault::new(
            self.at + 1,
            Words::new(
                format!("括号和“? :”合计超过 {NESTING_MAX} 层"),
                format!("brackets and “? :” are nested deeper than {NESTING_MAX}"),
            ),
            Words::new("请拆分为若干条件", "split it into several conditions"),
        ))
    }

    fn close(&mut self, bracket: char) -> Result<(), ConditionFault> {
        let expected = self.open.pop().map(|(open, _)| closing(open));
        if expected == Some(bracket) {
            return Ok(());
        }
        let remedy = match expected {
            Some(expected) => Words::new(
                format!("此处应为 {expected}"),
                format!("{expected} is due here"),
            ),
            None => Words::new(
                format!("请删去 {bracket}，或补上与之对应的左括号"),
                format!("remove {bracket} or add the bracket that opens it"),
            ),
        };
        Err(ConditionFault::new(
            self.at + 1,
            Words::new(
                format!("右括号 {bracket} 没有对应的左括号"),
                format!("{bracket} closes nothing"),
            ),
            remedy,
        ))
    }

    fn closed(&self) -> Result<(), ConditionFault> {
        let Some((bracket, at)) = self.open.last() else {
            return Ok(());
        };
        let due = closing(*bracket);
        Err(ConditionFault::new(
            at + 1,
            Words::new(
                format!("左括号 {bracket} 没有闭合"),
                format!("{bracket} is never closed"),
            ),
            Words::new(format!("请补上 {due}"), format!("add {due}")),
        ))
    }

    /// A character that CEL does not know outside texts.
    fn stray(&self, character: char) -> ConditionFault {
        let instead = match character {
            '&' => "&&",
            '|' => "||",
            '（' => "(",
            '）' => ")",
            '，' | '、' => ",",
            '：' => ":",
            '？' => "?",
            '！' => "!",
            '＞' => ">",
            '＜' => "<",
            '=' | '＝' => "==",
            '≥' => ">=",
            '≤' => "<=",
            '≠' => "!=",
            '×' => "*",
            '÷' => "/",
            '“' | '”' | '‘' | '’' | '「' | '」' => "'",
            _ => "",
        };
        let remedy = if !instead.is_empty() {
            Words::new(format!("请写 {instead}"), format!("write {instead}"))
        } else if character.is_alphabetic() {
            Words::new(
                "文字请加英文单引号；字段名请用英文小写",
                "put texts in straight single quotes; names are English lower case",
            )
        } else {
            Words::new("请删去", "remove it")
        };
        let shown = character.escape_debug();
        let shown = if character.is_control() {
            shown.to_string()
        } else {
            character.to_string()
        };
        ConditionFault::new(
            self.at + 1,
            Words::new(
                format!("此处不能有字符“{shown}”"),
                format!("the character “{shown}” cannot stand here"),
            ),
            remedy,
        )
    }
}

const fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

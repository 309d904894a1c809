//! A Rust file cut into what the machine runs, what the reader reads and what the program says.
//!
//! The cut keeps every line where it was, so that a complaint can name its line. It knows
//! comments, strings and character literals, and nothing else of the language: tidy needs no more.

/// Which of the three a character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Comment,
    Text,
}

/// One Rust file in three views of equal line count; in each, what belongs elsewhere is blank.
pub struct Source {
    /// The lines as written.
    pub lines: Vec<String>,
    /// Code with comments and the inside of literals blanked.
    pub code: Vec<String>,
    /// The inside of string literals alone.
    pub texts: Vec<String>,
    /// Comments alone, with their slashes.
    pub comments: Vec<String>,
}

impl Source {
    pub fn read(text: &str) -> Self {
        let parts = classify(text);
        let view = |wanted: Part| -> Vec<String> {
            let kept: String = text
                .chars()
                .zip(&parts)
                .map(|(c, part)| if c == '\n' || *part == wanted { c } else { ' ' })
                .collect();
            kept.lines()
                .map(|line| line.trim_end().to_owned())
                .collect()
        };
        Self {
            lines: text.lines().map(str::to_owned).collect(),
            code: view(Part::Code),
            texts: view(Part::Text),
            comments: view(Part::Comment),
        }
    }

    /// The comment block that opens the file.
    pub fn first_comment(&self) -> String {
        self.lines
            .iter()
            .map(|line| line.trim())
            .take_while(|line| line.starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The first line (counted from 0) of the tests at the foot of the file, if there are any.
    pub fn tests_start(&self) -> Option<usize> {
        self.code
            .iter()
            .position(|line| line.contains("#[cfg(test)]"))
    }
}

fn classify(text: &str) -> Vec<Part> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::with_capacity(chars.len());
    while parts.len() < chars.len() {
        let at = parts.len();
        let end = match chars[at] {
            '/' if next_is(&chars, at, '/') => {
                push(&mut parts, line_end(&chars, at), Part::Comment)
            }
            '/' if next_is(&chars, at, '*') => {
                push(&mut parts, block_end(&chars, at), Part::Comment)
            }
            '"' => push_literal(&mut parts, string_end(&chars, at), 1),
            'r' | 'b' | 'c' if !continues_a_word(&chars, at) => match raw_string(&chars, at) {
                Some((end, quotes)) => {
                    parts.extend(std::iter::repeat_n(Part::Code, quotes));
                    push_literal(&mut parts, end, 1)
                }
                None => push(&mut parts, at + 1, Part::Code),
            },
            '\'' => push_literal(&mut parts, character_end(&chars, at), 1),
            _ => push(&mut parts, at + 1, Part::Code),
        };
        debug_assert!(end > at);
    }
    parts
}

fn push(parts: &mut Vec<Part>, end: usize, part: Part) -> usize {
    parts.resize(end, part);
    end
}

/// Marks a literal: its delimiters are code, its inside is text.
fn push_literal(parts: &mut Vec<Part>, end: usize, delimiter: usize) -> usize {
    let start = parts.len();
    parts.resize((start + delimiter).min(end), Part::Code);
    if end > start + delimiter {
        parts.resize(end - delimiter, Part::Text);
    }
    parts.resize(end, Part::Code);
    end
}

fn next_is(chars: &[char], at: usize, wanted: char) -> bool {
    chars.get(at + 1) == Some(&wanted)
}

fn continues_a_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn line_end(chars: &[char], at: usize) -> usize {
    chars[at..]
        .iter()
        .position(|c| *c == '\n')
        .map_or(chars.len(), |offset| at + offset)
}

fn block_end(chars: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut here = at;
    while here < chars.len() {
        match (chars[here], chars.get(here + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                here += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                here += 2;
                if depth == 0 {
                    return here;
                }
            }
            _ => here += 1,
        }
    }
    chars.len()
}

fn string_end(chars: &[char], at: usize) -> usize {
    let mut here = at + 1;
    while here < chars.len() {
        match chars[here] {
            '\\' => here += 2,
            '"' => return here + 1,
            _ => here += 1,
        }
    }
    chars.len()
}

/// For `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#` and `c"…"`: where the literal ends (its hashes left
/// out), and how many characters stand before the opening quote.
fn raw_string(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let mut here = at;
    while here < at + 2 && matches!(chars.get(here), Some('r' | 'b' | 'c')) {
        here += 1;
    }
    let raw = chars[at..here].contains(&'r');
    let hashes = chars[here..].iter().take_while(|c| **c == '#').count();
    let quote = here + hashes;
    if chars.get(quote) != Some(&'"') || (hashes > 0 && !raw) {
        return None;
    }
    if !raw {
        return Some((string_end(chars, quote), quote - at));
    }
    let mut close = quote + 1;
    while close < chars.len() {
        let follows = chars[close + 1..].iter().take_while(|c| **c == '#').count();
        if chars[close] == '"' && follows >= hashes {
            return Some((close + 1, quote - at));
        }
        close += 1;
    }
    Some((chars.len(), quote - at))
}

/// The end of a character literal, or of the lone quote of a lifetime.
fn character_end(chars: &[char], at: usize) -> usize {
    if next_is(chars, at, '\\') {
        let from = at + 3;
        let close = chars
            .get(from..)
            .and_then(|rest| rest.iter().position(|c| *c == '\''));
        return close.map_or(chars.len(), |offset| from + offset + 1);
    }
    if chars.get(at + 2) == Some(&'\'') {
        at + 3
    } else {
        at + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_code_comments_and_texts_apart() {
        let source = Source::read("let a = \"SELECT\"; // SELECT\nlet b = 'x'; /* TODO */ f();\n");
        assert_eq!(
            source.code,
            ["let a = \"      \";", "let b = ' ';            f();"]
        );
        assert_eq!(source.texts[0].trim(), "SELECT");
        assert_eq!(source.comments[0].trim(), "// SELECT");
        assert_eq!(source.comments[1].trim(), "/* TODO */");
    }

    #[test]
    fn reads_raw_strings_lifetimes_and_escaped_quotes() {
        let source =
            Source::read("fn f<'a>(x: &'a str) { g(r#\"say \"{\" now\"#, '\\'', \"\\\"}\"); }");
        assert_eq!(source.code[0].matches('{').count(), 1);
        assert_eq!(source.code[0].matches('}').count(), 1);
        assert!(source.texts[0].contains("say \"{\" now"));
    }

    #[test]
    fn reads_nested_block_comments() {
        let source = Source::read("/* a /* b */ c */ d();");
        assert_eq!(source.code[0].trim(), "d();");
    }

    #[test]
    fn gives_the_first_comment_and_the_start_of_tests() {
        let source = Source::read("//! One.\n//! Two.\n\nfn f() {}\n#[cfg(test)]\nmod tests {}\n");
        assert_eq!(source.first_comment(), "//! One.\n//! Two.");
        assert_eq!(source.tests_start(), Some(4));
    }
}

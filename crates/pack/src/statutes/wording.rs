//! Reads the wording of articles: numbers in Chinese numerals, paragraphs and items, hashes.
//!
//! The normalisation is part of the index format (`statutes/README.md`): changing it changes
//! every hash.

use sha2::{Digest, Sha256};

use super::law::ArticleNumber;

/// Highest article number read; the same bound as citations have.
const NUMBER_MAX: u16 = 9999;

/// The shape of an article: its paragraphs, each with its items on lines of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Each paragraph (款); its items (项) follow on lines of their own.
    pub paragraphs: Vec<String>,
    /// Number of items in each paragraph.
    pub items: Vec<u8>,
}

impl Structure {
    /// Divides an article's lines into paragraphs and items.
    /// A line that opens with （一） continues the paragraph before it; so does a line that opens
    /// with a number and a dot (目) below an item. Any other line is a new paragraph.
    pub fn read(text: &str) -> Self {
        let mut structure = Self {
            paragraphs: Vec::new(),
            items: Vec::new(),
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let item = opens_item(line);
            match (structure.paragraphs.last_mut(), structure.items.last_mut()) {
                (Some(paragraph), Some(items)) if item || (*items > 0 && opens_subitem(line)) => {
                    paragraph.push('\n');
                    paragraph.push_str(line);
                    *items = items.saturating_add(u8::from(item));
                }
                _ => {
                    structure.paragraphs.push(line.to_owned());
                    structure.items.push(u8::from(item));
                }
            }
        }
        structure
    }
}

/// The text as it is hashed: without any white space or invisible characters, with every kind of
/// double quotation mark written `"` and every single one written `'`, and with full-width forms
/// of ASCII characters (brackets, digits, commas) written in ASCII.
pub fn normalise(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            '“' | '”' | '„' | '‟' | '＂' | '「' | '」' | '『' | '』' => '"',
            '‘' | '’' | '‚' | '‛' | '＇' => '\'',
            '！'..='～' => half_width(c),
            other => other,
        })
        .collect()
}

/// The ASCII character of which this is the full-width form (U+FF01 to U+FF5E).
fn half_width(c: char) -> char {
    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
}

/// SHA-256 of an article's normalised text, without the words that number it (第三十条).
pub fn article_hash(text: &str) -> [u8; 32] {
    Sha256::digest(normalise(text).as_bytes()).into()
}

/// Reads `第三十条` or `第一百三十三条之一` at the start of a text; returns what follows.
pub fn read_article_heading(text: &str) -> Option<(ArticleNumber, &str)> {
    let rest = text.strip_prefix('第')?;
    let (numeral, rest) = rest.split_once('条')?;
    let number = read_numeral(numeral)?;
    let Some(after) = rest.strip_prefix('之') else {
        return Some((ArticleNumber { number, sub: 0 }, rest));
    };
    let digits = after.chars().take_while(|c| is_numeral(*c)).count();
    let end = after
        .char_indices()
        .nth(digits)
        .map_or(after.len(), |(at, _)| at);
    let (numeral, rest) = after.split_at(end);
    let sub = u8::try_from(read_numeral(numeral)?).ok()?;
    Some((ArticleNumber { number, sub }, rest))
}

/// Whether a line is the heading of a part, chapter or section (编, 分编, 章, 节).
pub fn is_heading(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('第') else {
        return false;
    };
    let numerals = rest.chars().take_while(|c| is_numeral(*c)).count();
    let mut after = rest.chars().skip(numerals);
    let unit = after.next();
    let unit = if unit == Some('分') {
        after.next()
    } else {
        unit
    };
    let spaced = after.next().is_none_or(char::is_whitespace);
    numerals > 0 && matches!(unit, Some('编' | '章' | '节')) && spaced
}

/// Reads a Chinese numeral from 一 to 九千九百九十九.
pub fn read_numeral(text: &str) -> Option<u16> {
    let mut total: u16 = 0;
    let mut digit: u16 = 0;
    if text.is_empty() {
        return None;
    }
    for c in text.chars() {
        let unit = match c {
            '零' | '〇' => 0,
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            other => {
                let at = "一二三四五六七八九".chars().position(|d| d == other)?;
                digit = u16::try_from(at).ok()? + 1;
                continue;
            }
        };
        if unit > 0 {
            total = total.checked_add(digit.max(1).checked_mul(unit)?)?;
        }
        digit = 0;
    }
    let number = total.checked_add(digit)?;
    (1..=NUMBER_MAX).contains(&number).then_some(number)
}

fn is_numeral(c: char) -> bool {
    "零〇一二三四五六七八九十百千".contains(c)
}

/// Zero-width characters and the byte order mark, which are not white space to Unicode.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

fn opens_item(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['（', '(']) else {
        return false;
    };
    let numerals = rest.chars().take_while(|c| is_numeral(*c)).count();
    numerals > 0 && matches!(rest.chars().nth(numerals), Some('）' | ')'))
}

fn opens_subitem(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    digits > 0 && matches!(line.chars().nth(digits), Some('.' | '．' | '、'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numerals_and_headings() {
        let rows = [
            ("一", Some(1)),
            ("十", Some(10)),
            ("三十二", Some(32)),
            ("一百零一", Some(101)),
            ("一百一十", Some(110)),
            ("一千二百六十", Some(1260)),
            ("", None),
            ("零", None),
            ("甲", None),
        ];
        for (text, number) in rows {
            assert_eq!(read_numeral(text), number, "{text}");
        }
        let heading = read_article_heading("第八条之二 甲");
        assert_eq!(heading, Some((ArticleNumber { number: 8, sub: 2 }, " 甲")));
        assert!(is_heading("第二编 分 则") && is_heading("第三章"));
        assert!(!is_heading("第三章规定的事项") && !is_heading("第三条 甲"));
    }

    #[test]
    fn divides_an_article_into_paragraphs_and_items() {
        let structure = Structure::read("甲：\n（一）乙；\n（二）丙：\n1.丁；\n2.戊。\n\n己。\n");
        assert_eq!(structure.items, [2, 0]);
        assert_eq!(
            structure.paragraphs[0],
            "甲：\n（一）乙；\n（二）丙：\n1.丁；\n2.戊。"
        );
    }

    #[test]
    fn hashes_alike_whatever_the_spacing_and_quotation_marks() {
        let one = article_hash("称“甲”，\n\u{3000}是\u{200b}乙（２日）。");
        assert_eq!(one, article_hash("称\"甲\",是乙(2日)。"));
        assert_ne!(one, article_hash("称甲，是乙。"));
    }
}

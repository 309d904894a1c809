//! Reads lines of text out of an uncompressed PDF of the press. It knows only what the press
//! writes; it is no reader of PDF.

use std::collections::BTreeMap;

/// A line of text on a page.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it begins, in points from the left.
    pub x: f32,
    /// Where its last character begins.
    pub end: f32,
    /// Its base line, in points from the top.
    pub y: f32,
    /// The size of its type.
    pub size: f32,
    /// What it says.
    pub text: String,
}

struct Font {
    letters: BTreeMap<u16, String>,
    widths: BTreeMap<u16, f32>,
}

/// The lines of every page; pieces on one base line are one line.
pub fn lines(file: &[u8]) -> Vec<Vec<Line>> {
    // Every byte becomes one character, so that places stay what they are.
    let file: String = file.iter().map(|byte| char::from(*byte)).collect();
    let objects = objects(&file);
    let mut pages = Vec::new();
    for (_, page) in objects.iter().filter(|(_, o)| o.contains("/Type/Page/")) {
        let resources = &objects[&reference(page, "/Resources").unwrap()];
        let fonts = fonts(&objects, resources);
        let content = &objects[&reference(page, "/Contents").unwrap()];
        pages.push(page_lines(content, &fonts));
    }
    pages
}

fn objects(file: &str) -> BTreeMap<usize, String> {
    let mut objects = BTreeMap::new();
    for object in file.split("\nendobj") {
        let Some((head, body)) = object.split_once(" 0 obj\n") else {
            continue;
        };
        let number = head.rsplit(['\n', ' ']).next().unwrap();
        if let Ok(number) = number.parse() {
            objects.insert(number, body.to_owned());
        }
    }
    objects
}

fn reference(object: &str, key: &str) -> Option<usize> {
    let rest = object.split_once(key)?.1.trim_start_matches([' ', '[']);
    rest.split(' ').next()?.parse().ok()
}

fn fonts(objects: &BTreeMap<usize, String>, resources: &str) -> BTreeMap<String, Font> {
    let mut fonts = BTreeMap::new();
    let Some((_, list)) = resources.split_once("/Font<<") else {
        return fonts;
    };
    for entry in list.split_once(">>").unwrap().0.split('/').skip(1) {
        let (name, number) = entry.split_once(' ').unwrap();
        let font = &objects[&number.split(' ').next().unwrap().parse().unwrap()];
        let letters = letters(&objects[&reference(font, "/ToUnicode").unwrap()]);
        let descendant = &objects[&reference(font, "/DescendantFonts").unwrap()];
        let widths = widths(descendant);
        fonts.insert(name.to_owned(), Font { letters, widths });
    }
    fonts
}

/// `<0001> <6CD5>` between beginbfchar and endbfchar.
fn letters(map: &str) -> BTreeMap<u16, String> {
    let mut letters = BTreeMap::new();
    for part in map.split("beginbfchar").skip(1) {
        for line in part.split("endbfchar").next().unwrap().lines() {
            let Some((code, units)) = line.trim().split_once("> <") else {
                continue;
            };
            let code = u16::from_str_radix(code.trim_start_matches('<'), 16).unwrap();
            let units = units.trim_end_matches('>').as_bytes().chunks(4);
            let units: Vec<u16> = units
                .map(|four| u16::from_str_radix(std::str::from_utf8(four).unwrap(), 16).unwrap())
                .collect();
            letters.insert(code, String::from_utf16(&units).unwrap());
        }
    }
    letters
}

/// `/W[0 5 1000 6 6 558]`: first, last, width.
fn widths(font: &str) -> BTreeMap<u16, f32> {
    let mut widths = BTreeMap::new();
    let list = font.split_once("/W[").map_or("", |(_, rest)| rest);
    let numbers: Vec<f32> = list
        .split(']')
        .next()
        .unwrap()
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    for three in numbers.chunks_exact(3) {
        let mut code = three[0];
        while code <= three[1] {
            widths.insert(format!("{code}").parse().unwrap(), three[2]);
            code += 1.0;
        }
    }
    widths
}

fn page_lines(content: &str, fonts: &BTreeMap<String, Font>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in content.split("BT ").skip(1) {
        let piece = piece.split("\nET").next().unwrap();
        let (set, shown) = piece.split_once(" Tm").unwrap();
        let words: Vec<&str> = set.split_whitespace().collect();
        let face = words.iter().position(|word| word.contains("/f")).unwrap();
        let font = &fonts[words[face].rsplit('/').next().unwrap()];
        let size: f32 = words[face + 1].parse().unwrap();
        let y: f32 = words.last().unwrap().parse().unwrap();
        let x: f32 = words[words.len() - 2].parse().unwrap();
        let (text, end) = shown_text(shown, font, x, size);
        match lines.last_mut().filter(|line| (line.y - y).abs() < 0.01) {
            Some(line) => {
                line.text.push_str(&text);
                line.end = end;
            }
            None => lines.push(Line {
                x,
                end,
                y,
                size,
                text,
            }),
        }
    }
    lines
}

/// Strings of two-byte codes with corrections between them, in thousandths of the size.
fn shown_text(shown: &str, font: &Font, x: f32, size: f32) -> (String, f32) {
    let (mut text, mut here, mut last) = (String::new(), x, x);
    let mut rest = shown;
    while let Some(at) = rest.find(['(', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        rest = &rest[at..];
        if !rest.starts_with('(') {
            let end = rest.find(|c: char| !"-.0123456789".contains(c)).unwrap();
            here -= rest[..end].parse::<f32>().unwrap() / 1000.0 * size;
            rest = &rest[end..];
            continue;
        }
        let (codes, length) = string(rest);
        for code in codes.chunks_exact(2) {
            let code = u16::from_be_bytes([code[0], code[1]]);
            text.push_str(font.letters.get(&code).map_or("", String::as_str));
            last = here;
            here += font.widths.get(&code).copied().unwrap_or(0.0) / 1000.0 * size;
        }
        rest = &rest[length..];
    }
    (text, last)
}

/// A literal string with its escapes; how many characters it takes up.
fn string(text: &str) -> (Vec<u8>, usize) {
    let bytes: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (Vec::new(), 1);
    while bytes[at] != ')' {
        if bytes[at] != '\\' {
            out.push(u8::try_from(u32::from(bytes[at])).unwrap());
            at += 1;
            continue;
        }
        let next = bytes[at + 1];
        if next.is_digit(8) {
            let digits: String = bytes[at + 1..at + 4].iter().collect();
            out.push(u8::from_str_radix(&digits, 8).unwrap());
            at += 4;
        } else {
            out.push(match next {
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'b' => 8,
                'f' => 12,
                other => u8::try_from(u32::from(other)).unwrap(),
            });
            at += 2;
        }
    }
    let length = bytes[..=at].iter().map(|c| c.len_utf8()).sum();
    (out, length)
}

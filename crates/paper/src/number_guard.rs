//! Numbers that people type: which may stand as they are, and which need a source.
//!
//! A count, an amount or a rate comes from the record or names its source. Dates, ordinals,
//! document numbers, names of laws, times and telephone numbers count nothing and may be typed.
//! Whether a number is true is not asked here.

use std::ops::Range;
use std::sync::LazyLock;

use fadu_kernel::words::Words;
use regex::Regex;

/// What may be typed, each with what it is for. They are matched on text in which wide figures
/// and marks are narrow.
const TYPED: [&str; 17] = [
    // Names of laws and papers.
    r"《[^《》]{0,120}》",
    // Years, and spans of them.
    r"(?:19|20)\d\d(?:[—–\-~～至到]{1,2}(?:19|20)\d\d)?年",
    // Months and days, and spans of them.
    r"(?x) (?:[1-9]|1[0-2]) (?:[—–\-~～至到](?:[1-9]|1[0-2]))? 月
      (?:(?:3[01]|[12]\d|[1-9])日?[、和至到—–\-~～])? (?:(?:3[01]|[12]\d|[1-9])日)?",
    r"[、和至到—–](?:3[01]|[12]\d|[1-9])日",
    r"(?x) (?:19|20)\d\d [\-./] (?:1[0-2]|0?[1-9]) [\-./] (?:3[01]|[12]\d|0?[1-9])",
    // Times of day, and open at all hours.
    r"(?:2[0-4]|1?\d):[0-5]\d",
    r"(?:2[0-4]|1?\d)时(?:[0-5]?\d分)?",
    r"(?:[57][×xX*])?24小时",
    // Ordinals that rank nobody.
    r"(?x) 第\d{1,5} (?:[—–\-~～至、]\d{1,5})?
      (?:条|款|项|目|章|节|编|届|次|批|号|期|季度|版|部分|阶段|轮|页|号令)",
    // Numbers of papers.
    r"[〔\[(](?:19|20)\d\d[〕\])]第?\d{1,5}(?:[—–\-、]\d{1,5})?号",
    r"(?:令|函|发|字|文|公告)第?\d{1,5}号",
    // Hotlines, and telephone numbers of offices.
    r#"["“](?:110|119|120|122|12\d{3}|96\d{3,4})["”]"#,
    r"(?x) (?:110|119|120|122|12\d{3}|96\d{3,4})
      (?:公共|法律|检察|政务|便民|市民|服务|监督|举报|消费|维权){0,4} (?:热线|电话|平台|专线)",
    r"(?x) (?:热线|电话|平台|专线|拨打) [:：]?
      (?:0\d{2,3}-?\d{7,8}|110|119|120|122|12\d{3}|96\d{3,4})",
    // Days known by their number, slogans of sums, names of standards.
    r#"["“]\d{1,2}[·.]\d{1,2}["”]"#,
    r#"["“][^"“”]{0,12}\d(?:\+[\dNn]+)+[^"“”]{0,12}["”]"#,
    r"(?:GB|GA|SF|DB|GB/T|SF/T|DB\d{2}/T|ISO) ?\d{3,5}(?:[.\-—]\d{1,4}){0,2}",
];

/// A number of order at the beginning of a paragraph.
const ORDER: &str = r"^\s*(?:\(\d{1,2}\)|\d{1,2}[.、])";

/// Counts written in Chinese numerals, beyond ten: they too need a source.
const WORDED: &str = r"(?x) 百分之[零〇一二三四五六七八九十百点]+
  | [一二三四五六七八九十百千万亿两零〇]{2,} [余多]?
    (?:件|次|人|名|起|个|家|项|份|场|条|户|元|宗|例|批|处|所|部|台|套|篇|期|吨|公里)";

static TYPED_ALL: LazyLock<Vec<Regex>> = LazyLock::new(|| TYPED.map(compiled).into());
static ORDER_ONE: LazyLock<Regex> = LazyLock::new(|| compiled(ORDER));
static WORDED_ALL: LazyLock<Regex> = LazyLock::new(|| compiled(WORDED));

#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by a test"
)]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The numbers in a paragraph that were typed and have no source, as ranges of bytes.
///
/// Places such as `{figure:…}` must have been taken out before.
pub fn sourceless(paragraph: &str) -> Vec<Range<usize>> {
    let (narrow, origin) = narrowed(paragraph);
    let mut free = vec![false; narrow.len() + 1];
    let mut release = |range: Range<usize>| free[range].fill(true);
    if let Some(order) = ORDER_ONE.find(&narrow) {
        let rest = narrow[order.end()..].chars().next();
        if !rest.is_some_and(|c| c.is_ascii_digit()) {
            release(order.range());
        }
    }
    for pattern in TYPED_ALL.iter() {
        for found in pattern.find_iter(&narrow) {
            if stands_alone(&narrow, &found.range()) {
                release(found.range());
            }
        }
    }
    let mut ranges: Vec<Range<usize>> = runs(&narrow)
        .filter(|run| {
            narrow[run.clone()]
                .bytes()
                .zip(run.clone())
                .any(|(byte, at)| byte.is_ascii_digit() && !free[at])
        })
        .collect();
    let worded = WORDED_ALL.find_iter(&narrow);
    ranges.extend(
        worded
            .map(|found| found.range())
            .filter(|range| counts_something(&narrow, range) && !free[range.start]),
    );
    ranges.sort_by_key(|range| range.start);
    let at = |byte: usize| origin.get(byte).copied().unwrap_or(paragraph.len());
    ranges
        .into_iter()
        .map(|range| at(range.start)..at(range.end))
        .collect()
}

/// What the reader of a complaint is told to do.
pub fn remedy() -> Words {
    Words::new(
        "数字不能手工填写：用 {figure:指标} 放入由系统汇总的数，或用 {quote:数字|来源} 注明出处",
        "A number is not typed: place a counted one with {figure:indicator}, or quote one with \
         its source as {quote:number|source}",
    )
}

/// The text with wide figures and marks narrow, and for each byte its place in the original.
fn narrowed(text: &str) -> (String, Vec<usize>) {
    let mut narrow = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        let to = match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '（' => '(',
            '）' => ')',
            '．' => '.',
            '：' => ':',
            '％' => '%',
            '，' => ',',
            c => c,
        };
        origin.extend(std::iter::repeat_n(at, to.len_utf8()));
        narrow.push(to);
    }
    origin.push(text.len());
    (narrow, origin)
}

/// A match that cuts a longer number in two says nothing about it.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let begins = text[range.clone()].starts_with(|c: char| c.is_ascii_digit());
    let ends = text[range.clone()].ends_with(|c: char| c.is_ascii_digit());
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let (next, second) = (after.next(), after.next());
    let goes_on = match next {
        Some('.' | ',') => second.is_some_and(|c| c.is_ascii_digit()),
        Some('%' | '万' | '亿' | '余' | '多') => true,
        Some(c) => c.is_ascii_digit(),
        None => false,
    };
    !(begins && before.is_some_and(|c| c.is_ascii_digit() || c == '.') || ends && goes_on)
}

/// Runs of figures, with points and commas between and a per cent sign behind.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let digit = move |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = (next..bytes.len()).find(|at| digit(*at))?;
        let mut end = start;
        while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
            end += 1;
        }
        if bytes.get(end) == Some(&b'%') {
            end += 1;
        }
        next = end;
        Some(start..end)
    })
}

/// Whether words of number are a count: not an ordinal, not a figure of speech.
fn counts_something(text: &str, range: &Range<usize>) -> bool {
    let found = &text[range.clone()];
    let ordinal = text[..range.start].ends_with(['第', '“', '"']);
    let numerals = found.chars().any(|c| "一二三四五六七八九十".contains(c));
    let large = found.chars().any(|c| "十百千万亿".contains(c)) || found.starts_with("百分之");
    !ordinal && numerals && large
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        sourceless(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn what_counts_nothing_may_be_typed() {
        for text in [
            "2022年，全市法治政府建设取得新进展。",
            "按照2021—2025年规划，2021至2025年间分步实施。",
            "７月８日、２２日召开会议；1-6月完成自查，12月底前报送。",
            "7月8日、8月22日两次召开会议。",
            "2022-07-08 印发，2022.7.8 施行。",
            "第4次会议审议，第3季度通报，依照第12条、第3款。",
            "印发《实施方案（2021—2025年）》和《2022年工作要点》。",
            "调政发〔2022〕15号、辽政办发[2021]3号文件，国务院令第784号公布。",
            "拨打12348热线，“12345”平台，12309检察服务热线，电话：024-12345678。",
            "“12·4”国家宪法日前后。",
            "形成“1+3+N”格局，按照 GB/T 9704-2012 印制。",
            "7×24小时值守，9:00 开门，14时30分散会。",
            "（1）加强领导；",
            "1. 抓住关键少数。",
            "抓好三项制度，突出两个重点，十个方面同时推进。",
            "千千万万个家庭，第二十次会议，“一百个一”活动。",
            "“八五”普法规划、“十四五”规划。",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_count_without_a_source_is_found() {
        for (text, numbers) in [
            ("全年调解1121件。", vec!["1121"]),
            (
                "全年调解１１２１件，成功率98%以上。",
                vec!["１１２１", "98%"],
            ),
            ("上网率达到49.37％。", vec!["49.37％"]),
            ("挽损4.87亿元，受众1,000余人。", vec!["4.87", "1,000"]),
            ("2022年调解30件，12月又调解5件。", vec!["30", "5"]),
            ("历时20年。", vec!["20"]),
            ("培训12个月。", vec!["12"]),
            ("位列全省第3名。", vec!["3"]),
            ("1.5万人受益。", vec!["1.5"]),
            ("开展活动一百二十余场。", vec!["一百二十余场"]),
            ("成功率百分之九十八。", vec!["百分之九十八"]),
            ("二十三家单位参加。", vec!["二十三家"]),
            ("在15个工作日内办结。", vec!["15"]),
            ("接听12348个电话。", vec!["12348"]),
            ("121月。", vec!["121"]),
            ("调解2022件年。", vec!["2022"]),
            (
                "办理〔2022〕号以外的15号楼3个案件。",
                vec!["2022", "15", "3"],
            ),
        ] {
            assert_eq!(found(text), numbers, "{text}");
        }
    }

    #[test]
    fn ranges_name_bytes_of_the_text_as_written() {
        let text = "（二）调解１２件";
        let ranges = sourceless(text);
        assert_eq!(ranges.len(), 1);
        assert_eq!(&text[ranges[0].clone()], "１２");
    }
}

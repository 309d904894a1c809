//! Numbers in Chinese numerals, as articles are numbered.
//!
//! It knows nothing of laws.

/// Highest number written in numerals.
const NUMERAL_MAX: u16 = 9999;

/// Writes a number from 0 to 9999 in Chinese numerals, as articles are numbered: 10 is 十, 110
/// is 一百一十. Larger numbers are written in digits.
pub fn chinese_numeral(number: u16) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number > NUMERAL_MAX {
        return number.to_string();
    }
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (power, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::from(number / power % 10);
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push(DIGITS[0]);
            gap = false;
        }
        // Ten to nineteen are 十 to 十九, without a leading 一.
        if !(text.is_empty() && power == 10 && digit == 1) {
            text.push(DIGITS[digit]);
        }
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_chinese_numerals_as_articles_are_numbered() {
        let rows = [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (99, "九十九"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (111, "一百一十一"),
            (1000, "一千"),
            (1001, "一千零一"),
            (1010, "一千零一十"),
            (1100, "一千一百"),
            (1260, "一千二百六十"),
            (9999, "九千九百九十九"),
        ];
        for (number, text) in rows {
            assert_eq!(chinese_numeral(number), text);
        }
    }

    #[test]
    fn writes_every_numeral_differently() {
        let all: std::collections::BTreeSet<String> = (0..=9999).map(chinese_numeral).collect();
        assert_eq!(all.len(), 10_000);
        assert!(
            all.iter()
                .all(|text| !text.contains("零零") && !text.ends_with("零零"))
        );
    }
}

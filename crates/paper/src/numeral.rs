//! Chinese numerals for headings: 一、（一）. Nothing else counts in them.

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A number from 1 to 99 as headings write it; beyond that in Arabic figures.
pub fn numeral(number: usize) -> String {
    if number == 0 || number > 99 {
        return number.to_string();
    }
    let (tens, ones) = (number / 10, number % 10);
    let head = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", DIGITS[tens]),
    };
    head + DIGITS[ones]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_count_as_people_do() {
        let words = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (45, "四十五"),
            (99, "九十九"),
            (100, "100"),
        ];
        for (number, word) in words {
            assert_eq!(numeral(number), word);
        }
    }
}

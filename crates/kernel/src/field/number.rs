//! Numbers as people write them: scaled integers and digits grouped by thousands.
//!
//! There are no floats here: law knows fen and hundredths, not fractions of binary numbers.

/// Reads a decimal text into an integer scaled by ten to the power of `decimals`.
pub fn parse_scaled(text: &str, decimals: u8) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1_i64, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let places = usize::from(decimals);
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return None;
    }
    let padded = format!("{whole}{fraction:0<places$}");
    padded.parse::<i64>().ok().map(|number| number * sign)
}

/// Prints a scaled integer, without trailing zeros after the point.
pub fn print_scaled(number: i64, decimals: u8) -> String {
    let places = usize::from(decimals);
    if places == 0 {
        return number.to_string();
    }
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// Groups the digits before the point by thousands.
pub fn group_thousands(number: &str) -> String {
    let (sign, rest) = number
        .strip_prefix('-')
        .map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::with_capacity(number.len() + 4);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_scaled_numbers_and_groups() {
        assert_eq!(print_scaled(-5, 2), "-0.05");
        assert_eq!(print_scaled(10_000, 2), "100");
        assert_eq!(group_thousands("-1234567.5"), "-1,234,567.5");
    }
}

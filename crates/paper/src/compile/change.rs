//! How a figure changed against the year before, in words. Decimals are kept as whole numbers.

/// The change from one printed value to another: 比上年增长 12.3%. Rates change by percentage
/// points. `None` where there is nothing to compare.
pub fn change_in_words(now: &str, before: &str, rate: bool) -> Option<String> {
    let (now, before) = same_scale(decimal(now)?, decimal(before)?)?;
    let difference = now.0 - before.0;
    if difference == 0 {
        return Some("与上年持平".to_owned());
    }
    if rate {
        let word = if difference > 0 { "提高" } else { "降低" };
        let points = print(difference.unsigned_abs(), now.1);
        return Some(format!("比上年{word}{points}个百分点"));
    }
    if before.0 <= 0 {
        return None;
    }
    let word = if difference > 0 { "增长" } else { "下降" };
    // Tenths of a per cent, rounded half away from zero.
    let tenths = (difference.unsigned_abs() * 2000 / before.0.unsigned_abs()).div_ceil(2);
    Some(format!("比上年{word}{}%", print(tenths, 1)))
}

/// A decimal as a whole number with so many decimals.
type Decimal = (i128, u32);

fn decimal(text: &str) -> Option<Decimal> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len();
    if digits > 6 || text.len() > 24 {
        return None;
    }
    let joined: i128 = format!("{whole}{part}").parse().ok()?;
    Some((joined, u32::try_from(digits).ok()?))
}

fn same_scale(one: Decimal, other: Decimal) -> Option<(Decimal, Decimal)> {
    let scale = one.1.max(other.1);
    let lift = |value: Decimal| -> Option<Decimal> {
        let by = 10_i128.checked_pow(scale - value.1)?;
        Some((value.0.checked_mul(by)?, scale))
    };
    Some((lift(one)?, lift(other)?))
}

fn print(number: u128, scale: u32) -> String {
    let by = 10_u128.pow(scale);
    let (whole, part) = (number / by, number % by);
    if part == 0 {
        return whole.to_string();
    }
    let width = scale as usize;
    let digits = format!("{part:0width$}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_as_reports_tell_them() {
        let told = [
            ("112", "100", false, Some("比上年增长12%")),
            ("1121", "1000", false, Some("比上年增长12.1%")),
            ("2", "3", false, Some("比上年下降33.3%")),
            ("20", "30", false, Some("比上年下降33.3%")),
            ("3", "3", false, Some("与上年持平")),
            ("98.5", "97", true, Some("比上年提高1.5个百分点")),
            ("97.25", "98.5", true, Some("比上年降低1.25个百分点")),
            ("5", "0", false, None),
            ("—", "3", false, None),
        ];
        for (now, before, rate, words) in told {
            assert_eq!(
                change_in_words(now, before, rate).as_deref(),
                words,
                "{now}"
            );
        }
    }
}

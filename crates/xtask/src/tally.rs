//! How many tests ran, read from what the runners print.

use std::fmt;
use std::ops::AddAssign;

/// Tests counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    pub fn of(passed: u64, failed: u64, skipped: u64) -> Self {
        Self {
            passed,
            failed,
            skipped,
        }
    }

    /// One thing that holds or does not.
    pub fn one(holds: bool) -> Self {
        if holds {
            Self::of(1, 0, 0)
        } else {
            Self::of(0, 1, 0)
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// The sum of the lines in which cargo test, nextest and our own runners close.
pub fn read(lines: &[String]) -> Tally {
    let mut sum = Tally::default();
    for tally in lines.iter().filter_map(|line| closing_line(line.trim())) {
        sum += tally;
    }
    sum
}

/// Reads one closing line:
/// `test result: ok. 3 passed; 0 failed; 0 ignored; …`,
/// `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 0 skipped`,
/// `# pass 3` and `# fail 1` of node, or
/// `3 passed, 0 failed, 0 skipped`.
fn closing_line(line: &str) -> Option<Tally> {
    if let Some(tally) = node_line(line) {
        return Some(tally);
    }
    let counts = if let Some(rest) = line.strip_prefix("test result:") {
        rest.split_once('.')?.1
    } else if line.starts_with("Summary [") {
        line.split_once(" run:")?.1
    } else if line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(" passed, ") {
        line
    } else {
        return None;
    };
    let mut tally = Tally::default();
    for part in counts.split([',', ';']) {
        let mut words = part.split_whitespace();
        let Some(count) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match words.next() {
            // nextest says `2 passed (1 slow)` and `1 timed out`.
            Some("passed") => tally.passed += count,
            Some("failed" | "timed" | "exec") => tally.failed += count,
            Some("skipped" | "ignored") => tally.skipped += count,
            _ => {}
        }
    }
    Some(tally)
}

/// Node counts one outcome a line.
fn node_line(line: &str) -> Option<Tally> {
    let (outcome, count) = line.strip_prefix("# ")?.split_once(' ')?;
    let count = count.parse::<u64>().ok()?;
    match outcome {
        "pass" => Some(Tally::of(count, 0, 0)),
        "fail" | "cancelled" => Some(Tally::of(0, count, 0)),
        "skipped" => Some(Tally::of(0, 0, count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> Tally {
        read(
            &lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn counts_what_cargo_test_prints() {
        let lines = [
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; done in 1s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
        ];
        assert_eq!(counted(&lines), Tally::of(5, 1, 1));
    }

    #[test]
    fn counts_what_nextest_prints() {
        let line = "     Summary [   4.020s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped";
        assert_eq!(counted(&[line]), Tally::of(9, 3, 3));
        let line = "     Summary [   0.020s] 1 test run: 1 passed, 0 skipped";
        assert_eq!(counted(&[line]), Tally::of(1, 0, 0));
    }

    #[test]
    fn counts_what_node_prints() {
        let lines = [
            "# ok  /desk (2.1 s)",
            "# tests 10",
            "# pass 9",
            "# fail 1",
            "# skipped 0",
        ];
        assert_eq!(counted(&lines), Tally::of(9, 1, 0));
    }

    #[test]
    fn counts_our_own_closing_line_and_nothing_else() {
        let lines = [
            "opened 3 pages",
            "ok 1 passed",
            "7 passed, 1 failed, 2 skipped",
        ];
        assert_eq!(counted(&lines), Tally::of(7, 1, 2));
    }

    #[test]
    fn prints_the_line_it_reads() {
        let tally = Tally::of(7, 1, 2);
        assert_eq!(counted(&[&tally.to_string()]), tally);
    }
}

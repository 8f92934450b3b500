//! Counting tests: reads the summaries of cargo-nextest, cargo test and Playwright.

use std::{fmt, ops::AddAssign};

use anyhow::{Context, Result};

/// How many tests came to which end. A test that was skipped is in neither number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Ended well.
    pub passed: usize,
    /// Ended badly, or well only when tried again.
    pub failed: usize,
}

impl Tally {
    /// Adds what a line of cargo-nextest's or cargo test's output says, if it is a summary.
    pub fn read_line(&mut self, line: &str) {
        let line = line.trim_start();
        if line.starts_with("Summary [") || line.starts_with("test result: ") {
            self.passed += number_before(line, " passed");
            self.failed += number_before(line, " failed") + number_before(line, " timed out");
        }
    }

    /// Reads the report that Playwright writes as JSON.
    pub fn of_playwright(report: &str) -> Result<Self> {
        let (_, stats) =
            report.rsplit_once("\"stats\": {").context("Playwright's report has no statistics")?;
        let count = |name: &str| -> Result<usize> {
            let (_, rest) = stats
                .split_once(&format!("\"{name}\": "))
                .with_context(|| format!("Playwright's report does not count what is {name}"))?;
            Ok(leading_number(rest))
        };
        Ok(Self { passed: count("expected")?, failed: count("unexpected")? + count("flaky")? })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn leading_number(text: &str) -> usize {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text[..digits].parse().unwrap_or(0)
}

/// The number right before `word`, or 0 when the word does not occur.
fn number_before(line: &str, word: &str) -> usize {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    let start = before.rfind(|character: char| !character.is_ascii_digit()).map_or(0, |at| at + 1);
    before[start..].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn tally_of(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read_line(line));
        tally
    }

    #[test]
    fn nextest_is_counted() {
        let line =
            "     Summary [   2.114s] 121 tests run: 118 passed (2 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(tally_of(&[line]), Tally { passed: 118, failed: 3 });
    }

    #[test]
    fn cargo_test_is_counted_over_all_its_programs() {
        let lines = [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test some::name ... ok",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ];
        assert_eq!(tally_of(&lines), Tally { passed: 4, failed: 2 });
    }

    #[test]
    fn playwright_is_counted_and_a_flaky_test_has_failed() {
        let report = "{\"suites\": [{\"title\": \"\\\"stats\\\": {\"}],\n \"stats\": {\n \"startTime\": \"2026\",\n \
                      \"expected\": 12,\n \"skipped\": 1,\n \"unexpected\": 2,\n \"flaky\": 1\n }\n}";
        assert_eq!(Tally::of_playwright(report).unwrap(), Tally { passed: 12, failed: 3 });
        assert!(Tally::of_playwright("{}").is_err());
    }
}

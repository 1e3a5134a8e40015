//! The closing table: what ran, how it went, how many, how long, and why something did not run.

use std::fmt::Write as _;
use std::time::Duration;

/// How a row went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All of it passed.
    Passed,
    /// Something in it failed.
    Failed,
    /// It could not run here.
    Skipped,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "FAILED",
            Verdict::Skipped => "skipped",
        }
    }
}

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
    /// Tests that did not run.
    pub skipped: u32,
}

impl Counts {
    /// One thing, which passed or failed.
    #[must_use]
    pub fn one(passed: bool) -> Self {
        Self {
            passed: u32::from(passed),
            failed: u32::from(!passed),
            skipped: 0,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub what: String,
    /// How it went.
    pub verdict: Verdict,
    /// How many tests.
    pub counts: Counts,
    /// How long it took.
    pub took: Duration,
    /// Why it failed or was skipped, or what is worth saying.
    pub note: String,
}

impl Row {
    /// A row from its counts: failed as soon as one test failed, and also when nothing ran, since a suite without tests proves
    /// nothing.
    pub fn counted(what: impl Into<String>, counts: Counts, took: Duration) -> Self {
        if counts.passed + counts.failed == 0 {
            return Self::failed(what, took, "no test ran");
        }
        let verdict = if counts.failed > 0 {
            Verdict::Failed
        } else {
            Verdict::Passed
        };
        Self {
            what: what.into(),
            verdict,
            counts,
            took,
            note: String::new(),
        }
    }

    /// A row that failed before or without any count.
    pub fn failed(what: impl Into<String>, took: Duration, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict: Verdict::Failed,
            counts: Counts::one(false),
            took,
            note: why.into(),
        }
    }

    /// A row that stands for one check which passed.
    pub fn passed(what: impl Into<String>, took: Duration, note: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict: Verdict::Passed,
            counts: Counts::one(true),
            took,
            note: note.into(),
        }
    }

    /// A row that could not run.
    pub fn skipped(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict: Verdict::Skipped,
            counts: Counts {
                skipped: 1,
                ..Counts::default()
            },
            took: Duration::ZERO,
            note: why.into(),
        }
    }

    /// Turns a failure of the program that ran the tests into a failed row, even when every test it named passed.
    #[must_use]
    pub fn unless_ok(mut self, ok: bool, why: &str) -> Self {
        if !ok && self.verdict == Verdict::Passed {
            self.verdict = Verdict::Failed;
            self.counts.failed += 1;
        }
        if !ok && self.note.is_empty() {
            self.note = why.to_owned();
        }
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The rows of a task.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    /// Whether nothing failed.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.0.iter().all(|row| row.verdict != Verdict::Failed)
    }

    /// The sums.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        self.0.iter().for_each(|row| sum += row.counts);
        sum
    }

    /// The table as text, without the closing line.
    #[must_use]
    pub fn text(&self) -> String {
        let width = self
            .0
            .iter()
            .map(|row| row.what.chars().count())
            .max()
            .unwrap_or(0)
            .max("what".len());
        let mut text = format!(
            "{:width$}  {:7}  {:>6}  {:>6}  {:>7}  {:>7}  reason\n",
            "what", "result", "passed", "failed", "skipped", "seconds"
        );
        for Row {
            what,
            verdict,
            counts,
            took,
            note,
        } in &self.0
        {
            let _ = writeln!(
                text,
                "{what:width$}  {:7}  {:>6}  {:>6}  {:>7}  {:>7.1}  {note}",
                verdict.word(),
                counts.passed,
                counts.failed,
                counts.skipped,
                took.as_secs_f64(),
            );
        }
        text.lines()
            .map(str::trim_end)
            .fold(String::new(), |all, line| all + line + "\n")
    }

    /// The closing line, which runners read: `N passed, N failed, N skipped`.
    #[must_use]
    pub fn closing_line(&self) -> String {
        let Counts {
            passed,
            failed,
            skipped,
        } = self.counts();
        format!("{passed} passed, {failed} failed, {skipped} skipped")
    }

    /// Prints table and closing line; says whether all went well.
    #[must_use]
    pub fn close(&self) -> bool {
        println!("\n{}\n{}", self.text(), self.closing_line());
        self.ok()
    }
}

#[cfg(test)]
mod tests;

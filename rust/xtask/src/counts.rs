//! Reading how many tests passed from what the test runners write.

use crate::table::Counts;

/// Sums every `test result:` line of Rust's own test runner: what `cargo test` prints for several programs.
#[must_use]
pub fn libtest(output: &str) -> Counts {
    let mut sum = Counts::default();
    results(output).for_each(|counts| sum += counts);
    sum
}

/// Reads the last `test result:` line: a test that runs its own program again prints the inner ones before it.
#[must_use]
pub fn libtest_of_one(output: &str) -> Counts {
    results(output).last().unwrap_or_default()
}

fn results(output: &str) -> impl Iterator<Item = Counts> {
    let lines = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "));
    lines.map(|line| Counts {
        passed: number_before(line, " passed"),
        failed: number_before(line, " failed"),
        skipped: number_before(line, " ignored"),
    })
}

/// The names of the tests that Rust's own test runner says failed.
#[must_use]
pub fn libtest_failures(output: &str) -> Vec<String> {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .map(str::to_owned)
        .collect()
}

/// What tests said they left out: a line that starts with `skipped: ` and gives the reason, for each test that passed with
/// one. Rust's own test runner knows no test that finds out only while it runs that it can't. Needs `--show-output`.
#[must_use]
pub fn libtest_skips(output: &str) -> Vec<String> {
    let mut skips = Vec::new();
    let mut told = false;
    let shown = output
        .split_once("\nsuccesses:\n")
        .map_or("", |(_, shown)| shown);
    for line in shown.lines() {
        if line.starts_with("---- ") && line.ends_with(" stdout ----") {
            told = false;
        } else if let Some(reason) = line.strip_prefix("skipped: ").filter(|_| !told) {
            skips.push(reason.to_owned());
            told = true;
        }
    }
    skips
}

fn number_before(line: &str, word: &str) -> u32 {
    let Some((head, _)) = line.split_once(word) else {
        return 0;
    };
    let digits = head
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or("");
    digits.parse().unwrap_or(0)
}

/// Reads the `Counters` element of a TRX file, which `dotnet test --logger trx` writes.
#[must_use]
pub fn trx(file: &str) -> Option<Counts> {
    let element = file.split_once("<Counters ")?.1.split_once('>')?.0;
    let attribute = |name: &str| -> Option<u32> {
        let start = format!("{name}=\"");
        let at = element
            .split_whitespace()
            .find_map(|part| part.strip_prefix(start.as_str()))?;
        at.split_once('"')?.0.parse().ok()
    };
    let (total, passed, failed) = (
        attribute("total")?,
        attribute("passed")?,
        attribute("failed")?,
    );
    // Errors, time-outs and aborted tests have counters of their own and are no passes.
    let broken = ["error", "timeout", "aborted"]
        .iter()
        .filter_map(|name| attribute(name))
        .sum::<u32>();
    let failed = failed + broken;
    Some(Counts {
        passed,
        failed,
        skipped: total.saturating_sub(passed + failed),
    })
}

/// Reads the JSON object with `Passed`, `Failed`, `Skipped` that the Pester row's script writes.
#[must_use]
pub fn pester(json: &str) -> Option<Counts> {
    let value: serde_json::Value =
        serde_json::from_str(json.trim_start_matches('\u{feff}')).ok()?;
    let number = |name: &str| value.get(name)?.as_u64()?.try_into().ok();
    Some(Counts {
        passed: number("Passed")?,
        failed: number("Failed")?,
        skipped: number("Skipped")?,
    })
}

#[cfg(test)]
mod tests;

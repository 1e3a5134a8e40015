//! A task is a list of steps. Each has a name, the tools that it needs, and commands. A task ends with a table of the
//! results.

pub mod lint;
pub mod package;
mod samples;
pub mod test;
mod windows;

use crate::context::Context;
use crate::say;
use crate::say::{into_log, is_logged};
use crate::tools;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub struct Step {
    /// Its name, after that of its group if it has one: `samples/ruby`.
    pub name: &'static str,
    /// The tools that it needs, for [`tools::need`].
    needs: &'static [&'static str],
    /// The steps whose results it uses.
    after: &'static [&'static str],
    beside: bool,
    deep: bool,
    run: Run,
}

/// Runs a step's commands, and returns a note for the table.
pub type Run = fn(&Context) -> Result<String, String>;

impl Step {
    pub const fn new(name: &'static str, needs: &'static [&'static str], run: Run) -> Self {
        Self { name, needs, after: &[], beside: false, deep: false, run }
    }

    /// Makes the step wait for these steps.
    pub const fn after(self, after: &'static [&'static str]) -> Self {
        Self { after, ..self }
    }

    /// Makes the step run in parallel with the others, at a lower priority. Its output is shown at the end.
    pub const fn beside(self) -> Self {
        Self { beside: true, ..self }
    }

    /// Makes the step run only with `--deep` or by its name.
    pub const fn deep(self) -> Self {
        Self { deep: true, ..self }
    }

    /// Whether the word is the name of this step or of its group.
    fn is(&self, word: &str) -> bool {
        let behind = self.name.strip_prefix(word);
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Passed(String),
    Failed(String),
    Skipped(String),
}

#[derive(Debug)]
struct Row {
    outcome: Outcome,
    took: Duration,
    /// A missing tool, and how to get it.
    missing: Option<(&'static str, String)>,
}

/// The rows of the chosen steps, each set when its step has ended.
type Rows = BTreeMap<&'static str, OnceLock<Row>>;

/// Runs the steps in `only` (if it's empty, all steps that aren't deep) and those that they depend on, and prints the
/// table. A task fails if no step passed.
pub fn run(context: &Context, steps: &[Step], only: &[String], require: &[String]) -> Result<bool, String> {
    check_words(steps, only, require)?;
    let chosen = choose(steps, only, require, context.deep);
    let rows: Rows = chosen.iter().map(|step| (step.name, OnceLock::new())).collect();
    let (beside, main): (Vec<&Step>, Vec<&Step>) = chosen.iter().partition(|step| step.beside);
    let perform = |step: &Step| {
        let _ = rows[step.name].set(perform(context, step, require, &rows));
    };
    let beside = Mutex::new(beside.into_iter());
    let next = || beside.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        let beside = scope.spawn(|| iter::from_fn(next).filter_map(|step| in_log(context, step, perform)).collect());
        main.into_iter().for_each(perform);
        // When its own steps are done, this thread helps with the parallel ones.
        iter::from_fn(next).for_each(perform);
        let logs: Vec<String> = beside.join().unwrap_or_default();
        logs.iter().for_each(|log| say!("\n{log}"));
    });
    let rows: Vec<_> = chosen.iter().filter_map(|step| Some((step.name, rows[step.name].get()?))).collect();
    say!("\n{}", table(&rows));
    let [passed, failed, _] = counts(&rows);
    Ok(failed == 0 && passed > 0)
}

fn check_words(steps: &[Step], only: &[String], require: &[String]) -> Result<(), String> {
    let known = |word: &&String| steps.iter().any(|step| step.is(word));
    let names: BTreeSet<&str> = steps.iter().filter_map(|step| step.name.split('/').next()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(word) = only.iter().find(|word| !known(word)) {
        return Err(format!("no step {word}; the steps are {}", names.join(", ")));
    }
    match require.iter().find(|word| !known(word) && !tools::is_known(word)) {
        Some(word) => Err(format!("no step or tool {word}; the steps are {}", names.join(", "))),
        None => Ok(()),
    }
}

/// Returns the steps to run, in order.
fn choose(steps: &[Step], only: &[String], require: &[String], deep: bool) -> Vec<Step> {
    let is_asked_for = |step: &&Step| match only {
        [] => !step.deep || deep || require.iter().any(|word| word == step.name),
        // A deep step of a group needs `--deep` or its own name.
        words => words.iter().any(|word| word == step.name || step.is(word) && (!step.deep || deep)),
    };
    let mut names: BTreeSet<&str> = steps.iter().filter(is_asked_for).map(|step| step.name).collect();
    // A step comes after those that it depends on, so one pass from the end finds all.
    for step in steps.iter().rev() {
        if names.contains(step.name) {
            names.extend(step.after);
        }
    }
    steps.iter().filter(|step| names.contains(step.name)).copied().collect()
}

fn perform(context: &Context, step: &Step, require: &[String], rows: &Rows) -> Row {
    let skipped = |why: String, tool: &str| match require.iter().any(|word| step.is(word) || word == tool) {
        true => Outcome::Failed(format!("required, but {why}")),
        false => Outcome::Skipped(why),
    };
    for before in step.after {
        // Ignores steps skipped because of a missing tool: each step that needs the tool reports it.
        if let Some(Outcome::Failed(_)) = rows.get(before).map(|row| &row.wait().outcome) {
            return Row { outcome: skipped(format!("{before} failed"), ""), took: Duration::ZERO, missing: None };
        }
    }
    for tool in step.needs {
        if let Err(why) = tools::need(context, tool) {
            let outcome = skipped(format!("needs {tool}"), tool);
            return Row { outcome, took: Duration::ZERO, missing: Some((tool, why)) };
        }
    }
    say!("{}== {}", if is_logged() { "" } else { "\n" }, step.name);
    let start = Instant::now();
    let outcome = match catch_unwind(AssertUnwindSafe(|| (step.run)(context))) {
        Ok(Ok(note)) => Outcome::Passed(note),
        Ok(Err(why)) => Outcome::Failed(why),
        Err(_) => Outcome::Failed("a bug in xtask: see above".to_owned()),
    };
    Row { outcome, took: start.elapsed(), missing: None }
}

/// Runs a step with its output in a log, and returns the log.
fn in_log(context: &Context, step: &Step, perform: impl Fn(&Step)) -> Option<String> {
    let path = context.scratch("logs").ok()?.join(format!("{}.log", step.name.replace('/', "-")));
    into_log(File::create(&path).ok()?);
    perform(step);
    let log = fs::read_to_string(&path).unwrap_or_default();
    Some(log.trim().to_owned()).filter(|log| !log.is_empty())
}

/// Returns how many steps passed, failed and were skipped.
fn counts(rows: &[(&str, &Row)]) -> [usize; 3] {
    let mut counts = [0; 3];
    for (_, row) in rows {
        counts[match row.outcome {
            Outcome::Passed(_) => 0,
            Outcome::Failed(_) => 1,
            Outcome::Skipped(_) => 2,
        }] += 1;
    }
    counts
}

/// Formats the table, each missing tool once, and the numbers of steps.
fn table(rows: &[(&str, &Row)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max("step".len());
    let mut text = format!("{:width$}  result   seconds  \n", "step");
    for (name, row) in rows {
        let (word, note) = match &row.outcome {
            Outcome::Passed(note) => ("ok", note),
            Outcome::Failed(why) => ("FAILED", why),
            Outcome::Skipped(why) => ("skipped", why),
        };
        let line = format!("{name:width$}  {word:7}  {:>7.1}  {note}", row.took.as_secs_f64());
        text += &format!("{}\n", line.trim_end());
    }
    let missing: BTreeMap<_, _> = rows.iter().filter_map(|(_, row)| row.missing.clone()).collect();
    for (tool, why) in &missing {
        text += &format!("\n{tool}: {why}");
    }
    let [passed, failed, skipped] = counts(rows);
    let end = if missing.is_empty() { "\n" } else { "\n\n" };
    text + &format!("{end}{passed} passed, {failed} failed, {skipped} skipped")
}

#[cfg(test)]
mod tests;

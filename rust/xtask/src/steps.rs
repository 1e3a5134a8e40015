//! A task as a list of steps: each has a name, the tools it needs, and commands. A table of what ran and what didn't closes the task.

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
    /// Its name, behind that of its group if it has one: `samples/ruby`.
    pub name: &'static str,
    /// The tools it needs, as [`tools::need`] knows them.
    needs: &'static [&'static str],
    /// The steps that make what it uses.
    after: &'static [&'static str],
    beside: bool,
    deep: bool,
    run: Run,
}

/// Runs a step's commands; what it returns is shown in the table.
pub type Run = fn(&Context) -> Result<String, String>;

impl Step {
    pub const fn new(name: &'static str, needs: &'static [&'static str], run: Run) -> Self {
        Self { name, needs, after: &[], beside: false, deep: false, run }
    }

    /// Waits for these steps.
    pub const fn after(self, after: &'static [&'static str]) -> Self {
        Self { after, ..self }
    }

    /// Runs beside the others, at a lower priority, and its output is shown when all have ended; or after them.
    pub const fn beside(self) -> Self {
        Self { beside: true, ..self }
    }

    /// Runs with `--deep`, or by its name.
    pub const fn deep(self) -> Self {
        Self { deep: true, ..self }
    }

    /// Whether a word means this step: its name or its group's.
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

/// The rows of the steps that were chosen, each set when its step has ended.
type Rows = BTreeMap<&'static str, OnceLock<Row>>;

/// Runs the steps asked for (all that run each time, if `only` is empty), and those whose work they use, and prints the table. A task that
/// made nothing did not succeed.
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
        // What is still to be done beside it, when its own are done.
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
        return Err(format!("no step {word}; there are {}", names.join(", ")));
    }
    match require.iter().find(|word| !known(word) && !tools::is_known(word)) {
        Some(word) => Err(format!("no step and no tool {word}; there are {}", names.join(", "))),
        None => Ok(()),
    }
}

/// The steps that run, in their order.
fn choose(steps: &[Step], only: &[String], require: &[String], deep: bool) -> Vec<Step> {
    let is_asked_for = |step: &&Step| match only {
        [] => !step.deep || deep || require.iter().any(|word| word == step.name),
        // A group's long steps take their switch, or their own name.
        words => words.iter().any(|word| word == step.name || step.is(word) && (!step.deep || deep)),
    };
    let mut names: BTreeSet<&str> = steps.iter().filter(is_asked_for).map(|step| step.name).collect();
    // A step comes after those that it uses, so one pass from the end finds all.
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
        // A step that was skipped for want of a tool isn't a reason: a step that needs the tool names it.
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
        Err(_) => Outcome::Failed("a defect of xtask: see above".to_owned()),
    };
    Row { outcome, took: start.elapsed(), missing: None }
}

/// Runs a step whose output goes to a log, and returns that.
fn in_log(context: &Context, step: &Step, perform: impl Fn(&Step)) -> Option<String> {
    let path = context.scratch("logs").ok()?.join(format!("{}.log", step.name.replace('/', "-")));
    into_log(File::create(&path).ok()?);
    perform(step);
    let log = fs::read_to_string(&path).unwrap_or_default();
    Some(log.trim().to_owned()).filter(|log| !log.is_empty())
}

/// How many steps passed, failed, were skipped.
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

/// The table, each missing tool once, and the numbers of steps.
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

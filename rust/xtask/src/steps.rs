//! A task as a list of steps: each has a name, the tools it needs, and commands. What ran and what didn't closes the task.

pub mod lint;
pub mod package;
mod samples;
pub mod test;
mod windows;

use crate::context::Context;
use crate::say;
use crate::say::into_log;
use crate::tools;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// When a step runs that nobody asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Each time.
    Always,
    /// Each time, beside the others and giving way to them; what it says is shown at its end.
    Beside,
    /// With `--deep`.
    Deep,
}

/// One step.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its name, behind that of its group if it has one: `samples/ruby`.
    pub name: &'static str,
    /// The tools it needs, as [`tools::need`] knows them.
    pub needs: &'static [&'static str],
    /// The steps that make what it uses.
    pub after: &'static [&'static str],
    /// When it runs.
    pub when: When,
    /// Runs its commands; what it gives is worth saying in the table.
    pub run: fn(&Context) -> Result<String, String>,
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Well, and what is worth saying.
    Passed(String),
    /// Not, and why.
    Failed(String),
    /// It could not run here.
    Skipped(String),
}

/// The steps of a task that ran.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<(String, Outcome, Duration)>,
    missing: BTreeMap<String, String>,
}

impl Step {
    /// Whether a word means this step: its name or its group's.
    fn is(&self, word: &str) -> bool {
        let behind = self.name.strip_prefix(word);
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Runs the steps asked for (all that run each time, if `only` is empty), and those whose work they use, and prints the table.
pub fn run(context: &Context, steps: &[Step], only: &[String], require: &[String]) -> Result<bool, String> {
    check_words(steps, only, require)?;
    let chosen = choose(steps, only, require, context.deep);
    let done = Done { chosen: chosen.iter().map(|step| step.name).collect(), ..Done::default() };
    let perform = |step: &Step| done.put(step.name, perform(context, step, require, &done));
    thread::scope(|scope| {
        let (beside, main): (Vec<_>, Vec<_>) =
            chosen.iter().copied().partition(|step: &&Step| step.when == When::Beside);
        let perform = &perform;
        let beside = scope.spawn(move || in_logs(context, beside, perform));
        main.into_iter().for_each(perform);
        let logs = beside.join().unwrap_or_default();
        for (name, log) in logs.into_iter().filter(|(_, log)| !log.trim().is_empty()) {
            say!("\n== {name}, which ran beside the others\n{}", log.trim());
        }
    });
    let mut report = Report::default();
    let mut rows = done.into_rows();
    for step in chosen {
        if let Some((outcome, took, missing)) = rows.remove(step.name) {
            report.missing.extend(missing);
            report.rows.push((step.name.to_owned(), outcome, took));
        }
    }
    Ok(report.close())
}

fn check_words(steps: &[Step], only: &[String], require: &[String]) -> Result<(), String> {
    let known = |word: &&String| steps.iter().any(|step| step.is(word));
    let names = steps.iter().map(|step| step.name.split('/').next());
    let names: BTreeSet<&str> = names.flatten().collect();
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
fn choose<'a>(steps: &'a [Step], only: &[String], require: &[String], deep: bool) -> Vec<&'a Step> {
    let mut names: BTreeSet<&str> = steps
        .iter()
        .filter(|step| match only {
            [] => step.when != When::Deep || deep || require.iter().any(|word| word == step.name),
            // A group's long steps take their switch, or their own name.
            words => words.iter().any(|word| word == step.name || step.is(word) && (step.when != When::Deep || deep)),
        })
        .map(|step| step.name)
        .collect();
    loop {
        let used = steps.iter().filter(|step| names.contains(step.name));
        let more: Vec<&str> = used.flat_map(|step| step.after).copied().collect();
        let before = names.len();
        names.extend(more);
        if names.len() == before {
            break;
        }
    }
    steps.iter().filter(|step| names.contains(step.name)).collect()
}

type Row = (Outcome, Duration, Option<(String, String)>);

/// What is done, for those who wait for it.
#[derive(Default)]
struct Done {
    chosen: BTreeSet<&'static str>,
    rows: Mutex<BTreeMap<&'static str, Row>>,
    changed: Condvar,
}

impl Done {
    fn put(&self, name: &'static str, row: Row) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.insert(name, row);
        self.changed.notify_all();
    }

    /// How a step went, once it is done; nothing, if it doesn't run at all.
    fn wait(&self, name: &str) -> Option<Outcome> {
        if !self.chosen.contains(name) {
            return None;
        }
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match rows.get(name) {
                Some((outcome, ..)) => return Some(outcome.clone()),
                None => {
                    let waited = self.changed.wait(rows);
                    rows = waited.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    fn into_rows(self) -> BTreeMap<&'static str, Row> {
        self.rows.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn perform(context: &Context, step: &Step, require: &[String], done: &Done) -> Row {
    let required = require.iter().any(|word| step.is(word));
    for before in step.after {
        // What was skipped for a tool isn't a reason: a step that needs the tool names it.
        if let Some(Outcome::Failed(_)) = done.wait(before) {
            let why = format!("{before} failed");
            return (skipped(why, required), Duration::ZERO, None);
        }
    }
    for tool in step.needs {
        if let Err(why) = tools::need(context, tool) {
            let required = required || require.iter().any(|word| word == tool);
            let outcome = skipped(format!("needs {tool}"), required);
            return (outcome, Duration::ZERO, Some(((*tool).to_owned(), why)));
        }
    }
    if step.when != When::Beside {
        say!("\n== {}", step.name);
    }
    let start = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| (step.run)(context)));
    let outcome = match ended {
        Ok(Ok(note)) => Outcome::Passed(note),
        Ok(Err(why)) => Outcome::Failed(why),
        Err(_) => Outcome::Failed("a defect of xtask: see above".to_owned()),
    };
    (outcome, start.elapsed(), None)
}

fn skipped(why: String, required: bool) -> Outcome {
    if required { Outcome::Failed(format!("required, but {why}")) } else { Outcome::Skipped(why) }
}

/// Runs steps one after another, each with a log; gives the logs.
fn in_logs(context: &Context, steps: Vec<&Step>, perform: impl Fn(&Step)) -> Vec<(&'static str, String)> {
    let run = |step: &Step| {
        let folder = context.scratch("logs").ok()?;
        let path = folder.join(format!("{}.log", step.name.replace('/', "-")));
        into_log(File::create(&path).ok()?);
        perform(step);
        Some((step.name, fs::read_to_string(&path).unwrap_or_default()))
    };
    steps.into_iter().filter_map(run).collect()
}

impl Report {
    /// Adds a row that isn't a step of a list.
    pub fn push(&mut self, name: &str, outcome: Outcome, took: Duration) {
        self.rows.push((name.to_owned(), outcome, took));
    }

    /// Names a missing tool, once.
    pub fn miss(&mut self, tool: &str, why: String) {
        self.missing.insert(tool.to_owned(), why);
    }

    /// How many steps passed, failed, were skipped.
    pub fn counts(&self) -> [usize; 3] {
        let count = |is: fn(&Outcome) -> bool| {
            let rows = self.rows.iter();
            rows.filter(|(_, outcome, _)| is(outcome)).count()
        };
        [
            count(|outcome| matches!(outcome, Outcome::Passed(_))),
            count(|outcome| matches!(outcome, Outcome::Failed(_))),
            count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        ]
    }

    /// The table, what is missing for it, and the closing line.
    pub fn text(&self) -> String {
        let widths = self.rows.iter().map(|(name, ..)| name.chars().count());
        let width = widths.max().unwrap_or(0).max("step".len());
        let mut text = format!("{:width$}  result   seconds  \n", "step");
        for (name, outcome, took) in &self.rows {
            let (word, note) = match outcome {
                Outcome::Passed(note) => ("ok", note),
                Outcome::Failed(why) => ("FAILED", why),
                Outcome::Skipped(why) => ("skipped", why),
            };
            let row = format!("{name:width$}  {word:7}  {:>7.1}  {note}", took.as_secs_f64());
            text += row.trim_end();
            text.push('\n');
        }
        for (tool, why) in &self.missing {
            text += &format!("\n{tool}: {why}");
        }
        if !self.missing.is_empty() {
            text.push('\n');
        }
        let [passed, failed, skipped] = self.counts();
        text + &format!("\n{passed} passed, {failed} failed, {skipped} skipped")
    }

    /// Prints it. A task that made nothing did not succeed.
    pub fn close(&self) -> bool {
        say!("\n{}", self.text());
        let [passed, failed, _] = self.counts();
        failed == 0 && passed > 0
    }
}

#[cfg(test)]
mod tests;

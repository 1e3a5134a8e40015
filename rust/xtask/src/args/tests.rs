use super::Args;
use crate::context::Context;
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_task_and_flag_in_the_documentation_exists() {
    let (command, root) = (Args::command(), Context::new(true).root.clone());
    let folders = ["", "docs", "docs/how-to", "tests"].into_iter();
    let files = folders.flat_map(|folder| fs::read_dir(root.join(folder)).unwrap()).map(|entry| entry.unwrap().path());
    let mut seen = BTreeSet::new();
    for page in files.filter(|page| page.extension().is_some_and(|end| end == "md")) {
        let (page, text) = (page.display(), fs::read_to_string(&page).unwrap());
        for rest in text.split("cargo xtask ").skip(1) {
            let line = rest.lines().next().unwrap().split(['`', '#']).next().unwrap();
            let task = line.split_whitespace().next().unwrap_or_default();
            // `a|b|c` means several tasks; `TASK` means any.
            for task in task.split('|').filter(|task| task.bytes().all(|c| c.is_ascii_lowercase()) && !task.is_empty())
            {
                let found = command.find_subcommand(task).unwrap_or_else(|| panic!("{page}: no task {task}"));
                seen.insert(task.to_owned());
                for flag in line.split_whitespace().filter_map(|word| word.strip_prefix("--")) {
                    let exists = found.get_arguments().any(|argument| argument.get_long() == Some(flag));
                    assert!(exists, "{page}: {task} has no --{flag}");
                }
            }
        }
    }
    let all: BTreeSet<String> = command.get_subcommands().map(|task| task.get_name().to_owned()).collect();
    assert_eq!(seen, all, "a task isn't documented");
}

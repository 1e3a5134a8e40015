//! Runs every shell command of the README and the docs, in order like a reader, against the default emulator.
//!
//! A block that can't run there is marked with `<!-- not run: REASON -->`, and must fail when it is tried. A block that runs
//! until it is stopped is marked with `<!-- runs on: FILE -->`: the next block begins when the file has content.
#![cfg(unix)]

mod page;

use crate::support::World;
use page::{Block, How, Page, pages};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The only pages that may have blocks that aren't run, and how many.
const NOT_RUN: [(&str, usize); 3] = [("README.md", 2), ("docs/how-to/dsc.md", 1), ("docs/how-to/install.md", 2)];

/// The programs that a page may call, besides azmi. A reader's block can't use any others either.
const PROGRAMS: [&str; 5] = ["bash", "sh", "cat", "curl", "pwsh"];

/// A working folder, a separate path with the programs, and the emulator.
struct Desk {
    folder: TempDir,
    programs: TempDir,
    world: World,
}

impl Desk {
    fn new(programs: &[&str]) -> Self {
        let desk =
            Self { folder: tempfile::tempdir().unwrap(), programs: tempfile::tempdir().unwrap(), world: World::new() };
        let path = std::env::var("PATH").unwrap();
        let azmi = env!("CARGO_BIN_EXE_azmi");
        std::os::unix::fs::symlink(azmi, desk.programs.path().join("azmi")).unwrap();
        for program in programs {
            let found = std::env::split_paths(&path)
                .map(|folder| folder.join(program))
                .find(|file| file.is_file())
                .unwrap_or_else(|| panic!("{program} isn't on PATH"));
            let here = desk.programs.path().join(program);
            std::os::unix::fs::symlink(found, here).unwrap();
        }
        desk.put(&desk.folder, "job.ps1", "if (-not $env:AZMI_ENVIRONMENT) { throw 'no emulator' }; 'done'\n");
        desk
    }

    fn put(&self, folder: &TempDir, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Replaces Azure's addresses in a text with the emulator's.
    fn here(&self, text: &str) -> String {
        let endpoints = self.world.emulator.endpoints();
        let port = endpoints.arm.rsplit(':').next().unwrap();
        let port = port.trim_end_matches('/');
        text.replace(".vault.azure.net/secrets", &format!(".vault.localhost:{port}/secrets"))
            .replace("http://169.254.169.254", endpoints.imds.trim_end_matches('/'))
            .replace("https://management.local.azurestack.external", endpoints.arm.trim_end_matches('/'))
    }

    fn run(&self, shell: &[&str], script: &str) -> Output {
        let environment = &self.world.emulator.endpoints().environment;
        Command::new(shell[0])
            .args(&shell[1..])
            .arg(self.here(script))
            .current_dir(self.folder.path())
            .env_clear()
            .envs(environment)
            .env("PATH", self.programs.path())
            .env("HOME", self.folder.path())
            .env("CURL_CA_BUNDLE", &environment["AZMI_CA_FILE"])
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", shell[0]))
    }
}

const BASH: [&str; 5] = ["bash", "--noprofile", "--norc", "-euo", "pipefail"];

fn bash(desk: &Desk, script: &str) -> Output {
    desk.run(&[&BASH[..], &["-c"]].concat(), script)
}

/// Joins the blocks of a page into one script that also prints which block is running.
fn script(page: &Page) -> String {
    let mut text = "trap 'kill $(jobs -p) 2>&- || :' EXIT\n".to_owned();
    for block in page.blocks(&["sh", "bash"]) {
        match &block.how {
            How::Run => text += &format!("echo '{}' >&2\n{}", block.place, block.text),
            How::RunsOn(file) => {
                text += &format!(
                    "echo '{}' >&2\n{} &\nwhile [ ! -s {file} ]; do kill -0 $!; done\n",
                    block.place,
                    block.text.trim_end()
                );
            }
            How::NotRun(_) => {}
        }
    }
    text
}

/// Creates the files that the page assumes.
fn prepare(desk: &Desk, page: &Page) {
    for (name, text) in page.files() {
        desk.put(&desk.folder, &name, &text);
    }
}

#[test]
#[ignore = "needs bash, curl and pwsh: cargo xtask test --only shells/docs"]
fn documents_contain_shell_commands_that_run() {
    let mut run = 0;
    for page in pages() {
        let blocks = page.blocks(&["sh", "bash"]);
        run += blocks.iter().filter(|block| block.how.is_run()).count();
        let desk = Desk::new(&PROGRAMS);
        prepare(&desk, &page);
        let output = bash(&desk, &script(&page));
        assert!(
            output.status.success(),
            "the last of these commands fails: {}\n{}",
            String::from_utf8_lossy(&output.stderr),
            String::from_utf8_lossy(&output.stdout)
        );
    }
    assert!(run > 25, "only {run} blocks were found");
}

#[test]
#[ignore = "needs bash, curl and pwsh: cargo xtask test --only shells/docs"]
fn documents_leave_out_only_blocks_that_cannot_run() {
    let mut left_out = BTreeMap::new();
    for page in pages() {
        for block in page.blocks(&["sh", "bash"]) {
            let How::NotRun(reason) = &block.how else {
                continue;
            };
            assert!(reason.len() > 10, "{}: why not?", block.place);
            *left_out.entry(page.name.clone()).or_insert(0) += 1;
            let desk = Desk::new(&PROGRAMS);
            prepare(&desk, &page);
            // Runs each line separately, so that a failing line doesn't hide a working one in the same block.
            for line in block.commands() {
                let ran = bash(&desk, line).status.success();
                assert!(!ran, "{}: this runs: {line}", block.place);
            }
        }
    }
    let allowed = NOT_RUN.map(|(page, count)| (page.to_owned(), count));
    assert_eq!(left_out, BTreeMap::from(allowed));
}

#[test]
#[ignore = "needs bash, curl and pwsh: cargo xtask test --only shells/docs"]
fn documents_contain_table_commands_that_run() {
    let desk = Desk::new(&PROGRAMS);
    let endpoints = desk.world.emulator.endpoints();
    let assigned = &endpoints.user_assigned[0];
    let mut run = 0;
    for page in pages() {
        for command in page.commands_in_tables("azmi ") {
            let line = command
                .replace("--client-id ID", &format!("--client-id {}", assigned.client_id))
                .replace("--object-id ID", &format!("--object-id {}", assigned.principal_id))
                .replace("--resource-id ID", &format!("--resource-id {}", assigned.resource_id))
                .replace(" URI", " https://vault.azure.net");
            let output = bash(&desk, &line);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {command}: {said}", page.name);
            run += 1;
        }
    }
    assert!(run > 8, "only {run} commands were found");
}

/// Runs each line of the blocks for another shell in that shell.
fn in_their_shell(language: &str, shell: &[&str]) {
    let blocks: Vec<Block> = pages().iter().flat_map(|page| page.blocks(&[language])).collect();
    assert!(!blocks.is_empty(), "there are no blocks for {language}");
    let program = Path::new(shell[0]);
    for block in blocks {
        let desk = Desk::new(&["cat", "mv", "rm", shell[0]]);
        let output = desk.run(shell, &block.text);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{}: {}: {said}", program.display(), block.place);
    }
}

#[test]
#[ignore = "needs fish: cargo xtask test --only shells/fish"]
fn fish_blocks_run_in_fish() {
    in_their_shell("fish", &["fish", "--no-config", "-c"]);
}

#[test]
#[ignore = "needs zsh: cargo xtask test --only shells/zsh"]
fn zsh_blocks_run_in_zsh() {
    in_their_shell("zsh", &["zsh", "-fec"]);
}

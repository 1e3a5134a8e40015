//! Every command for a shell in the README and the docs, run in order as a reader would, in the emulator's default world.
//!
//! A block that can't run there stands below `<!-- not run: REASON -->`, and has to fail when it is tried. One that runs until it is
//! stopped stands below `<!-- runs on: FILE -->`: the next block begins when the file has content.
#![cfg(unix)]

mod page;

use crate::support::World;
use page::{Block, How, Page, pages};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The only pages that may have blocks which aren't run, and how many.
const NOT_RUN: [(&str, usize); 3] = [("README.md", 2), ("docs/how-to/dsc.md", 1), ("docs/how-to/install.md", 2)];

/// The programs that a page may call, besides azmi. What is missing here is missing for a reader's block, too.
const PROGRAMS: [&str; 5] = ["bash", "sh", "cat", "curl", "pwsh"];

/// A folder to work in, the programs on a path of its own, and the emulator.
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

    /// A text with this world's addresses in place of Azure's.
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

/// The blocks of a page as one script: what a reader types, and which block it is.
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

/// The files that the page says the reader has.
fn prepare(desk: &Desk, page: &Page) {
    for (name, text) in page.files() {
        desk.put(&desk.folder, &name, &text);
    }
}

#[test]
#[ignore = "needs bash, curl and pwsh: cargo xtask test --only shells/docs"]
fn documents_show_shell_commands_that_run() {
    let mut run = 0;
    for page in pages() {
        let blocks = page.blocks(&["sh", "bash"]);
        run += blocks.iter().filter(|block| block.how.is_run()).count();
        let desk = Desk::new(&PROGRAMS);
        prepare(&desk, &page);
        let output = bash(&desk, &script(&page));
        assert!(
            output.status.success(),
            "the last of these fails: {}\n{}",
            String::from_utf8_lossy(&output.stderr),
            String::from_utf8_lossy(&output.stdout)
        );
    }
    assert!(run > 25, "only {run} blocks were found");
}

#[test]
#[ignore = "needs bash, curl and pwsh: cargo xtask test --only shells/docs"]
fn documents_leave_out_only_what_can_not_run() {
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
            // Each line by itself: a block must not hide one that runs behind one that doesn't.
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
fn documents_have_tables_of_commands_that_run() {
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

/// The lines for another shell, each run in it.
fn in_their_shell(language: &str, shell: &[&str]) {
    let blocks: Vec<Block> = pages().iter().flat_map(|page| page.blocks(&[language])).collect();
    assert!(!blocks.is_empty(), "there is nothing for {language}");
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
fn fish_runs_the_blocks_for_it() {
    in_their_shell("fish", &["fish", "--no-config", "-c"]);
}

#[test]
#[ignore = "needs zsh: cargo xtask test --only shells/zsh"]
fn zsh_runs_the_blocks_for_it() {
    in_their_shell("zsh", &["zsh", "-fec"]);
}

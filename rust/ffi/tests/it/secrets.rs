//! After everything is freed, the memory of the running process contains no token, neither as UTF-8 nor as UTF-16.
#![cfg(target_os = "linux")]

use crate::support::World;
use crate::support::cc::{ROOT, compile, folder, link_options};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Reads all readable memory of a process, by mapping.
fn memory_of(child: &Child) -> Vec<(String, Vec<u8>)> {
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", child.id())).unwrap();
    let memory = File::open(format!("/proc/{}/mem", child.id())).unwrap();
    let mut found = Vec::new();
    for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with('r'))) {
        let (from, to) = line.split(' ').next().and_then(|range| range.split_once('-')).unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        // Some mappings belong to the kernel and can't be read; they hold no data of the process.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            found.push((line.to_owned(), bytes));
        }
    }
    found
}

fn places(memory: &[(String, Vec<u8>)], needle: &[u8]) -> Vec<String> {
    memory
        .iter()
        .filter(|(_, bytes)| bytes.windows(needle.len()).any(|window| window == needle))
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
#[ignore = "needs cc and c++: cargo xtask test --only rust/c"]
fn no_token_outlives_its_handles() {
    let library = crate::support::library();
    let program = folder("secrets").join("secrets");
    let options = link_options(&library);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    compile("cc", "-std=gnu11", &Path::new(ROOT).join("tests/abi/secrets.c"), &program, &options);

    let world = World::new();
    let mut child = Command::new(program)
        .env_clear()
        .envs(world.variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let tokens: Vec<String> = lines.by_ref().take_while(|line| line != "freed").collect();
    // The worker thread closes the connections of a freed client a moment later.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let memory = memory_of(&child);
    child.stdin.take().unwrap().write_all(b"g").unwrap();
    assert!(child.wait().unwrap().success());

    assert_eq!(tokens.len(), 3, "the program got every token");
    assert!(memory.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 1 << 20, "the memory is readable");
    let canary = world.variables.iter().find(|(name, _)| name == "AZURE_POD_IDENTITY_AUTHORITY_HOST").unwrap();
    assert!(!places(&memory, canary.1.as_bytes()).is_empty(), "the search finds text that's in memory");
    for token in &tokens {
        // Finding a part is as bad as the whole: the payload's second half, and the start of the signature.
        let middle = &token[token.len() / 2..token.len() / 2 + 32];
        let wide: Vec<u8> = middle.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(places(&memory, middle.as_bytes()), Vec::<String>::new());
        assert_eq!(places(&memory, &wide), Vec::<String>::new());
    }
}

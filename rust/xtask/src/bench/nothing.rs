//! Where nothing is: a refused connection, and an address that swallows every packet.

use super::figures::Figures;
use super::inside;
use super::prepare::Prepared;
use crate::surroundings::Surroundings;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than this nobody waits; a client that does is noted with it.
const LIMIT: Duration = Duration::from_secs(30);
/// In the namespace, an address whose packets go nowhere.
const SWALLOWED: &str = "http://192.168.254.1";

/// Measures ours and the peers that take the address from a variable.
pub fn measure(around: &Surroundings, prepared: &Prepared, quick: bool, figures: &mut Figures) {
    let refused = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| format!("http://{address}"));
    let runs = if quick { 1 } else { 5 };
    for (kind, host, runs) in [
        ("refused", refused.map_err(|error| error.to_string()), runs),
        (
            "dropped",
            if inside::is_inside() {
                Ok(SWALLOWED.to_owned())
            } else {
                Err("no network namespace".to_owned())
            },
            if quick { 1 } else { 2 },
        ),
    ] {
        for (name, command) in commands(around, prepared) {
            let id = format!("nothing there, {kind}: {name}");
            let measured = host.clone().and_then(|host| {
                let command = command.clone()?;
                (0..runs)
                    .map(|_| failing(&command, &host, prepared))
                    .collect()
            });
            figures.take(&id, "ms", measured);
            if quick {
                break;
            }
        }
    }
}

/// A program and its arguments, or why it is not there. `HOST` stands for the address.
type Words = Result<Vec<String>, String>;

fn commands(around: &Surroundings, prepared: &Prepared) -> Vec<(&'static str, Words)> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let path = |below: &str| prepared.peers.join(below).display().to_string();
    let script = |file: &str| around.path(file).display().to_string();
    let installed = |title: &str| match prepared.absent.get(title) {
        Some(why) => Err(why.clone()),
        None => Ok(()),
    };
    let resource = super::peers::RESOURCE;
    vec![
        (
            "azmi",
            Ok(words(&[&prepared.azmi.display().to_string(), "token"])),
        ),
        (
            "azure-identity (Python)",
            installed("azure-identity (Python)").map(|()| {
                words(&[
                    &path("venv/bin/python"),
                    &script("tests/peers/python/peer.py"),
                    resource,
                ])
            }),
        ),
        (
            "@azure/identity (Node.js)",
            installed("@azure/identity (Node.js)")
                .map(|()| words(&["node", &script("tests/peers/node/peer.mjs"), resource])),
        ),
    ]
}

/// Milliseconds until a client gives up.
fn failing(words: &[String], host: &str, prepared: &Prepared) -> Result<f64, String> {
    let (program, args) = words.split_first().ok_or("no command")?;
    let mut child = Command::new(program)
        .args(args)
        .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", host)
        .env("AZMI_PEERS", &prepared.peers)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let begin = Instant::now();
    while begin.elapsed() < LIMIT {
        if child
            .try_wait()
            .map_err(|error| error.to_string())?
            .is_some()
        {
            return Ok(begin.elapsed().as_secs_f64() * 1e3);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(LIMIT.as_secs_f64() * 1e3)
}

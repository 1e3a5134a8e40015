//! Where nothing is: a refused connection, and an address that swallows every packet.

use super::figures::{Figures, Lack};
use super::inside;
use super::peers::{self, Words};
use super::prepare::Prepared;
use crate::surroundings::Surroundings;
use std::net::TcpListener;
use std::process::Stdio;
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
        (
            "refused",
            refused.map_err(|error| Lack::Failed(error.to_string())),
            runs,
        ),
        (
            "dropped",
            if inside::is_inside() {
                Ok(SWALLOWED.to_owned())
            } else {
                Err(Lack::Absent("no network namespace can be made".to_owned()))
            },
            if quick { 1 } else { 2 },
        ),
    ] {
        for (name, words) in peers::pointed(around, prepared) {
            let id = format!("nothing there, {kind}: {name}");
            let measured = host.clone().and_then(|host| {
                let words = words?;
                let samples: Result<Vec<_>, String> = (0..runs)
                    .map(|_| failing(&words, &host, prepared))
                    .collect();
                Ok(samples?)
            });
            figures.take(&id, "ms", measured);
            if quick {
                break;
            }
        }
    }
}

/// Milliseconds until a client gives up.
fn failing(words: &Words, host: &str, prepared: &Prepared) -> Result<f64, String> {
    let mut child = words
        .command()
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

//! Measures clients without an endpoint: a refused connection, and an address that drops every packet.

use crate::figures::{Figures, Lack};
use crate::inside;
use crate::peers::{self, Words};
use crate::setup::Setup;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The longest wait. A client that takes longer is recorded with it.
const LIMIT: Duration = Duration::from_secs(30);
/// An address in the namespace that drops every packet.
const SWALLOWED: &str = "http://192.168.254.1";

/// Measures `azmi` and the peers that read the address from a variable.
pub fn measure(setup: &Setup, figures: &mut Figures) {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let refused = free.map(|address| format!("http://{address}")).map_err(|error| Lack::Failed(error.to_string()));
    let dropped = match inside::is_inside() {
        true => Ok(SWALLOWED.to_owned()),
        false => Err(Lack::Absent("this account can't create a network namespace".to_owned())),
    };
    for (kind, host, runs) in [("refused", refused, 5), ("dropped", dropped, 2)] {
        let runs = if setup.quick { 1 } else { runs };
        for peer in peers::pointed(setup) {
            let measured = host.clone().and_then(|host| {
                let words = peer.words?;
                let samples = (0..runs).map(|_| failing(&words, &host));
                Ok(samples.collect::<Result<Vec<_>, String>>()?)
            });
            figures.take(&format!("nothing there, {kind}: {}", peer.name), "ms", measured);
            if setup.quick {
                break;
            }
        }
    }
}

/// Returns the milliseconds until a client gives up.
fn failing(words: &Words, host: &str) -> Result<f64, String> {
    let mut command = peers::command(words);
    command
        .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", host)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let begin = Instant::now();
    while begin.elapsed() < LIMIT {
        if child.try_wait().map_err(|error| error.to_string())?.is_some() {
            return Ok(begin.elapsed().as_secs_f64() * 1e3);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(LIMIT.as_secs_f64() * 1e3)
}

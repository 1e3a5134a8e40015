//! Runs one command with the library: client, call, events.

use crate::args::Common;
use crate::failure::{Failure, printable, say};
use crate::watch::Watch;
use azmi_core::{Call, Client, ClientOptions, Code, Env, Error, Event, Identity, Result};
use std::future::Future;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The length of the progress line on the terminal, which is cleared before the result is written.
static PROGRESS: AtomicUsize = AtomicUsize::new(0);

/// Creates a client from the options, and runs work with it until it ends or until Ctrl+C.
pub fn run<T, F>(common: &Common, work: impl FnOnce(Client, Call) -> F) -> std::result::Result<T, Failure>
where
    F: Future<Output = Result<T>>,
{
    run_with(common, || Ok(()), |(), client, call| work(client, call))
}

/// Like [`run`], but reads input first. Reading may block, and counts toward the time limit.
pub fn run_with<P, T, F>(
    common: &Common,
    read: impl FnOnce() -> std::result::Result<P, Failure>,
    work: impl FnOnce(P, Client, Call) -> F,
) -> std::result::Result<T, Failure>
where
    F: Future<Output = Result<T>>,
{
    // Before the client is created, because that reads files.
    let watch = Watch::begin(common)?;
    let prepared = read()?;
    let client = Client::new(client_options(common)?)?;
    finish(&watch, common, |call| work(prepared, client, call))
}

/// Returns the options of a client.
pub fn client_options(common: &Common) -> Result<ClientOptions> {
    Ok(ClientOptions {
        env: environment(),
        source: common.source.0,
        identity: Identity::from_selectors(
            common.client_id.as_deref(),
            common.object_id.as_deref(),
            common.resource_id.as_deref(),
            None,
        )?,
        environment: common.environment.clone(),
        subscription_id: match common.subscription.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            _ => {
                return Err(Error::new(Code::InvalidQuery, "Several subscriptions were given.")
                    .hint("Give one. Only 'azmi vm identity' accepts several, with --all or --name."));
            }
        },
        skip_identity_check: false,
    })
}

/// Runs work that creates its own client, until it ends or until Ctrl+C.
pub fn call<T, F>(common: &Common, work: impl FnOnce(Call) -> F) -> std::result::Result<T, Failure>
where
    F: Future<Output = Result<T>>,
{
    finish(&Watch::begin(common)?, common, work)
}

fn finish<T, F>(watch: &Watch, common: &Common, work: impl FnOnce(Call) -> F) -> std::result::Result<T, Failure>
where
    F: Future<Output = Result<T>>,
{
    let runtime = runtime()?;
    let (verbose, quiet) = (common.talk.verbose, common.talk.quiet);
    let progress = common.progress && !verbose && std::io::stderr().is_terminal();
    let events = Arc::new(move |event| report(&event, verbose, quiet, progress));
    let done = runtime.block_on(work(watch.call().with_events(events)));
    watch.is_over();
    wipe_progress();
    // A pending name resolution or background refresh must not delay the end.
    runtime.shutdown_background();
    Ok(done?)
}

/// Clears the progress line, which a result or a message replaces.
pub fn wipe_progress() {
    match PROGRESS.swap(0, Ordering::Relaxed) {
        0 => {}
        length => say(&format!("\r{}\r", " ".repeat(length))),
    }
}

/// Shortens a text to one line of a terminal, so that it can be overwritten. Keeps the end, which shows the progress.
fn in_one_line(text: &str) -> String {
    const WIDTH: usize = 79;
    let length = text.chars().count();
    if length <= WIDTH {
        return text.to_owned();
    }
    let end: String = text.chars().skip(length - (WIDTH - 3)).collect();
    format!("...{end}")
}

/// Creates a runtime for this thread only, which starts in microseconds.
pub fn runtime() -> std::result::Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| Failure::start(&error))
}

/// Returns the environment. A value that isn't UTF-8 becomes one that no setting accepts, instead of being ignored.
pub fn environment() -> Env {
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    Env::from_pairs(std::env::vars_os().map(|(name, value)| (text(name), text(value))))
}

/// Prints warnings unless `--quiet` is given, and everything else with `-v`. On a terminal, also shows an operation's progress, in one
/// line that is overwritten.
fn report(event: &Event, verbose: bool, quiet: bool, progress: bool) {
    match event {
        _ if quiet && !verbose => {}
        Event::Warning { text } => {
            wipe_progress();
            say(&format!("azmi: warning: {}\n", printable(text)));
        }
        Event::Progress { .. } if progress => {
            let text = in_one_line(&printable(&event.message()));
            let length = text.chars().count();
            let before = PROGRESS.swap(length, Ordering::Relaxed);
            say(&format!("\r{text}{}", " ".repeat(before.saturating_sub(length))));
        }
        other if verbose => say(&format!("azmi: {}\n", printable(&other.message()))),
        _ => {}
    }
}

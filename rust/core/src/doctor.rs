//! The doctor: ordered checks from the identity source to a role on this machine. Each check reports what it found,
//! what that means and how to fix it. It works without an identity, a network or permissions, and ends within ten
//! seconds.

mod arm_checks;
mod finding;
mod identity;
mod local_checks;

pub use self::finding::{Check, CheckStatus};

use self::finding::Finding;

use crate::arm::vm;
use crate::blocking;
use crate::call::Call;
use crate::client::Client;
use crate::client_options::ClientOptions;
use crate::error::Result;
use crate::event::Event;
use crate::platform::{Platform, ThisMachine};
use crate::{audience, cloud};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The time limit for all checks together.
pub const LIMIT: Duration = Duration::from_secs(10);

/// The number of checks.
const CHECKS: u64 = 9;

/// Runs all checks in order. `on_check` gets each result as soon as it's known; the call's events report progress.
///
/// Anything that prevents the use of an identity is a finding, not an error, and so is the call's timeout. Only invalid
/// arguments and cancellation are errors.
///
/// # Errors
/// `InvalidSubscriptionId`, `InvalidEnvironment`, `UntrustedHost`, `InvalidResource`, `UnknownResourceName` for the
/// caller's arguments; `Cancelled`.
pub async fn examine(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    on_check: impl FnMut(&Check),
) -> Result<Vec<Check>> {
    examine_on(options, resource, call, on_check, ThisMachine::shared()).await
}

/// Like [`examine`], with the platform of a test.
///
/// # Errors
/// As [`examine`].
pub async fn examine_on(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    on_check: impl FnMut(&Check),
    platform: Arc<dyn Platform>,
) -> Result<Vec<Check>> {
    check_arguments(&options, resource.as_deref())?;
    call.unless_cancelled(run(options, resource, call, on_check, platform)).await
}

/// Rejects invalid arguments. The checks report invalid variables.
fn check_arguments(options: &ClientOptions, resource: Option<&str>) -> Result<()> {
    if let Some(id) = &options.subscription_id {
        vm::check_subscription(id)?;
    }
    if let Some(name) = &options.environment {
        cloud::parse(name)?;
    }
    audience::parse(resource).map(drop)
}

async fn run(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    on_check: impl FnMut(&Check),
    platform: Arc<dyn Platform>,
) -> Vec<Check> {
    let call = call.within(LIMIT).without_warnings();
    let mut report = Report { checks: Vec::new(), on_check, call: call.clone(), begin: Instant::now() };
    let (client, proxy) = look_around(options, &platform, &call).await;
    report.add("Source", local_checks::source(&client));
    report.add("Proxy", proxy);
    let Ok(client) = client else {
        for name in ["Endpoint", "ArcAgent", "Identity", "Token", "Clock", "ResourceManager", "Reader"] {
            report.add(name, Finding::skipped("Nothing can be checked before the source is found."));
        }
        return report.checks;
    };
    let endpoint = local_checks::endpoint(&client, &call).await;
    let reached = endpoint.status == CheckStatus::Pass;
    report.add("Endpoint", endpoint);
    let kind = client.source().kind;
    let agent = {
        let platform = Arc::clone(&platform);
        blocking::run(move || local_checks::arc_agent(kind, &*platform))
    };
    let agent = call.run("looking at the folder of the Azure Arc agent", agent);
    report.add("ArcAgent", agent.await.unwrap_or_else(|error| Finding::failed(&error)));
    let token = if reached {
        identity::attached(&client, resource, &call).await
    } else {
        Err(Finding::skipped("The endpoint does not answer."))
    };
    let (finding, token) = match token {
        Ok((finding, token)) => (finding, Some(token)),
        Err(finding) => (finding, None),
    };
    report.add("Identity", finding);
    report.add("Token", identity::token(token.as_deref(), platform.now()));
    report.add("Clock", identity::clock(&client));
    let manager = arm_checks::reachable(&client, &call).await;
    let arm_answers = manager.status != CheckStatus::Fail;
    report.add("ResourceManager", manager);
    let reader = match token {
        Some(token) if arm_answers => arm_checks::reader(&client, &token, &call).await,
        Some(_) => Finding::skipped("Resource Manager can't be reached."),
        None => Finding::skipped("There is no token to send."),
    };
    report.add("Reader", reader);
    report.checks
}

/// Finds the source and the proxies. Reading the system's files and settings may block.
async fn look_around(options: ClientOptions, platform: &Arc<dyn Platform>, call: &Call) -> (Result<Client>, Finding) {
    let platform = Arc::clone(platform);
    let look = blocking::run(move || {
        let proxy = local_checks::proxy(&options.env, &*platform);
        (Client::with_platform(options, platform), proxy)
    });
    let seen = call.run("looking at this machine", look).await;
    seen.unwrap_or_else(|error| {
        let finding = Finding::failed(&error);
        (Err(error), finding)
    })
}

/// Whether no check failed: the result of `-Quiet`.
#[must_use]
pub fn is_healthy(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.status != CheckStatus::Fail)
}

struct Report<F> {
    checks: Vec<Check>,
    on_check: F,
    call: Call,
    begin: Instant,
}

impl<F: FnMut(&Check)> Report<F> {
    fn add(&mut self, name: &'static str, finding: Finding) {
        if self.call.is_cancelled() {
            // The finding would only report the cancellation.
            return;
        }
        let check = Check {
            name,
            status: finding.status,
            detail: finding.detail,
            fix: finding.fix,
            duration: self.begin.elapsed(),
        };
        self.begin = Instant::now();
        (self.on_check)(&check);
        self.checks.push(check);
        self.call.emit(Event::Progress {
            activity: format!("Examined {name}"),
            done: self.checks.len() as u64,
            total: CHECKS,
        });
    }
}

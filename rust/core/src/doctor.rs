//! The doctor: ordered checks from the identity source to a role on this machine, each with what was found, what it means,
//! and the command or click that fixes it. It works without identity, network and rights, and ends within ten seconds.

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

/// How long everything may take together.
pub const LIMIT: Duration = Duration::from_secs(10);

/// How many checks there are.
const CHECKS: u64 = 9;

/// Runs all checks, in order. `on_check` gets each as soon as it is known; the call's events say how far it has come.
///
/// Whatever keeps an identity from being used is a finding, and so is the end of the call's time. A failure is only what
/// makes the question itself wrong.
///
/// # Errors
/// `InvalidSubscriptionId`, `InvalidEnvironment`, `UntrustedHost`, `InvalidResource`, `UnknownResourceName` for what the
/// caller wrote; `Cancelled`.
pub async fn examine(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    on_check: impl FnMut(&Check),
) -> Result<Vec<Check>> {
    examine_on(options, resource, call, on_check, ThisMachine::shared()).await
}

/// As [`examine`], on a machine that tests make up.
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

/// What is wrong however healthy the machine is. What a variable says is left to the checks.
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

/// Finds the source and the proxies: files and settings of the system, which may block.
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

/// Whether nothing failed: what `-Quiet` answers.
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
            // It found nothing but that.
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

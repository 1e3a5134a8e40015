//! The doctor: ordered checks from the identity source to a role on this machine, each with what was found, what it means,
//! and the command or click that fixes it. It works without identity, network and rights, and ends within ten seconds.

mod identity;
mod manager;
mod place;

use crate::arm::vm;
use crate::blocking;
use crate::call::Call;
use crate::client::{Client, ClientOptions};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::token::Token;
use crate::world::{ThisMachine, World};
use crate::{audience, cloud};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long everything may take together.
pub const LIMIT: Duration = Duration::from_secs(10);

/// How many checks there are.
const CHECKS: u64 = 9;

/// The outcome of a check. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum CheckStatus {
    /// All is well.
    Pass = 1,
    /// It works, and something deserves a look.
    Warning = 2,
    /// It does not work.
    Fail = 3,
    /// It does not apply, or can't be told before an earlier check passes.
    Skipped = 4,
}

impl CheckStatus {
    /// The name as users see it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Warning => "Warning",
            Self::Fail => "Fail",
            Self::Skipped => "Skipped",
        }
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name; stable.
    pub name: &'static str,
    /// Its outcome.
    pub status: CheckStatus,
    /// What was found, and what it means.
    pub detail: String,
    /// How to fix it.
    pub fix: Option<String>,
    /// How long it took.
    pub duration: Duration,
}

/// What a check found.
struct Finding {
    status: CheckStatus,
    detail: String,
    fix: Option<String>,
}

impl Finding {
    fn new(status: CheckStatus, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            fix: None,
        }
    }

    fn pass(detail: impl Into<String>) -> Self {
        Self::new(CheckStatus::Pass, detail)
    }

    fn skipped(detail: impl Into<String>) -> Self {
        Self::new(CheckStatus::Skipped, detail)
    }

    fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    fn failed(error: &Error) -> Self {
        let fix = match error.code() {
            // Mostly the doctor's own limit, which is not the user's to raise.
            Code::TimedOut => Some(
                "See whether a firewall, a VPN or a proxy drops the packets on the way there."
                    .to_owned(),
            ),
            _ => error.next_step().map(str::to_owned),
        };
        Self {
            status: CheckStatus::Fail,
            detail: format!("{} [{}]", error.message(), error.code().id()),
            fix,
        }
    }
}

/// Runs all checks, in order. `tell` gets each as soon as it is known; the call's events say how far it has come.
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
    tell: impl FnMut(&Check),
) -> Result<Vec<Check>> {
    examine_in_world(options, resource, call, tell, ThisMachine::shared()).await
}

/// As [`examine`], on a machine that tests make up.
///
/// # Errors
/// As [`examine`].
pub async fn examine_in_world(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    tell: impl FnMut(&Check),
    world: Arc<dyn World>,
) -> Result<Vec<Check>> {
    check_arguments(&options, resource.as_deref())?;
    call.unless_cancelled(run(options, resource, call, tell, world))
        .await
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
    tell: impl FnMut(&Check),
    world: Arc<dyn World>,
) -> Vec<Check> {
    let call = call.within(LIMIT).without_warnings();
    let mut report = Report {
        checks: Vec::new(),
        tell,
        call: call.clone(),
        begin: Instant::now(),
    };
    let (client, proxy) = look_around(options, &world, &call).await;
    report.add("Source", place::source(&client));
    report.add("Proxy", proxy);
    let Ok(client) = client else {
        for name in [
            "Endpoint",
            "ArcAgent",
            "Identity",
            "Token",
            "Clock",
            "ResourceManager",
            "Reader",
        ] {
            report.add(
                name,
                Finding::skipped("Nothing can be asked before the source is found."),
            );
        }
        return report.checks;
    };
    let endpoint = place::endpoint(&client, &call).await;
    let reached = endpoint.status == CheckStatus::Pass;
    report.add("Endpoint", endpoint);
    let kind = client.source().kind;
    let agent = {
        let world = Arc::clone(&world);
        blocking::run(move || place::arc_agent(kind, &*world))
    };
    let agent = call.run("looking at the folder of the Azure Arc agent", agent);
    report.add(
        "ArcAgent",
        agent.await.unwrap_or_else(|error| Finding::failed(&error)),
    );
    let token = if reached {
        identity::attached(&client, resource, &call).await
    } else {
        Err(Finding::skipped("The endpoint does not answer."))
    };
    let (finding, token) = split(token);
    report.add("Identity", finding);
    report.add("Token", identity::token(token.as_deref(), world.now()));
    report.add("Clock", identity::clock(&client));
    let manager = manager::reachable(&client, &call).await;
    let arm_answers = manager.status != CheckStatus::Fail;
    report.add("ResourceManager", manager);
    let reader = match token {
        Some(token) if arm_answers => manager::reader(&client, &token, &call).await,
        Some(_) => Finding::skipped("Resource Manager can't be reached."),
        None => Finding::skipped("There is no token to ask with."),
    };
    report.add("Reader", reader);
    report.checks
}

/// Finds the source and the proxies: files and settings of the system, which may block.
async fn look_around(
    options: ClientOptions,
    world: &Arc<dyn World>,
    call: &Call,
) -> (Result<Client>, Finding) {
    let world = Arc::clone(world);
    let look = blocking::run(move || {
        let proxy = place::proxy(&options.env, &*world);
        (Client::in_world(options, world), proxy)
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

fn split(
    token: std::result::Result<(Finding, Arc<Token>), Finding>,
) -> (Finding, Option<Arc<Token>>) {
    match token {
        Ok((finding, token)) => (finding, Some(token)),
        Err(finding) => (finding, None),
    }
}

struct Report<F> {
    checks: Vec<Check>,
    tell: F,
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
        (self.tell)(&check);
        self.checks.push(check);
        self.call.emit(Event::Progress {
            activity: format!("Examined {name}"),
            done: self.checks.len() as u64,
            total: CHECKS,
        });
    }
}

//! The doctor: ordered checks from the identity source to a role on this machine, each with what was found, what it means,
//! and the command or click that mends it. It works without identity, network and rights, and ends within ten seconds.

mod identity;
mod manager;
mod place;

use crate::call::Call;
use crate::client::{Client, ClientOptions};
use crate::error::Error;
use crate::token::Token;
use crate::world::{ThisMachine, World};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long everything may take together.
pub const LIMIT: Duration = Duration::from_secs(10);

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
    /// What mends it.
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
        Self {
            status: CheckStatus::Fail,
            detail: format!("{} [{}]", error.message(), error.code().id()),
            fix: error.next_step().map(str::to_owned),
        }
    }
}

/// Runs all checks, in order. `tell` gets each as soon as it is known.
pub async fn examine(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    tell: impl FnMut(&Check),
) -> Vec<Check> {
    examine_in_world(options, resource, call, tell, ThisMachine::shared()).await
}

/// As [`examine`], on a machine that tests make up.
pub async fn examine_in_world(
    options: ClientOptions,
    resource: Option<String>,
    call: &Call,
    tell: impl FnMut(&Check),
    world: Arc<dyn World>,
) -> Vec<Check> {
    let call = call.within(LIMIT);
    let mut report = Report {
        checks: Vec::new(),
        tell,
        begin: Instant::now(),
    };
    let client = Client::in_world(options.clone(), Arc::clone(&world));
    report.add("Source", place::source(&client));
    report.add("Proxy", place::proxy(&options.env, &*world));
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
    report.add("ArcAgent", place::arc_agent(&client, &*world));
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

/// Whether nothing failed: what `-Quiet` answers.
#[must_use]
pub fn is_healthy(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.status != CheckStatus::Fail)
}

fn split(token: Result<(Finding, Arc<Token>), Finding>) -> (Finding, Option<Arc<Token>>) {
    match token {
        Ok((finding, token)) => (finding, Some(token)),
        Err(finding) => (finding, None),
    }
}

struct Report<F> {
    checks: Vec<Check>,
    tell: F,
    begin: Instant,
}

impl<F: FnMut(&Check)> Report<F> {
    fn add(&mut self, name: &'static str, finding: Finding) {
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
    }
}

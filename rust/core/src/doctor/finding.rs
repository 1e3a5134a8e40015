//! The checks of the doctor and their results.

use crate::error::{Code, Error};
use std::time::Duration;

/// The outcome of a check. The numbers are part of the C ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum CheckStatus {
    /// The check passed.
    Pass = 1,
    /// It works, but something may need attention.
    Warning = 2,
    /// It doesn't work.
    Fail = 3,
    /// The check doesn't apply, or it depends on an earlier check that didn't pass.
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

/// A completed check.
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

/// The result of a check.
pub(super) struct Finding {
    pub status: CheckStatus,
    pub detail: String,
    pub fix: Option<String>,
}

impl Finding {
    pub fn pass(detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Pass, detail: detail.into(), fix: None }
    }

    pub fn warning(detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Warning, ..Self::pass(detail) }
    }

    pub fn fail(detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Fail, ..Self::pass(detail) }
    }

    pub fn skipped(detail: impl Into<String>) -> Self {
        Self { status: CheckStatus::Skipped, ..Self::pass(detail) }
    }

    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    pub fn failed(error: &Error) -> Self {
        let fix = match error.code() {
            // Usually the doctor's own time limit, which the user can't raise.
            Code::TimedOut => {
                Some("Check whether a firewall, a VPN or a proxy drops the packets on the way.".to_owned())
            }
            _ => error.next_step().map(str::to_owned),
        };
        Self { status: CheckStatus::Fail, detail: format!("{} [{}]", error.message(), error.code().id()), fix }
    }
}

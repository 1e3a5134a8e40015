//! The fault plan in force, and how often its rules still apply.

use super::fault::Fault;
use crate::endpoint::Endpoint;
use crate::http::Request;
use std::time::{Duration, Instant};

/// The plan in force.
#[derive(Default)]
pub struct FaultPlan {
    rules: Vec<Rule>,
}

struct Rule {
    fault: Fault,
    left: Option<u32>,
    until: Option<Instant>,
}

impl FaultPlan {
    /// Replaces the plan.
    pub fn set(&mut self, faults: Vec<Fault>) {
        let now = Instant::now();
        let rule = |fault: Fault| Rule {
            left: fault.times,
            until: fault.seconds.map(|seconds| now + Duration::from_secs(seconds.into())),
            fault,
        };
        self.rules = faults.into_iter().map(rule).collect();
    }

    /// Returns the rules still in force, with the remaining count of their `times`.
    pub fn remaining(&self) -> Vec<Fault> {
        let now = Instant::now();
        let live = self.rules.iter().filter(|rule| rule.in_force(now));
        live.map(|rule| Fault { times: rule.left, ..rule.fault.clone() }).collect()
    }

    /// Returns the rule that matches this request and its index in the plan, and decrements its `times`.
    pub fn meet(&mut self, endpoint: Endpoint, request: &Request) -> Option<(usize, Fault)> {
        let target = request.readable_target();
        let now = Instant::now();
        let fitting = |(_, rule): &(usize, &mut Rule)| {
            rule.in_force(now) && rule.fault.matches(endpoint, request.method.as_str(), &target)
        };
        let (at, rule) = self.rules.iter_mut().enumerate().find(fitting)?;
        rule.left = rule.left.map(|left| left - 1);
        Some((at, rule.fault.clone()))
    }
}

impl Rule {
    fn in_force(&self, now: Instant) -> bool {
        self.left != Some(0) && self.until.is_none_or(|until| now < until)
    }
}

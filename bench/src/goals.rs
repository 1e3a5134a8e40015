//! The goals in `goals.toml`, and whether their figures meet them.

use crate::figures::{Figures, rounded};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    pub what: String,
    pub target: String,
    kind: Kind,
    of: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    limit: f64,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    AtMost,
    Less,
    Ratio,
    Times,
    Rate,
    Size,
    Listed,
}

#[derive(Deserialize)]
struct Goals {
    goal: Vec<Goal>,
}

/// Returns all goals, in the order of the report.
pub fn all() -> Result<Vec<Goal>, String> {
    let goals: Goals = toml::from_str(include_str!("../goals.toml")).map_err(|error| format!("goals.toml: {error}"))?;
    Ok(goals.goal)
}

impl Goal {
    pub fn is_listed(&self) -> bool {
        self.kind == Kind::Listed
    }

    /// Returns the measured value, and whether it meets the goal.
    pub fn found(&self, figures: &Figures) -> Result<(String, bool), String> {
        let figure = figures.figure(&self.of);
        let unit = figure.map_or("", |figure| figure.unit.as_str());
        let of = figures.median(&self.of)?;
        let to = || figures.median(&self.to);
        let r = rounded;
        Ok(match self.kind {
            Kind::AtMost => (format!("{} {unit}", r(of)), of <= self.limit),
            Kind::Less => {
                let to = to()?;
                (format!("{} {unit} ({} less {})", r(of - to), r(of), r(to)), of - to <= self.limit)
            }
            Kind::Ratio => {
                let to = to()?;
                (format!("{:.2}x ({} to {})", of / to, r(of), r(to)), of / to <= self.limit)
            }
            Kind::Times => {
                let to = to()?;
                (format!("{}x ({} to {})", r(of / to), r(of), r(to)), of / to >= self.limit)
            }
            Kind::Rate => {
                let to = to()?;
                let percent = to / of * 100.0;
                (format!("{percent:.1} % ({} to {} {unit})", r(of), r(to)), percent >= self.limit)
            }
            Kind::Size => (format!("{:.2} MB", of / 1e6), of <= self.limit * 1e6),
            Kind::Listed => (format!("{of:.0}"), true),
        })
    }
}

#[cfg(test)]
mod tests;

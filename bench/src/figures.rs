//! The measured figures: samples by name, and the missing figures, each with the reason.

use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// `group: name`, which goals refer to.
    pub id: String,
    /// `ms`, `us`, `ns`, `bytes`, `KiB` or a word.
    pub unit: String,
    pub samples: Vec<f64>,
}

/// A figure that couldn't be measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Missing {
    pub id: String,
    pub lack: Lack,
}

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lack {
    /// A required tool or file isn't on this machine.
    Absent(String),
    /// The measurement failed.
    Failed(String),
}

impl Lack {
    pub fn why(&self) -> &str {
        match self {
            Self::Absent(why) | Self::Failed(why) => why,
        }
    }
}

/// Errors are failures unless they're explicitly absences.
impl From<String> for Lack {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

impl From<Lack> for String {
    fn from(lack: Lack) -> Self {
        lack.why().to_owned()
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    pub figures: Vec<Figure>,
    pub missing: Vec<Missing>,
}

impl Figure {
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Returns the first and third quartile.
    pub fn quartiles(&self) -> (f64, f64) {
        (self.at(0.25), self.at(0.75))
    }

    fn at(&self, part: f64) -> f64 {
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else {
            return f64::NAN;
        };
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "there are dozens of samples"
        )]
        let (below, share) = ((part * last as f64) as usize, (part * last as f64).fract());
        sorted[below] + (sorted[(below + 1).min(last)] - sorted[below]) * share
    }
}

impl Figures {
    /// Adds samples. An empty list is a missing figure.
    pub fn add(&mut self, id: &str, unit: &str, samples: Vec<f64>) {
        if samples.is_empty() {
            self.miss(id, "nothing was measured".to_owned());
            return;
        }
        let figure = Figure { id: id.to_owned(), unit: unit.to_owned(), samples };
        println!("{}: {} {unit}", figure.id, rounded(figure.median()));
        self.figures.push(figure);
    }

    /// Adds the samples, or the reason why there are none.
    pub fn take(&mut self, id: &str, unit: &str, measured: Result<Vec<f64>, impl Into<Lack>>) {
        match measured {
            Ok(samples) => self.add(id, unit, samples),
            Err(lack) => self.miss(id, lack),
        }
    }

    pub fn miss(&mut self, id: &str, lack: impl Into<Lack>) {
        let missing = Missing { id: id.to_owned(), lack: lack.into() };
        println!("{id}: not measured: {}", missing.lack.why());
        self.missing.push(missing);
    }

    pub fn median(&self, id: &str) -> Result<f64, String> {
        if let Some(figure) = self.figure(id) {
            return Ok(figure.median());
        }
        let missing = self.missing.iter().find(|missing| missing.id == id);
        Err(missing.map_or_else(|| "not measured".to_owned(), |missing| missing.lack.why().to_owned()))
    }

    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// Reads the file that [`Self::write`] wrote.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let file = folder.join("figures.json");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Writes all figures with all samples.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        let file = folder.join("figures.json");
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

pub fn rounded(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[cfg(test)]
mod tests;

//! The native files of a system, each built once, or taken from where another machine built them.

use super::recipe::Recipe;
use super::rid::Rid;
use crate::surroundings::Surroundings;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The C library.
    Library,
    /// The command line program.
    Program,
}

impl Part {
    /// The file's name on a system.
    #[must_use]
    pub fn file(self, rid: Rid) -> &'static str {
        match self {
            Self::Library => rid.library(),
            Self::Program => rid.program(),
        }
    }
}

/// A built file, or why there is none.
type Made = OnceLock<Result<PathBuf, String>>;

/// The native files of all systems, made when asked for.
#[derive(Debug, Default)]
pub struct Natives {
    prebuilt: Option<PathBuf>,
    made: [[Made; 2]; Rid::ALL.len()],
    recipes: [OnceLock<Result<Recipe, String>>; Rid::ALL.len()],
}

impl Natives {
    /// Those that other machines built are taken from `prebuilt`, a folder with a folder per system.
    #[must_use]
    pub fn new(prebuilt: Option<PathBuf>) -> Self {
        Self {
            prebuilt,
            ..Self::default()
        }
    }

    /// How a system's files are built here.
    ///
    /// # Errors
    /// Why they can't be.
    pub fn recipe(&self, around: &Surroundings, rid: Rid) -> Result<&Recipe, String> {
        self.recipes[rid as usize]
            .get_or_init(|| match self.prebuilt_folder(rid) {
                Some(_) => Ok(Recipe::Prebuilt),
                None => Recipe::find(around, rid),
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// One file.
    ///
    /// # Errors
    /// Why it can't be built here, or why building it failed.
    pub fn file(&self, around: &Surroundings, rid: Rid, part: Part) -> Result<&Path, String> {
        self.made[rid as usize][part as usize]
            .get_or_init(|| self.make(around, rid, part))
            .as_deref()
            .map_err(Clone::clone)
    }

    /// Builds the files of these systems, several systems at the same time. What goes wrong is told when a file is asked for.
    pub fn make_all(&self, around: &Surroundings, systems: &[Rid]) {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(rid) = systems.get(next.fetch_add(1, Ordering::Relaxed)) {
                for part in [Part::Library, Part::Program] {
                    // A failure is kept with the file.
                    let _ = self.file(around, *rid, part);
                }
            }
        };
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 0..processors.min(systems.len()) {
                scope.spawn(work);
            }
        });
    }

    fn make(&self, around: &Surroundings, rid: Rid, part: Part) -> Result<PathBuf, String> {
        let recipe = self.recipe(around, rid)?;
        let Some(folder) = self.prebuilt_folder(rid) else {
            return recipe.build(around, rid, part);
        };
        let file = folder.join(part.file(rid));
        match file.is_file() {
            true => Ok(file),
            false => Err(format!("{} is not there", file.display())),
        }
    }

    fn prebuilt_folder(&self, rid: Rid) -> Option<PathBuf> {
        let folder = self.prebuilt.as_ref()?.join(rid.name());
        folder.is_dir().then_some(folder)
    }
}

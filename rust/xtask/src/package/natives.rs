//! The native files of a system, each built once, or taken from where another machine built them.

use super::recipe::Recipe;
use super::rid::Rid;
use crate::surroundings::Surroundings;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

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
type Made = OnceCell<Result<PathBuf, String>>;

/// The native files of all systems, made when asked for.
#[derive(Debug, Default)]
pub struct Natives {
    prebuilt: Option<PathBuf>,
    made: [[Made; 2]; Rid::ALL.len()],
    recipes: [OnceCell<Result<Recipe, String>>; Rid::ALL.len()],
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

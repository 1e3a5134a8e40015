//! The command line of `azmi`, for the program itself and for generating completions and manual pages.
#![forbid(unsafe_code)]

pub mod args;
pub mod scripts;

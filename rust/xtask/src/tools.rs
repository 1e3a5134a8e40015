//! Finding the programs a task needs: what the machine has, what an offline toolchain brings, what may be downloaded. In this order.

pub mod azure_clients;
pub mod dotnet;
pub mod download;
pub mod offline;
pub mod pins;
pub mod powershell;
pub mod std_source;
pub mod unpack;
pub mod windows;
pub mod zig;

use crate::surroundings::Surroundings;
use download::{Fetch, Policy};
use pins::Pins;
use std::fs;
use std::path::PathBuf;

/// What is asked for tools with: where we are, and whether something may be downloaded.
#[derive(Clone, Debug)]
pub struct Tools<'a> {
    /// The machine's variables and the checkout.
    pub around: &'a Surroundings,
    /// What may be downloaded, and how.
    pub policy: Policy,
    /// Which downloads there are.
    pub pins: Pins,
}

impl<'a> Tools<'a> {
    /// For a task, with the committed pins.
    #[must_use]
    pub fn new(around: &'a Surroundings, offline: bool) -> Self {
        Self {
            around,
            policy: Policy {
                offline,
                ..Policy::default()
            },
            pins: Pins::committed(),
        }
    }

    /// The folder of a downloaded tool, from an earlier run or fetched now. `suffix` is the file name's end, by which it is unpacked.
    ///
    /// # Errors
    /// Why it can't be had, with what to do by hand.
    pub fn downloaded(&self, name: &str) -> Result<PathBuf, String> {
        let pin = self.pins.for_this_host(name)?;
        let folder = self
            .around
            .downloaded_tools()
            .join(format!("{}-{}", pin.name, pin.version));
        let complete = folder.join(unpack::COMPLETE);
        // The hash stands in the mark, so that a changed pin is fetched anew.
        if fs::read_to_string(&complete).is_ok_and(|hash| hash == pin.sha512) {
            return Ok(folder);
        }
        let archive = self.around.downloaded_tools().join(pin.file_name());
        let fetched = download::fetch(&Fetch::of(pin), &archive, &self.policy, &mut |line| {
            println!("{line}")
        });
        fetched.map_err(|error| format!("{error}; {}", pin.by_hand))?;
        let unpacked = unpack::unpack(&archive, &folder, &pin.sha512);
        let _ = fs::remove_file(&archive);
        unpacked.map_err(|error| {
            format!(
                "{} could not be unpacked: {error}; {}",
                pin.title, pin.by_hand
            )
        })?;
        Ok(folder)
    }
}

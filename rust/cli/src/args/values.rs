//! Parses and completes the values of options.

use azmi_core::limits::{LONGEST_CALL, SHORTEST_CALL};
use azmi_core::{Audience, SourceKind};
use azmi_emulator::Behavior;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

const SOURCES: [&str; 9] = [
    "auto",
    "vm",
    "app-service",
    "automation",
    "arc",
    "service-fabric",
    "cloud-shell",
    "machine-learning",
    "vm-extension",
];

/// The names of the clouds.
pub(super) const CLOUDS: &[&str] =
    &["AzureCloud", "AzureUSGovernment", "AzureChinaCloud", "AzureBleu", "AzureDelos", "AzureGovSG", "USNat", "USSec"];

/// The methods that services support.
pub(super) const METHODS: [&str; 8] = ["get", "head", "put", "post", "patch", "delete", "options", "merge"];

/// Parses a header: `Name=Value`, or `Name: Value` as in curl.
pub(super) fn header(text: &str) -> Result<(String, String), String> {
    text.split_once(['=', ':'])
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| "expected NAME=VALUE".to_owned())
}

/// A source, or `None` to detect it. A separate type, because clap treats `Option` specially.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(pub Option<SourceKind>);

/// Parses a source in either spelling, and completes it.
#[derive(Clone)]
pub(super) struct SourceParser;

impl TypedValueParser for SourceParser {
    type Value = Source;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Source, Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        if text.eq_ignore_ascii_case("auto") {
            return Ok(Source(None));
        }
        match SourceKind::parse(&text) {
            Some(kind) => Ok(Source(Some(kind))),
            None => PossibleValuesParser::new(SOURCES).parse_ref(command, arg, value).map(|_| Source(None)),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(SOURCES.into_iter().map(PossibleValue::new)))
    }
}

/// Accepts any text, and suggests these values as completions.
#[derive(Clone)]
pub(super) struct Suggested(pub &'static [&'static str]);

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}

/// The names of services.
pub(super) fn resources() -> Suggested {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| Audience::ALL.iter().map(|audience| audience.name).collect());
    Suggested(&NAMES)
}

/// The names of the emulator's behaviors.
pub(super) fn behaviors() -> Suggested {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| Behavior::ALL.iter().map(|behavior| behavior.name).collect());
    Suggested(&NAMES)
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if seconds.is_nan() || seconds < 0.0 {
        return Err("not a number of seconds, 0 or more".to_owned());
    }
    if seconds == 0.0 {
        return Ok(Duration::ZERO);
    }
    match Duration::try_from_secs_f64(seconds) {
        // 0 means no limit, so a tiny value must not be rounded to 0.
        Ok(limit) if limit < LONGEST_CALL => Ok(limit.max(SHORTEST_CALL)),
        _ => Err("too long; 0 means no limit".to_owned()),
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    text.parse().map_err(|_| "not an address and a port, such as 127.0.0.1:8080 or localhost:0".to_owned())
}

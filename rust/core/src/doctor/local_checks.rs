//! Checks this machine: the source, its endpoint, proxies and the Arc agent.

use super::finding::Finding;
use crate::call::Call;
use crate::client::Client;
use crate::env::Env;
use crate::error::{Result, quote};
use crate::platform::Platform;
use crate::source::arc;
use crate::source_kind::SourceKind;
use crate::url_text;
use std::time::Duration;

/// Reports which source is used, and why.
pub(super) fn source(client: &Result<Client>) -> Finding {
    match client {
        Ok(client) => {
            let source = client.source();
            Finding::pass(format!(
                "{}: {}. Tokens are requested at {}.",
                source.kind,
                source.why,
                url_text::loggable(&source.endpoint)
            ))
        }
        Err(error) => Finding::failed(error),
    }
}

/// Reports proxies through which other programs could send identity requests. This library never does.
pub(super) fn proxy(env: &Env, platform: &dyn Platform) -> Finding {
    let variables: Vec<&str> =
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].into_iter().filter(|name| env.get(name).is_some()).collect();
    let system = platform.system_proxy();
    let settings = [&system.user, &system.machine].into_iter().flatten().filter(|setting| setting.server.is_none());
    let script = settings.filter_map(|setting| setting.auto_config_url.as_deref()).next();
    if let (Some(script), None) = (script, env.get("HTTPS_PROXY")) {
        return Finding::warning(format!(
            "The system's proxy is set by a script ({}), which is not read.",
            setting_text(script)
        ))
        .fix("Set HTTPS_PROXY to the proxy that the script chooses for Azure, or NO_PROXY=* if there is none.");
    }
    let bypass = env.get("NO_PROXY").unwrap_or_default();
    let set = !variables.is_empty();
    if set && !(bypass.contains("169.254.169.254") || bypass.trim() == "*") {
        return Finding::warning(format!("{} set, and NO_PROXY does not name 169.254.169.254. This library still reaches identity endpoints directly; other programs may not.", are(&variables)))
        .fix("Add 169.254.169.254 and localhost to NO_PROXY.");
    }
    let found = [
        set.then(|| format!("{} set", are(&variables))),
        system.user.and_then(|s| s.server).map(|s| format!("the user's setting names {}", setting_text(&s))),
        system.machine.and_then(|s| s.server).map(|s| format!("the machine's setting names {}", setting_text(&s))),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    if found.is_empty() {
        Finding::pass("No proxy is set.")
    } else {
        Finding::pass(format!("For Resource Manager: {}.", found.join("; ")))
    }
}

/// The system's setting for a proxy or script without a user name or password.
fn setting_text(text: &str) -> String {
    let parts = text.split_inclusive([';', '=', ' ']);
    let without_user = |part: &str| match part.rfind('@') {
        Some(at) if !part.contains("://") => part[at + 1..].to_owned(),
        _ => part.to_owned(),
    };
    quote::quoted(&parts.map(without_user).collect::<String>())
}

fn are(names: &[&str]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

/// Checks that something listens at the endpoint.
pub(super) async fn endpoint(client: &Client, call: &Call) -> Finding {
    let source = client.source();
    let reach = async {
        let probed = crate::http::endpoint::probe(&source.endpoint).await;
        probed.map_err(|failure| source.explain(&source.endpoint, failure))
    };
    match call.within(Duration::from_secs(2)).run("connecting to the identity endpoint", reach).await {
        Ok(()) => Finding::pass(format!("Something listens at {}.", url_text::place(&source.endpoint))),
        Err(error) => Finding::failed(&error),
    }
}

/// Checks that this account may use the Arc agent.
pub(super) fn arc_agent(kind: SourceKind, platform: &dyn Platform) -> Finding {
    if kind != SourceKind::Arc {
        return Finding::skipped("The source is not Azure Arc.");
    }
    let Some(folder) = arc::key_folder(platform) else {
        return Finding::fail("The folder of the Azure Arc agent's key files is not known on this system.")
            .fix("Reinstall the Azure Connected Machine agent.");
    };
    if platform.may_list(&folder) {
        return Finding::pass(format!("This account may read the agent's key files in {}.", folder.display()));
    }
    Finding::failed(&arc::access_denied(&folder))
}

//! Starts an emulator: opens the listeners, creates the certificates, and starts serving.

use super::ca::{self, CaFile};
use super::connection;
use super::exchange::Exchange;
use super::listeners::Listeners;
use super::services::service;
use crate::arm::VAULT_DOMAIN;
use crate::context::{Context, Endpoints, Source};
use crate::endpoint::Endpoint;
use crate::guid;
use crate::model::inventory::Inventory;
use crate::options::Options;
use crate::start_error::StartError;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::task::JoinSet;

/// The resources of a running emulator. Dropping the tasks closes listeners and connections.
pub struct Running {
    /// The state that the endpoints share.
    pub context: Arc<Context>,
    _tasks: JoinSet<()>,
    _ca_file: CaFile,
}

/// Opens and serves every endpoint for which the scenario has a resource.
///
/// # Errors
/// When the emulator can't start.
pub async fn start(options: Options) -> Result<Running, StartError> {
    check_loopback(&options)?;
    let inventory = Inventory::build(&options.scenario).map_err(StartError::Scenario)?;
    let mut opened = BTreeMap::new();
    for endpoint in Endpoint::ALL {
        if is_served(endpoint, &inventory) {
            let listeners = Listeners::open(wanted(&options, endpoint), is_secure(endpoint));
            opened.insert(endpoint, listeners.await?);
        }
    }

    let arm = &opened[&Endpoint::Arm];
    let vaults = format!("*.{VAULT_DOMAIN}");
    let authority = ca::make(arm.address.ip(), vaults).map_err(StartError::Certificate)?;
    let pinned = ca::make_pinned().map_err(StartError::Certificate)?;
    let unique = |what: &str| guid::derived(&format!("{what} {} {:?}", arm.address, SystemTime::now()));
    let ca_file =
        CaFile::write(options.ca_file.as_deref(), &authority.pem, &unique("root")).map_err(StartError::CaFile)?;
    let services: BTreeMap<_, _> = opened
        .keys()
        .map(|endpoint| {
            let secret = unique(&format!("{endpoint:?}"));
            let (scenario, thumbprint) = (&options.scenario, &pinned.thumbprint);
            let service = service(*endpoint, scenario, secret, thumbprint);
            (*endpoint, service)
        })
        .collect();
    let sources = opened
        .iter()
        .filter(|(endpoint, _)| !matches!(endpoint, Endpoint::Imds | Endpoint::Arm))
        .map(|(endpoint, listeners)| {
            let (base, service) = (&listeners.url, &services[endpoint]);
            let url = format!("{base}{}", service.token_path());
            let variables = service.variables(base, &inventory);
            let source = Source::new(&inventory, *endpoint, url, variables);
            (*endpoint, source)
        })
        .collect();
    let imds = opened[&Endpoint::Imds].url.clone();
    let endpoints = Endpoints::new(&inventory, imds, arm.url.clone(), ca_file.path(), sources);

    let Options { scenario, allow_remote, on_request, .. } = options;
    let context = Arc::new(Context::new(scenario, inventory, endpoints, allow_remote, on_request));
    let mut tasks = JoinSet::new();
    for (endpoint, listeners) in opened {
        let tls = match endpoint {
            Endpoint::Arm => Some(&authority.acceptor),
            Endpoint::ServiceFabric => Some(&pinned.acceptor),
            _ => None,
        };
        let exchange = Exchange { endpoint, service: Arc::clone(&services[&endpoint]), context: Arc::clone(&context) };
        for socket in listeners.sockets {
            tasks.spawn(connection::serve(socket, tls.cloned(), exchange.clone()));
        }
    }
    Ok(Running { context, _tasks: tasks, _ca_file: ca_file })
}

fn check_loopback(options: &Options) -> Result<(), StartError> {
    let addresses = [options.imds, options.arm];
    let mut all = addresses.iter().chain(options.listen.values());
    match all.find(|address| !options.allow_remote && !address.ip().is_loopback()) {
        Some(address) => Err(StartError::NotLoopback(*address)),
        None => Ok(()),
    }
}

/// Whether the inventory has a resource for an endpoint, or the endpoint doesn't need one.
fn is_served(endpoint: Endpoint, inventory: &Inventory) -> bool {
    matches!(endpoint, Endpoint::Arm | Endpoint::CloudShell) || inventory.host(endpoint).is_some()
}

/// Whether an endpoint is served over https.
fn is_secure(endpoint: Endpoint) -> bool {
    matches!(endpoint, Endpoint::Arm | Endpoint::ServiceFabric)
}

/// The address that an endpoint should listen on.
fn wanted(options: &Options, endpoint: Endpoint) -> SocketAddr {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    match endpoint {
        Endpoint::Imds => options.imds,
        Endpoint::Arm => options.arm,
        _ => options.listen.get(&endpoint).copied().unwrap_or(loopback),
    }
}

//! Which module speaks for which endpoint.

use crate::fault::Endpoint;
use crate::hosts::{
    app_service, arc, automation, cloud_shell, machine_learning, service_fabric, vm_extension,
};
use crate::http::{Reply, Request};
use crate::shared::{Answering, Shared};
use crate::{arm, imds};

/// Answers a request.
pub fn answer(
    endpoint: Endpoint,
    shared: &Shared,
    request: &Request,
    answering: &Answering,
) -> Reply {
    match endpoint {
        Endpoint::Imds => imds::answer(shared, request, answering),
        Endpoint::Arm => arm::answer(shared, request, answering),
        Endpoint::AppService => app_service::answer(shared, request, answering),
        Endpoint::Automation => automation::answer(shared, request, answering),
        Endpoint::MachineLearning => machine_learning::answer(shared, request, answering),
        Endpoint::CloudShell => cloud_shell::answer(shared, request, answering),
        Endpoint::Arc => arc::answer(shared, request, answering),
        Endpoint::ServiceFabric => service_fabric::answer(shared, request, answering),
        Endpoint::VmExtension => vm_extension::answer(shared, request, answering),
    }
}

/// The usual body for a status that a fault asks for.
pub fn usual_error(endpoint: Endpoint, shared: &Shared, status: u16) -> Reply {
    match endpoint {
        Endpoint::Imds | Endpoint::Arc | Endpoint::VmExtension => imds::usual_error(status),
        Endpoint::Arm => arm::usual_error(status),
        Endpoint::AppService | Endpoint::Automation => {
            app_service::error(shared, status, "The service failed.")
        }
        Endpoint::MachineLearning => {
            machine_learning::error(status, "server_error", "The service failed")
        }
        Endpoint::CloudShell => {
            cloud_shell::error(status, "InternalServerError", "The service failed")
        }
        Endpoint::ServiceFabric => {
            service_fabric::error(shared, status, "InternalServerError", "The service failed.")
        }
    }
}

/// Puts on the headers that every answer of the endpoint has.
pub fn sign(endpoint: Endpoint, reply: Reply, shared: &Shared, request: &Request) -> Reply {
    match endpoint {
        Endpoint::Imds => imds::sign(reply),
        Endpoint::Arm => arm::sign(reply, shared, request),
        _ => reply,
    }
}

/// Where an endpoint is asked for tokens; Resource Manager isn't.
pub fn path(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Imds | Endpoint::Arc | Endpoint::ServiceFabric => imds::TOKEN_PATH,
        Endpoint::AppService => "/msi/token",
        Endpoint::Automation => "/automation/msi/token",
        Endpoint::MachineLearning => "/MSI/auth",
        Endpoint::CloudShell | Endpoint::VmExtension => "/oauth2/token",
        Endpoint::Arm => "",
    }
}

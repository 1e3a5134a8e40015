//! Checks the connection to Resource Manager, and whether the identity may read this machine.

use super::finding::{CheckStatus, Finding};
use crate::arm::vm::VmQuery;
use crate::call::Call;
use crate::client::Client;
use crate::cloud::discover::describe_cloud;
use crate::error::Code;
use crate::ids::ResourceId;
use crate::token::Token;
use std::time::Duration;

/// The time limit of each request.
const QUESTION: Duration = Duration::from_millis(2_500);

/// Checks name resolution, proxy and TLS with a request that needs no token.
pub(super) async fn reachable(client: &Client, call: &Call) -> Finding {
    // A machine in an unknown cloud has a Resource Manager, but not the public one.
    if let Err(error) = client.cloud(&call.within(QUESTION)).await
        && error.code() == Code::InvalidEnvironment
    {
        return Finding::failed(&error);
    }
    let arm = client.clouds().arm_endpoint(&call.within(QUESTION)).await;
    match describe_cloud(client.service(), &**client.platform(), &arm, &call.within(QUESTION)).await {
        Ok(_) => Finding::pass(format!("{} answers, and its certificate is trusted.", crate::url_text::shown(&arm))),
        // The host responded over trusted TLS, so it's reachable even if its description of the cloud is invalid.
        Err(error) if error.code() == Code::BadResponse && error.http_status().is_some_and(|s| s < 500) => {
            Finding::warning(error.message().to_owned())
        }
        Err(error) => Finding::failed(&error),
    }
}

/// Whether the identity may read this machine.
pub(super) async fn reader(client: &Client, token: &Token, call: &Call) -> Finding {
    let call = call.within(QUESTION);
    let own = client.own_id(&call).await.ok();
    let Some(id) = own.filter(ResourceId::is_machine) else {
        return Finding::skipped("Resource Manager doesn't know this machine.");
    };
    let query = VmQuery { resource_id: Some(id.as_str().to_owned()), ..VmQuery::default() };
    let error = match client.vm_principal(&query, &call).await {
        Err(error) if !proves_access(error.code()) => error,
        _ => return Finding::pass(format!("The identity may read {}.", id.as_str())),
    };
    if error.code() != Code::AuthorizationFailed {
        return Finding::failed(&error);
    }
    // Only queries about machines need the role.
    let detail = format!(
        "The identity {} may not read {}. Tokens and this machine's own principal id don't need that.",
        token.claims.principal_id.as_deref().unwrap_or("?"),
        id.as_str()
    );
    Finding { status: CheckStatus::Warning, detail, fix: error.next_step().map(str::to_owned) }
}

/// Whether an error shows that the identity could read the machine: only the requested identity is missing.
fn proves_access(code: Code) -> bool {
    matches!(code, Code::SystemAssignedNotEnabled | Code::UserAssignedNotFound)
}

//! Checks which identity responds, what its token contains, and whether the clocks agree.

use super::finding::Finding;
use crate::audience::{self, Resource};
use crate::call::Call;
use crate::client::Client;
use crate::error::{Code, Error};
use crate::identity::IdentityMatch;
use crate::token::{Token, TokenRequest};
use std::sync::Arc;
use std::time::Duration;

/// The time limit for the endpoint's response.
const PATIENCE: Duration = Duration::from_secs(4);

/// The difference between clocks that Azure tolerates, in seconds.
const SKEW: i64 = 300;

/// Requests a token to check that the identity is attached.
pub(super) async fn attached(
    client: &Client,
    resource: Option<String>,
    call: &Call,
) -> Result<(Finding, Arc<Token>), Finding> {
    let request = TokenRequest { resource: resource.clone(), ..TokenRequest::default() };
    let patient = call.has_time_for(PATIENCE);
    let mut answer = client.token(&request, &call.within(PATIENCE)).await;
    if is_manager(resource.as_deref())
        && answer.as_ref().is_err_and(|e| {
            e.code() == Code::InvalidEnvironment
                || matches!(e.status(), crate::Status::Connection | crate::Status::Proxy | crate::Status::Tls)
        })
    {
        // The audience of a custom cloud couldn't be read, but the identity can still be checked.
        let public = TokenRequest { resource: Some(crate::cloud::public().audience), ..TokenRequest::default() };
        answer = client.token(&public, &call.within(Duration::from_secs(2))).await;
    }
    let explain = if patient { explain } else { Finding::failed };
    let token = answer.map_err(|error| explain(&error))?.token;
    let claims = &token.claims;
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|v| format!("{name} {v}"));
    let known = [
        part("principal id", &claims.principal_id),
        part("client id", &claims.client_id),
        part("tenant", &claims.tenant_id),
        part("belongs to", &claims.identity_resource_id),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    let known = if known.is_empty() { "The token does not say whose it is".to_owned() } else { known.join(", ") };
    let finding = match &token.check {
        IdentityMatch::Verified => Finding::pass(format!("{known}.")),
        IdentityMatch::Unknown => {
            Finding::warning(format!("{known}; neither token nor answer confirms the identity you asked for."))
                .fix("Nothing, if that is the identity you expect.")
        }
        IdentityMatch::Contradiction(text) => Finding::warning(format!("{known}. {text}"))
            .fix("To refuse such tokens, connect without -SkipIdentityCheck."),
    };
    Ok((finding, token))
}

fn is_manager(resource: Option<&str>) -> bool {
    audience::parse(resource).is_ok_and(|asked| asked == Resource::Named(audience::ARM))
}

/// Explains a timeout: the user can't raise the doctor's own time limit.
fn explain(error: &Error) -> Finding {
    if error.code() != Code::TimedOut {
        return Finding::failed(error);
    }
    Finding::fail(format!("The identity endpoint accepted the request and did not answer within {} s.", PATIENCE.as_secs()))
        .fix("The platform may be under maintenance: try again in a few minutes, or get a token with a longer limit (-TimeoutSec, --timeout).")
}

/// Reports the audience, the age and the lifetime of the token.
pub(super) fn token(token: Option<&Token>, now: i64) -> Finding {
    let Some(token) = token else {
        return Finding::skipped("There is no token.");
    };
    // Rounded to the nearest minute: a second after issuance, a token for a day must not show 1,439 minutes.
    let minutes = |seconds: i64| (seconds.max(0) + 30) / 60;
    let age = match token.issued_on() {
        0 => "issue time unknown".to_owned(),
        issued => format!("issued {} min ago", minutes(now - issued)),
    };
    let roles = if token.claims.roles.is_empty() {
        String::new()
    } else {
        format!("; application roles: {}", token.claims.roles.join(", "))
    };
    let detail = format!("For {}, {age}, expires in {} min{roles}.", token.resource, minutes(token.expires_on - now));
    if token.claims.emulated {
        return Finding::warning(format!("{detail} It is an emulator's and works nowhere else."))
            .fix("Remove AZURE_POD_IDENTITY_AUTHORITY_HOST to use the machine's own identity.");
    }
    Finding::pass(detail)
}

/// Whether this machine's clock agrees with the endpoint's.
pub(super) fn clock(client: &Client) -> Finding {
    match client.source().state.clock_ahead() {
        None => Finding::skipped("No answer gave the time."),
        Some(ahead) if ahead.abs() > SKEW => Finding::fail(format!(
            "This machine's clock is {} s {} the endpoint's: tokens look {} to it.",
            ahead.abs(),
            if ahead > 0 { "behind" } else { "ahead of" },
            if ahead > 0 { "not yet valid" } else { "expired" }
        ))
        .fix("Set the clock: w32tm /resync, timedatectl set-ntp true."),
        Some(_) => Finding::pass("This machine's clock agrees with the endpoint's."),
    }
}

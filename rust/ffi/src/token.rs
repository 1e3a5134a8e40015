//! Tokens.

use crate::abi::{AzmiCallOptions, AzmiError, AzmiStatus, AzmiStr, AzmiTokenOptions, AzmiTokenView};
use crate::boundary;
use crate::call::CallContext;
use crate::client::AzmiClient;
use crate::handle::{self, Handle};
use crate::sized;
use azmi_core::{Client, Event, Result, TokenAnswer, TokenRequest};

#[cfg(test)]
mod tests;

/// A token and its claims. The handle shares the token with the client's cache; the secret is wiped when both have
/// dropped it.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_token_get     makes one
///   azmi_token_view    fills a view of it
///   azmi_token_free    frees the handle
pub struct AzmiToken {
    answer: TokenAnswer,
}

impl Handle for AzmiToken {}

impl AzmiToken {
    fn view(&self) -> AzmiTokenView {
        let token = &self.answer.token;
        let claims = &token.claims;
        AzmiTokenView {
            size: 0,
            source: token.source as u32,
            from_cache: self.answer.from_cache.into(),
            same_as_before: self.answer.same_as_before.into(),
            emulated: token.claims.emulated.into(),
            expires_on: token.expires_on,
            issued_on: token.issued_on(),
            refresh_on: token.refresh_on,
            secret: AzmiStr::of(token.secret()),
            resource: AzmiStr::of(&token.resource),
            principal_id: AzmiStr::of_option(claims.principal_id.as_deref()),
            client_id: AzmiStr::of_option(claims.client_id.as_deref()),
            tenant_id: AzmiStr::of_option(claims.tenant_id.as_deref()),
            identity_resource_id: AzmiStr::of_option(claims.identity_resource_id.as_deref()),
            source_name: AzmiStr::of(token.source.name()),
        }
    }
}

/// Gets a token, from the cache if it holds one that's still valid.
///
/// `options` may be NULL: a token for Resource Manager. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_token_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out. A cached
///   token is returned at once.
/// Errors: argument, wait, identity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_token_get(
    client: *const AzmiClient,
    options: *const AzmiTokenOptions,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiToken,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client();
            let options = sized::read(options)?.unwrap_or(NO_OPTIONS);
            let context = CallContext::read(call)?;
            context.check_cancelled()?;
            if let Some(answer) = cached(client, &options)? {
                context.report(|| Event::CacheHit { resource: answer.token.resource.clone() });
                return Ok(AzmiToken { answer });
            }
            let request = read_request(&options)?;
            let client = client.clone();
            let answer = context.wait(|call| async move { client.token(&request, &call).await })?;
            Ok(AzmiToken { answer })
        })
    }
}

/// Fills a view of the token.
///
/// Owner: the texts, the secret among them, are borrowed from `token` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_token_view(
    token: *const AzmiToken,
    out: *mut AzmiTokenView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe { boundary::view(out, error_out, || Ok(handle::get(token, "token")?.view())) }
}

/// Frees the token. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_token_free(token: *mut AzmiToken) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(token) }
}

/// The options if the caller passes NULL.
const NO_OPTIONS: AzmiTokenOptions =
    AzmiTokenOptions { size: 0, force_refresh: 0, resource: AzmiStr::ABSENT, claims: AzmiStr::ABSENT };

/// Returns the token from the cache, unless the caller asks for a fresh one. The lookup copies nothing.
///
/// # Safety
/// The texts of the options are absent or readable.
unsafe fn cached(client: &Client, options: &AzmiTokenOptions) -> Result<Option<TokenAnswer>> {
    // SAFETY: The caller guarantees it.
    let (resource, claims) = unsafe { (options.resource.borrow("resource")?, options.claims.borrow("claims")?) };
    let fresh = options.force_refresh != 0 || claims.is_some();
    Ok(if fresh { None } else { client.cached_token(resource) })
}

/// # Safety
/// The texts of the options are absent or readable.
unsafe fn read_request(options: &AzmiTokenOptions) -> Result<TokenRequest> {
    // SAFETY: The caller guarantees it.
    unsafe {
        Ok(TokenRequest {
            resource: options.resource.read("resource")?,
            claims: options.claims.read("claims")?,
            force_refresh: options.force_refresh != 0,
        })
    }
}

//! Clients and their connections.

use crate::abi::{AzmiCallOptions, AzmiClientOptions, AzmiConnectionView, AzmiError, AzmiStatus, AzmiStr};
use crate::arguments::{bad_pointer, read_list};
use crate::boundary;
use crate::call::CallContext;
use crate::constants::AZMI_SOURCE_AUTO;
use crate::handle::{self, Handle};
use crate::sized;
use azmi_core::{Client, ClientOptions, Connection, Env, Identity, Result, SourceKind};

/// An identity, and the source of its tokens. Clients in one process share their tokens if they have the same endpoint,
/// source, identity, and related variables of the platform. The tokens are wiped when the last of these clients is
/// freed, even while one is being refreshed.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_new          makes one from options; sends no request
///   azmi_client_connect      finds the source and gets a first token
///   azmi_token_get           gets a token
///   azmi_vm_principal_get    gets the principal id of a machine
///   azmi_vm_identity_get     gets all identities of a machine
///   azmi_fleet_open          starts to read the identities of many machines
///   azmi_rest_send           sends any request with a token of the identity
///   azmi_client_free         frees the handle
pub struct AzmiClient {
    client: Client,
}

impl Handle for AzmiClient {}

impl AzmiClient {
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

/// The result of connecting a client. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_connect      makes one
///   azmi_connection_view     fills a view of it
///   azmi_connection_free     frees the handle
pub struct AzmiConnection {
    connection: Connection,
}

impl Handle for AzmiConnection {}

impl AzmiConnection {
    fn view(&self) -> AzmiConnectionView {
        let connection = &self.connection;
        AzmiConnectionView {
            size: 0,
            source: connection.source as u32,
            identity_type: connection.identity_type as u32,
            identity_verified: connection.identity_verified.into(),
            emulated: connection.emulated.into(),
            source_name: AzmiStr::of(connection.source.name()),
            source_reason: AzmiStr::of(&connection.source_reason),
            endpoint: AzmiStr::of(&connection.endpoint),
            principal_id: AzmiStr::of_option(connection.principal_id.as_deref()),
            client_id: AzmiStr::of_option(connection.client_id.as_deref()),
            tenant_id: AzmiStr::of_option(connection.tenant_id.as_deref()),
            identity_resource_id: AzmiStr::of_option(connection.identity_resource_id.as_deref()),
            environment: AzmiStr::of(&connection.environment),
            subscription_id: AzmiStr::of_option(connection.subscription_id.as_deref()),
            resource_group: AzmiStr::of_option(connection.resource_group.as_deref()),
            vm_name: AzmiStr::of_option(connection.vm_name.as_deref()),
            vm_id: AzmiStr::of_option(connection.vm_id.as_deref()),
        }
    }
}

/// Makes a client. Checks everything that can be checked without sending a request.
///
/// `options` may be NULL: the library chooses the source, uses the system-assigned identity, and sees no environment
/// variables.
///
/// Owner: the caller owns `*out` and frees it with azmi_client_free. Nothing of `options` is kept.
/// Threads: any. Doesn't wait for anything.
/// Errors: argument; AZMI_STATUS_UNTRUSTED when a variable names an endpoint that isn't allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_client_new(
    options: *const AzmiClientOptions,
    out: *mut *mut AzmiClient,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers.
    unsafe { boundary::make(out, error_out, || Ok(AzmiClient { client: Client::new(read_options(options)?)? })) }
}

/// Finds the identity source, gets a token for Resource Manager, and describes the identity.
///
/// Optional: other calls connect automatically. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_connection_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_client_connect(
    client: *const AzmiClient,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiConnection,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client.clone();
            let connection = CallContext::read(call)?.wait(|call| async move { client.connect(&call).await })?;
            Ok(AzmiConnection { connection })
        })
    }
}

/// Frees the client. NULL does nothing. Handles that it made stay valid.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_client_free(client: *mut AzmiClient) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(client) }
}

/// Fills a view of the connection.
///
/// Owner: the texts are borrowed from `connection` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_connection_view(
    connection: *const AzmiConnection,
    out: *mut AzmiConnectionView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe { boundary::view(out, error_out, || Ok(handle::get(connection, "connection")?.view())) }
}

/// Frees the connection. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_connection_free(connection: *mut AzmiConnection) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(connection) }
}

/// Reads the options; NULL means defaults.
///
/// # Safety
/// `options` is NULL or readable, with texts and variables that are absent or readable.
pub(crate) unsafe fn read_options(options: *const AzmiClientOptions) -> Result<ClientOptions> {
    // SAFETY: The caller guarantees it.
    unsafe {
        let Some(options) = sized::read(options)? else {
            return Ok(ClientOptions::default());
        };
        let identity = Identity::from_selectors(
            options.client_id.read("client_id")?.as_deref(),
            options.object_id.read("object_id")?.as_deref(),
            options.identity_resource_id.read("identity_resource_id")?.as_deref(),
            options.account_id.read("account_id")?.as_deref(),
        )?;
        Ok(ClientOptions {
            env: read_env(&options)?,
            source: source(options.source)?,
            identity,
            environment: options.environment.read("environment")?,
            subscription_id: options.subscription_id.read("subscription_id")?,
            skip_identity_check: options.skip_identity_check != 0,
        })
    }
}

/// # Safety
/// `env` is NULL, or points to `env_len` readable variables with readable texts.
unsafe fn read_env(options: &AzmiClientOptions) -> Result<Env> {
    // SAFETY: The caller guarantees it.
    let variables = unsafe { read_list(options.env, options.env_len, "env")? };
    let mut pairs = Vec::with_capacity(variables.len());
    for (index, variable) in variables.into_iter().enumerate() {
        // SAFETY: The caller guarantees it.
        let name = unsafe { variable.name.read(&format!("env[{index}].name"))? };
        let name = name.ok_or_else(|| bad_pointer(format!("The name of variable {index} is absent.")))?;
        // SAFETY: The caller guarantees it.
        let value = unsafe { variable.value.read(&format!("env[{index}].value"))? };
        pairs.push((name, value.unwrap_or_default()));
    }
    Ok(Env::from_pairs(pairs))
}

fn source(number: u32) -> Result<Option<SourceKind>> {
    if number == AZMI_SOURCE_AUTO {
        return Ok(None);
    }
    match SourceKind::ALL.into_iter().find(|kind| *kind as u32 == number) {
        Some(kind) => Ok(Some(kind)),
        None => Err(bad_pointer(format!("The field 'source' is {number}, which isn't an identity source."))
            .hint("Use one of the AZMI_SOURCE_ numbers.")),
    }
}

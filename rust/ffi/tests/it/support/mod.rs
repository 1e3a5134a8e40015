//! Shared by the tests of the boundary: an emulator, and calls of the exported functions as C makes them.
#![allow(dead_code, reason = "each test program uses its part")]

pub mod cc;

use azmi::abi::*;
use azmi::client::*;
use azmi::error::*;
use azmi_emulator::{Emulator, Options};
use std::path::PathBuf;
use std::ptr::{null, null_mut};

/// The shared library built for this test run. Cargo puts it next to the test programs.
pub fn library() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let name = format!("{}azmi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    program.parent().unwrap().join(name)
}

/// No text.
pub const ABSENT: AzmiStr = AzmiStr { data: null(), len: 0 };

/// Borrows a text, which the caller must keep alive.
pub fn str(text: &str) -> AzmiStr {
    AzmiStr { data: text.as_ptr(), len: text.len() }
}

/// Copies the text of a view; `None` if it's absent.
pub fn text(text: &AzmiStr) -> Option<String> {
    if text.data.is_null() {
        assert_eq!(text.len, 0);
        return None;
    }
    // SAFETY: The library guarantees these bytes while the handle is alive, as it is in every test.
    let bytes = unsafe { std::slice::from_raw_parts(text.data, text.len) };
    Some(std::str::from_utf8(bytes).unwrap().to_owned())
}

/// Returns a zeroed struct with its size set, as C programs do.
pub fn sized<T>() -> T {
    // SAFETY: Only used with the structs of the boundary, which are valid when zeroed and begin with their size.
    unsafe {
        let mut value = std::mem::zeroed::<T>();
        (&raw mut value).cast::<u32>().write(size_of::<T>() as u32);
        value
    }
}

/// The data of an error handle that was freed.
#[derive(Debug)]
pub struct Failure {
    pub status: AzmiStatus,
    pub http_status: u32,
    pub retryable: bool,
    pub code: String,
    pub message: String,
    pub hint: Option<String>,
    pub service_code: Option<String>,
    pub request_id: Option<String>,
    pub source: Option<String>,
}

impl Failure {
    /// Copies the data of the error and frees it.
    pub fn take(error: *mut AzmiError) -> Box<Self> {
        assert!(!error.is_null(), "a failure must set the error");
        let mut view: AzmiErrorView = sized();
        // SAFETY: The error is alive until it is freed here.
        let status = unsafe { azmi_error_view(error, &raw mut view) };
        assert_eq!(status, 0);
        let failure = Self {
            status: view.status,
            http_status: view.http_status,
            retryable: view.retryable == 1,
            code: text(&view.code).unwrap(),
            message: text(&view.message).unwrap(),
            hint: text(&view.hint),
            service_code: text(&view.service_code),
            request_id: text(&view.request_id),
            source: text(&view.source),
        };
        // SAFETY: It's freed once.
        unsafe { azmi_error_free(error) };
        Box::new(failure)
    }
}

/// Calls a function that makes a handle, and checks the rules for its outputs.
pub fn make<T>(call: impl FnOnce(*mut *mut T, *mut *mut AzmiError) -> AzmiStatus) -> Result<*mut T, Box<Failure>> {
    // Neither NULL nor valid, to detect outputs that weren't written.
    let mut out = std::ptr::dangling_mut::<T>();
    let mut error = std::ptr::dangling_mut::<AzmiError>();
    let status = call(&raw mut out, &raw mut error);
    if status == 0 {
        assert!(error.is_null() && !out.is_null());
        return Ok(out);
    }
    assert!(out.is_null(), "outputs must be NULL on failure");
    let failure = Failure::take(error);
    assert_eq!(failure.status, status);
    Err(failure)
}

/// An emulator, and the variables that name its endpoints.
pub struct World {
    pub emulator: Emulator,
    pub variables: Vec<(String, String)>,
}

impl World {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let emulator = Emulator::start_in_thread(options).unwrap();
        let variables = emulator.endpoints().environment.clone().into_iter().collect();
        Self { emulator, variables }
    }

    /// Makes a client with the changed options and the emulator's variables.
    pub fn client_with(&self, change: impl FnOnce(&mut AzmiClientOptions)) -> Result<Client, Box<Failure>> {
        let env: Vec<AzmiEnvVar> =
            self.variables.iter().map(|(name, value)| AzmiEnvVar { name: str(name), value: str(value) }).collect();
        let mut options: AzmiClientOptions = sized();
        options.env = env.as_ptr();
        options.env_len = env.len();
        change(&mut options);
        // SAFETY: The options and variables outlive the call.
        make(|out, error| unsafe { azmi_client_new(&raw const options, out, error) }).map(Client)
    }

    pub fn client(&self) -> Client {
        self.client_with(|_| ()).unwrap()
    }

    /// Number of token requests that the emulator received.
    pub fn token_requests(&self) -> usize {
        self.emulator.requests().iter().filter(|request| request.path.ends_with("/identity/oauth2/token")).count()
    }
}

/// A client that is freed when dropped.
pub struct Client(pub *mut AzmiClient);

// SAFETY: The header allows any thread to use it.
unsafe impl Send for Client {}
// SAFETY: As above.
unsafe impl Sync for Client {}

impl Drop for Client {
    fn drop(&mut self) {
        // SAFETY: It's freed once.
        unsafe { azmi_client_free(self.0) };
    }
}

impl Client {
    /// Gets a token, with the given options.
    pub fn token(
        &self,
        options: *const AzmiTokenOptions,
        call: *const AzmiCallOptions,
    ) -> Result<*mut azmi::token::AzmiToken, Box<Failure>> {
        // SAFETY: The client is alive; the caller's structs outlive the call.
        make(|out, error| unsafe { azmi::token::azmi_token_get(self.0, options, call, out, error) })
    }

    pub fn principal(
        &self,
        query: *const AzmiVmQuery,
        call: *const AzmiCallOptions,
    ) -> Result<*mut azmi::vm_principal::AzmiVmPrincipal, Box<Failure>> {
        // SAFETY: As above.
        make(|out, error| unsafe { azmi::vm_principal::azmi_vm_principal_get(self.0, query, call, out, error) })
    }

    pub fn connect(&self, call: *const AzmiCallOptions) -> Result<*mut AzmiConnection, Box<Failure>> {
        // SAFETY: As above.
        make(|out, error| unsafe { azmi_client_connect(self.0, call, out, error) })
    }
}

/// Returns the secret of a token and whether it came from the cache, and frees the token.
pub fn token_facts(token: *mut azmi::token::AzmiToken) -> (String, bool) {
    let mut view: AzmiTokenView = sized();
    // SAFETY: The token is alive until it is freed here, once.
    unsafe {
        assert_eq!(azmi::token::azmi_token_view(token, &raw mut view, null_mut()), 0);
        let facts = (text(&view.secret).unwrap(), view.from_cache == 1);
        azmi::token::azmi_token_free(token);
        facts
    }
}

/// Returns the principal id, and frees the principal.
pub fn principal_id(principal: *mut azmi::vm_principal::AzmiVmPrincipal) -> String {
    let mut view: AzmiVmPrincipalView = sized();
    // SAFETY: The principal is alive until it is freed here, once.
    unsafe {
        assert_eq!(azmi::vm_principal::azmi_vm_principal_view(principal, &raw mut view, null_mut()), 0);
        let id = text(&view.principal_id).unwrap();
        azmi::vm_principal::azmi_vm_principal_free(principal);
        id
    }
}

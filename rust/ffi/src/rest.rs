//! Requests to Resource Manager and other services.

use crate::abi::{AzmiCallOptions, AzmiError, AzmiHeader, AzmiRestRequest, AzmiRestView, AzmiStatus, AzmiStr};
use crate::arguments::{bad_pointer, read_list};
use crate::boundary;
use crate::call::CallContext;
use crate::client::AzmiClient;
use crate::handle::{self, Handle};
use crate::sized;
use azmi_core::{RestAnswer, RestRequest, Result};
use std::sync::Arc;

/// A response, or one page of it. It's a successful one, unless `any_status` was set. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_rest_send      sends a request and makes one
///   azmi_rest_next      gets the next page
///   azmi_rest_view      fills a view of it
///   azmi_rest_item      gets an entry of this page, as JSON
///   azmi_rest_header    gets a header
///   azmi_rest_free      frees the handle
pub struct AzmiRestAnswer {
    answer: Arc<RestAnswer>,
    headers: Vec<(String, String)>,
}

impl Handle for AzmiRestAnswer {}

impl AzmiRestAnswer {
    fn new(answer: RestAnswer) -> Self {
        let headers = answer.headers();
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { headers: headers.collect(), answer: Arc::new(answer) }
    }

    fn view(&self) -> AzmiRestView {
        let items = self.answer.items().map(|items| items.len());
        let body = self.answer.body();
        AzmiRestView {
            size: 0,
            http_status: self.answer.status().into(),
            is_list: items.is_some().into(),
            has_next: self.answer.has_next_page().into(),
            items_len: items.unwrap_or(0),
            headers_len: self.headers.len(),
            body: AzmiStr { data: body.as_ptr(), len: body.len() },
        }
    }
}

/// Sends a request to Resource Manager or another service, with a token of the client's identity. The token is for the
/// audience that the request names, or else for the audience of the host.
///
/// `call` may be NULL. When the call stops waiting for an operation, the service continues it; the error's hint says
/// where to poll it.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service; AZMI_STATUS_OPERATION_FAILED when `wait` is set and
///   the operation failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_send(
    client: *const AzmiClient,
    request: *const AzmiRestRequest,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiRestAnswer,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make(out, error_out, || {
            let client = handle::get(client, "client")?.client().clone();
            let request = read_request(request)?;
            let answer = CallContext::read(call)?.wait(|call| async move { client.rest(&request, &call).await })?;
            Ok(AzmiRestAnswer::new(answer))
        })
    }
}

/// Gets the page after this one. If this is the last page, `*out` is NULL and the status is AZMI_STATUS_OK. After a
/// failure, the same call may be repeated.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free. It doesn't depend on the page before it.
/// Threads: any, even with the same page. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_next(
    answer: *const AzmiRestAnswer,
    call: *const AzmiCallOptions,
    out: *mut *mut AzmiRestAnswer,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::make_next(out, error_out, || {
            let answer = Arc::clone(&handle::get(answer, "answer")?.answer);
            let context = CallContext::read(call)?;
            if !answer.has_next_page() {
                return Ok(None);
            }
            let next = context.wait(|call| async move { answer.next_page(&call).await })?;
            Ok(next.map(AzmiRestAnswer::new))
        })
    }
}

/// Fills a view of the response.
///
/// Owner: the body is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_view(
    answer: *const AzmiRestAnswer,
    out: *mut AzmiRestView,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe { boundary::view(out, error_out, || Ok(handle::get(answer, "answer")?.view())) }
}

/// Gets one entry of this page, as JSON.
///
/// Owner: the text is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below items_len).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_item(
    answer: *const AzmiRestAnswer,
    index: usize,
    out: *mut AzmiStr,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::write_value(out, AzmiStr::ABSENT, error_out, || {
            let item = handle::get(answer, "answer")?.answer.item(index);
            item.map(AzmiStr::of)
                .ok_or_else(|| bad_pointer(format!("There is no entry number {index}; see items_len.")))
        })
    }
}

/// Gets one header; names are in lower case.
///
/// Owner: the texts are borrowed from `answer` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below headers_len).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_header(
    answer: *const AzmiRestAnswer,
    index: usize,
    out: *mut AzmiHeader,
    error_out: *mut *mut AzmiError,
) -> AzmiStatus {
    let absent = AzmiHeader { name: AzmiStr::ABSENT, value: AzmiStr::ABSENT };
    // SAFETY: The caller follows the header's rules for pointers and handles.
    unsafe {
        boundary::write_value(out, absent, error_out, || {
            let header = handle::get(answer, "answer")?.headers.get(index);
            let (name, value) =
                header.ok_or_else(|| bad_pointer(format!("There is no header number {index}; see headers_len.")))?;
            Ok(AzmiHeader { name: AzmiStr::of(name), value: AzmiStr::of(value) })
        })
    }
}

/// Frees the response. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn azmi_rest_free(answer: *mut AzmiRestAnswer) {
    // SAFETY: The caller follows the header's rules for handles.
    unsafe { handle::free(answer) }
}

/// # Safety
/// `request` is NULL or readable, with texts and headers that are absent or readable.
unsafe fn read_request(request: *const AzmiRestRequest) -> Result<RestRequest> {
    // SAFETY: The caller guarantees it.
    unsafe {
        let request = sized::read(request)?.ok_or_else(|| bad_pointer("The pointer 'request' is NULL."))?;
        Ok(RestRequest {
            method: request.method.read("method")?,
            path: request.path.read("path")?,
            uri: request.uri.read("uri")?,
            api_version: request.api_version.read("api_version")?,
            body: request.body.read("body")?,
            headers: read_headers(request.headers, request.headers_len)?,
            resource: request.resource.read("resource")?,
            paginate: request.paginate != 0,
            wait: request.wait != 0,
            any_status: request.any_status != 0,
        })
    }
}

/// # Safety
/// `headers` is NULL, or points to `len` readable headers.
unsafe fn read_headers(headers: *const AzmiHeader, len: usize) -> Result<Vec<(String, String)>> {
    // SAFETY: The caller guarantees it.
    let headers = unsafe { read_list(headers, len, "headers")? };
    headers
        .into_iter()
        .map(|header| {
            // SAFETY: The caller guarantees it.
            let (name, value) = unsafe { (header.name.read("header name")?, header.value.read("header value")?) };
            Ok((name.unwrap_or_default(), value.unwrap_or_default()))
        })
        .collect()
}

//! A request and its response.

use super::text::AzmiStr;

/// A header of a request or a response.
///
/// Used by: AzmiRestRequest, azmi_rest_header.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiHeader {
    /// Its name.
    pub name: AzmiStr,
    /// Its value.
    pub value: AzmiStr,
}

/// A request. Exactly one of `path` and `uri` must be set.
///
/// Used by: azmi_rest_send.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestRequest {
    /// `sizeof(AzmiRestRequest)`.
    pub size: u32,
    /// Not 0: the response is a list; provide its entries, and further pages through azmi_rest_next.
    pub paginate: u8,
    /// Not 0: wait for a long-running operation to end.
    pub wait: u8,
    /// The method. Absent: GET.
    pub method: AzmiStr,
    /// A path on the Resource Manager endpoint, beginning with a slash; may have a query.
    pub path: AzmiStr,
    /// An absolute URI, instead of a path.
    pub uri: AzmiStr,
    /// Appended as `api-version`, unless the query has one; may be absent.
    pub api_version: AzmiStr,
    /// The body: JSON, unless a `Content-Type` header says otherwise; may be absent.
    pub body: AzmiStr,
    /// The token's audience, as in AzmiTokenOptions. Absent: the one that belongs to the host.
    pub resource: AzmiStr,
    /// Further headers. May be NULL when `headers_len` is 0.
    pub headers: *const AzmiHeader,
    /// Number of headers.
    pub headers_len: usize,
    /// Not 0: a response with any HTTP status is a result. A status that reports a failure isn't an error of the call.
    pub any_status: u8,
}

/// A response, or one page of it. It's a successful one, unless `any_status` was set.
///
/// Used by: azmi_rest_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestView {
    /// `sizeof(AzmiRestView)`, set by the caller.
    pub size: u32,
    /// HTTP status.
    pub http_status: u32,
    /// 1 when the response is a list and `paginate` was set: azmi_rest_item gets its entries.
    pub is_list: u8,
    /// 1 when azmi_rest_next can get another page.
    pub has_next: u8,
    /// Number of entries.
    pub items_len: usize,
    /// Number of headers.
    pub headers_len: usize,
    /// The body as received. The header `content-type` states its type; JSON is UTF-8.
    pub body: AzmiStr,
}

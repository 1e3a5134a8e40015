//! A request and its answer.

use super::text::AzmiStr;

/// A header of a request or an answer.
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

/// A request. Exactly one of `path` and `uri` must be given.
///
/// Used by: azmi_rest_send.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestRequest {
    /// `sizeof(AzmiRestRequest)`.
    pub size: u32,
    /// Not 0: the answer is a list; give its entries, and its further pages with azmi_rest_next.
    pub paginate: u8,
    /// Not 0: follow a long-running operation to its end.
    pub wait: u8,
    /// The method. Absent: GET.
    pub method: AzmiStr,
    /// A path below the Resource Manager endpoint, beginning with a slash; may have a query.
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
    /// Not 0: an answer with any HTTP status is a result of the call: a service's refusal isn't an error, but is given as
    /// it came.
    pub any_status: u8,
}

/// An answer, or one page of it: a successful one, unless `any_status` was set.
///
/// Used by: azmi_rest_view.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AzmiRestView {
    /// `sizeof(AzmiRestView)`, set by the caller.
    pub size: u32,
    /// HTTP status.
    pub http_status: u32,
    /// 1 when the answer is a list and paging was asked for: its entries are those of azmi_rest_item.
    pub is_list: u8,
    /// 1 when azmi_rest_next has a further page.
    pub has_next: u8,
    /// Number of entries.
    pub items_len: usize,
    /// Number of headers.
    pub headers_len: usize,
    /// The body as it came: bytes of the type that the header `content-type` says, UTF-8 for JSON.
    pub body: AzmiStr,
}

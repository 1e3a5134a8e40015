//! A request of the user.

/// A request to Resource Manager or another service. Only the token and the content type of a JSON body are added.
#[derive(Clone, Debug, Default)]
pub struct RestRequest {
    /// The method; `None` is GET.
    pub method: Option<String>,
    /// A path of Resource Manager, with a leading slash; it may have a query.
    pub path: Option<String>,
    /// An absolute URI instead of a path.
    pub uri: Option<String>,
    /// The `api-version`, added unless the query has one.
    pub api_version: Option<String>,
    /// The body: JSON unless a `Content-Type` header says otherwise.
    pub body: Option<String>,
    /// Other headers.
    pub headers: Vec<(String, String)>,
    /// The token's audience, like [`crate::TokenRequest::resource`]; `None` is that of the host.
    pub resource: Option<String>,
    /// Treat the response as a list: return its entries, and more pages with [`crate::RestAnswer::next_page`].
    pub paginate: bool,
    /// Wait for the end of a long-running operation.
    pub wait: bool,
    /// Return responses of any HTTP status instead of converting them to errors.
    pub any_status: bool,
}

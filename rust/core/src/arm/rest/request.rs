//! Any request of an administrator.

/// What to send. Nothing is filled in but the token, and JSON as the type of a body.
#[derive(Clone, Debug, Default)]
pub struct RestRequest {
    /// The method; `None`: GET.
    pub method: Option<String>,
    /// A path below the Resource Manager endpoint, beginning with a slash; may have a query.
    pub path: Option<String>,
    /// An absolute URI, in place of a path.
    pub uri: Option<String>,
    /// Appended as `api-version`, unless the query has one.
    pub api_version: Option<String>,
    /// The body: JSON, unless a `Content-Type` header says otherwise.
    pub body: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The token's audience, as [`crate::TokenRequest::resource`]; `None`: what belongs to the host.
    pub resource: Option<String>,
    /// The answer is a list: give its entries, and its further pages with [`crate::RestAnswer::next_page`].
    pub paginate: bool,
    /// Follow a long-running operation to its end.
    pub wait: bool,
    /// An answer is an answer whatever its HTTP status: a service's refusal isn't an error, but is given as it came.
    pub any_status: bool,
}

//! Who sends a request.

/// Who is asking.
pub struct Caller {
    /// The principal id.
    pub object_id: String,
    /// The application id.
    pub client_id: String,
}

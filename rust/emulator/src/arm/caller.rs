//! The caller of a request.

/// The caller of a request.
pub struct Caller {
    /// The principal id.
    pub object_id: String,
    /// The application id.
    pub client_id: String,
}

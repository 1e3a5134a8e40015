//! Identities.

/// An identity of either kind, or a person.
pub struct Identity {
    /// The value of a token's `xms_mirid`: the resource that owns it, or the user-assigned identity itself. A person has none.
    pub resource_id: String,
    /// Whether a resource owns it.
    pub system_assigned: bool,
    /// Whether it is a person instead of an application.
    pub person: bool,
    /// Its name, or its owner's; a person's sign-in name.
    pub name: String,
    /// Its object id.
    pub principal_id: String,
    /// Its application id.
    pub client_id: String,
}

//! The machines that the Instance Metadata Service can represent.

/// A machine that the Instance Metadata Service can represent.
pub struct Machine {
    /// Its index in the resources.
    pub resource: usize,
    /// The index of the resource that has its identities: the machine itself, or its uniform scale set.
    pub host: usize,
    /// Its name.
    pub name: String,
    /// Its unique id.
    pub vm_id: String,
    /// Its size.
    pub vm_size: String,
    /// `Linux` or `Windows`.
    pub os_type: String,
    /// The scale set it belongs to.
    pub membership: Option<Membership>,
}

/// How a machine belongs to a scale set.
pub struct Membership {
    /// The scale set's name.
    pub name: String,
    /// The scale set's id. Only instance metadata of a flexible set's machines includes it.
    pub flexible_id: Option<String>,
}

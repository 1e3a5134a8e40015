//! The machines that the Instance Metadata Service can speak for.

/// A machine that the Instance Metadata Service can speak for.
pub struct Machine {
    /// Its place among the resources.
    pub resource: usize,
    /// The place of the resource whose identities it has: itself, or its uniform scale set.
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
    /// The scale set's id, which only a flexible set's machines learn.
    pub flexible_id: Option<String>,
}

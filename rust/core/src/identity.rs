//! Selects an identity, and checks whether a token is really for the selected one.

use crate::claims::Claims;
use crate::error::{Code, Error, Result};
use crate::ids::{ResourceId, advisable, is_guid};

/// The identity that a client requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Identity {
    /// No selector: the system-assigned identity, or the source's default.
    #[default]
    SystemAssigned,
    /// A user-assigned identity by its application (client) id.
    ClientId(String),
    /// A user-assigned identity by its object (principal) id.
    ObjectId(String),
    /// A user-assigned identity by its ARM id.
    ResourceId(String),
}

/// The type of an identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
pub enum IdentityType {
    /// The response doesn't reveal the type.
    #[default]
    Unknown = 0,
    /// The identity of the resource itself.
    SystemAssigned = 1,
    /// A standalone identity that is assigned to resources.
    UserAssigned = 2,
    /// A person (Cloud Shell).
    User = 3,
}

impl IdentityType {
    /// The name as users see it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::SystemAssigned => "SystemAssigned",
            Self::UserAssigned => "UserAssigned",
            Self::User => "User",
        }
    }
}

/// The ids of the identity that a response echoes beside the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EchoedIds {
    /// Whether the response must echo the requested identity. If it doesn't, the token is another identity's.
    pub required: bool,
    /// `client_id` of the response.
    pub client_id: Option<String>,
    /// `object_id` of the response.
    pub object_id: Option<String>,
    /// `msi_res_id` or `mi_res_id` of the response.
    pub resource_id: Option<String>,
}

/// Whether the token is for the requested identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityMatch {
    /// The claims or the response name the requested identity.
    Verified,
    /// Neither names an identity.
    Unknown,
    /// The token is another identity's; the text names both.
    Contradiction(String),
}

impl Identity {
    /// Creates a selector from one of the four ways to specify it.
    ///
    /// # Errors
    /// `ConflictingSelectors` if more than one is given; `InvalidClientId`, `InvalidObjectId`,
    /// `InvalidIdentityResourceId` or `InvalidAccountId` if it's malformed.
    pub fn from_selectors(
        client_id: Option<&str>,
        object_id: Option<&str>,
        resource_id: Option<&str>,
        account_id: Option<&str>,
    ) -> Result<Self> {
        match (client_id, object_id, resource_id, account_id) {
            (None, None, None, None) => Ok(Self::SystemAssigned),
            (Some(id), None, None, None) => guid(id, Code::InvalidClientId, "a client id").map(Self::ClientId),
            (None, Some(id), None, None) => guid(id, Code::InvalidObjectId, "an object id").map(Self::ObjectId),
            (None, None, Some(id), None) => Self::resource_id(id, Code::InvalidIdentityResourceId),
            (None, None, None, Some(id)) if is_guid(id.trim()) => Ok(Self::ClientId(id.trim().to_owned())),
            (None, None, None, Some(id)) => Self::resource_id(id, Code::InvalidAccountId),
            _ => Err(Error::new(
                Code::ConflictingSelectors,
                "You named the identity by more than one of client id, object id, resource id and account id.",
            )
            .hint("Give only one. The client id works with every source that takes a selector.")),
        }
    }

    fn resource_id(id: &str, code: Code) -> Result<Self> {
        ResourceId::parse(id.trim()).filter(ResourceId::is_user_assigned_identity).map(|id| Self::ResourceId(id.as_str().to_owned())).ok_or_else(|| {
            let what = if code == Code::InvalidAccountId { "neither a GUID nor the ARM id of a user-assigned identity" } else { "not the ARM id of a user-assigned identity" };
            Error::new(code, format!("'{}' is {what}.", id.escape_default())).hint(
                "Such an id looks like /subscriptions/<guid>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>; \
                 this command prints it.\naz identity show -g <group> -n <name> --query id",
            )
        })
    }

    /// Compares the requested identity with the token's claims and the ids in the response.
    pub fn check(&self, claims: &Claims, echo: &EchoedIds) -> IdentityMatch {
        let (asked, what, claimed, echoed) = match self {
            // Without a selector, any named identity is right.
            Self::SystemAssigned if claims.identity_resource_id.is_some() => return IdentityMatch::Verified,
            Self::SystemAssigned => return IdentityMatch::Unknown,
            Self::ClientId(id) => (id, "client id", &claims.client_id, &echo.client_id),
            Self::ObjectId(id) => (id, "object id", &claims.principal_id, &echo.object_id),
            Self::ResourceId(id) => (id, "resource id", &claims.identity_resource_id, &echo.resource_id),
        };
        let is_other = |answered: &&String| !answered.trim_end_matches('/').eq_ignore_ascii_case(asked);
        if let Some(other) = [claimed, echoed].into_iter().flatten().find(is_other) {
            // Only quoted if it's a valid id, because a response can contain anything.
            let other =
                advisable(other).map_or_else(|| "another one".to_owned(), |id| format!("the one with {what} {id}"));
            return IdentityMatch::Contradiction(format!(
                "You asked for the identity with {what} {asked}, but {other} answered."
            ));
        }
        if echo.required && echoed.is_none() {
            return IdentityMatch::Contradiction(format!(
                "You asked for {}, but the answer doesn't confirm it: an older agent answers with the machine's own identity.",
                self.describe()
            ));
        }
        if claimed.is_some() || echoed.is_some() { IdentityMatch::Verified } else { IdentityMatch::Unknown }
    }

    /// The identity with its id in lowercase, for use in a cache key.
    pub fn normalized(&self) -> Self {
        match self {
            Self::SystemAssigned => Self::SystemAssigned,
            Self::ClientId(id) => Self::ClientId(id.to_ascii_lowercase()),
            Self::ObjectId(id) => Self::ObjectId(id.to_ascii_lowercase()),
            Self::ResourceId(id) => Self::ResourceId(id.to_ascii_lowercase()),
        }
    }

    /// The identity as text, for messages.
    pub fn describe(&self) -> String {
        match self {
            Self::SystemAssigned => "the system-assigned identity".to_owned(),
            Self::ClientId(id) => format!("the identity with client id {id}"),
            Self::ObjectId(id) => format!("the identity with object id {id}"),
            Self::ResourceId(id) => format!("the identity {id}"),
        }
    }
}

fn guid(id: &str, code: Code, what: &str) -> Result<String> {
    let id = id.trim();
    if is_guid(id) {
        return Ok(id.to_owned());
    }
    Err(Error::new(code, format!("'{}' isn't {what}: it isn't a GUID.", id.escape_default())).hint(
        "A GUID looks like 00000000-0000-0000-0000-000000000000. This command prints clientId, principalId and id of a user-assigned identity.\naz identity show -g <group> -n <name>",
    ))
}

#[cfg(test)]
mod tests;

//! What a source is asked for.

use crate::identity::Identity;
use crate::token::Token;

/// One request for a token, as every source sees it.
pub(crate) struct TokenQuery<'a> {
    pub identity: &'a Identity,
    pub resource: &'a str,
    /// Ask the platform to skip its own cache, where it can.
    pub bypass_cache: bool,
    /// Whether the user or the machine says which cloud this is.
    pub cloud_known: bool,
    /// The token that is held and no longer wanted.
    pub unwanted: Option<&'a Token>,
}

type Query<'a> = url::form_urlencoded::Serializer<'a, url::UrlQuery<'a>>;

/// Adds what names the identity, if it needs a name.
pub(super) fn append_selector(query: &mut Query<'_>, selector: Option<(&str, &str)>) {
    if let Some((name, value)) = selector {
        query.append_pair(name, value);
    }
}

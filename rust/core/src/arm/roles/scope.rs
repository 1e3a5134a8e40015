//! Reads scopes, actions and object ids from a service's message. Only those of a strict form become part of a suggested
//! command.

use crate::ids::{ResourceId, is_guid, is_resource_name};
use http::Method;

/// The scope of a role assignment in ASCII: a management group, a subscription, a resource group or a resource.
pub fn checked(text: &str) -> Option<&str> {
    const LONGEST: usize = 1024;
    let text = text.trim_end_matches('/');
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"/-_.()".contains(&b);
    if text.len() > LONGEST || !text.bytes().all(fits) {
        return None;
    }
    let parts: Vec<&str> = text.strip_prefix('/')?.split('/').collect();
    let is = |part: &str, word: &str| part.eq_ignore_ascii_case(word);
    let is_scope = match parts[..] {
        [word, id] if is(word, "subscriptions") => is_guid(id),
        [word, id, groups, group] if is(word, "subscriptions") && is(groups, "resourceGroups") => {
            is_guid(id) && is_resource_name(group)
        }
        [word, provider, groups, _, ..]
            if is(word, "providers") && is(provider, "Microsoft.Management") && is(groups, "managementGroups") =>
        {
            parts[3..].iter().all(|part| is_resource_name(part)) && parts.len() != 5
        }
        _ => ResourceId::parse(text).is_some(),
    };
    is_scope.then_some(text)
}

/// The scope of the path of a request.
pub fn of_path(mut path: &str) -> Option<&str> {
    loop {
        if let Some(scope) = checked(path) {
            return Some(scope);
        }
        path = path.rsplit_once('/')?.0;
    }
}

/// The parent scope, in which a new resource is created.
pub fn parent(scope: &str) -> Option<&str> {
    let lower = scope.to_ascii_lowercase();
    if let Some(at) = lower.rfind("/providers/") {
        let types = scope[at + "/providers/".len()..].matches('/').count();
        if types > 2 {
            // A child resource.
            return checked(scope.rsplitn(3, '/').nth(2)?);
        }
        return checked(&scope[..at]);
    }
    checked(&scope[..lower.rfind("/resourcegroups/")?])
}

/// Whether the request creates something that may not exist yet.
pub fn makes_something(method: &Method, action: Option<&str>) -> bool {
    *method == Method::PUT
        || (*method == Method::POST && action.is_some_and(|action| action.to_ascii_lowercase().ends_with("/write")))
}

/// An action, such as `Microsoft.Compute/virtualMachines/read`.
pub fn action(text: &str) -> Option<&str> {
    const LONGEST: usize = 256;
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"/-_.*".contains(&b);
    let is_action = text.len() <= LONGEST
        && text.bytes().all(fits)
        && text.contains('/')
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    is_action.then_some(text)
}

#[cfg(test)]
mod tests;

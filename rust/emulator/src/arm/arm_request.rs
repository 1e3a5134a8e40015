//! A request to Resource Manager whose caller is known, and the checks that most requests need.

use super::caller::Caller;
use super::changes::{Changes, group_key};
use super::errors;
use super::paging;
use super::route::Collection;
use crate::context::Context;
use crate::http::{Reply, Request};
use crate::model::inventory::{Assignment, Resource};
use crate::sync::lock;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard};

/// A response, or an error response.
pub type Answer = Result<Reply, Reply>;

/// A request whose token was accepted.
pub struct ArmRequest<'a> {
    /// The state that the endpoints share.
    pub context: &'a Context,
    /// The resources that clients created, changed and deleted.
    pub changes: &'a Mutex<Changes>,
    /// The request as it arrived.
    pub http: &'a Request,
    /// Its sender.
    pub caller: Caller,
}

impl<'a> ArmRequest<'a> {
    /// Whether the caller may perform `action` on `scope`.
    pub fn may(&self, action: &str, scope: &str) -> bool {
        let allows = |assignment: &Assignment| assignment.allows(&self.caller.object_id, action, scope);
        self.context.inventory.assignments.iter().any(allows)
            || self.changes().assignments.values().any(|(assignment, _)| allows(assignment))
    }

    /// Refuses the request unless the caller may perform `action` on `scope`.
    pub fn require(&self, action: &str, scope: &str) -> Result<(), Reply> {
        if self.may(action, scope) { Ok(()) } else { Err(errors::forbidden(&self.caller, action, scope)) }
    }

    /// Whether a resource group exists: it was created, or it contains a resource.
    pub fn group_exists(&self, subscription: &str, group: &str) -> bool {
        let key = group_key(subscription, group);
        let changes = self.changes();
        let is_inside = |resource: &Arc<Resource>| {
            resource.group.eq_ignore_ascii_case(group) && resource.subscription_id.eq_ignore_ascii_case(subscription)
        };
        changes.groups.contains_key(&key)
            || (!changes.deleted.contains(&key) && self.context.inventory.resources.iter().any(is_inside))
    }

    /// Refuses the request unless the resource group exists.
    pub fn require_group(&self, collection: &Collection<'_>) -> Result<(), Reply> {
        if self.group_exists(collection.subscription, collection.group()) {
            Ok(())
        } else {
            Err(errors::no_such_group(collection.group()))
        }
    }

    /// All current resources.
    pub fn resources(&self) -> Vec<Arc<Resource>> {
        let changes = self.changes();
        let initial = self.context.inventory.resources.iter().filter(|resource| {
            !changes.is_deleted(resource)
                && (changes.resources.is_empty() || !changes.resources.contains_key(&resource.id.to_lowercase()))
        });
        initial.chain(changes.resources.values()).cloned().collect()
    }

    /// All current resources that the caller may read.
    pub fn readable_resources(&self) -> impl Iterator<Item = Arc<Resource>> {
        self.resources().into_iter().filter(|resource| self.may(&format!("{}/read", resource.kind), &resource.id))
    }

    /// Finds a resource by its id.
    pub fn resource(&self, id: &str) -> Option<Arc<Resource>> {
        let changes = self.changes();
        let mut initial = self.context.inventory.resources.iter();
        let created = changes.resources.get(&id.to_lowercase());
        let initial = || initial.find(|it| it.id.eq_ignore_ascii_case(id)).filter(|it| !changes.is_deleted(it));
        created.or_else(initial).cloned()
    }

    /// The resources that clients created, changed and deleted.
    pub fn changes(&self) -> MutexGuard<'a, Changes> {
        lock(self.changes)
    }

    /// Parses the body as JSON.
    pub fn json(&self) -> Result<Value, Reply> {
        serde_json::from_slice(&self.http.body).map_err(|_| errors::bad_body())
    }

    /// The base URL that the client used.
    pub fn base(&self) -> String {
        paging::base(self.context, self.http)
    }

    /// Returns the requested page of `items`.
    pub fn page(&self, items: Vec<Value>) -> Answer {
        paging::page(self.context, self.http, items)
    }
}

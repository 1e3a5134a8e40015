//! A request to Resource Manager whose caller is known, and the checks that most answers begin with.

use super::caller::Caller;
use super::changes::Changes;
use super::errors;
use super::paging;
use super::route::Collection;
use super::state::{ResourceRef, State};
use crate::context::Context;
use crate::http::{Reply, Request};
use serde_json::Value;
use std::sync::MutexGuard;

/// An answer, or the refusal that takes its place.
pub type Answer = Result<Reply, Reply>;

/// A request whose token was accepted.
pub struct ArmRequest<'a> {
    /// What the endpoints share.
    pub context: &'a Context,
    /// What changes in Resource Manager.
    pub state: &'a State,
    /// The request as it arrived.
    pub http: &'a Request,
    /// Who sends it.
    pub caller: Caller,
}

impl<'a> ArmRequest<'a> {
    /// Whether the caller may do `action` on `scope`.
    pub fn may(&self, action: &str, scope: &str) -> bool {
        self.state.may(&self.context.inventory, &self.caller.object_id, action, scope)
    }

    /// Refuses unless the caller may do `action` on `scope`.
    pub fn require(&self, action: &str, scope: &str) -> Result<(), Reply> {
        if self.may(action, scope) { Ok(()) } else { Err(errors::forbidden(&self.caller, action, scope)) }
    }

    /// Whether a resource group exists.
    pub fn group_exists(&self, subscription: &str, group: &str) -> bool {
        self.state.group_exists(&self.context.inventory, subscription, group)
    }

    /// Refuses unless the resource group exists.
    pub fn require_group(&self, collection: &Collection<'_>) -> Result<(), Reply> {
        if self.group_exists(collection.subscription, collection.group()) {
            Ok(())
        } else {
            Err(errors::no_such_group(collection.group()))
        }
    }

    /// Every resource that there is now.
    pub fn resources(&self) -> Vec<ResourceRef<'a>> {
        self.state.resources(&self.context.inventory)
    }

    /// Every resource that there is now and that the caller may read.
    pub fn readable_resources(&self) -> impl Iterator<Item = ResourceRef<'a>> {
        self.resources().into_iter().filter(|resource| self.may(&format!("{}/read", resource.kind), &resource.id))
    }

    /// A resource by its id.
    pub fn resource(&self, id: &str) -> Option<ResourceRef<'a>> {
        self.state.resource(&self.context.inventory, id)
    }

    /// What clients created, changed and deleted.
    pub fn changes(&self) -> MutexGuard<'a, Changes> {
        self.state.changes()
    }

    /// The body, read as JSON.
    pub fn json(&self) -> Result<Value, Reply> {
        serde_json::from_slice(&self.http.body).map_err(|_| errors::bad_body())
    }

    /// The base URL under which the client reached the emulator.
    pub fn base(&self) -> String {
        paging::base(self.context, self.http)
    }

    /// The page of `items` that the request asks for.
    pub fn page(&self, items: Vec<Value>) -> Answer {
        paging::page(self.context, self.http, items)
    }
}

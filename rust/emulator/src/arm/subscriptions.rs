//! Subscriptions and tenants.

use super::bearer::Caller;
use super::{errors, paging};
use crate::guid::is_guid;
use crate::http::{Reply, Request};
use crate::shared::Shared;
use crate::world::Subscription;
use serde_json::{Value, json};

/// Checks that a subscription is there.
pub fn check(shared: &Shared, id: &str) -> Result<(), Reply> {
    if !is_guid(id) {
        let message =
            format!("The provided subscription identifier '{id}' is malformed or invalid.");
        return Err(errors::plain(400, "InvalidSubscriptionId", &message));
    }
    shared
        .world
        .subscription(id)
        .map(|_| ())
        .ok_or_else(|| errors::no_such_subscription(id))
}

/// `/subscriptions`: those in which the caller has any role.
pub fn list(shared: &Shared, request: &Request, caller: &Caller) -> Reply {
    let seen = |subscription: &&Subscription| {
        subscription
            .tenant_id
            .eq_ignore_ascii_case(&shared.world.tenant_id)
            && shared
                .world
                .sees_subscription(&caller.object_id, &subscription.id)
    };
    paging::page(
        shared,
        request,
        shared
            .world
            .subscriptions
            .iter()
            .filter(seen)
            .map(describe)
            .collect(),
    )
}

/// `/subscriptions/{id}`.
pub fn one(shared: &Shared, caller: &Caller, id: &str) -> Reply {
    match shared.world.subscription(id) {
        Some(subscription) if shared.world.sees_subscription(&caller.object_id, id) => {
            Reply::json(200, &describe(subscription))
        }
        Some(_) => errors::forbidden(
            caller,
            "Microsoft.Resources/subscriptions/read",
            &format!("/subscriptions/{id}"),
        ),
        None => errors::no_such_subscription(id),
    }
}

/// `/tenants`.
pub fn tenants(shared: &Shared, request: &Request) -> Reply {
    let tenant = &shared.world.tenant_id;
    let item = json!({
        "id": format!("/tenants/{tenant}"),
        "tenantId": tenant,
        "tenantCategory": "Home",
        "displayName": "Emulated tenant",
        "domains": ["emulated.invalid"],
    });
    paging::page(shared, request, vec![item])
}

fn describe(subscription: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", subscription.id),
        "subscriptionId": subscription.id,
        "tenantId": subscription.tenant_id,
        "displayName": subscription.display_name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    })
}

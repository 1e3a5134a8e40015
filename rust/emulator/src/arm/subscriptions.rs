//! Subscriptions and tenants.

use super::arm_request::{Answer, ArmRequest};
use super::errors;
use crate::context::Context;
use crate::guid::is_guid;
use crate::http::Reply;
use crate::model::inventory::Subscription;
use serde_json::{Value, json};

/// Checks that a subscription exists.
pub fn check(context: &Context, id: &str) -> Result<(), Reply> {
    if !is_guid(id) {
        let message = format!("The provided subscription identifier '{id}' is malformed or invalid.");
        return Err(errors::plain(400, "InvalidSubscriptionId", &message));
    }
    context.inventory.subscription(id).map(|_| ()).ok_or_else(|| errors::no_such_subscription(id))
}

/// `/subscriptions`: the subscriptions in which the caller has any role.
pub fn list(request: &ArmRequest<'_>) -> Answer {
    let inventory = &request.context.inventory;
    let visible = inventory.subscriptions.iter().filter(|subscription| {
        subscription.tenant_id.eq_ignore_ascii_case(&inventory.tenant_id)
            && inventory.sees_subscription(&request.caller.object_id, &subscription.id)
    });
    request.page(visible.map(describe).collect())
}

/// `/subscriptions/{id}`.
pub fn one(request: &ArmRequest<'_>, id: &str) -> Answer {
    let inventory = &request.context.inventory;
    let subscription = inventory.subscription(id);
    let subscription = subscription.ok_or_else(|| errors::no_such_subscription(id))?;
    if !inventory.sees_subscription(&request.caller.object_id, id) {
        let action = "Microsoft.Resources/subscriptions/read";
        let scope = format!("/subscriptions/{id}");
        return Err(errors::forbidden(&request.caller, action, &scope));
    }
    Ok(Reply::json(200, &describe(subscription)))
}

/// `/tenants`.
pub fn tenants(request: &ArmRequest<'_>) -> Answer {
    let tenant = &request.context.inventory.tenant_id;
    let item = json!({
        "id": format!("/tenants/{tenant}"),
        "tenantId": tenant,
        "tenantCategory": "Home",
        "displayName": "Emulated tenant",
        "domains": ["emulated.invalid"],
    });
    request.page(vec![item])
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

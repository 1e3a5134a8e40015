//! Observed behaviors of real services, by name: `{"behavior": "docker-desktop"}` in a fault plan stands for the members listed here.
//! Each behavior comes from public reports about Azure's own clients.

use serde_json::{Map, Value};

/// A behavior that a fault plan can refer to by name.
#[derive(Debug)]
pub struct Behavior {
    /// Its name in a fault plan.
    pub name: &'static str,
    /// What happens, in a sentence.
    pub summary: &'static str,
    /// The members of the fault that reproduces it, as JSON.
    fault: &'static str,
}

const fn row(name: &'static str, summary: &'static str, fault: &'static str) -> Behavior {
    Behavior { name, summary, fault }
}

impl Behavior {
    /// All behaviors: identity endpoints, token responses, errors, operations, lists, machines.
    pub const ALL: &'static [Self] = &[
        row(
            "docker-desktop",
            "Docker Desktop answers instead of the metadata service.",
            r#"{"endpoint":"imds","status":403,"contentType":"text/plain","body":"connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: A socket operation was attempted to an unreachable network."}"#,
        ),
        row(
            "another-cloud",
            "The machine is in another cloud, whose metadata service has the same address.",
            r#"{"endpoint":"imds","status":401,"contentType":"text/html","body":"<html><head><title>401 - Unauthorized</title></head></html>","headers":{"server":"EC2ws"}}"#,
        ),
        row(
            "no-default-identity",
            "A container group has only user-assigned identities, and none was named.",
            r#"{"endpoint":"imds","match":"/identity/","status":404,"body":{"error":{"code":"DefaultIdentityNotDefined","message":"DefaultIdentityNotDefined ","details":[]}},"headers":{"server":"Kestrel"}}"#,
        ),
        row(
            "guest-proxy-agent",
            "The VM protects its metadata service, and this program isn't in the access profile.",
            r#"{"endpoint":"imds","status":403,"body":"","headers":{"connection":"close","server":null,"content-type":null}}"#,
        ),
        row(
            "guest-proxy-starting",
            "The agent that protects the metadata service is still starting; this affects two requests.",
            r#"{"endpoint":"imds","status":503,"body":"","headers":{"connection":"close","server":null,"content-type":null},"times":2}"#,
        ),
        row(
            "service-mesh",
            "A service mesh forwards the request, and the metadata service refuses it.",
            r#"{"endpoint":"imds","status":400,"body":{"error":"invalid_request","error_description":"Request is not allowed to be forwarded"}}"#,
        ),
        row(
            "pod-identity-refuses",
            "The AKS node's identity agent refuses the request in plain text.",
            r#"{"endpoint":"imds","status":403,"contentType":"text/plain","body":"failed to get service principal token, error: adal: Refresh request failed. Status Code = '400'. Response body: {\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}","headers":{"server":null}}"#,
        ),
        row(
            "no-instance-document",
            "The endpoint issues tokens, but doesn't have the instance document.",
            r#"{"endpoint":"imds","match":"/metadata/instance","status":404,"body":{"error":"not_found"}}"#,
        ),
        row(
            "older-instance-document",
            "An older host refuses the document's version and lists those it knows.",
            r#"{"endpoint":"imds","match":"/metadata/instance/compute?api-version=2021-02-01","status":400,"body":{"error":"Bad request. api-version is invalid or was not specified in the request.","newest-versions":["2020-09-01","2020-07-15","2020-06-01"]}}"#,
        ),
        row(
            "says-503-with-200",
            "App Service answers 200, but the body says 503; this affects two requests.",
            r#"{"endpoint":"app-service","status":200,"body":{"ErrorCode":"service_unavailable","Message":"The service is starting.","StatusCode":503},"times":2}"#,
        ),
        row(
            "unknown-client-id",
            "Azure ML answers an unknown client id with 404 in plain text.",
            r#"{"endpoint":"machine-learning","status":404,"contentType":"text/plain","body":"InternalError - :{\nInfo: Request failure status code: 404\n\n}"}"#,
        ),
        row(
            "wrong-audience",
            "Cloud Shell hands out a token for another audience, once.",
            r#"{"endpoint":"cloud-shell","claims":{"aud":"https://graph.windows.net/"},"times":1}"#,
        ),
        row(
            "expiry-with-decimals",
            "The token's expiry is a number with a decimal point.",
            r#"{"endpoint":"imds","match":"/identity/","rewrite":"expiry-with-decimals"}"#,
        ),
        row(
            "expiry-in-milliseconds",
            "The token's expiry is in milliseconds.",
            r#"{"endpoint":"imds","match":"/identity/","rewrite":"expiry-in-milliseconds"}"#,
        ),
        row(
            "expiry-as-date",
            "The token's expiry is a date with a lower-case am or pm.",
            r#"{"endpoint":"imds","match":"/identity/","rewrite":"expiry-as-date"}"#,
        ),
        row(
            "byte-order-mark",
            "JSON begins with a byte order mark.",
            r#"{"endpoint":"imds","rewrite":"byte-order-mark"}"#,
        ),
        row(
            "unasked-gzip",
            "The body is compressed, although the request didn't ask for it.",
            r#"{"endpoint":"arm","rewrite":"gzip"}"#,
        ),
        row(
            "token-expired-on-the-way",
            "Resource Manager says that the token has expired, once.",
            r#"{"endpoint":"arm","status":401,"body":{"error":{"code":"ExpiredAuthenticationToken","message":"The access token expiry UTC time is earlier than current UTC time."}},"headers":{"www-authenticate":"Bearer error=\"invalid_token\", error_description=\"The access token has expired.\""},"times":1,"match":"/subscriptions"}"#,
        ),
        row(
            "web-filter",
            "A web filter answers instead of Resource Manager.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":403,"contentType":"text/html; charset=utf-8","body":"<html><head><title>Blocked</title></head><body>Blocked by the web filter</body></html>","headers":{"x-ms-request-id":null,"x-ms-correlation-request-id":null,"x-ms-routing-request-id":null}}"#,
        ),
        row(
            "wait-in-milliseconds",
            "Resource Manager asks for a wait in milliseconds, once.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":429,"body":{"error":{"code":"TooManyRequests","message":"Too many requests."}},"headers":{"retry-after-ms":"1500"},"times":1}"#,
        ),
        row(
            "policy-forbids",
            "A policy forbids the change.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":403,"body":{"error":{"code":"RequestDisallowedByPolicy","message":"Resource 'x' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"allowed-locations\"}}]'.","additionalInfo":[{"type":"PolicyViolation","info":{"policyAssignmentDisplayName":"Allowed locations"}}]}}}"#,
        ),
        row(
            "deny-assignment",
            "A deny assignment forbids the request, with the code of a missing role.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":403,"body":{"error":{"code":"AuthorizationFailed","message":"The client has permission to perform the action; however, the access is denied because of the deny assignment with name 'System deny assignment created by managed application'."}}}"#,
        ),
        row(
            "vault-firewall",
            "Key Vault's firewall refuses the address of the caller.",
            r#"{"endpoint":"arm","match":"/secrets","status":403,"body":{"error":{"code":"Forbidden","message":"Client address is not authorized and caller is not a trusted service. Client address: 203.0.113.9","innererror":{"code":"ForbiddenByFirewall"}}}}"#,
        ),
        row(
            "vault-of-another-tenant",
            "The vault belongs to a different tenant than the identity.",
            r#"{"endpoint":"arm","match":"/secrets","status":401,"body":{"error":{"code":"Unauthorized","message":"AKV10032: Invalid issuer. Expected one of https://sts.windows.net/11111111-1111-4111-8111-111111111112/."}}}"#,
        ),
        row(
            "xml-refusal",
            "Storage refuses the request in XML.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":403,"contentType":"application/xml","body":"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthorizationPermissionMismatch</Code><Message>This request is not authorized to perform this operation using this permission.</Message></Error>"}"#,
        ),
        row(
            "problem-details",
            "A service answers with problem details.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":400,"contentType":"application/problem+json","body":{"type":"about:blank","title":"Bad","status":400,"detail":"the retention is longer than 90 days"}}"#,
        ),
        row(
            "sign-in-page",
            "A service that doesn't know the identity answers 203 with a sign-in page.",
            r#"{"endpoint":"arm","match":"/subscriptions","status":203,"contentType":"text/html; charset=utf-8","body":"<!DOCTYPE html><html><head><title>Sign In</title></head></html>"}"#,
        ),
        row(
            "operation-fails",
            "The operation's monitor answers 200 with a body that says it failed.",
            r#"{"endpoint":"arm","match":"operation","status":200,"body":{"status":"Failed","error":{"code":"ExecutionFailure","message":"It broke."}}}"#,
        ),
        row(
            "operation-ends-with-204",
            "The operation's monitor ends without a body.",
            r#"{"endpoint":"arm","match":"operation","status":204,"body":""}"#,
        ),
        row(
            "operation-vanishes",
            "The operation's monitor can no longer be found.",
            r#"{"endpoint":"arm","match":"operation","status":404,"body":{"error":{"code":"ResourceNotFound","message":"The operation was not found."}}}"#,
        ),
        row(
            "created-late",
            "The first two requests for a new resource don't find it.",
            r#"{"endpoint":"arm","method":"GET","match":"/resourcegroups/","status":404,"body":{"error":{"code":"ResourceNotFound","message":"The Resource was not found."}},"times":2}"#,
        ),
        row(
            "odata-next-link",
            "Lists name their next page in the OData format.",
            r#"{"endpoint":"arm","rewrite":"odata-next-link"}"#,
        ),
        row(
            "relative-next-link",
            "The next page is a path without a host.",
            r#"{"endpoint":"arm","rewrite":"relative-next-link"}"#,
        ),
        row(
            "list-in-data",
            "The entries of a list, and the link to its next page, are inside `data`.",
            r#"{"endpoint":"arm","match":"/resources","rewrite":"list-in-data"}"#,
        ),
        row(
            "subscription-fails",
            "A subscription can't be searched: the service fails.",
            r#"{"endpoint":"arm","match":"/resources?","status":500,"body":{"error":{"code":"InternalServerError","message":"The service failed."}}}"#,
        ),
        row(
            "empty-identity",
            "A machine's identity is an empty string, as on some that never had one.",
            r#"{"endpoint":"arm","rewrite":"empty-identity"}"#,
        ),
        row(
            "identity-without-ids",
            "A machine's user-assigned identities are listed without their ids.",
            r#"{"endpoint":"arm","match":"/virtualMachines","rewrite":"identity-without-ids"}"#,
        ),
    ];

    /// Adds the members of the behavior that a fault names. The fault's own members take precedence.
    ///
    /// # Errors
    /// When there is no behavior with that name.
    pub(crate) fn expand(mut fault: Map<String, Value>) -> Result<Map<String, Value>, String> {
        let Some(named) = fault.remove("behavior").or_else(|| fault.remove("behaviour")) else {
            return Ok(fault);
        };
        let found = Self::ALL.iter().find(|behavior| named.as_str() == Some(behavior.name));
        let Some(behavior) = found else {
            let names: Vec<_> = Self::ALL.iter().map(|behavior| behavior.name).collect();
            return Err(format!("behavior: {named} isn't one of {}", names.join(", ")));
        };
        // A test checks that every row is a valid fault.
        let mut members: Map<String, Value> = serde_json::from_str(behavior.fault).unwrap_or_default();
        members.extend(fault);
        Ok(members)
    }
}

#[cfg(test)]
mod tests;

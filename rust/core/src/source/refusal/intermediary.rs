//! Recognizes other programs that respond in place of, or in front of, an identity endpoint.

use crate::error::Code;
use crate::http::Answer;
use crate::identity::Identity;
use crate::source_kind::SourceKind;

/// An error code, a message and a hint.
pub(super) type Diagnosis = (Code, String, String);

/// Texts of Go's and Windows' connection functions, which aren't translated.
const OF_A_DIAL: [&str; 4] = ["dial tcp", "dial udp", "connectex", "connecting to 169.254.169.254"];

const OF_NO_CONNECTION: [&str; 8] = [
    "unreachable",
    "connection refused",
    "actively refused",
    "no route to host",
    "i/o timeout",
    "timed out",
    "is down",
    "no such host",
];

/// Diagnoses the response if it comes from a known program. `said` is its sentence, `words` is its message in lower
/// case, and `plain` means that the body is plain text.
pub(super) fn known(
    answer: &Answer,
    said: &str,
    words: &str,
    plain: bool,
    source: SourceKind,
    identity: &Identity,
) -> Option<Diagnosis> {
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    let found = |code: Code, message: String, hint: &str| Some((code, message, hint.to_owned()));
    let is_vm = source == SourceKind::Vm;
    // Other clouds' metadata services have the same address.
    if is_vm && is_of_another_cloud(answer) {
        return found(
            Code::NoIdentityEndpoint,
            format!("This machine is in another cloud: that cloud's metadata service answers at this address. {said}"),
            "A managed identity exists only on machines in Azure, and on those that Azure Arc has onboarded.",
        );
    }
    let refused = matches!(answer.status, 401 | 403);
    let about_identities = says(&["identit", "aadsts", "adal:"]);
    // Docker Desktop and other container hosts respond in place of 169.254.169.254 and report that they couldn't
    // connect, in any language. The metadata service itself uses HTTP/1.1 and JSON.
    let is_dialler = says(&OF_A_DIAL) || (refused && (says(&OF_NO_CONNECTION) || answer.old_http));
    if (is_vm && plain && !about_identities && is_dialler) || (refused && says(&["unreachable"])) {
        return found(
            Code::NoIdentityEndpoint,
            format!("The container host has no route to the identity endpoint. {said}"),
            "On a developer's machine (Docker Desktop) there is no managed identity. On an Azure VM, give the container a route to 169.254.169.254 (for example --network host), or run on the machine itself.",
        );
    }
    if is_vm && matches!(answer.status, 403 | 421) && answer.body.trim_ascii().is_empty() {
        return found(
            Code::MetadataProtected,
            format!(
                "This VM protects its metadata service (Metadata Security Protocol), and its Guest Proxy Agent does not let this account or program through. {said}, without a word"
            ),
            "Have the account and this program added to the access control profile of the VM's metadata service (portal: the VM, or its gallery's InVMAccessControlProfile), run as an account that is in it, or switch the protocol from Enforce to Audit.",
        );
    }
    if answer.status == 400 && says(&["forwarded"]) {
        return found(
            Code::TokenRefused,
            format!(
                "A proxy or a service mesh forwarded the request, and the metadata service refuses forwarded requests. {said}"
            ),
            "Exclude 169.254.169.254 from the mesh (Istio: the pod's annotation traffic.sidecar.istio.io/excludeOutboundIPRanges: 169.254.169.254/32), or from the proxy that adds X-Forwarded-For.",
        );
    }
    // AAD Pod Identity's NMI responds with plain text. So does a web filter, but without these words.
    let about_pods = about_identities || says(&["pod", "principal", "token"]);
    if is_vm && answer.status == 403 && plain && about_pods {
        return found(
            Code::IdentityNotAssigned,
            format!("The pod's identity service refused a token to {}. {said}", identity.describe()),
            "Its message says why. Usually no AzureIdentityBinding selects this pod, or the identity is not assigned to the node: see 'kubectl get azureassignedidentities -A' and the log of the nmi pods. AAD Pod Identity is retired; workload identity replaces it.",
        );
    }
    None
}

/// Whether Amazon's or Google's metadata service responded.
pub(super) fn is_of_another_cloud(answer: &Answer) -> bool {
    let says = |name: &str, mark| answer.header(name).is_some_and(|value| value.eq_ignore_ascii_case(mark));
    says("server", "ec2ws") || says("metadata-flavor", "google")
}

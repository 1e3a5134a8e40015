//! What answers in place of an identity endpoint, or stands before it, and is known by how it speaks.

use crate::http::Answer;
use crate::source_kind::SourceKind;

/// Something other than the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intermediary {
    /// Docker Desktop and other container hosts answer for 169.254.169.254 and say that they could not connect.
    Dialler,
    /// The Guest Proxy Agent, by which a VM protects its metadata service (Metadata Security Protocol).
    Guard,
    /// A service mesh or proxy that marks requests as forwarded, which the metadata service refuses.
    Mesh,
    /// The metadata service of another cloud, which has the same address there.
    OtherCloud,
    /// The node-managed identity of AAD Pod Identity, which writes plain text.
    PodIdentity,
}

/// The words of Go's and Windows' own functions, which no translation changes.
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

/// Who gave that refusal, if it is somebody known. `words` is its text in lower case, `plain` whether it is plain text.
pub(super) fn known(answer: &Answer, source: SourceKind, words: &str, plain: bool) -> Option<Intermediary> {
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    let is_vm = source == SourceKind::Vm;
    if is_vm && is_of_another_cloud(answer) {
        return Some(Intermediary::OtherCloud);
    }
    let refused = matches!(answer.status, 401 | 403);
    let about_identities = says(&["identit", "aadsts", "adal:"]);
    // Whatever it says, in whatever language: the metadata service speaks HTTP/1.1 and JSON.
    let is_dialler = says(&OF_A_DIAL) || (refused && (says(&OF_NO_CONNECTION) || answer.old_http));
    if (is_vm && plain && !about_identities && is_dialler) || (refused && says(&["unreachable"])) {
        return Some(Intermediary::Dialler);
    }
    if is_vm && matches!(answer.status, 403 | 421) && answer.body.trim_ascii().is_empty() {
        return Some(Intermediary::Guard);
    }
    if answer.status == 400 && says(&["forwarded"]) {
        return Some(Intermediary::Mesh);
    }
    // A web filter writes plain text, too, but not about these.
    let about_pods = about_identities || says(&["pod", "principal", "token"]);
    (is_vm && answer.status == 403 && plain && about_pods).then_some(Intermediary::PodIdentity)
}

/// Whether Amazon's or Google's metadata service answered.
pub(super) fn is_of_another_cloud(answer: &Answer) -> bool {
    let says = |name: &str, mark| answer.header(name).is_some_and(|value| value.eq_ignore_ascii_case(mark));
    says("server", "ec2ws") || says("metadata-flavor", "google")
}

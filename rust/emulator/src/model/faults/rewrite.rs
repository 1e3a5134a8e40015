//! Changes to a service's usual response: other forms of the same data, as seen from real services.

use crate::http::{Body, Reply};
use crate::time::american_time;
use hyper::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A change to a usual response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rewrite {
    /// `expires_on` as a number with a decimal point.
    ExpiryWithDecimals,
    /// `expires_on` in milliseconds.
    ExpiryInMilliseconds,
    /// `expires_on` as a date with a lower-case am or pm.
    ExpiryAsDate,
    /// A byte order mark before the body.
    ByteOrderMark,
    /// The body compressed.
    Gzip,
    /// `@odata.nextLink` in place of `nextLink`.
    OdataNextLink,
    /// `nextLink` without scheme and host.
    RelativeNextLink,
    /// A list, and the link to its next page, within `data`.
    ListInData,
    /// `identity` of the first machine as an empty string.
    EmptyIdentity,
    /// User-assigned identities with null ids.
    IdentityWithoutIds,
}

impl Rewrite {
    /// Returns the changed response.
    pub fn apply(self, mut reply: Reply) -> Reply {
        let Some(text) = reply.body.text() else {
            return reply;
        };
        match self {
            Self::ByteOrderMark => reply.body = body([b"\xef\xbb\xbf", text].concat()),
            Self::Gzip => {
                reply.body = body(gzip(text));
                reply = reply.with("content-encoding", "gzip");
            }
            _ => {
                if let Ok(mut document) = serde_json::from_slice(text) {
                    self.change(&mut document);
                    reply.body = body(document.to_string().into_bytes());
                }
            }
        }
        reply
    }

    fn change(self, document: &mut Value) {
        match self {
            Self::ExpiryWithDecimals | Self::ExpiryInMilliseconds | Self::ExpiryAsDate => {
                if let Some(expiry) = document.get_mut("expires_on") {
                    self.change_expiry(expiry);
                }
            }
            Self::OdataNextLink => {
                if let Value::Object(page) = document
                    && let Some(link) = page.remove("nextLink")
                {
                    page.insert("@odata.nextLink".to_owned(), link);
                }
            }
            Self::RelativeNextLink => {
                if let Some(Value::String(link)) = document.get_mut("nextLink")
                    && let Some(at) =
                        link.find("://").and_then(|scheme| link[scheme + 3..].find('/').map(|path| scheme + 3 + path))
                {
                    *link = link.split_off(at);
                }
            }
            Self::ListInData => {
                if document.get("value").is_some_and(Value::is_array) {
                    *document = json!({ "data": document.take() });
                }
            }
            Self::EmptyIdentity => {
                let list = ["data", "value"].into_iter().find(|list| document.get(list).is_some());
                let machine = list.and_then(|list| document[list].get_mut(0));
                if let Some(identity) = machine.and_then(|machine| machine.get_mut("identity")) {
                    *identity = json!("");
                }
            }
            Self::IdentityWithoutIds => without_ids(document),
            Self::ByteOrderMark | Self::Gzip => {}
        }
    }

    fn change_expiry(self, expiry: &mut Value) {
        let seconds = match &*expiry {
            Value::String(text) => text.parse().ok(),
            number => number.as_i64(),
        };
        let Some(seconds) = seconds else {
            return;
        };
        *expiry = match self {
            Self::ExpiryWithDecimals => serde_json::from_str(&format!("{seconds}.0")).unwrap_or_default(),
            Self::ExpiryInMilliseconds => json!(seconds * 1000),
            _ => {
                let text = american_time(u64::try_from(seconds).unwrap_or_default());
                json!(format!("{} +00:00", text.to_lowercase()))
            }
        };
    }
}

fn body(bytes: Vec<u8>) -> Body {
    Body::from(Bytes::from(bytes))
}

/// Empties the ids of user-assigned identities, wherever they are.
fn without_ids(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if name == "userAssignedIdentities" && member.is_object() {
                    let identities = member.as_object_mut().into_iter().flatten();
                    identities.for_each(|(_, identity)| {
                        *identity = json!({ "principalId": null, "clientId": null });
                    });
                } else {
                    without_ids(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_ids),
        _ => {}
    }
}

/// Wraps a body in gzip (RFC 1952) without compressing it (RFC 1951, 3.2.4), which every gzip decoder accepts.
fn gzip(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut blocks = data.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&crc32(data).to_le_bytes());
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_le_bytes());
    out
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !data.iter().fold(!0, step)
}

#[cfg(test)]
mod tests;

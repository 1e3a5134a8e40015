//! Asks azure_identity for a token: `peer RESOURCE [client-id|object-id|resource-id ID]`. One line of JSON.

use azure_core::credentials::TokenCredential as _;
use azure_identity::{
    ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
};
use serde_json::{Value, json};

async fn answer() -> Result<Value, String> {
    let mut args = std::env::args().skip(1);
    let resource = args.next().ok_or("no resource")?;
    let id = |args: &mut dyn Iterator<Item = String>| args.next().ok_or("no id".to_owned());
    let user_assigned_id = match args.next().as_deref() {
        None => None,
        Some("client-id") => Some(UserAssignedId::ClientId(id(&mut args)?)),
        Some("object-id") => Some(UserAssignedId::ObjectId(id(&mut args)?)),
        Some("resource-id") => Some(UserAssignedId::ResourceId(id(&mut args)?)),
        Some(other) => return Err(format!("no selector: {other}")),
    };
    let options = ManagedIdentityCredentialOptions {
        user_assigned_id,
        ..Default::default()
    };
    let credential =
        ManagedIdentityCredential::new(Some(options)).map_err(|error| error.to_string())?;
    let scope = format!("{resource}/.default");
    let token = credential
        .get_token(&[&scope], None)
        .await
        .map_err(|error| error.to_string())?;
    Ok(json!({ "token": token.token.secret(), "expiresOn": token.expires_on.unix_timestamp() }))
}

#[tokio::main]
async fn main() {
    let line = answer()
        .await
        .unwrap_or_else(|error| json!({ "error": error }));
    println!("{line}");
}

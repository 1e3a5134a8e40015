//! `azmi token`.

use crate::args::{Format, Token, TokenFormat};
use crate::failure::{Failure, Own};
use crate::json::Selection;
use crate::output::{Record, print};
use crate::session;
use azmi_core::{TokenAnswer, TokenRequest};

/// Gets a token and prints it.
pub fn run(options: Token) -> Result<(), Failure> {
    let selection = Selection::new(options.common.query.as_deref())?;
    if options.output == TokenFormat::Header && !selection.is_all() {
        return Err(Failure::Own(Own {
            id: "InvalidQuery",
            message: "--query selects from the JSON output, and a header has none.".to_owned(),
            hint: "Leave out --query, or use --output json or tsv.",
            usage: true,
        }));
    }
    let request = TokenRequest { resource: Some(options.resource), claims: options.claims, force_refresh: false };
    let answer = session::run(&options.common, |client, call| async move { client.token(&request, &call).await })?;
    let secret = answer.token.secret();
    let whole = || facts(Record::default().with("AccessToken", secret), &answer);
    match options.output {
        TokenFormat::Header => print(&format!("Authorization: Bearer {secret}\n")),
        TokenFormat::Tsv if selection.is_all() => print(&format!("{secret}\n")),
        TokenFormat::Table if selection.is_all() => {
            print(&facts(Record::default(), &answer).format(Format::Table, &[]))
        }
        TokenFormat::Json => selection.print(&whole(), Format::Json, &[]),
        TokenFormat::Tsv | TokenFormat::Table => selection.print(&whole(), Format::Tsv, &[]),
    }
}

fn facts(record: Record, answer: &TokenAnswer) -> Record {
    let token = &answer.token;
    let claims = &token.claims;
    record
        .with("TokenType", "Bearer")
        .with("Resource", token.resource.as_str())
        .with_time("ExpiresOn", token.expires_on)
        .with_time("IssuedOn", token.issued_on())
        .with_time("RefreshOn", token.refresh_on)
        .with("PrincipalId", claims.principal_id.clone())
        .with("ClientId", claims.client_id.clone())
        .with("TenantId", claims.tenant_id.clone())
        .with("IdentityResourceId", claims.identity_resource_id.clone())
        .with("Source", token.source.name())
        .with("Emulated", token.claims.emulated)
}

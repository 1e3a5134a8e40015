use super::*;

const GUID: &str = "44444444-4444-4444-4444-444444444444";
const UAMI: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1";

fn code(result: Result<Identity>) -> Code {
    result.unwrap_err().code()
}

#[test]
fn each_selector_is_read_and_checked() {
    assert_eq!(Identity::from_selectors(None, None, None, None).unwrap(), Identity::SystemAssigned);
    assert_eq!(Identity::from_selectors(Some(GUID), None, None, None).unwrap(), Identity::ClientId(GUID.into()));
    assert_eq!(Identity::from_selectors(None, None, Some(UAMI), None).unwrap(), Identity::ResourceId(UAMI.into()));
    assert_eq!(Identity::from_selectors(None, None, None, Some(UAMI)).unwrap(), Identity::ResourceId(UAMI.into()));
    assert_eq!(Identity::from_selectors(None, None, None, Some(GUID)).unwrap(), Identity::ClientId(GUID.into()));
    assert_eq!(code(Identity::from_selectors(Some("x"), None, None, None)), Code::InvalidClientId);
    assert_eq!(code(Identity::from_selectors(None, Some(UAMI), None, None)), Code::InvalidObjectId);
    assert_eq!(code(Identity::from_selectors(None, None, Some(GUID), None)), Code::InvalidIdentityResourceId);
    assert_eq!(code(Identity::from_selectors(None, None, None, Some("MSI@50342"))), Code::InvalidAccountId);
    assert_eq!(code(Identity::from_selectors(Some(GUID), Some(GUID), None, None)), Code::ConflictingSelectors);
}

#[test]
fn a_mismatch_in_claims_or_echo_is_found_regardless_of_case() {
    let asked = Identity::ResourceId(UAMI.into());
    let mut claims = Claims { identity_resource_id: Some(UAMI.to_uppercase()), ..Claims::default() };
    assert_eq!(asked.check(&claims, &EchoedIds::default()), IdentityMatch::Verified);
    claims.identity_resource_id = Some(UAMI.replace("id1", "id2"));
    assert!(matches!(asked.check(&claims, &EchoedIds::default()), IdentityMatch::Contradiction(_)));
    let echo = EchoedIds { resource_id: Some(UAMI.replace("id1", "id2")), ..EchoedIds::default() };
    assert!(matches!(asked.check(&Claims::default(), &echo), IdentityMatch::Contradiction(_)));
    assert_eq!(asked.check(&Claims::default(), &EchoedIds::default()), IdentityMatch::Unknown);
}

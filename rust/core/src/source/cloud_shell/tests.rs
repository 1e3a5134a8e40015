use super::same_audience;

#[test]
fn audiences_are_compared_by_service_not_as_text() {
    const GUID: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    for (audience, resource, same) in [
        ("https://vault.azure.net", "https://vault.azure.net", true),
        ("https://vault.azure.net/", "https://VAULT.azure.net", true),
        ("https://management.core.windows.net/", "https://management.azure.com/", true),
        ("https://management.core.usgovcloudapi.net", "https://management.usgovcloudapi.net/", true),
        (GUID, "https://management.azure.com/", true),
        ("https://api.example.com", GUID, true),
        (GUID, &GUID.to_uppercase(), true),
        (GUID, "00000003-0000-0000-c000-000000000000", false),
        ("https://management.azure.com/", "https://vault.azure.net", false),
        ("https://vault.azure.net.example.com", "https://vault.azure.net", false),
        ("https://management.core.windows.net/", "https://management.usgovcloudapi.net/", false),
    ] {
        assert_eq!(same_audience(audience, resource), same, "{audience} {resource}");
    }
}

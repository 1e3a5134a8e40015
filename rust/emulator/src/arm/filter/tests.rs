use super::Filter;
use crate::model::inventory::Resource;
use serde_json::json;

/// Whether a filter matches the test's disk.
fn finds(filter: &str) -> Option<bool> {
    let mut disk = Resource::new("s", "rg1", "Microsoft.Compute/disks", "It's a and b");
    disk.identity = Some(json!({ "principalId": "p" }));
    disk.tags = [("Env".to_owned(), "Live".to_owned())].into();
    Filter::parse(filter).map(|filter| filter.admits(&disk))
}

#[test]
fn filters_that_clients_send_are_supported() {
    for (filter, found) in [
        ("", true),
        (" name EQ 'it''s A and b' ", true),
        ("name eq 'other'", false),
        ("name ne 'other' and resourceType eq 'microsoft.compute/disks'", true),
        ("name ne 'other' and resourceType eq 'Microsoft.Compute/virtualMachines'", false),
        ("location eq 'WestEurope'and  resourceGroup eq 'RG1'", true),
        ("substringof('S a AND', name)", true),
        ("SubstringOf ( 'rg2' , resourceGroup )", false),
        ("identity/principalId eq 'p'", true),
        ("tagname eq 'env'", true),
        ("tagname eq 'env' and tagvalue eq 'Live'", true),
        ("tagvalue eq 'live' and tagname eq 'env'", false),
        ("startswith(tagname, 'EN')", true),
        ("startswith(tagname, 'n')", false),
    ] {
        assert_eq!(finds(filter), Some(found), "{filter}");
    }
}

#[test]
fn other_filters_are_refused() {
    for text in [
        "name",
        "name eq",
        "name eq vm1",
        "name eq 'vm1",
        "name gt 'a'",
        "colour eq 'red'",
        "name eq 'a' or name eq 'b'",
        "name eq 'a' and",
        "name eq 'a' and ",
        "name eq 'it's'",
        "tagvalue eq 'b'",
        "tagname ne 'b'",
        "tagname eq 'a' and name eq 'b'",
        "substringof('a', location)",
        "startswith(name, 'a')",
    ] {
        assert_eq!(finds(text), None, "{text}");
    }
}

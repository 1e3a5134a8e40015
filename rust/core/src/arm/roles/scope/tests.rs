use super::*;

const SUB: &str = "/subscriptions/22222222-2222-2222-2222-222222222222";

#[test]
fn only_well_formed_scopes_are_accepted() {
    for good in [
        SUB.to_owned(),
        format!("{SUB}/resourceGroups/rg-1"),
        format!("{SUB}/resourcegroups/rg(1)/providers/Microsoft.X/things/t1/parts/p.1"),
        format!("{SUB}/providers/Microsoft.X/things/t1"),
        "/providers/Microsoft.Management/managementGroups/mg1".to_owned(),
    ] {
        assert_eq!(checked(&good), Some(good.as_str()));
    }
    for bad in [
        "",
        "/",
        "/c1/b1",
        "x",
        "/subscriptions/s",
        "/providers/Microsoft.X",
        &format!("{SUB}/resourceGroups/rg;reboot"),
        &format!("{SUB}/resourceGroups/rg1 --role Owner"),
        &format!("{SUB}/resourceGroups/rg1\n"),
        &format!("{SUB}/resourceGroups/$(id)"),
        &format!("{SUB}/resourceGroups/`id`"),
        &format!("{SUB}/resourceGroups/r\u{e9}"),
        &format!("{SUB}/resourceGroups/../x"),
        &format!("{SUB}/resourceGroups/{}", "a".repeat(2_000)),
        "/providers/Microsoft.Management/managementGroups/a'b",
    ] {
        assert_eq!(checked(bad), None, "{bad}");
    }
}

#[test]
fn a_new_resource_is_created_in_its_parent_scope() {
    let group = format!("{SUB}/resourceGroups/rg1");
    let thing = format!("{group}/providers/Microsoft.X/things/t1");
    for (scope, above) in [
        (thing.clone(), Some(group.as_str())),
        (format!("{thing}/parts/p1"), Some(thing.as_str())),
        (format!("{thing}/providers/Microsoft.Authorization/roleAssignments/1"), Some(thing.as_str())),
        (group.clone(), Some(SUB)),
        (format!("{SUB}/providers/Microsoft.Resources/deployments/d"), Some(SUB)),
        (SUB.to_owned(), None),
        ("/providers/Microsoft.Resources/deployments/d".to_owned(), None),
    ] {
        assert_eq!(parent(&scope), above, "{scope}");
    }
    assert!(makes_something(&Method::PUT, None) && !makes_something(&Method::GET, Some("a/write")));
}

#[test]
fn a_path_lies_within_the_scope_that_is_its_prefix() {
    assert_eq!(of_path(&format!("{SUB}/resources")), Some(SUB));
    assert_eq!(of_path("/providers/Microsoft.ResourceGraph/resources"), None);
    assert_eq!(of_path("/c1/b1"), None);
}

#[test]
fn only_well_formed_actions_are_accepted() {
    assert_eq!(action("Microsoft.X/things/read"), Some("Microsoft.X/things/read"));
    for bad in ["read", "a/b c", "a/b;c", "/a/b", "a/b\nc", "-x/y"] {
        assert_eq!(action(bad), None, "{bad}");
    }
}

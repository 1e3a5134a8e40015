use super::*;

const VM: &str = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1";

#[test]
fn a_guid_has_36_hexadecimal_characters_and_dashes() {
    assert!(is_guid("22222222-2222-2222-2222-22222222222F"));
    for wrong in [
        "",
        "22222222222222222222222222222222",
        "{22222222-2222-2222-2222-222222222222}",
        "2222222g-2222-2222-2222-222222222222",
    ] {
        assert!(!is_guid(wrong), "{wrong}");
    }
}

#[test]
fn a_vm_id_is_parsed() {
    let id = ResourceId::parse(VM).unwrap();
    assert_eq!(
        (id.subscription(), id.resource_group(), id.name()),
        ("22222222-2222-2222-2222-222222222222", Some("rg1"), "vm1")
    );
    assert!(id.is_machine() && !id.is_user_assigned_identity());
    assert!(id.same_as(&VM.to_uppercase()));
}

#[test]
fn a_scale_set_instance_is_a_machine_with_a_parent() {
    let id = ResourceId::parse(&VM.replace("virtualMachines/vm1", "virtualMachineScaleSets/set1/virtualMachines/3"))
        .unwrap();
    assert!(id.is_machine());
    assert_eq!(id.name(), "3");
}

#[test]
fn types_are_compared_as_a_whole_and_case_insensitively() {
    let id = ResourceId::parse(VM).unwrap();
    assert_eq!(id.provider(), "Microsoft.Compute");
    assert!(id.is("microsoft.compute/virtualmachines"));
    for other in [
        "microsoft.compute",
        "microsoft.compute/virtualmachine",
        "microsoft.compute/virtualmachines/extensions",
        "compute/virtualmachines",
    ] {
        assert!(!id.is(other), "{other}");
    }
    let extension = ResourceId::parse(&format!("{VM}/extensions/a/")).unwrap();
    assert!(extension.is("Microsoft.Compute/virtualMachines/extensions"));
    assert_eq!(extension.name(), "a");
}

#[test]
fn names_contain_letters_digits_and_few_punctuation_characters() {
    assert!(is_resource_name("a-b_c.(d)1") && !is_resource_name("a b") && !is_resource_name("\u{e4}/"));
}

#[test]
fn names_in_other_scripts_are_counted_in_characters() {
    let group = "\u{e4}".repeat(90);
    assert!(is_resource_group_name(&group) && !is_resource_group_name(&format!("{group}a")));
    let id = ResourceId::parse(&VM.replace("rg1", &group)).unwrap();
    assert_eq!((id.resource_group(), id.name()), (Some(&*group), "vm1"));
}

#[test]
fn a_subscription_level_resource_has_no_group() {
    let id = ResourceId::parse(&VM.replace("/resourceGroups/rg1", "")).unwrap();
    assert_eq!((id.resource_group(), id.name()), (None, "vm1"));
}

#[test]
fn an_invalid_resource_id_is_refused() {
    for wrong in [
        "",
        "/",
        "vm1",
        "/subscriptions/not-a-guid/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1",
        "/subscriptions/22222222-2222-2222-2222-222222222222",
        "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1",
        "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines",
        "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/../x",
        "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachines/vm1?x=1",
        "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups//providers/Microsoft.Compute/virtualMachines/vm1",
    ] {
        assert!(ResourceId::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn only_guids_and_validated_ids_may_appear_in_a_command() {
    let subscription = "/subscriptions/22222222-2222-2222-2222-222222222222";
    let group = format!("{subscription}/resourceGroups/rg-1_a.b");
    for fine in ["33333333-3333-3333-3333-333333333333", VM] {
        assert_eq!(advisable(fine), Some(fine));
        assert_eq!(advisable(&format!(" {fine} ")), Some(fine));
    }
    for part in [
        ";id",
        "$(id)",
        "`id`",
        " --role Owner",
        "'",
        "\"",
        "|id",
        "\nx",
        "(x)",
        "%20",
        "\u{e4}",
        "\u{202e}",
        "..",
        "<x>",
        "&",
        "?x=1",
        "#x",
        "*",
    ] {
        for wrong in [
            format!("33333333-3333-3333-3333-333333333333{part}"),
            format!("{subscription}{part}x"),
            format!("{group}{part}/x"),
            format!("{group}/{part}"),
            format!("{VM}{part}x/y"),
        ] {
            assert_eq!(advisable(&wrong), None, "{wrong}");
        }
    }
    assert_eq!(advisable_name("uami-1_a.b"), "uami-1_a.b");
    for wrong in ["", "-x", "a b", "a;b", "$(a)", "a'", "(a)", "\u{e4}"] {
        assert_eq!(advisable_name(wrong), "<name>", "{wrong}");
    }
    for wrong in ["", "/", "//", "vm1", "/subscriptions/x", "/x?api-version=1", "https://vault.azure.net"] {
        assert_eq!(advisable(wrong), None, "{wrong}");
    }
}

#[test]
fn an_instance_names_its_scale_set_in_any_spelling() {
    let set = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg1/providers/Microsoft.Compute/virtualMachineScaleSets/virtual";
    for instance in ["virtualMachines/0", "VirtualMachines/virtual1"] {
        let id = ResourceId::parse(&format!("{set}/{instance}")).unwrap();
        assert_eq!(id.scale_set(), Some(set), "{instance}");
    }
    assert_eq!(ResourceId::parse(set).unwrap().scale_set(), None);
}

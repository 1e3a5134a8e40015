use super::for_shell;

#[test]
fn hints_name_options_instead_of_parameters() {
    for (hint, expected) in [
        (
            "Switch it on (portal: On, or 'az vm identity assign -g <group> -n <vm>'), or name one: -IdentityName uai1 (--identity-name).",
            "Switch it on (portal: On, or 'az vm identity assign -g <group> -n <vm>'), or name one: --identity-name uai1.",
        ),
        ("Choose the machine's: -Source Vm (--source vm). Or not.", "Choose the machine's: --source vm. Or not."),
        (
            "Say which one: -ResourceGroupName (--resource-group), -SubscriptionId (--subscription) or -ResourceId (--vm-id).",
            "Say which one: --resource-group, --subscription or --vm-id.",
        ),
        (
            "Use -ClientId, -ObjectId or -IdentityResourceId (--client-id, --object-id, --resource-id).",
            "Use --client-id, --object-id, --resource-id.",
        ),
        ("Name it: -Resource <uri, scope or name> (--resource).", "Name it: --resource <uri, scope or name>."),
        (
            "Name its endpoint: -Environment https://management.<region>.<domain> (--environment), or set the variable.",
            "Name its endpoint: --environment https://management.<region>.<domain>, or set the variable.",
        ),
        ("Raise the limit (-TimeoutSec, --timeout; 0 means none).", "Raise the limit (--timeout; 0 means none)."),
        ("Check it (-Environment, --environment, AZMI_ENVIRONMENT).", "Check it (--environment, AZMI_ENVIRONMENT)."),
        (
            "Register-AzResourceProvider does it (for example --network host).",
            "Register-AzResourceProvider does it (for example --network host).",
        ),
        ("One of (--a, --b), as ever.", "One of (--a, --b), as ever."),
        ("Nothing of the kind.", "Nothing of the kind."),
        ("Broken (--never closed", "Broken (--never closed"),
    ] {
        assert_eq!(for_shell(hint), expected, "{hint}");
    }
}

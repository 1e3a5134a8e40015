//! `azmi vm identity` and `azmi rest`.

use crate::support::World;
use azmi_emulator::{Emulator, Endpoint, Fault, Options, Scenario};

const SUBSCRIPTION: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";

fn world(scenario: &str) -> World {
    let scenario = Scenario::from_json(scenario).unwrap();
    let options = Options { scenario, ..Options::default() };
    World { emulator: Emulator::start_in_thread(options).unwrap() }
}

fn owner() -> World {
    world(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
            "roleAssignments":[{"principal":"vm1","role":"Owner"},{"principal":"vm1","role":"Key Vault Secrets User"}],
            "arm":{"vaults":{"vault1":{"greeting":"hello"}}}}"#,
    )
}

#[test]
fn a_machine_with_all_its_identities_in_every_format() {
    let world = World::new();
    let json = world.run("vm identity -n vm1").json();
    assert_eq!(json["identityType"], "SystemAssigned, UserAssigned");
    assert_eq!(json["principalId"], world.own_principal());
    assert_eq!(json["userAssignedIdentities"][1]["name"], "uai2");
    let line = world.run("vm identity -n vm1 -g rg1 -o tsv").line();
    let cells: Vec<_> = line.split('\t').collect();
    assert_eq!((cells[0], cells[1], cells[7]), ("vm1", "rg1", "uai1,uai2"));
    assert!(world.run("vm identity -o table").answer().contains(&world.own_principal()));
    world.run("vm identity -n vm9").failed(6, "VmNotFound");
}

#[test]
fn a_fleet_is_one_line_per_machine_or_one_array() {
    let world = world(r#"{"arm":{"fleet":{"count":1200}}}"#);
    let lines = world.run("vm identity --all -o tsv").answer();
    assert_eq!(lines.lines().count(), 1_204);
    let array = world.run("vm identity -n fleet-00000*").json();
    assert_eq!(array.as_array().unwrap().len(), 10);
    assert_eq!(world.run("vm identity -n nobody*").json(), serde_json::json!([]));
    let table = world.run("vm identity -n fleet-00000* -o table").answer();
    let rows: Vec<Vec<_>> = table.lines().map(|row| row.split_whitespace().collect()).collect();
    assert_eq!((rows.len(), rows[0][0], rows[0][2], rows[0][4]), (11, "Name", "SubscriptionId", "PrincipalId"));
    assert!(rows[1][0].starts_with("fleet-00000") && rows[1][4].len() == 36);
    let column = table.find("SubscriptionId").unwrap();
    assert!(
        table.lines().skip(1).all(|row| row[..column].ends_with("  ") && row[column..].starts_with(rows[1][2])),
        "{table}"
    );
    let none = world.run("vm identity -n nobody* -o table");
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""));
    assert_eq!(world.run("vm identity --all -n vm1").code, Some(2));
    world.run("vm identity -n a|b*").failed(2, "InvalidVmName");
}

#[test]
fn a_query_works_on_every_result() {
    let world = world(r#"{"arm":{"fleet":{"count":1200}}}"#);
    let answer = |line: &str| world.run(line).answer();
    assert_eq!(answer("vm identity --all --query length(@)"), "1204\n");
    assert_eq!(
        answer("vm identity -n vm1 -o tsv --query [name,subscriptionId]"),
        "vm1\n22222222-2222-4222-8222-222222222222\n"
    );
    assert_eq!(answer("whoami --query principalId"), format!("\"{}\"\n", world.own_principal()));
    assert_eq!(
        answer("rest --path /subscriptions?api-version=2022-12-01 --paginate --query [0].state -o tsv"),
        "Enabled\n"
    );
    assert_eq!(answer("rest --path /subscriptions?api-version=2022-12-01 --query value[].state -o tsv"), "Enabled\n");
    assert!(answer("doctor -o json --query [?status=='Fail']").starts_with("[]"));
    world.run("whoami --query [?").failed(2, "InvalidJmesPath");
    assert_eq!(answer("token -o tsv --query source"), "Vm\n");
    let token = answer("token -o tsv --query accessToken");
    assert_eq!(answer("token -o table --query accessToken").len(), token.len());
    world.run("token -o header --query accessToken").failed(2, "InvalidQuery");
}

#[test]
fn an_ambiguous_principal_id_is_printed_with_its_owner() {
    let world = World::new();
    let id = "66666666-6666-4666-8666-666666666661";
    let ran = world.run(&format!("vm principal-id -o tsv --object-id {id}"));
    let named = world.run("vm principal-id -o tsv");
    assert!(!named.stderr.contains("choose who asks"), "{named:?}");
    assert!(ran.code != Some(0) || ran.stderr.contains("choose who asks"), "{ran:?}");
}

#[test]
fn a_request_prints_the_body_and_a_list_prints_its_entries() {
    let world = World::new();
    let path = format!("rest --method get --path {SUBSCRIPTION}?api-version=2022-12-01");
    assert_eq!(world.run(&path).json()["displayName"], "Emulated subscription");
    let list = format!("rest --path {SUBSCRIPTION}/resources --api-version 2022-09-01 --paginate");
    let entries = world.run(&list).json().as_array().unwrap().len();
    assert_eq!(world.run(&format!("{list} -o tsv")).answer().lines().count(), entries);
    world.run("rest --path /subscriptions").failed(2, "InvalidRequest");
    world.run("rest --uri https://example.com/").failed(2, "ResourceRequired");
    world
        .run(&format!("rest --path {SUBSCRIPTION} --api-version 2022-12-01 --header authorization=x"))
        .failed(2, "InvalidHeader");
    assert_eq!(world.run("rest").code, Some(2));
}

#[test]
fn a_group_is_created_a_template_deployed_and_a_secret_read() {
    let world = owner();
    let group = format!("{SUBSCRIPTION}/resourceGroups/made");
    let made = world
        .run(&format!("rest -m put --path {group} --api-version 2022-09-01 --body {{\"location\":\"westeurope\"}}"));
    assert_eq!(made.json()["name"], "made");
    let file = std::env::temp_dir().join(format!("azmi-template-{}.json", std::process::id()));
    let template = r#"{"properties":{"mode":"Incremental","template":{"resources":[
        {"type":"Microsoft.Storage/storageAccounts","apiVersion":"2023-01-01","name":"store1","location":"westeurope"}]}}}"#;
    std::fs::write(&file, format!("\u{FEFF}{template}")).unwrap();
    let deploy = format!(
        "rest -m put --path {group}/providers/Microsoft.Resources/deployments/d1 --api-version 2022-09-01 --wait --body @{}",
        file.display()
    );
    assert_eq!(world.run(&deploy).json()["properties"]["provisioningState"], "Succeeded");
    std::fs::remove_file(&file).unwrap();
    world.run(&deploy).failed(2, "InvalidBody");
    let port = world.emulator.endpoints().arm.rsplit(':').next().unwrap().to_owned();
    let secret = format!("rest --uri https://vault1.vault.localhost:{port}/secrets/greeting?api-version=7.4");
    assert_eq!(world.run(&secret).json()["value"], "hello");
}

#[test]
fn a_body_file_may_use_any_encoding_with_a_byte_order_mark() {
    let world = owner();
    let file = std::env::temp_dir().join(format!("azmi-body-{}.json", std::process::id()));
    let put = format!(
        "rest -m put --path {SUBSCRIPTION}/resourceGroups/made --api-version 2022-09-01 --body @{}",
        file.display()
    );
    let text = "\u{feff}{\"location\":\"westeurope\",\"tags\":{\"name\":\"Gr\u{f6}\u{df}e \u{1f600}\"}}";
    let utf_16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<_>>();
    let wide = |order: fn(u32) -> [u8; 4]| text.chars().map(u32::from).flat_map(order).collect::<Vec<_>>();
    for bytes in [
        text.as_bytes().to_vec(),
        utf_16(u16::to_le_bytes),
        utf_16(u16::to_be_bytes),
        wide(u32::to_le_bytes),
        wide(u32::to_be_bytes),
    ] {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(world.run(&put).json()["tags"]["name"], "Gr\u{f6}\u{df}e \u{1f600}");
    }
    for bytes in
        [utf_16(u16::to_le_bytes)[2..].to_vec(), utf_16(u16::to_le_bytes)[..7].to_vec(), b"{\"a\":\"\xe4\"}".to_vec()]
    {
        std::fs::write(&file, bytes).unwrap();
        world.run(&put).failed(2, "InvalidBody");
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn a_missing_machine_is_reported_with_a_suggestion() {
    let world = World::new();
    for command in ["vm identity", "vm principal-id"] {
        let ran = world.run(&format!("{command} -g rg1 -n vm11"));
        ran.failed(6, "VmNotFound");
        assert!(ran.stderr.contains("rg1") && ran.stderr.contains("Did you mean vm1, "), "{ran:?}");
        world.run(&format!("{command} -g nosuch -n vm1")).failed(6, "ResourceGroupNotFound");
    }
}

#[test]
fn scale_set_instances_and_arc_servers_are_machines() {
    let world = world(
        r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
            "virtualMachineScaleSets":[{"name":"set1","resourceGroup":"rg1","instances":["0"],"identity":{"systemAssigned":true}}],
            "resources":[{"type":"Microsoft.HybridCompute/machines","name":"arc1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],
            "roleAssignments":[{"principal":"vm1","role":"Reader"}]}"#,
    );
    let providers = format!("{SUBSCRIPTION}/resourceGroups/rg1/providers");
    for id in
        ["Microsoft.Compute/virtualMachineScaleSets/set1/virtualMachines/0", "Microsoft.HybridCompute/machines/arc1"]
    {
        let machine = world.run(&format!("vm identity --vm-id {providers}/{id}")).json();
        assert_eq!(machine["identityType"], "SystemAssigned");
        let principal = world.run(&format!("vm principal-id --vm-id {providers}/{id} --output tsv"));
        assert_eq!(machine["principalId"], principal.line());
    }
    assert_eq!(world.run("vm identity -g rg1 -n arc1").json()["name"], "arc1");
}

#[test]
fn an_operation_that_fails_disappears_or_never_ends_is_reported() {
    let world = owner();
    let deploy = format!(
        "rest -m put --path {SUBSCRIPTION}/resourceGroups/rg1/providers/Microsoft.Resources/deployments/d1 \
         --api-version 2022-09-01 --wait --timeout 2 --body {{\"properties\":{{\"mode\":\"Incremental\",\"template\":{{\"resources\":[]}}}}}}"
    );
    for (status, body, exit, id) in [
        (
            200,
            r#"{"status":"Failed","error":{"code":"QuotaExceeded","message":"No more cores."}}"#,
            1,
            "OperationFailed",
        ),
        // The deployment itself shows that it is still running.
        (410, "", 7, "TimedOut"),
        (200, r#"{"status":"Running"}"#, 7, "TimedOut"),
    ] {
        world.emulator.set_faults(vec![Fault {
            matching: Some("operationStatuses".into()),
            status: Some(status),
            body: Some(body.into()),
            ..Fault::at(Endpoint::Arm)
        }]);
        let ran = world.run(&deploy);
        ran.failed(exit, id);
        assert!(ran.stderr.contains("/deployments/d1"), "the monitor's address is missing: {ran:?}");
    }
}

#[test]
fn a_name_is_looked_up_in_several_subscriptions() {
    let second = "22222222-2222-4222-8222-222222222223";
    let world = world(&format!(
        r#"{{"subscriptions":[{{"subscriptionId":"22222222-2222-4222-8222-222222222222"}},{{"subscriptionId":"{second}"}}],
            "virtualMachines":[{{"name":"vm1","resourceGroup":"rg1","identity":{{"systemAssigned":true}}}},
                {{"name":"twin","resourceGroup":"rg1"}},{{"name":"twin","resourceGroup":"rg1","subscriptionId":"{second}"}}],
            "thisVm":"vm1","roleAssignments":[{{"principal":"vm1","role":"Reader"}},{{"principal":"vm1","role":"Reader","scope":"/subscriptions/{second}"}}]}}"#
    ));
    let both = format!("--subscription {} --subscription {second}", &SUBSCRIPTION["/subscriptions/".len()..]);
    for (which, count) in [("-n twin", 2), ("--all", 3), ("-n twi?", 2)] {
        let found = world.run(&format!("vm identity {which} {both}")).json();
        assert_eq!(found.as_array().unwrap().len(), count, "{which}");
    }
    let one = world.run(&format!("vm identity --all --subscription {second}"));
    assert_eq!(one.json().as_array().unwrap().len(), 1);
    world.run(&format!("vm identity -n nobody {both}")).failed(6, "VmNotFound");
    world.run(&format!("vm principal-id -n twin {both}")).failed(2, "InvalidQuery");
    world.run(&format!("vm identity {both}")).failed(2, "InvalidQuery");
}

#[test]
fn a_list_that_breaks_off_is_well_formed_up_to_there() {
    let world = owner();
    let page = |part: &str, body: &str| Fault {
        matching: Some(part.into()),
        status: Some(200),
        body: Some(body.into()),
        times: Some(1),
        ..Fault::at(Endpoint::Arm)
    };
    for (format, first, printed) in [("json", "[1,2]", "[\n1,\n2\n]\n"), ("json", "[]", ""), ("tsv", "[1,2]", "1\n2\n")]
    {
        world.emulator.set_faults(vec![
            page("/list?", &format!(r#"{{"value":{first},"nextLink":"/list/2"}}"#)),
            page("/list/2", "<html>"),
        ]);
        let command = format!("rest --path /list --api-version 1 --paginate -o {format}");
        let ran = world.run(&command);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), printed), "{ran:?}");
        assert!(ran.stderr.contains("[BadResponse"), "{ran:?}");
    }
}

#[test]
fn a_fleet_that_breaks_off_is_well_formed_up_to_there() {
    let world = world(r#"{"arm":{"fleet":{"count":30},"graphRows":10,"graphQuota":1000}}"#);
    let broken_off = |format: &str| {
        world.emulator.set_faults(vec![
            Fault { matching: Some("ResourceGraph".into()), times: Some(1), ..Fault::at(Endpoint::Arm) },
            Fault { matching: Some("ResourceGraph".into()), status: Some(403), ..Fault::at(Endpoint::Arm) },
        ]);
        let ran = world.run(&format!("vm identity --all -o {format}"));
        assert_eq!(ran.code, Some(5), "{ran:?}");
        ran.stdout
    };
    let machines: serde_json::Value = serde_json::from_str(&broken_off("json")).unwrap();
    assert_eq!(machines.as_array().unwrap().len(), 10);
    assert_eq!(broken_off("table").lines().count(), 11);
}

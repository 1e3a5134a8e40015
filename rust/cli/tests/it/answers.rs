//! Each command in each format.

use crate::support::World;
use std::process::Stdio;

fn is_token(text: &str) -> bool {
    text.len() > 100 && text.split('.').count() == 3 && !text.contains(char::is_whitespace)
}

#[test]
fn a_token_in_every_format() {
    let world = World::new();
    let token = world.run("token -o tsv").line();
    assert!(is_token(&token), "{token}");

    let header = world.run("token --resource arm --output header").line();
    assert!(header.strip_prefix("Authorization: Bearer ").is_some_and(is_token), "{header}");

    let json = world.run("token").json();
    assert!(is_token(json["accessToken"].as_str().unwrap()));
    assert_eq!(json["tokenType"], "Bearer");
    assert_eq!(json["principalId"], world.own_principal());
    assert_eq!(json["source"], "Vm");
    let time = json["expiresOn"].as_str().unwrap();
    assert!(time.len() == 20 && time.starts_with("20") && time.ends_with('Z'), "{time}");

    let table = world.run("token -o table").answer();
    assert!(table.contains(&world.own_principal()) && !table.split_whitespace().any(is_token), "{table}");
}

#[test]
fn a_token_for_another_service() {
    let world = World::new();
    for resource in ["https://vault.azure.net", "https://vault.azure.net/.default"] {
        let json = world.run(&format!("token --resource {resource}")).json();
        assert_eq!(json["resource"], "https://vault.azure.net", "{resource}");
    }
    // The name stands for the service of the current cloud, here the emulator's.
    let named = |name: &str| world.run(&format!("token --resource {name}")).json()["resource"].clone();
    assert!(named("KeyVault").as_str().unwrap().starts_with("https://vault."));
    assert_eq!(named("KeyVault"), named("keyvault"));
    world.run("token --resource Nonsense").failed(2, "UnknownResourceName");
}

#[test]
fn whoami_in_every_format() {
    let world = World::new();
    let facts = world.emulator.endpoints();
    let own = facts.system_assigned.as_ref().unwrap();

    let line = world.run("whoami -o tsv").line();
    let fields: Vec<&str> = line.split('\t').collect();
    assert_eq!(fields.len(), 5, "{line:?}");
    assert_eq!(fields[..3], [own.principal_id.as_str(), own.client_id.as_str(), facts.tenant_id.as_str()]);
    assert!(fields[3].eq_ignore_ascii_case(&facts.vm_resource_id));
    assert_eq!(fields[4], "Vm");

    let json = world.run("whoami -o json").json();
    assert_eq!(json["principalId"], own.principal_id.as_str());
    assert_eq!(json["identityType"], "SystemAssigned");
    assert_eq!((&json["identityVerified"], &json["emulated"]), (&true.into(), &true.into()));
    assert_eq!(json["vmName"], facts.vm_name.as_str());
    assert_eq!(json["resourceGroupName"], facts.resource_group_name.as_str());
    assert_eq!(json["subscriptionId"], facts.subscription_id.as_str());
    assert_eq!(json["vmId"], facts.vm_id.as_str());

    let table = world.run("whoami -o table").answer();
    let row = table.lines().find(|line| line.starts_with("PrincipalId ")).unwrap();
    assert!(row.ends_with(&own.principal_id));
}

#[test]
fn principal_ids_for_every_way_to_name_a_machine() {
    let world = World::new();
    let facts = world.emulator.endpoints();
    let own = world.own_principal();
    for line in [
        "vm principal-id -o tsv".to_owned(),
        "vm principal-id -o tsv -n vm1".to_owned(),
        "vm principal-id -o tsv -n vm1 -g rg1".to_owned(),
        format!("vm principal-id -o tsv --name vm1 --resource-group rg1 --subscription {}", facts.subscription_id),
        format!("vm principal-id -o tsv --vm-id {}", facts.vm_resource_id),
    ] {
        assert_eq!(world.run(&line).line(), own, "{line}");
    }
    let user_assigned = &facts.user_assigned[1];
    for name in [&user_assigned.name, &user_assigned.resource_id] {
        let line = format!("vm principal-id -o tsv -n vm1 -g rg1 --identity-name {name}");
        assert_eq!(world.run(&line).line(), user_assigned.principal_id);
    }
    let json = world.run("vm principal-id -n vm1").json();
    assert_eq!(json["principalId"], own);
    assert_eq!(json["tenantId"], facts.tenant_id.as_str());
    assert!(json["resourceId"].as_str().unwrap().eq_ignore_ascii_case(&facts.vm_resource_id));
    assert!(world.run("vm principal-id -o table").answer().contains(&own));
}

#[test]
fn every_selector_and_both_spellings_of_a_source() {
    let world = World::new();
    let wanted = world.emulator.endpoints().user_assigned[0].clone();
    for (option, id) in [
        ("--client-id", &wanted.client_id),
        ("--object-id", &wanted.principal_id),
        ("--principal-id", &wanted.principal_id),
        ("--resource-id", &wanted.resource_id),
    ] {
        for source in ["vm", "Vm", "auto"] {
            let line = format!("whoami -o tsv --source {source} {option} {id}");
            assert!(world.run(&line).line().starts_with(&wanted.principal_id), "{line}");
        }
    }
}

#[test]
fn verbose_output_describes_the_steps_without_the_token() {
    let world = World::new();
    for line in ["token -v -o tsv", "token -v", "token -v -o table", "whoami -v", "vm principal-id -v -n vm1"] {
        let ran = world.run(line);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let told = ran.stderr.lines().filter(|line| line.starts_with("azmi: ")).count();
        assert!(told >= 2, "{ran:?}");
        // Every JWT begins like this, including the emulator's.
        assert!(!ran.stderr.contains("eyJ"), "{ran:?}");
    }
    let quiet = world.run("whoami").stderr;
    assert!(quiet.lines().all(|line| line.starts_with("azmi: warning: ")), "{quiet}");
}

#[test]
fn a_reader_that_closes_the_pipe_causes_no_failure() {
    let world = World::new();
    let mut child = world.command("whoami").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panicked") && !stderr.contains("pipe"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_error_is_a_failure() {
    let world = World::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world.command("whoami").stdout(full).output().unwrap();
    crate::support::Ran::from(output).failed(1, "OutputFailed");
}

#[test]
fn variables_that_are_not_utf8_cause_no_failure() {
    let world = World::new();
    let mut command = world.command("whoami -o tsv");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        command.env(std::ffi::OsStr::from_bytes(b"SOME\xff"), std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    }
    let ran: crate::support::Ran = command.output().unwrap().into();
    assert!(ran.line().starts_with(&world.own_principal()));
}

#[test]
fn the_variables_in_use_are_listed_without_their_secrets() {
    let mut command = crate::support::azmi(["env", "-o", "json"]);
    command
        .env("IDENTITY_HEADER", "PLATFORM-SECRET")
        .env("https_proxy", "http://user:PASSWORD@proxy.example:8080/?SECRET")
        .env("AZMI_ENVIRONMENT", "AzureChinaCloud");
    let ran: crate::support::Ran = command.output().unwrap().into();
    let text = ran.stdout.clone();
    let listed = ran.json();
    let value = |name: &str| {
        let mut all = listed.as_array().unwrap().iter();
        all.find(|variable| variable["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(value("IDENTITY_HEADER"), "(set)");
    assert_eq!(value("HTTPS_PROXY"), "http://proxy.example:8080/");
    assert_eq!(value("AZMI_ENVIRONMENT"), "AzureChinaCloud");
    assert!(value("MSI_SECRET").is_null());
    assert!(!text.contains("PLATFORM") && !text.contains("PASSWORD") && !text.contains("?SECRET"));
}

#[test]
fn a_long_value_of_a_variable_widens_its_column() {
    let long = format!("https://{}.example", "a".repeat(60));
    let mut command = crate::support::azmi(["env"]);
    let ran: crate::support::Ran = command.env("AZMI_ENVIRONMENT", &long).output().unwrap().into();
    let table = ran.answer();
    let (head, rows) = table.split_once('\n').unwrap();
    let column = head.find("Effect").unwrap();
    for row in rows.lines() {
        assert!(row[..column].ends_with("  ") && !row[column..].starts_with(' '), "{row}");
    }
    assert!(rows.contains(&long));
    let ran: crate::support::Ran =
        crate::support::azmi(["env", "--query", "[0].name", "-o", "tsv"]).output().unwrap().into();
    assert_eq!(ran.line(), table.lines().nth(1).unwrap().split(' ').next().unwrap());
}

#[test]
fn completion_scripts_are_printed_for_each_shell() {
    for (shell, word) in [
        ("bash", "complete"),
        ("zsh", "#compdef azmi"),
        ("fish", "complete -c azmi"),
        ("PowerShell", "Register-ArgumentCompleter"),
    ] {
        let ran: crate::support::Ran = crate::support::azmi(["completion", shell]).output().unwrap().into();
        assert!(ran.answer().contains(word), "{shell}");
    }
}

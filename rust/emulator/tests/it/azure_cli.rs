//! The real, unmodified Azure CLI against the emulator.
//!
//! Runs the `az` that `AZMI_AZ` names. It reaches only loopback: the proxy for all other addresses lets nothing else through.

mod gate;

use crate::support;
use azmi_emulator::{Emulator, Endpoint, Endpoints, Options, RoleAssignment, Scenario};
use gate::Gate;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long one command may take, including its first start on a slow disk.
const LIMIT: Duration = Duration::from_secs(180);

struct AzureCli {
    program: PathBuf,
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl AzureCli {
    fn new(program: PathBuf, endpoints: &Endpoints, gate: &Gate) -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("azmi-azure-cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let variables = vec![
            ("AZURE_CONFIG_DIR", folder.to_string_lossy().into_owned()),
            ("AZURE_CORE_COLLECT_TELEMETRY", "no".to_owned()),
            ("AZURE_CORE_SURVEY_MESSAGE", "no".to_owned()),
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", endpoints.imds.clone()),
            ("REQUESTS_CA_BUNDLE", endpoints.ca_file.to_string_lossy().into_owned()),
            ("HTTP_PROXY", gate.url.clone()),
            ("HTTPS_PROXY", gate.url.clone()),
            ("NO_PROXY", "127.0.0.1".to_owned()),
        ];
        let az = Self { program, folder, variables };
        az.line(&format!("cloud register --name Emulated --endpoint-resource-manager {}", endpoints.arm));
        az.line("cloud set --name Emulated");
        az
    }

    /// Runs a command that must succeed, given as one line without quotes, and returns its standard output.
    fn line(&self, arguments: &str) -> String {
        self.out(&arguments.split(' ').collect::<Vec<_>>())
    }

    /// Runs a command to its end.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Variables of another source would take precedence over the endpoint under test.
        for name in
            ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "AZURE_CLIENT_ID"]
        {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        let mut child = command.spawn().expect("az starts");
        let begun = Instant::now();
        while child.try_wait().expect("az can be polled").is_none() {
            if begun.elapsed() > LIMIT {
                let _ = child.kill();
                panic!("az {arguments:?} took longer than {LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.wait_with_output().expect("its output")
    }

    /// Runs a command that must succeed and returns its standard output.
    fn out(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "az {arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for AzureCli {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn az() -> PathBuf {
    PathBuf::from(env::var_os("AZMI_AZ").expect("AZMI_AZ names az; `cargo xtask test --only azure-cli` sets it"))
}

#[test]
#[ignore = "needs az: cargo xtask test --only azure-cli"]
fn it_signs_in_three_ways_and_prints_the_principal_id() {
    let program = az();
    // Without a role, the CLI refuses to sign in because it sees no subscription.
    let mut scenario = Scenario::default();
    let reader =
        |principal: &str| RoleAssignment { principal: principal.to_owned(), role: "Reader".to_owned(), scope: None };
    scenario.role_assignments.push(reader("uai1"));
    let emulator = Emulator::start_in_thread(Options { scenario, ..Options::default() }).expect("starts");
    let facts = emulator.endpoints();
    let gate = Gate::open();
    let az = AzureCli::new(program, facts, &gate);
    let principal_id = ["resource", "list", "-n", "vm1", "--query", "[*].identity.principalId", "--out", "tsv"];

    let identity = &facts.user_assigned[0];
    let user = ["--query", "[0].user.assignedIdentityInfo", "--out", "tsv"];
    for (selector, value, info) in [
        ("", "", "MSI".to_owned()),
        ("--client-id", identity.client_id.as_str(), format!("MSIClient-{}", identity.client_id)),
        ("--object-id", identity.principal_id.as_str(), format!("MSIObject-{}", identity.principal_id)),
        ("--resource-id", identity.resource_id.as_str(), format!("MSIResource-{}", identity.resource_id)),
    ] {
        let mut login = vec!["login", "--identity"];
        if !selector.is_empty() {
            login.extend([selector, value]);
        }
        login.extend(user);
        assert_eq!(az.out(&login), info);
        assert_eq!(az.out(&principal_id), support::SYSTEM, "signed in with {selector}");
        let asked = emulator.requests();
        let last = asked.iter().rev().find(|request| request.endpoint == Endpoint::Arm).expect("a request");
        let oid = last.authorization.as_ref().and_then(|bearer| bearer.oid.as_deref());
        assert_eq!(oid, Some(if selector.is_empty() { support::SYSTEM } else { &identity.principal_id }));
    }

    let wrong = az.run(&["login", "--identity", "--client-id", "99999999-9999-4999-8999-999999999999"]);
    assert!(!wrong.status.success());
    let errors = String::from_utf8_lossy(&wrong.stderr);
    assert!(errors.contains("Identity not found"), "{errors}");
}

/// A machine with all permissions, and a key vault.
const OWNER: &str = r#"{"virtualMachines":[{"name":"vm1","resourceGroup":"rg1","identity":{"systemAssigned":true}}],"thisVm":"vm1",
    "roleAssignments":[{"principal":"vm1","role":"Owner"},{"principal":"vm1","role":"Key Vault Secrets User"}],
    "arm":{"vaults":{"vault1":{"greeting":"hello"}}}}"#;

const TEMPLATE: &str = r#"{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0",
    "parameters":{"name":{"type":"string"}},
    "resources":[{"type":"Microsoft.Storage/storageAccounts","apiVersion":"2023-01-01","name":"[parameters('name')]",
        "location":"[resourceGroup().location]","sku":{"name":"Standard_LRS"},"kind":"StorageV2"}],
    "outputs":{"name":{"type":"string","value":"[parameters('name')]"}}}"#;

#[test]
#[ignore = "needs az: cargo xtask test --only azure-cli"]
fn it_performs_administrative_tasks() {
    let program = az();
    let emulator = Emulator::start_in_thread(Options {
        scenario: Scenario::from_json(OWNER).expect("a scenario"),
        ..Options::default()
    })
    .expect("starts");
    let facts = emulator.endpoints();
    let gate = Gate::open();
    let az = AzureCli::new(program, facts, &gate);
    az.line("login --identity --output none");

    let subscriptions =
        "rest --method get --url /subscriptions?api-version=2022-12-01 --query value[].subscriptionId --output tsv";
    assert_eq!(az.line(subscriptions), facts.subscription_id);

    let made = "group create --name made --location westeurope --query properties.provisioningState --output tsv";
    assert_eq!(az.line(made), "Succeeded");

    let template = az.folder.join("template.json");
    std::fs::write(&template, TEMPLATE).expect("a file");
    let deploy = "deployment group create --resource-group made --name first --parameters name=store1 \
        --query properties.[provisioningState,outputs.name.value] --output tsv --template-file";
    let mut deploy: Vec<&str> = deploy.split_whitespace().collect();
    deploy.push(template.to_str().expect("a UTF-8 path"));
    let ended = az.out(&deploy);
    assert_eq!(ended.split_whitespace().collect::<Vec<_>>(), ["Succeeded", "store1"]);
    let store = "resource list --resource-group made --query [].name --output tsv";
    assert_eq!(az.line(store), "store1");

    let query = r#"{"query":"resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name, identity | order by id asc"}"#;
    let names = az.out(&[
        "rest",
        "--method",
        "post",
        "--url",
        "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
        "--body",
        query,
        "--query",
        "data[].identity.principalId",
        "--output",
        "tsv",
    ]);
    assert_eq!(names, facts.system_assigned.as_ref().expect("one").principal_id);

    let port = facts.arm.rsplit(':').next().expect("a port");
    let secret = format!(
        "keyvault secret show --id https://vault1.vault.localhost:{port}/secrets/greeting --query value --output tsv"
    );
    assert_eq!(az.line(&secret), "hello");

    let missing = az.run(&["group", "show", "--name", "nosuch"]);
    let errors = String::from_utf8_lossy(&missing.stderr);
    assert!(!missing.status.success() && errors.contains("ResourceGroupNotFound"), "{errors}");
}

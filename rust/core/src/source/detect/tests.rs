use super::*;
use crate::platform::{ReadError, SystemProxy};
use std::path::{Path, PathBuf};

/// A machine with or without the Arc agent.
struct Machine {
    agent: bool,
}

impl Platform for Machine {
    fn now(&self) -> i64 {
        0
    }
    fn chassis_asset_tag(&self) -> Option<String> {
        None
    }
    fn system_proxy(&self) -> SystemProxy {
        SystemProxy::default()
    }
    fn file_exists(&self, path: &Path) -> bool {
        self.agent && path.to_string_lossy().contains("himds")
    }
    fn may_list(&self, _: &Path) -> bool {
        true
    }
    fn real_path(&self, _: &Path) -> Option<PathBuf> {
        None
    }
    fn read_small_file(&self, _: &Path, _: usize) -> std::result::Result<zeroize::Zeroizing<Vec<u8>>, ReadError> {
        Err(ReadError::NotFound)
    }
    fn program_files(&self) -> Option<PathBuf> {
        Some(PathBuf::from("C:\\Program Files"))
    }
    fn program_data(&self) -> Option<PathBuf> {
        Some(PathBuf::from("C:\\ProgramData"))
    }
}

const GUID: &str = "44444444-4444-4444-4444-444444444444";
const THUMB: (&str, &str) =
    ("IDENTITY_SERVER_THUMBPRINT", "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD");
const ENDPOINT: (&str, &str) = ("IDENTITY_ENDPOINT", "https://localhost:2377/token");
const HEADER: (&str, &str) = ("IDENTITY_HEADER", "h");
const IMDS: (&str, &str) = ("IMDS_ENDPOINT", "http://localhost:40342");
const MSI: (&str, &str) = ("MSI_ENDPOINT", "http://127.0.0.1:41741/MSI/token/");
const SECRET: (&str, &str) = ("MSI_SECRET", "s");
const ML_ID: (&str, &str) = ("DEFAULT_IDENTITY_CLIENT_ID", GUID);

fn found(vars: &[(&str, &str)], agent: bool, chosen: Option<SourceKind>, identity: &Identity) -> Result<Source> {
    let env = Env::from_pairs(vars.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    detect(&env, &Machine { agent }, chosen, identity)
}

fn auto(vars: &[(&str, &str)], agent: bool) -> SourceKind {
    found(vars, agent, None, &Identity::SystemAssigned).unwrap().kind
}

#[test]
fn sources_are_detected_in_the_documented_order() {
    assert_eq!(auto(&[ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET], true), SourceKind::ServiceFabric);
    assert_eq!(auto(&[ENDPOINT, HEADER, IMDS, MSI, SECRET], true), SourceKind::AppService);
    assert_eq!(
        auto(&[ENDPOINT, HEADER, ("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/5.0")], false),
        SourceKind::Automation
    );
    assert_eq!(auto(&[MSI, SECRET, ("WEBSITE_SITE_NAME", "app")], true), SourceKind::AppService);
    assert_eq!(auto(&[MSI, SECRET, ML_ID], true), SourceKind::MachineLearning);
    assert_eq!(auto(&[MSI, IMDS], true), SourceKind::CloudShell);
    assert_eq!(auto(&[ENDPOINT, IMDS], false), SourceKind::Arc);
    assert_eq!(auto(&[], true), SourceKind::Arc);
    assert_eq!(auto(&[], false), SourceKind::Vm);
    assert_eq!(auto(&[ENDPOINT], false), SourceKind::Vm);
    assert_eq!(auto(&[("MSI_ENDPOINT", ""), HEADER], false), SourceKind::Vm);
}

/// Variables with which each source is found when it is chosen.
fn all_of(kind: SourceKind) -> Vec<(&'static str, &'static str)> {
    match kind {
        SourceKind::Vm | SourceKind::VmExtension => {
            vec![ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET]
        }
        SourceKind::AppService | SourceKind::Automation => vec![ENDPOINT, HEADER, IMDS, MSI],
        SourceKind::Arc => vec![ENDPOINT, HEADER, IMDS, MSI, SECRET],
        SourceKind::ServiceFabric => vec![ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET],
        SourceKind::CloudShell => vec![ENDPOINT, HEADER, THUMB, IMDS, MSI],
        SourceKind::MachineLearning => vec![ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET, ML_ID],
    }
}

#[test]
fn only_the_chosen_source_is_considered() {
    for kind in SourceKind::ALL {
        let source = found(&all_of(kind), true, Some(kind), &Identity::SystemAssigned).unwrap();
        assert_eq!(source.kind, kind);
    }
    for kind in SourceKind::ALL.into_iter().filter(|k| !matches!(k, SourceKind::Vm | SourceKind::VmExtension)) {
        let error = found(&[], false, Some(kind), &Identity::SystemAssigned).err().unwrap();
        assert_eq!((error.code(), error.source_kind()), (Code::SourceNotConfigured, Some(kind)));
    }
}

#[test]
fn another_sources_endpoint_is_not_used_for_the_chosen_source() {
    const SITE: (&str, &str) = ("WEBSITE_SITE_NAME", "app");
    const RUNBOOK: (&str, &str) = ("AUTOMATION_ASSET_ACCOUNTID", "a");
    for (chosen, vars) in [
        (SourceKind::AppService, &[ENDPOINT, HEADER, THUMB][..]),
        (SourceKind::AppService, &[ENDPOINT, HEADER, RUNBOOK]),
        (SourceKind::AppService, &[MSI, SECRET, ML_ID]),
        (SourceKind::AppService, &[ENDPOINT, IMDS]),
        (SourceKind::Automation, &[ENDPOINT, HEADER, THUMB, RUNBOOK]),
        (SourceKind::Automation, &[ENDPOINT, HEADER, SITE]),
        (SourceKind::Automation, &[MSI, SECRET, ML_ID]),
        (SourceKind::ServiceFabric, &[ENDPOINT, HEADER]),
        (SourceKind::ServiceFabric, &[ENDPOINT, THUMB]),
        (SourceKind::MachineLearning, &[MSI, SECRET, SITE, ML_ID]),
        (SourceKind::MachineLearning, &[MSI, SECRET, RUNBOOK, ML_ID]),
        (SourceKind::MachineLearning, &[MSI, ML_ID]),
        (SourceKind::CloudShell, &[MSI, SECRET]),
        (SourceKind::CloudShell, &[ENDPOINT, IMDS]),
        (SourceKind::Arc, &[ENDPOINT, HEADER]),
        (SourceKind::Arc, &[ENDPOINT, HEADER, THUMB, MSI]),
    ] {
        let error = found(vars, false, Some(chosen), &Identity::SystemAssigned).err().unwrap();
        assert_eq!(error.code(), Code::SourceNotConfigured, "{chosen} {vars:?}");
    }
}

#[test]
fn each_source_uses_its_own_endpoint() {
    let agent = "http://localhost:40342/metadata/identity/oauth2/token";
    let asked = |vars: &[(&str, &str)], chosen| {
        let source = found(vars, true, Some(chosen), &Identity::SystemAssigned).unwrap();
        source.endpoint.to_string()
    };
    // A hybrid worker has Automation's variables and the agent's.
    let worker = [ENDPOINT, HEADER, IMDS];
    assert_eq!(asked(&worker, SourceKind::Arc), agent);
    assert_eq!(asked(&worker, SourceKind::Automation), ENDPOINT.1);
    assert_eq!(asked(&[ENDPOINT, HEADER], SourceKind::Arc), arc::DEFAULT_ENDPOINT);
    assert_eq!(asked(&[ENDPOINT], SourceKind::Arc), arc::DEFAULT_ENDPOINT);
    assert_eq!(asked(&[ENDPOINT, IMDS], SourceKind::Arc), ENDPOINT.1);
    assert_eq!(asked(&[ENDPOINT, HEADER, THUMB, MSI], SourceKind::CloudShell), MSI.1);
    assert_eq!(
        asked(&[ENDPOINT, HEADER, MSI, SECRET], SourceKind::Vm),
        "http://169.254.169.254/metadata/identity/oauth2/token"
    );
}

#[test]
fn automations_sandbox_is_also_recognized_by_its_address() {
    let sandbox = ("IDENTITY_ENDPOINT", "http://localhost/metadata/identity/oauth2/token");
    assert_eq!(auto(&[sandbox, HEADER], false), SourceKind::Automation);
    let app = [sandbox, HEADER, ("WEBSITE_SITE_NAME", "app")];
    assert_eq!(auto(&app, false), SourceKind::AppService);
    let host = ("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation");
    assert_eq!(auto(&[MSI, SECRET, host], false), SourceKind::Automation);
}

#[test]
fn unsupported_selectors_are_refused_before_any_request() {
    let id = |kind: u8| match kind {
        0 => Identity::ClientId(GUID.into()),
        1 => Identity::ObjectId(GUID.into()),
        _ => Identity::ResourceId("/subscriptions/x".into()),
    };
    for (kind, takes) in [
        (SourceKind::Vm, [true, true, true]),
        (SourceKind::AppService, [true, true, true]),
        (SourceKind::Automation, [true, true, true]),
        (SourceKind::Arc, [true, true, true]),
        (SourceKind::VmExtension, [true, true, true]),
        (SourceKind::ServiceFabric, [false, true, false]),
        (SourceKind::MachineLearning, [true, false, false]),
        (SourceKind::CloudShell, [false, false, false]),
    ] {
        for (n, expected) in takes.into_iter().enumerate() {
            let result = found(&all_of(kind), true, Some(kind), &id(n as u8));
            assert_eq!(result.is_ok(), expected, "{kind} {n}");
            assert!(result.err().is_none_or(|e| e.code() == Code::SelectorNotSupported));
        }
    }
    let old = [MSI, SECRET, ("WEBSITE_SITE_NAME", "app")];
    assert!(found(&old, false, None, &id(0)).is_ok());
    assert_eq!(found(&old, false, None, &id(2)).err().unwrap().code(), Code::SelectorNotSupported);
}

#[test]
fn machine_learning_is_never_called_without_a_client_id() {
    assert_eq!(
        found(&[MSI, SECRET], false, None, &Identity::SystemAssigned).err().unwrap().code(),
        Code::SourceNotConfigured
    );
    assert!(found(&[MSI, SECRET], false, None, &Identity::ClientId(GUID.into())).is_ok());
}

#[test]
fn each_source_accepts_only_hosts_where_it_can_run() {
    let code = |vars: &[(&str, &str)]| {
        let result = found(vars, false, None, &Identity::SystemAssigned);
        result.err().map(|error| error.code())
    };
    let far = Some(Code::UntrustedEndpoint);
    // This machine, its network, the platform's network, and everything else.
    for (host, here, network, platform) in [
        ("localhost:1", None, None, None),
        ("[::1]:1", None, None, None),
        ("10.0.0.4", far, None, None),
        ("169.254.130.1", far, None, None),
        ("[fd00::1]", far, None, None),
        ("100.64.100.2", far, far, None),
        ("203.0.113.1", far, far, far),
        ("evil.example", far, far, far),
    ] {
        for scheme in ["http", "https"] {
            let url = &format!("{scheme}://{host}/token");
            let endpoint = ("IDENTITY_ENDPOINT", url.as_str());
            let msi = ("MSI_ENDPOINT", url.as_str());
            let pod = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", url.as_str());
            assert_eq!(code(&[endpoint, IMDS]), here, "Arc {url}");
            assert_eq!(code(&[msi]), here, "Cloud Shell {url}");
            assert_eq!(code(&[pod]), network, "VM {url}");
            assert_eq!(code(&[endpoint, HEADER]), platform, "App Service {url}");
            let host = ("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/1");
            assert_eq!(code(&[endpoint, HEADER, host]), platform, "Automation {url}");
            assert_eq!(code(&[msi, SECRET, ML_ID]), platform, "Machine Learning {url}");
            let site = ("WEBSITE_SITE_NAME", "app");
            assert_eq!(code(&[msi, SECRET, site]), platform, "old App Service {url}");
            let pinned = if scheme == "https" { None } else { far };
            assert_eq!(code(&[endpoint, HEADER, THUMB]), pinned, "Service Fabric {url}");
        }
    }
    // `IMDS_ENDPOINT` leads to the agent when `IDENTITY_ENDPOINT` belongs to another source.
    let elsewhere = [ENDPOINT, HEADER, ("IMDS_ENDPOINT", "http://10.0.0.4:40342")];
    let error = found(&elsewhere, true, Some(SourceKind::Arc), &Identity::SystemAssigned);
    assert_eq!(error.err().unwrap().code(), Code::UntrustedEndpoint);
    assert_eq!(code(&[("MSI_ENDPOINT", "nonsense")]), Some(Code::InvalidEndpoint));
    assert_eq!(code(&[ENDPOINT, HEADER, ("IDENTITY_SERVER_THUMBPRINT", "AABB")]), Some(Code::SourceNotConfigured));
}

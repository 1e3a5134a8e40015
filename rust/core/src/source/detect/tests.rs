use super::*;
use crate::world::{ReadError, SystemProxy};
use std::path::{Path, PathBuf};

/// A machine with or without the Arc agent.
struct Machine {
    agent: bool,
}

impl World for Machine {
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
    fn read_small_file(
        &self,
        _: &Path,
        _: usize,
    ) -> std::result::Result<zeroize::Zeroizing<Vec<u8>>, ReadError> {
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
const THUMB: (&str, &str) = (
    "IDENTITY_SERVER_THUMBPRINT",
    "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD",
);
const ENDPOINT: (&str, &str) = ("IDENTITY_ENDPOINT", "https://localhost:2377/token");
const HEADER: (&str, &str) = ("IDENTITY_HEADER", "h");
const IMDS: (&str, &str) = ("IMDS_ENDPOINT", "http://localhost:40342");
const MSI: (&str, &str) = ("MSI_ENDPOINT", "http://127.0.0.1:41741/MSI/token/");
const SECRET: (&str, &str) = ("MSI_SECRET", "s");
const ML_ID: (&str, &str) = ("DEFAULT_IDENTITY_CLIENT_ID", GUID);

fn found(
    vars: &[(&str, &str)],
    agent: bool,
    chosen: Option<SourceKind>,
    identity: &Identity,
) -> Result<Source> {
    let env = Env::from_pairs(vars.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    detect(&env, &Machine { agent }, chosen, identity)
}

fn auto(vars: &[(&str, &str)], agent: bool) -> SourceKind {
    found(vars, agent, None, &Identity::SystemAssigned)
        .unwrap()
        .kind
}

#[test]
fn the_order_is_the_documented_one() {
    assert_eq!(
        auto(&[ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET], true),
        SourceKind::ServiceFabric
    );
    assert_eq!(
        auto(&[ENDPOINT, HEADER, IMDS, MSI, SECRET], true),
        SourceKind::AppService
    );
    assert_eq!(
        auto(
            &[
                ENDPOINT,
                HEADER,
                ("AZUREPS_HOST_ENVIRONMENT", "AzureAutomation/5.0")
            ],
            false
        ),
        SourceKind::Automation
    );
    assert_eq!(
        auto(&[MSI, SECRET, ("WEBSITE_SITE_NAME", "app")], true),
        SourceKind::AppService
    );
    assert_eq!(
        auto(&[MSI, SECRET, ML_ID], true),
        SourceKind::MachineLearning
    );
    assert_eq!(auto(&[MSI, IMDS], true), SourceKind::CloudShell);
    assert_eq!(auto(&[ENDPOINT, IMDS], false), SourceKind::Arc);
    assert_eq!(auto(&[], true), SourceKind::Arc);
    assert_eq!(auto(&[], false), SourceKind::Vm);
    assert_eq!(auto(&[ENDPOINT], false), SourceKind::Vm);
    assert_eq!(auto(&[("MSI_ENDPOINT", ""), HEADER], false), SourceKind::Vm);
}

#[test]
fn a_chosen_source_is_the_only_one_looked_at() {
    let everything = [ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET, ML_ID];
    for kind in SourceKind::ALL {
        assert_eq!(
            found(&everything, true, Some(kind), &Identity::SystemAssigned)
                .unwrap()
                .kind,
            kind
        );
    }
    for kind in SourceKind::ALL
        .into_iter()
        .filter(|k| !matches!(k, SourceKind::Vm | SourceKind::VmExtension))
    {
        let error = found(&[], false, Some(kind), &Identity::SystemAssigned)
            .err()
            .unwrap();
        assert_eq!(
            (error.code(), error.source_kind()),
            (Code::SourceNotConfigured, Some(kind))
        );
    }
}

#[test]
fn selectors_a_source_cannot_take_are_refused_before_any_request() {
    let everything = [ENDPOINT, HEADER, THUMB, IMDS, MSI, SECRET, ML_ID];
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
            let result = found(&everything, true, Some(kind), &id(n as u8));
            assert_eq!(result.is_ok(), expected, "{kind} {n}");
            assert!(
                result
                    .err()
                    .is_none_or(|e| e.code() == Code::SelectorNotSupported)
            );
        }
    }
    let old = [MSI, SECRET, ("WEBSITE_SITE_NAME", "app")];
    assert!(found(&old, false, None, &id(0)).is_ok());
    assert_eq!(
        found(&old, false, None, &id(2)).err().unwrap().code(),
        Code::SelectorNotSupported
    );
}

#[test]
fn machine_learning_is_never_asked_without_a_client_id() {
    assert_eq!(
        found(&[MSI, SECRET], false, None, &Identity::SystemAssigned)
            .err()
            .unwrap()
            .code(),
        Code::SourceNotConfigured
    );
    assert!(
        found(
            &[MSI, SECRET],
            false,
            None,
            &Identity::ClientId(GUID.into())
        )
        .is_ok()
    );
}

#[test]
fn variables_obey_the_rules_of_trust() {
    let code = |vars: &[(&str, &str)]| {
        found(vars, false, None, &Identity::SystemAssigned)
            .err()
            .unwrap()
            .code()
    };
    assert_eq!(
        code(&[("IDENTITY_ENDPOINT", "http://evil.example/token"), HEADER]),
        Code::UntrustedEndpoint
    );
    assert_eq!(
        code(&[
            ("IDENTITY_ENDPOINT", "http://localhost:2377/token"),
            HEADER,
            THUMB
        ]),
        Code::UntrustedEndpoint
    );
    assert_eq!(code(&[("MSI_ENDPOINT", "nonsense")]), Code::InvalidEndpoint);
    assert_eq!(
        code(&[("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://8.8.8.8")]),
        Code::UntrustedEndpoint
    );
    assert_eq!(
        code(&[ENDPOINT, HEADER, ("IDENTITY_SERVER_THUMBPRINT", "AABB")]),
        Code::SourceNotConfigured
    );
}

//! Settings of the identity endpoints other than the Instance Metadata Service.
//!
//! Each endpoint serves the identities of one resource: the one that `host` names, or the first of a matching type. Without such a
//! resource, the endpoint isn't served.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Settings of each of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Hosts {
    /// App Service and Functions, for a `Microsoft.Web/sites`.
    pub app_service: AppService,
    /// Automation runbooks, for a `Microsoft.Automation/automationAccounts`.
    pub automation: Automation,
    /// Machine Learning compute, for anything below `Microsoft.MachineLearningServices/workspaces`.
    pub machine_learning: MachineLearning,
    /// Cloud Shell, for a person.
    pub cloud_shell: CloudShell,
    /// The Azure Arc agent, for a `Microsoft.HybridCompute/machines`.
    pub arc: ArcAgent,
    /// Service Fabric, for anything below `Microsoft.ServiceFabric`.
    pub service_fabric: ServiceFabric,
}

/// Settings of App Service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AppService {
    /// The name or id of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The status for a wrong or missing secret, which isn't documented: 401 or 403.
    pub wrong_secret_status: u16,
    /// The format of `expires_on` in version 2017-09-01.
    pub dates: Dates,
}

impl Default for AppService {
    fn default() -> Self {
        Self { host: None, wrong_secret_status: 401, dates: Dates::Linux }
    }
}

/// The format of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Dates {
    /// `06/20/2019 02:57:58 +00:00`
    #[default]
    Linux,
    /// `1/16/2020 5:24:12 AM +00:00`
    Windows,
    /// Seconds since 1970.
    Epoch,
}

/// Settings of Automation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Automation {
    /// The name or id of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

/// Settings of Machine Learning compute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MachineLearning {
    /// The name or id of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
}

/// The person who is signed in to Cloud Shell, and whose token Machine Learning returns when a request doesn't name an identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CloudShell {
    /// The person's object id.
    pub object_id: String,
    /// The person's sign-in name.
    pub user_principal_name: String,
}

impl Default for CloudShell {
    fn default() -> Self {
        Self {
            object_id: "88888888-8888-4888-8888-888888888881".to_owned(),
            user_principal_name: "person@emulated.invalid".to_owned(),
        }
    }
}

/// Settings of the Azure Arc agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ArcAgent {
    /// The name or id of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whether it is an older agent: selectors are ignored and nothing is echoed.
    pub legacy: bool,
    /// The folder for the key files. Absent: a new temporary folder, which is enough for curl. Other clients accept only the agent's
    /// own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_folder: Option<PathBuf>,
    /// Whether a key can be used more than once.
    pub reusable_keys: bool,
    /// The file that the challenge names.
    pub challenge: Challenge,
}

/// The file that the Arc agent's challenge names: the key file, or one that clients must reject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Challenge {
    /// The key file.
    #[default]
    Proper,
    /// The key file, with its path in quotes.
    Quoted,
    /// A file in another folder.
    OtherFolder,
    /// A file in another folder, reached through `..` from the right one.
    ParentFolder,
    /// A file in the right folder without the extension `.key`.
    OtherExtension,
    /// A key file of 4097 bytes.
    TooLarge,
    /// A key file of exactly 4096 bytes, the largest size allowed.
    Largest,
    /// A key file that is a link to another file.
    Link,
    /// A file that doesn't exist.
    Missing,
    /// No `WWW-Authenticate` header at all.
    NoHeader,
}

/// Settings of Service Fabric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ServiceFabric {
    /// The name or id of the resource that it represents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whether `expires_on` is a string instead of a number. Both have been observed.
    pub text_expiry: bool,
}

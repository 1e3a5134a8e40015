//! Explains where to turn on or assign an identity on each platform.

use crate::identity::Identity;
use crate::source_kind::SourceKind;

/// Explains how to assign the identity to that source's host.
pub(super) fn how_to_assign(source: SourceKind, identity: &Identity) -> &'static str {
    match (source, identity) {
        (SourceKind::Vm | SourceKind::VmExtension, Identity::SystemAssigned) => {
            "Switch it on: portal > the VM > Identity > System assigned: On, or with this command; or name a user-assigned identity: -ClientId (--client-id). It may take a minute to work.\naz vm identity assign -g <group> -n <vm>"
        }
        (SourceKind::Vm | SourceKind::VmExtension, _) => {
            "Check the id, or assign it: portal > the VM > Identity > User assigned > Add, or with this command. It may take a minute to work.\naz vm identity assign -g <group> -n <vm> --identities <resource id>"
        }
        (SourceKind::AppService, Identity::SystemAssigned) => {
            "Switch it on: portal > the app > Identity > System assigned: On, or with this command (az functionapp for Functions), then restart the app.\naz webapp identity assign -g <group> -n <app>"
        }
        (SourceKind::AppService, _) => {
            "Check the id, or assign it: portal > the app > Identity > User assigned > Add, or with this command (az functionapp for Functions).\naz webapp identity assign -g <group> -n <app> --identities <resource id>"
        }
        (SourceKind::Automation, Identity::SystemAssigned) => {
            "Switch it on: portal > the Automation account > Identity > System assigned: On."
        }
        (SourceKind::Automation, _) => {
            "Check the id, or assign it: portal > the Automation account > Identity > User assigned > Add."
        }
        (SourceKind::Arc, Identity::SystemAssigned) => {
            "The server gets its identity when it is connected: see 'azcmagent show', and connect it again if it says that it is disconnected."
        }
        (SourceKind::Arc, _) => {
            "Check the id, or assign the identity to the server; only a recent Azure Connected Machine agent knows identities besides the server's own."
        }
        (SourceKind::ServiceFabric, _) => {
            "The application gets its identities from its resource (identity) and its manifest (ManagedIdentities, IdentityBindingPolicy): check both, and that the code runs in a service that is bound to one."
        }
        (SourceKind::MachineLearning, _) => {
            "Check the client id, or assign the identity to the compute: Machine Learning studio > Compute > the compute > Managed identity."
        }
        (SourceKind::CloudShell, _) => "Cloud Shell answers for the person who is signed in: restart it.",
    }
}

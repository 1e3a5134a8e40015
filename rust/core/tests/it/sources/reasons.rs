//! What there is to know of each platform's tables, and why clients differ: a difference that isn't explained here fails the test.

use super::cases::Platform;

/// What a platform's tables show.
pub fn introduction(platform: Platform) -> &'static str {
    match platform {
        Platform::Vm => {
            "The Instance Metadata Service at 169.254.169.254: no variable is set, and none of these clients probes first."
        }
        Platform::AppService => {
            "All variables of the platform are set, also those of the old protocol, which every client passes over."
        }
        Platform::OldAppService => {
            "`MSI_ENDPOINT`, `MSI_SECRET` and `WEBSITE_SITE_NAME`, as hosts set them that know only version 2017-09-01. \
             The other clients take these variables for Machine Learning's."
        }
        Platform::Automation => {
            "The variables of a runbook's sandbox, which speaks App Service's protocol."
        }
        Platform::MachineLearning => {
            "`MSI_ENDPOINT`, `MSI_SECRET` and `DEFAULT_IDENTITY_CLIENT_ID`. A compute instance that is asked without a client id \
             answers with the token of the person it belongs to, and so does the emulator."
        }
        Platform::CloudShell => "The token is the signed-in person's.",
        Platform::Arc => {
            "The agent answers the first request with the name of a file; the second carries what the file holds. \
             The agent is one that knows user-assigned identities; the older ones answer for the server's own, which our client refuses."
        }
        Platform::ServiceFabric => {
            "TLS with a certificate that the thumbprint in `IDENTITY_SERVER_THUMBPRINT` names. @azure/identity does not look at the thumbprint and, \
             as it comes, sends nothing at all; its column was recorded with `NODE_TLS_REJECT_UNAUTHORIZED=0`, which switches all checks off."
        }
        Platform::VmExtension => {
            "Azure's own clients have forgotten it. Ours asks it only with `-Source VmExtension` (`--source vm-extension`)."
        }
    }
}

/// What no client of ours sends, and what else is known of versions.
pub const NOT_ASKED_FOR: &str = "
## What is not asked for

**Bound tokens** (\"MSI v2\": `/metadata/identity/getplatformmetadata` and `/issuecredential`, a certificate for which Entra ID issues a
token that works only over TLS with that certificate). They exist on some Windows VMs only, in preview, and Resource Manager and Key
Vault take ordinary tokens. Our client never asks whether the host has them: other clients did, and that alone broke them on hosts that
answered the question in an unexpected way. It stays with the requests above, which every host answers.

**Versions.** Tokens of the metadata service are asked for with 2018-02-01, which each version of it takes, Azure Stack Hub's too. The
instance document (`/metadata/instance/compute`) is asked for with 2021-02-01; a host that refuses it with a list of its
`newest-versions` is asked once more, with the first of them. The document is optional: it gets one try of 1.5 s, and a host without one is
not asked again.

**Other sources' endpoints.** A source that is chosen by name (`-Source`, `--source`) asks its own endpoint only. On a hybrid worker of
Automation, `IDENTITY_ENDPOINT` with `IDENTITY_HEADER` is Automation's, and `-Source Arc` asks the agent at `IMDS_ENDPOINT`.
";

/// Why a row's cells differ.
pub fn reason(platform: Platform, row: &str) -> Option<&'static str> {
    of_platform(platform, row).or_else(|| of_any(row))
}

fn of_platform(platform: Platform, row: &str) -> Option<&'static str> {
    use Platform::{
        AppService, Arc, Automation, CloudShell, MachineLearning, OldAppService, ServiceFabric, Vm,
    };
    Some(match (platform, row) {
        (Vm, "query `api-version`") => {
            "The service takes every version since 2018-02-01; ours is the one that most clients send"
        }
        (AppService | Automation, "resource id") => "azure_identity has no resource ids here",
        (AppService | Automation, "header `metadata`") => {
            "Automation's documentation sends it, App Service's doesn't; ours sends it to both, and neither minds"
        }
        (OldAppService, "no selector") => {
            "azure-identity can't read the date in `expires_on`; Azure.Identity misses `DEFAULT_IDENTITY_CLIENT_ID`; azure_identity has no Machine Learning"
        }
        (OldAppService, "client id") => {
            "azure-identity can't read the date in `expires_on`; azure_identity has no Machine Learning"
        }
        (OldAppService, "object id" | "resource id") => {
            "azure-identity sends a parameter that this version doesn't know, and fails over the date; the others refuse"
        }
        (OldAppService, "header `metadata`") => {
            "Not in this protocol; msal-node takes the platform for Machine Learning"
        }
        (MachineLearning, "no selector") => {
            "azure-identity sends no client id; azure_identity doesn't support the platform"
        }
        (MachineLearning, "client id") => "azure_identity doesn't support the platform",
        (MachineLearning, "object id" | "resource id") => {
            "The platform takes client ids only: azure-identity sends a parameter that it passes over, the others refuse"
        }
        (MachineLearning, "query `clientid`") => {
            "Without it a person's token answers: azure-identity leaves out what `DEFAULT_IDENTITY_CLIENT_ID` says"
        }
        (MachineLearning, "header `metadata`") => {
            "Not documented for this platform; msal-node and MSAL.NET send it, and nobody minds"
        }
        (CloudShell, "no selector") => "azure_identity doesn't support the platform",
        (CloudShell, "header `content-type`") => "The character set says nothing here",
        (CloudShell, "header `contenttype`") => "A slip of MSAL.NET's",
        (Arc, "no selector" | "client id" | "object id" | "resource id") => {
            "azure_identity 1.0.0 doesn't support the platform"
        }
        (ServiceFabric, "no selector") => "azure_identity doesn't support the platform",
        (ServiceFabric, "object id") => {
            "Newer token services take object ids; the other clients refuse all selectors"
        }
        (ServiceFabric, "client id" | "resource id") => return None,
        (ServiceFabric, "query `api-version`") => {
            "Ours sends what `IDENTITY_API_VERSION` says, as the platform's sample does, else 2019-07-01-preview; the others have a version built in"
        }
        (ServiceFabric, "query `xms_cc`") => {
            "Ours says that it answers claims challenges; the others only where their caller has said so"
        }
        _ => return None,
    })
}

fn of_any(row: &str) -> Option<&'static str> {
    Some(match row {
        "header `accept`" => "Ours says what it reads; no endpoint looks at it",
        "header `accept-encoding`" => {
            "Ours asks for none, since endpoints don't compress; a `gzip` or `deflate` answer that comes all the same is undone, up to the limit of size"
        }
        "header `connection`" => {
            "HTTP/1.1 keeps connections anyway; ours uses each for one request, so that a stale one is never met"
        }
        "header `content-type`" => "A GET has no content; msal-node sends it all the same",
        "header `user-agent`" => "Ours says nothing of the machine or the program it runs in",
        "header `x-client-sku`" | "header `x-client-ver`" => {
            "Statistics of the authentication libraries; ours sends none"
        }
        "header `x-ms-client-request-id`" | "header `x-ms-return-client-request-id`" => {
            "For support to find the request; no endpoint asks for it, and errors show the service's own id"
        }
        _ => return None,
    })
}

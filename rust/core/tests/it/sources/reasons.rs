//! Notes for each platform's tables, and why clients differ. A difference without an explanation here fails the test.

use super::cases::Platform;

/// Describes a platform's tables.
pub fn introduction(platform: Platform) -> &'static str {
    match platform {
        Platform::Vm => {
            "The Instance Metadata Service at 169.254.169.254: no variable is set, and none of these clients probes first."
        }
        Platform::AppService => {
            "All variables of the platform are set, including those of the old protocol, which every client ignores."
        }
        Platform::OldAppService => {
            "`MSI_ENDPOINT`, `MSI_SECRET` and `WEBSITE_SITE_NAME`, as set by hosts that know only version 2017-09-01. \
             The other clients mistake these variables for Machine Learning's."
        }
        Platform::Automation => "The variables of a runbook's sandbox, which speaks App Service's protocol.",
        Platform::MachineLearning => {
            "`MSI_ENDPOINT`, `MSI_SECRET` and `DEFAULT_IDENTITY_CLIENT_ID`. Without a client id, a compute instance \
             answers with the token of the person it belongs to, and so does the emulator."
        }
        Platform::CloudShell => "The token is the signed-in person's.",
        Platform::Arc => {
            "The agent answers the first request with the name of a file; the second request sends the file's content. \
             This agent supports user-assigned identities. Older ones answer with the server's own identity, which our client refuses."
        }
        Platform::ServiceFabric => {
            "TLS with a certificate that the thumbprint in `IDENTITY_SERVER_THUMBPRINT` names. @azure/identity ignores the thumbprint, \
             and by default sends nothing at all; its column was recorded with `NODE_TLS_REJECT_UNAUTHORIZED=0`, which disables all checks."
        }
        Platform::VmExtension => {
            "Azure's own clients no longer support it. Ours uses it only with `-Source VmExtension` (`--source vm-extension`)."
        }
    }
}

/// What none of our clients sends, and notes on versions.
pub const NOT_ASKED_FOR: &str = "
## What is not asked for

**Bound tokens** (\"MSI v2\": `/metadata/identity/getplatformmetadata` and `/issuecredential`, a certificate for which Entra ID issues a
token that works only over TLS with that certificate). They exist on some Windows VMs only, in preview, and Resource Manager and Key
Vault accept ordinary tokens. Our client never checks whether the host offers bound tokens: other clients did, and the check alone broke
them on hosts that answered in an unexpected way. Our client sends only the requests above, which every host answers.

**Versions.** Our client requests tokens from the metadata service with version 2018-02-01, which every host accepts, even Azure Stack Hub.
It requests the instance document (`/metadata/instance/compute`) with 2021-02-01. If a host refuses that version and lists its
`newest-versions`, our client asks once more, with the first of them. The document is optional: it gets one attempt of 1.5 s, and a host
without one isn't asked again.

**Other sources' endpoints.** A source that you choose by name (`-Source`, `--source`) uses only its own endpoint. On a hybrid worker of
Automation, `IDENTITY_ENDPOINT` with `IDENTITY_HEADER` is Automation's, and `-Source Arc` asks the agent at `IMDS_ENDPOINT`.
";

/// Why the cells of a row differ.
pub fn reason(platform: Platform, row: &str) -> Option<&'static str> {
    of_platform(platform, row).or_else(|| of_any(row))
}

fn of_platform(platform: Platform, row: &str) -> Option<&'static str> {
    use Platform::{AppService, Arc, Automation, CloudShell, MachineLearning, OldAppService, ServiceFabric, Vm};
    Some(match (platform, row) {
        (Vm, "query `api-version`") => {
            "The service accepts every version since 2018-02-01; ours is the one that most clients send"
        }
        (AppService | Automation, "resource id") => "azure_identity doesn't support resource ids here",
        (AppService | Automation, "header `metadata`") => {
            "Automation's documentation sends it, App Service's doesn't; ours sends it to both, and both accept it"
        }
        (OldAppService, "no selector") => {
            "azure-identity can't read the date in `expires_on`; Azure.Identity requires `DEFAULT_IDENTITY_CLIENT_ID`; azure_identity doesn't support Machine Learning"
        }
        (OldAppService, "client id") => {
            "azure-identity can't read the date in `expires_on`; azure_identity doesn't support Machine Learning"
        }
        (OldAppService, "object id" | "resource id") => {
            "azure-identity sends a parameter that this version doesn't know, and can't read the date; the others refuse"
        }
        (OldAppService, "header `metadata`") => {
            "Not part of this protocol; msal-node mistakes the platform for Machine Learning"
        }
        (MachineLearning, "no selector") => {
            "azure-identity sends no client id; azure_identity doesn't support the platform"
        }
        (MachineLearning, "client id") => "azure_identity doesn't support the platform",
        (MachineLearning, "object id" | "resource id") => {
            "The platform accepts only client ids: azure-identity sends a parameter that it ignores, and the others refuse"
        }
        (MachineLearning, "query `clientid`") => {
            "Without it, the answer is a person's token: azure-identity ignores `DEFAULT_IDENTITY_CLIENT_ID`"
        }
        (MachineLearning, "header `metadata`") => {
            "Not documented for this platform; msal-node and MSAL.NET send it, and it does no harm"
        }
        (CloudShell, "no selector") => "azure_identity doesn't support the platform",
        (CloudShell, "header `content-type`") => "The character set makes no difference here",
        (CloudShell, "header `contenttype`") => "A typo in MSAL.NET",
        (Arc, "no selector" | "client id" | "object id" | "resource id") => {
            "azure_identity 1.0.0 doesn't support the platform"
        }
        (ServiceFabric, "no selector") => "azure_identity doesn't support the platform",
        (ServiceFabric, "object id") => {
            "Newer token services accept object ids; the other clients refuse all selectors"
        }
        (ServiceFabric, "client id" | "resource id") => return None,
        (ServiceFabric, "query `api-version`") => {
            "Ours sends the version in `IDENTITY_API_VERSION`, as the platform's sample does, or else 2019-07-01-preview; the others have a built-in version"
        }
        (ServiceFabric, "query `xms_cc`") => {
            "Ours announces that it handles claims challenges; the others do so only if the caller has asked for it"
        }
        _ => return None,
    })
}

fn of_any(row: &str) -> Option<&'static str> {
    Some(match row {
        "header `accept`" => "Ours names the format that it reads; no endpoint looks at it",
        "header `accept-encoding`" => {
            "Ours asks for none, because endpoints don't compress; if a response comes as `gzip` or `deflate` anyway, ours decompresses it, up to the size limit"
        }
        "header `connection`" => {
            "HTTP/1.1 keeps connections open anyway; ours uses each for one request, so it never meets a stale one"
        }
        "header `content-type`" => "A GET has no content; msal-node sends the header anyway",
        "header `user-agent`" => "Ours sends nothing about the machine or the program it runs in",
        "header `x-client-sku`" | "header `x-client-ver`" => {
            "Usage statistics of the authentication libraries; ours sends none"
        }
        "header `x-ms-client-request-id`" | "header `x-ms-return-client-request-id`" => {
            "Helps support to find the request; no endpoint requires it, and our errors show the service's own id"
        }
        _ => return None,
    })
}

//! The known clouds: their names, their Resource Manager endpoints and the domains of their services.

use url::Url;

/// A known cloud.
pub(crate) struct KnownCloud {
    /// Its names: first as in Resource Manager and Az, then as in the metadata service, Azure's own clients and MSAL.
    /// The first German cloud, now closed, has none.
    pub names: &'static [&'static str],
    /// The host of its Resource Manager. This host and its subdomains may claim the cloud's audiences.
    pub arm_host: &'static str,
    /// The audience of its Resource Manager, if the cloud is built in. Other clouds are described by their endpoint.
    pub audience: Option<&'static str>,
    /// All domains of its services' hosts and audiences. Subdomains are included, so a new service rarely needs a new
    /// entry.
    pub domains: &'static [&'static str],
}

impl KnownCloud {
    /// The address of its Resource Manager.
    pub fn arm(&self) -> Url {
        let address = format!("https://{}/", self.arm_host);
        Url::parse(&address).unwrap_or_else(|_| unreachable!("the table holds hosts"))
    }
}

/// All known clouds. The first three are built in, in the order of the columns in [`crate::audience`].
#[rustfmt::skip]
pub(crate) const CLOUDS: [KnownCloud; 9] = [
    KnownCloud {
        names: &["AzureCloud", "AzurePublicCloud", "Public"],
        arm_host: "management.azure.com",
        audience: Some("https://management.azure.com/"),
        domains: &[
            "aadrm.com", "applicationinsights.io", "arcdataservices.com", "azconfig.io", "azmk8s.io", "azure-api.net",
            "azure-apihub.net", "azure-apim.net", "azure-automation.net", "azure-devices-provisioning.net",
            "azure-devices.net", "azure-mobile.net", "azure.com", "azure.net", "azurecomcdn.net", "azurecontainer.io",
            "azurecontainerapps.io", "azurecr.io", "azuredatabricks.net", "azuredatalakeanalytics.net",
            "azuredatalakestore.net", "azureedge.net", "azurefd.net", "azurehdinsight.net", "azurehealthcareapis.com",
            "azureiotcentral.com", "azureml.ms", "azureml.net", "azureplayfab.com", "azurerms.com",
            "azuresmartspaces.net", "azuresphere.net", "azurestaticapps.net", "azuresynapse.net", "azurewebsites.net",
            "bing.com", "botframework.com", "cloudapp.net", "clouddatahub.net", "dynamics.com",
            "dynamics365portals.com", "hotmail.com", "live.com", "live.net", "loganalytics.io", "lync.com",
            "microsoft", "microsoft.com", "microsoft365.com", "microsoftazuread-sso.com", "microsoftonline-p.com",
            "microsoftonline.com", "microsoftpersonalcontent.com", "microsoftstream.com", "msappproxy.net",
            "msauth.net", "msftauth.net", "msidentity.com", "msn.com", "msocdn.com", "o365syncservice.com",
            "office.com", "office.net", "office365.com", "officeppe.com", "onedrive.com", "onenote.com",
            "onestore.ms", "onmicrosoft.com", "outlook.com", "passport.net", "playfab.com", "playfabapi.com",
            "powerapps.com", "powerappsportals.com", "powerautomate.com", "powerbi.com", "powerpages.com",
            "powerplatform.com", "powervirtualagents.com", "sharepoint-df.com", "sharepoint.com",
            "sharepointonline.com", "signalr.net", "skype.com", "skypeforbusiness.com", "svc.ms", "sway.com",
            "trafficmanager.net", "virtualearth.net", "visualstudio.com", "vsassets.io", "windows-ppe.net",
            "windows.com", "windows.net", "windowsazure.com", "windowsupdate.com", "xboxlive.com", "yammer.com",
        ],
    },
    KnownCloud {
        names: &["AzureUSGovernment", "AzureUSGovernmentCloud", "USGovernment"],
        arm_host: "management.usgovcloudapi.net",
        audience: Some("https://management.usgovcloudapi.net/"),
        domains: &[
            "applicationinsights.us", "apps.mil", "appserviceenvironment.us", "appsplatform.us", "azure-api.us",
            "azure-apihub.us", "azure-apim.us", "azure-automation.us", "azure-devices-provisioning.us",
            "azure-devices.us", "azure.us", "azurecontainerapps.us", "azurecr.us", "azuredatabricks.us", "azurefd.us",
            "azurehdinsight.us", "azurehealthcareapis.us", "azurestaticapps.us", "azuresynapse.us",
            "azurewebsites.us", "botframework.us", "dps.mil", "loganalytics.us", "microsoft.us",
            "microsoftdynamics.us", "microsoftonline.us", "office365.us", "onmicrosoft.us", "outlook.us",
            "powerapps.us", "powerautomate.us", "powerbigov.us", "sharepoint-mil.us", "sharepoint.us",
            "skypeforbusiness.us", "usgovcloudapi.net", "usgovcloudapp.net", "usgovtrafficmanager.net",
            "windowsazure.us",
        ],
    },
    KnownCloud {
        names: &["AzureChinaCloud", "China"],
        arm_host: "management.chinacloudapi.cn",
        audience: Some("https://management.chinacloudapi.cn"),
        domains: &[
            "appserviceenvironment.cn", "azure-api.cn", "azure-automation.cn", "azure-devices-provisioning.cn",
            "azure-devices.cn", "azure.cn", "azurecontainerapps.cn", "azurecr.cn", "azuredatabricks.cn",
            "azurehdinsight.cn", "azurehealthcareapis.cn", "azurewebsites.cn", "chinacloudapi.cn", "chinacloudapp.cn",
            "chinacloudsites.cn", "dynamics.cn", "microsoftonline.cn", "office365.cn", "onmicrosoft.cn",
            "onmschina.cn", "outlook.cn", "powerapps.cn", "powerbi.cn", "sharepoint.cn", "trafficmanager.cn",
            "windowsazure.cn",
        ],
    },
    KnownCloud {
        names: &["AzureBleu", "AzureBleuCloud"],
        arm_host: "management.sovcloud-api.fr",
        audience: None,
        domains: &[
            "azure.fr", "azurewebsites.fr", "sovcloud-api.fr", "sovcloud-identity.fr", "sovcloud-sharepoint.fr",
            "sovcloud.fr",
        ],
    },
    KnownCloud {
        names: &["AzureDelos", "AzureDelosCloud", "AzureGermanyCloud"],
        arm_host: "management.sovcloud-api.de",
        audience: None,
        domains: &["sovcloud-api.de", "sovcloud-identity.de", "sovcloud-sharepoint.de", "sovcloud.de"],
    },
    KnownCloud {
        names: &["AzureGovSG", "AzureGovSGCloud"],
        arm_host: "management.sovcloud-api.sg",
        audience: None,
        domains: &["azure.sg", "sovcloud-api.sg", "sovcloud-identity.sg", "sovcloud-sharepoint.sg", "sovcloud.sg"],
    },
    KnownCloud {
        names: &["USNat", "AzureUSNat"],
        arm_host: "management.azure.eaglex.ic.gov",
        audience: None,
        domains: &["eaglex.ic.gov"],
    },
    KnownCloud {
        names: &["USSec", "AzureUSSec"],
        arm_host: "management.azure.microsoft.scloud",
        audience: None,
        domains: &["microsoft.scloud"],
    },
    KnownCloud {
        names: &[],
        arm_host: "management.microsoftazure.de",
        audience: None,
        domains: &[
            "azure-devices.de", "azure.de", "azurecr.de", "azurewebsites.de", "cloudapi.de", "microsoft.de",
            "microsoftazure.de", "microsoftonline.de", "office.de", "onmicrosoft.de", "outlook.de", "powerbi.de",
            "sharepoint.de",
        ],
    },
];

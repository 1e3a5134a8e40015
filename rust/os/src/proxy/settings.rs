//! What a system's settings say about proxies.

/// What the system has to say about proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemProxy {
    /// The current user's setting (WinINET: Internet Options, Settings). Accounts such as SYSTEM usually have none.
    pub user: Option<ProxySetting>,
    /// The machine's setting (WinHTTP: `netsh winhttp set proxy`).
    pub machine: Option<ProxySetting>,
}

/// One setting. The texts are as they stand in the system, not empty and otherwise unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxySetting {
    /// `host:port`, or one for each scheme: `http=host:port;https=host:port`.
    pub server: Option<String>,
    /// Hosts that are reached directly, separated by `;` or white space; `*` is a wildcard, `<local>` any name without a dot.
    pub bypass: Option<String>,
    /// Address of a script that decides (PAC).
    pub auto_config_url: Option<String>,
    /// Whether such a script is to be searched for (WPAD).
    pub auto_detect: bool,
}

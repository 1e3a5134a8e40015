//! Types for the system's proxy settings.

/// The system's proxy settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemProxy {
    /// The current user's setting (WinINET: Internet Options, Settings). Accounts such as SYSTEM usually have none.
    pub user: Option<ProxySetting>,
    /// The machine's setting (WinHTTP: `netsh winhttp set proxy`).
    pub machine: Option<ProxySetting>,
}

/// One setting. The texts come from the system; they aren't empty, but otherwise unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxySetting {
    /// `host:port`, or one per scheme: `http=host:port;https=host:port`.
    pub server: Option<String>,
    /// Hosts to reach directly, separated by `;` or white space; `*` is a wildcard, `<local>` means any name without a
    /// dot.
    pub bypass: Option<String>,
    /// URL of a proxy auto-configuration script (PAC).
    pub auto_config_url: Option<String>,
    /// Whether to search for such a script (WPAD).
    pub auto_detect: bool,
}

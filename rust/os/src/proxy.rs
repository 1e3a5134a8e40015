//! The system's proxy settings, as they stand there; what they mean is for the caller to read.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

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

/// Asks the system for its proxy settings. Elsewhere than on Windows there are only variables, so the answer is empty.
#[must_use]
pub fn system_proxy() -> SystemProxy {
    system::system_proxy()
}

#[cfg(test)]
mod tests {
    use super::system_proxy;

    #[test]
    fn texts_are_whole_or_absent() {
        let proxy = system_proxy();
        if !cfg!(windows) {
            assert_eq!(proxy, super::SystemProxy::default());
        }
        // Shown with --nocapture: what it says depends on the machine.
        println!("{proxy:?}");
        for setting in [proxy.user, proxy.machine].into_iter().flatten() {
            let texts = [setting.server, setting.bypass, setting.auto_config_url];
            assert!(
                texts
                    .into_iter()
                    .flatten()
                    .all(|text| !text.trim().is_empty())
            );
        }
    }
}

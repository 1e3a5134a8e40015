//! The system's proxy settings, unparsed; the caller interprets them.

mod settings;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use settings::{ProxySetting, SystemProxy};

/// Returns the system's proxy settings. Empty on other systems than Windows, which only have environment variables.
#[must_use]
pub fn system_proxy() -> SystemProxy {
    system::system_proxy()
}

#[cfg(test)]
mod tests {
    use super::system_proxy;

    #[test]
    fn texts_are_not_empty() {
        let proxy = system_proxy();
        if !cfg!(windows) {
            assert_eq!(proxy, super::SystemProxy::default());
        }
        // For --nocapture: the settings depend on the machine.
        println!("{proxy:?}");
        for setting in [proxy.user, proxy.machine].into_iter().flatten() {
            let texts = [setting.server, setting.bypass, setting.auto_config_url];
            assert!(texts.into_iter().flatten().all(|text| !text.trim().is_empty()));
        }
    }
}

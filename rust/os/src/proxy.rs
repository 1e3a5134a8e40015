//! The system's proxy settings, as they stand there; what they mean is for the caller to read.

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
            assert!(texts.into_iter().flatten().all(|text| !text.trim().is_empty()));
        }
    }
}

//! Unix systems only have environment variables for proxies.

use super::settings::SystemProxy;

pub(super) fn system_proxy() -> SystemProxy {
    SystemProxy::default()
}

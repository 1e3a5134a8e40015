//! Unix systems keep proxies in variables only.

use super::settings::SystemProxy;

pub(super) fn system_proxy() -> SystemProxy {
    SystemProxy::default()
}

//! Both proxy settings of Windows, through WinHTTP: it reads the user's WinINET setting too, wherever policy has put it.

use super::{ProxySetting, SystemProxy};
use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NAMED_PROXY, WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO,
    WinHttpGetDefaultProxyConfiguration, WinHttpGetIEProxyConfigForCurrentUser,
};

pub(super) fn system_proxy() -> SystemProxy {
    SystemProxy {
        user: of_user(),
        machine: of_machine(),
    }
}

fn of_user() -> Option<ProxySetting> {
    // SAFETY: All zeroes is a valid value: no texts.
    let mut config: WINHTTP_CURRENT_USER_IE_PROXY_CONFIG = unsafe { std::mem::zeroed() };
    // SAFETY: The struct is valid for writing.
    if unsafe { WinHttpGetIEProxyConfigForCurrentUser(&raw mut config) } == 0 {
        return None;
    }
    // SAFETY: The texts are ours now, NUL-terminated or NULL, and each is taken once.
    unsafe {
        Some(ProxySetting {
            server: take(config.lpszProxy),
            bypass: take(config.lpszProxyBypass),
            auto_config_url: take(config.lpszAutoConfigUrl),
            auto_detect: config.fAutoDetect != 0,
        })
    }
}

fn of_machine() -> Option<ProxySetting> {
    // SAFETY: All zeroes is a valid value: no texts.
    let mut info: WINHTTP_PROXY_INFO = unsafe { std::mem::zeroed() };
    // SAFETY: The struct is valid for writing.
    if unsafe { WinHttpGetDefaultProxyConfiguration(&raw mut info) } == 0 {
        return None;
    }
    // SAFETY: The texts are ours now, NUL-terminated or NULL, and each is taken once.
    let (server, bypass) = unsafe { (take(info.lpszProxy), take(info.lpszProxyBypass)) };
    (info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY).then(|| ProxySetting {
        server,
        bypass,
        ..ProxySetting::default()
    })
}

/// Copies a text that WinHTTP allocated, and frees it.
///
/// # Safety
/// `text` is NULL, or NUL-terminated, from `GlobalAlloc`, and not used afterwards.
unsafe fn take(text: *mut u16) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: As the caller promises.
    let copy = String::from_utf16_lossy(unsafe { crate::wide::until_nul(text) });
    // SAFETY: As the caller promises.
    unsafe { GlobalFree(text.cast()) };
    let copy = copy.trim();
    (!copy.is_empty()).then(|| copy.to_owned())
}

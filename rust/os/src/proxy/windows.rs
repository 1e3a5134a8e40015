//! Reads both proxy settings of Windows through WinHTTP, which also reads the user's WinINET setting, even if a policy
//! has moved it.

use super::settings::{ProxySetting, SystemProxy};
use std::ffi::c_void;
use windows_sys::Win32::Foundation::{ERROR_SUCCESS, GlobalFree};
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NAMED_PROXY, WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO,
    WinHttpGetDefaultProxyConfiguration, WinHttpGetIEProxyConfigForCurrentUser,
};
use windows_sys::Win32::System::Registry::{
    HKEY_CURRENT_USER, REG_ROUTINE_FLAGS, RRF_RT_REG_DWORD, RRF_RT_REG_SZ, RegGetValueW,
};

/// The registry key of the user's WinINET setting.
const SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";

pub(super) fn system_proxy() -> SystemProxy {
    SystemProxy { user: of_user(), machine: of_machine() }
}

/// Reads the setting that Internet Options shows. Scripts often write only the plain registry values, which WinINET
/// uses but WinHTTP may not see. So if WinHTTP reports no proxy, this function reads them too.
fn of_user() -> Option<ProxySetting> {
    let found = winhttp_settings();
    let enabled = user_number("ProxyEnable") == Some(1);
    let mut setting = found.clone().unwrap_or_default();
    if setting.server.is_none() && enabled {
        setting.server = user_text("ProxyServer");
        setting.bypass = user_text("ProxyOverride");
    }
    if setting.auto_config_url.is_none() {
        setting.auto_config_url = user_text("AutoConfigURL");
    }
    (found.is_some() || setting != ProxySetting::default()).then_some(setting)
}

fn user_number(name: &str) -> Option<u32> {
    let mut number = 0_u32;
    let mut size = size_of::<u32>() as u32;
    read(name, RRF_RT_REG_DWORD, (&raw mut number).cast(), &mut size).then_some(number)
}

fn user_text(name: &str) -> Option<String> {
    let mut size = 0_u32;
    if !read(name, RRF_RT_REG_SZ, std::ptr::null_mut(), &mut size) {
        return None;
    }
    let mut text = vec![0_u16; (size as usize).div_ceil(size_of::<u16>())];
    let mut size = u32::try_from(text.len() * size_of::<u16>()).ok()?;
    if !read(name, RRF_RT_REG_SZ, text.as_mut_ptr().cast(), &mut size) {
        return None;
    }
    let end = text.iter().position(|unit| *unit == 0).unwrap_or(text.len());
    trimmed(&String::from_utf16_lossy(&text[..end]))
}

/// Reads a value of the user's settings. `data` is NULL, or `size` bytes are writable there.
fn read(name: &str, kind: REG_ROUTINE_FLAGS, data: *mut c_void, size: &mut u32) -> bool {
    let wide = |text: &str| text.encode_utf16().chain([0]).collect::<Vec<u16>>();
    let (key, name) = (wide(SETTINGS), wide(name));
    let no_kind = std::ptr::null_mut();
    // SAFETY: Both names are NUL-terminated, and all callers in this file pass a buffer of `size` bytes, or NULL.
    let result = unsafe { RegGetValueW(HKEY_CURRENT_USER, key.as_ptr(), name.as_ptr(), kind, no_kind, data, size) };
    result == ERROR_SUCCESS
}

fn winhttp_settings() -> Option<ProxySetting> {
    // SAFETY: All zeroes is a valid value: no texts.
    let mut config: WINHTTP_CURRENT_USER_IE_PROXY_CONFIG = unsafe { std::mem::zeroed() };
    // SAFETY: The struct is valid for writing.
    if unsafe { WinHttpGetIEProxyConfigForCurrentUser(&raw mut config) } == 0 {
        return None;
    }
    // SAFETY: This function owns the texts, which are NUL-terminated or NULL, and takes each once.
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
    // SAFETY: This function owns the texts, which are NUL-terminated or NULL, and takes each once.
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
    // SAFETY: The caller guarantees it.
    let copy = String::from_utf16_lossy(unsafe { crate::wide::until_nul(text) });
    // SAFETY: The caller guarantees it.
    unsafe { GlobalFree(text.cast()) };
    trimmed(&copy)
}

fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

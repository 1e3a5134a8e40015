//! The root certificates: the system's, and those that the user names. On Linux the system's are files, or those that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name in the variables of the caller. The process's own variables are never read: another
//! thread of the host may be changing them.

use super::tls::Config;
use crate::blocking;
use crate::env::{Env, leftover};
use crate::error::{Code, Error, Result};
use crate::limits;
use azmi_os::file::{self, ReadError};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::path::Path;
use tokio::time::timeout;

type Roots = Vec<CertificateDer<'static>>;

/// Sets up TLS for services. Reads the files on a thread that may block: one may be on a share that doesn't respond.
///
/// # Errors
/// `InvalidCaFile`, `TlsFailed`.
pub(super) async fn config(env: &Env) -> Result<Config> {
    let env = env.clone();
    let is_named = ["AZMI_CA_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let is_named = is_named.iter().any(|name| env.get(name).is_some());
    let work = move || read(&env);
    let read = async { if is_named { blocking::run_with_named_file(work).await } else { blocking::run(work).await } };
    match timeout(limits::ROOTS, read).await {
        Ok(Ok(config)) => config,
        _ => Err(not_set_up("the trusted root certificates could not be read in time")),
    }
}

fn read(env: &Env) -> Result<Config> {
    let own = match env.get("AZMI_CA_FILE") {
        Some(path) => named("AZMI_CA_FILE", path)?,
        None => Roots::new(),
    };
    #[cfg(windows)]
    let config = Config::trusting(own);
    #[cfg(not(windows))]
    let config = Config::trusting(own, systems(env)?);
    config.map_err(|why| not_set_up(&why))
}

fn not_set_up(why: &str) -> Error {
    Error::new(Code::TlsFailed, format!("TLS could not be set up: {why}."))
        .hint("Check that the system has trusted root certificates (Debian: package ca-certificates), and the files of AZMI_CA_FILE, SSL_CERT_FILE and SSL_CERT_DIR if they are set.")
}

/// Reads the certificates in the file that a variable names.
fn named(variable: &str, path: &str) -> Result<Roots> {
    let wrong = |why: String| {
        Error::new(Code::InvalidCaFile, format!("The file of {variable}, {path}, {why}.")).hint(
            "It must hold certificates in PEM form (-----BEGIN CERTIFICATE-----). Correct it, or remove the variable.",
        )
    };
    let bytes = file::read_followed(Path::new(path), limits::ROOTS_FILE).map_err(|error| {
        let failed = wrong(format!("can't be read: {error}"));
        if leftover::is_emulators_root(path) && matches!(error, ReadError::NotFound) {
            return failed.followed_by(&leftover::cause(variable)).hint(leftover::REMEDY);
        }
        failed
    })?;
    let roots = certificates(&bytes).ok_or_else(|| wrong("holds a certificate that is damaged".to_owned()))?;
    if roots.is_empty() {
        return Err(wrong("holds no certificate".to_owned()));
    }
    Ok(roots)
}

/// All certificates of a PEM file; `None` if one is damaged. Bundles have comments between them, in any encoding.
fn certificates(pem: &[u8]) -> Option<Roots> {
    let found = CertificateDer::pem_slice_iter(pem).map(|found| found.ok().filter(Config::takes));
    found.collect()
}

/// The system's roots, or those that the variables name instead, as in OpenSSL.
#[cfg(not(windows))]
fn systems(env: &Env) -> Result<Roots> {
    let (bundle, folders) = (env.get("SSL_CERT_FILE"), env.get("SSL_CERT_DIR"));
    if bundle.is_none() && folders.is_none() {
        return Ok(in_paths(first_of(&BUNDLES), &FOLDERS));
    }
    let folders: Vec<&str> = folders.unwrap_or_default().split(':').filter(|one| !one.is_empty()).collect();
    let mut roots = in_paths(None, &folders);
    if let Some(path) = bundle {
        roots.extend(named("SSL_CERT_FILE", path)?);
    }
    Ok(roots)
}

/// The bundles of Debian, RHEL, Fedora, SUSE and Alpine.
#[cfg(not(windows))]
const BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The folders of single certificates.
#[cfg(not(windows))]
const FOLDERS: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

#[cfg(not(windows))]
fn first_of(paths: &[&'static str]) -> Option<&'static Path> {
    paths.iter().map(|path| Path::new(*path)).find(|path| path.exists())
}

/// The certificates found there. Those that can't be read are skipped, as other clients do.
#[cfg(not(windows))]
fn in_paths(bundle: Option<&Path>, folders: &[&str]) -> Roots {
    let mut folders = folders.iter().map(Path::new).filter(|folder| folder.is_dir());
    let mut roots = rustls_native_certs::load_certs_from_paths(bundle, folders.next()).certs;
    for folder in folders {
        roots.extend(rustls_native_certs::load_certs_from_paths(None, Some(folder)).certs);
    }
    roots
}

#[cfg(test)]
mod tests;

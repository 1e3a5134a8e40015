//! Whom TLS trusts: the system's roots, and those that the user names. On Linux the system's are files, and the variables that
//! name others (`SSL_CERT_FILE`, `SSL_CERT_DIR`) count as they were handed in; the process's own are never read.

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

/// How TLS to services is set up. The files are read where they may block: one may lie on a share that doesn't answer.
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

/// The certificates of the file that a variable names.
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

/// Every certificate in a file; `None` if one is damaged. Bundles have comments around the certificates, in any encoding.
fn certificates(pem: &[u8]) -> Option<Roots> {
    let found = CertificateDer::pem_slice_iter(pem).map(|found| found.ok().filter(Config::takes));
    found.collect()
}

/// What the system trusts, or what the variables name in its place, as OpenSSL has it.
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

/// Where distributions keep their bundle: Debian, RHEL, Fedora, SUSE, Alpine.
#[cfg(not(windows))]
const BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Where they keep single certificates.
#[cfg(not(windows))]
const FOLDERS: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

#[cfg(not(windows))]
fn first_of(paths: &[&'static str]) -> Option<&'static Path> {
    paths.iter().map(|path| Path::new(*path)).find(|path| path.exists())
}

/// What is found there; what can't be read is left out, as everybody does.
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

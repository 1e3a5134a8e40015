//! A test root, new for each emulator, and the certificate that it signs for Resource Manager.
//!
//! The root signs a separate leaf, because rustls rejects a CA certificate as a server certificate. The root's key is dropped as soon
//! as it has signed.

mod leftovers;
mod provider;
mod signature;

use crate::digest::hexadecimal;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use ring::digest;
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// How long the certificates are valid.
const LIFETIME: Duration = Duration::from_secs(30 * 86_400);

/// The TLS acceptor, and the root certificate that clients must trust.
pub struct Authority {
    /// Accepts TLS connections.
    pub acceptor: TlsAcceptor,
    /// The root certificate.
    pub pem: String,
}

/// Creates a root, and a leaf for loopback, `address` and `name`.
pub fn make(address: IpAddr, name: String) -> Result<Authority, Box<dyn Error + Send + Sync>> {
    let root_key = KeyPair::generate()?;
    let mut root = dated("azmi emulator test root")?;
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let pem = signature::full(|| root.self_signed(&root_key))?.pem();

    let leaf_key = KeyPair::generate()?;
    let mut names = loopback();
    names.push(name);
    if !address.is_loopback() && !address.is_unspecified() {
        names.push(address.to_string());
    }
    let mut leaf = dated("azmi emulator")?;
    leaf.subject_alt_names = CertificateParams::new(names)?.subject_alt_names;
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let issuer = Issuer::from_params(&root, &root_key);
    let leaf = signature::full(|| leaf.signed_by(&leaf_key, &issuer))?;

    Ok(Authority { acceptor: acceptor(&leaf, &leaf_key)?, pem })
}

/// A self-signed certificate, like Service Fabric's. Clients recognize it by its thumbprint.
pub struct Pinned {
    /// Accepts TLS connections.
    pub acceptor: TlsAcceptor,
    /// The SHA-1 of the certificate, in upper-case hexadecimal digits.
    pub thumbprint: String,
}

/// Creates a self-signed certificate for loopback.
pub fn make_pinned() -> Result<Pinned, Box<dyn Error + Send + Sync>> {
    let key = KeyPair::generate()?;
    let mut params = dated("azmi emulator service fabric")?;
    params.subject_alt_names = CertificateParams::new(loopback())?.subject_alt_names;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = signature::full(|| params.self_signed(&key))?;
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.der());
    let thumbprint = hexadecimal(hash.as_ref()).to_uppercase();
    Ok(Pinned { acceptor: acceptor(&certificate, &key)?, thumbprint })
}

fn loopback() -> Vec<String> {
    ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec()
}

fn acceptor(certificate: &Certificate, key: &KeyPair) -> Result<TlsAcceptor, Box<dyn Error + Send + Sync>> {
    let mut config = ServerConfig::builder_with_provider(provider::provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn dated(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    // Valid from a day ago, for clients whose clock is behind.
    params.not_before = date_time_ymd(1970, 1, 1) + Duration::from_secs(crate::time::now().saturating_sub(86_400));
    params.not_after = params.not_before + LIFETIME;
    Ok(params)
}

/// The root certificate on disk. A file in the temporary folder is removed on drop.
pub struct CaFile {
    path: PathBuf,
    /// The handle of a file in the temporary folder. Its lock is released when the process ends, in any way.
    temporary: Option<File>,
}

impl CaFile {
    /// Writes `pem` to `path`, or to a new file in the temporary folder.
    pub fn write(path: Option<&Path>, pem: &str, unique: &str) -> io::Result<Self> {
        if let Some(path) = path {
            std::fs::write(path, pem)?;
            return Ok(Self { path: std::path::absolute(path)?, temporary: None });
        }
        let folder = std::env::temp_dir();
        let path = folder.join(leftovers::name(unique));
        // Never write to an existing file.
        OpenOptions::new().write(true).create_new(true).open(&path)?.write_all(pem.as_bytes())?;
        let file = leftovers::hold(&path)?;
        leftovers::remove(&folder, &file);
        Ok(Self { path, temporary: Some(file) })
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        if self.temporary.take().is_some() {
            // The file contains no secret. If this fails, the next emulator removes it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

use super::*;
use std::path::PathBuf;

/// A separate file for each test, removed at its end.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("azmi-roots-{name}-{}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn env(pairs: &[(&str, &str)]) -> Env {
    Env::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
}

fn root() -> String {
    let made = rcgen::generate_simple_self_signed(["example.org".to_owned()]);
    made.unwrap().cert.pem()
}

#[test]
fn every_certificate_is_found_among_other_content() {
    let root = root();
    let text =
        format!("# Ren\u{e9}'s root\r\n{root}\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{root}");
    let mut bytes = b"# \xff Latin 1\n".to_vec();
    bytes.extend(text.as_bytes());
    assert_eq!(certificates(&bytes).unwrap().len(), 2);
}

#[test]
fn a_damaged_certificate_is_an_error_and_is_not_skipped() {
    for damaged in [
        "-----BEGIN CERTIFICATE-----\nA?ID\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----\n",
    ] {
        assert!(certificates(damaged.as_bytes()).is_none(), "{damaged}");
    }
}

#[test]
fn a_file_without_a_certificate_is_distinguished_from_a_missing_file() {
    let file = File::new("none", b"nothing");
    let none = named("AZMI_CA_FILE", file.path()).unwrap_err();
    let gone = named("AZMI_CA_FILE", "/nowhere/ca.pem").unwrap_err();
    assert!(none.message().contains("holds no certificate"));
    assert!(gone.message().contains("can't be read"));
    assert_eq!(none.code(), Code::InvalidCaFile);
    assert!(!gone.message().contains("emulator"));
    let ended = named("AZMI_CA_FILE", "/nowhere/azmi-emulator-7-ab.pem").unwrap_err();
    assert!(ended.message().ends_with("AZMI_CA_FILE seems to point to an emulator that has ended."), "{ended}");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let file = File::new("large", &vec![b' '; limits::ROOTS_FILE + 1]);
    let error = named("AZMI_CA_FILE", file.path()).unwrap_err();
    assert!(error.message().contains("too large"), "{error:?}");
    let folder = named("AZMI_CA_FILE", &std::env::temp_dir().to_string_lossy()).unwrap_err();
    assert_eq!(folder.code(), Code::InvalidCaFile);
}

#[cfg(unix)]
#[test]
fn links_to_a_file_are_followed() {
    let file = File::new("linked", root().as_bytes());
    let link = std::env::temp_dir().join(format!("azmi-roots-link-{}", std::process::id()));
    std::os::unix::fs::symlink(&file.0, &link).unwrap();
    let found = named("AZMI_CA_FILE", link.to_str().unwrap());
    std::fs::remove_file(&link).unwrap();
    assert_eq!(found.unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn variables_passed_by_the_caller_replace_the_systems_roots() {
    let file = File::new("bundle", root().as_bytes());
    let only = systems(&env(&[("SSL_CERT_FILE", file.path())])).unwrap();
    assert_eq!(only.len(), 1);
    let none = systems(&env(&[("SSL_CERT_DIR", "/nowhere:/nowhere-else")])).unwrap();
    assert!(none.is_empty());
    let error = systems(&env(&[("SSL_CERT_FILE", "/nowhere/bundle.pem")])).unwrap_err();
    assert!(error.message().contains("SSL_CERT_FILE"), "{error:?}");
}

#[tokio::test]
async fn a_machine_without_roots_is_reported() {
    if cfg!(windows) {
        assert!(config(&env(&[])).await.is_ok());
        return;
    }
    let error = config(&env(&[("SSL_CERT_DIR", "/nowhere")])).await.err().unwrap();
    assert_eq!(error.code(), Code::TlsFailed);
}

#[cfg(windows)]
#[tokio::test]
async fn a_pipe_in_place_of_a_file_is_refused_at_once() {
    use tokio::net::windows::named_pipe::ServerOptions;
    let path = format!("\\\\.\\pipe\\azmi-roots-{}", std::process::id());
    let _pipe = ServerOptions::new().create(&path).unwrap();
    let begin = std::time::Instant::now();
    // The first attempt takes the pipe, so the second finds it busy.
    for _ in 0..2 {
        let error = config(&env(&[("AZMI_CA_FILE", &path)])).await.err().unwrap();
        assert_eq!(error.code(), Code::InvalidCaFile);
    }
    assert!(begin.elapsed() < limits::ROOTS, "{:?}", begin.elapsed());
}

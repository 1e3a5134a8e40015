use super::*;
use std::os::unix::fs::symlink;

const FOLDER: &str = "/var/opt/azcmagent/tokens";

/// A machine whose agent folder is redirected to a temporary one.
struct Machine(PathBuf);

impl Machine {
    fn path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(FOLDER).map_or_else(|_| path.to_owned(), |rest| self.0.join(rest))
    }
}

impl Platform for Machine {
    fn now(&self) -> i64 {
        0
    }
    fn chassis_asset_tag(&self) -> Option<String> {
        None
    }
    fn system_proxy(&self) -> crate::platform::SystemProxy {
        crate::platform::SystemProxy::default()
    }
    fn file_exists(&self, path: &Path) -> bool {
        self.path(path).exists()
    }
    fn may_list(&self, _: &Path) -> bool {
        true
    }
    fn real_path(&self, path: &Path) -> Option<PathBuf> {
        self.path(path).canonicalize().ok()
    }
    fn read_small_file(
        &self,
        path: &Path,
        limit: usize,
    ) -> std::result::Result<zeroize::Zeroizing<Vec<u8>>, ReadError> {
        azmi_os::file::read_small(&self.path(path), limit)
    }
    fn program_files(&self) -> Option<PathBuf> {
        None
    }
    fn program_data(&self) -> Option<PathBuf> {
        None
    }
}

struct Lab(Machine, PathBuf);

impl Lab {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("azmi-arc-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(root.join("tokens/sub")).unwrap();
        Self(Machine(root.join("tokens")), root)
    }
    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.1.join(name), content).unwrap();
    }
    fn answer(&self, challenge: &str) -> std::result::Result<String, Code> {
        key(Some(challenge), &self.0).map(|k| k.expose().to_owned()).map_err(|e| e.code())
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

#[test]
fn the_key_of_a_valid_challenge_is_read_verbatim() {
    let lab = Lab::new("honest");
    lab.write("tokens/a=b.key", "the key ");
    for challenge in
        ["Basic realm=/var/opt/azcmagent/tokens/a=b.key", "basic Realm=\"/var/opt/azcmagent/tokens/a=b.key\""]
    {
        assert_eq!(lab.answer(challenge).unwrap(), "the key ");
    }
    lab.write("tokens/full.key", &"k".repeat(4096));
    assert_eq!(lab.answer("Basic realm=/var/opt/azcmagent/tokens/full.key").unwrap().len(), 4096);
}

#[test]
fn a_hostile_challenge_reads_nothing() {
    let lab = Lab::new("hostile");
    lab.write("outside.key", "secret");
    lab.write("tokens/sub/deep.key", "secret");
    lab.write("tokens/plain.txt", "secret");
    lab.write("tokens/large.key", &"k".repeat(4097));
    symlink(lab.1.join("outside.key"), lab.1.join("tokens/link.key")).unwrap();
    std::fs::create_dir(lab.1.join("tokens/folder.key")).unwrap();
    let outside = format!("Basic realm={}/outside.key", lab.1.display());
    for challenge in [
        "",
        "Basic",
        "Bearer realm=/var/opt/azcmagent/tokens/plain.key",
        "Basic realm=",
        "Digest realm=/var/opt/azcmagent/tokens/link.key",
        "Basic realm=/etc/passwd",
        "Basic realm=/var/opt/azcmagent/tokens/plain.txt",
        "Basic realm=/var/opt/azcmagent/tokens/../outside.key",
        "Basic realm=/var/opt/azcmagent/tokens/sub/deep.key",
        "Basic realm=/var/opt/azcmagent/tokens/sub/../plain.key",
        "Basic realm=/var/opt/azcmagent/tokens/link.key",
        "Basic realm=/var/opt/azcmagent/tokens/folder.key",
        "Basic realm=/var/opt/azcmagent/tokens/large.key",
        "Basic realm=/var/opt/azcmagent/tokens/missing.key",
        "Basic realm=tokens/plain.key",
        &outside,
    ] {
        assert_eq!(lab.answer(challenge), Err(Code::ArcChallengeRefused), "{challenge}");
    }
}

use super::*;
use crate::source::PlatformFingerprint;

#[test]
fn clients_of_one_identity_share_a_store_that_is_dropped_with_the_last_of_them() {
    let key = |id: &str| StoreKey {
        endpoint: "shared-test".into(),
        source: SourceKind::Vm,
        identity: Identity::ClientId(id.into()),
        platform: PlatformFingerprint::of(&[]),
        checked: true,
    };
    let (one, two, other) = (token_store(key("a")), token_store(key("a")), token_store(key("b")));
    assert!(Arc::ptr_eq(&one, &two) && !Arc::ptr_eq(&one, &other));
    let weak = Arc::downgrade(&one);
    drop((one, two));
    assert!(weak.upgrade().is_none());
}

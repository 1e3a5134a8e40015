use super::*;

#[test]
fn fingerprints_are_equal_only_if_all_values_are() {
    let mark = |values: &[&[u8]]| PlatformFingerprint::of(values);
    assert!(mark(&[b"app-service", b"secret"]) == mark(&[b"app-service", b"secret"]));
    let others: [&[&[u8]]; 5] = [
        &[b"app-service", b"Secret"],
        &[b"old-app-service", b"secret"],
        &[b"app-services", b"ecret"],
        &[b"app-service", b"secret", b""],
        &[b"app-servicesecret"],
    ];
    for other in others {
        assert!(mark(&[b"app-service", b"secret"]) != mark(other));
    }
}

use super::*;

#[tokio::test]
async fn names_below_localhost_are_this_machine() {
    for name in ["localhost", "LOCALHOST.", "vault.localhost"] {
        let found = addresses(name).await.unwrap();
        assert!(found.iter().all(IpAddr::is_loopback), "{name}: {found:?}");
        assert!(found[0].is_ipv4(), "{name}");
    }
}

#[tokio::test]
async fn addresses_need_no_resolver() {
    for (host, expected) in [("192.0.2.1", "192.0.2.1"), ("[fd00::1]", "fd00::1")] {
        assert_eq!(addresses(host).await.unwrap(), [expected.parse::<IpAddr>().unwrap()]);
    }
}

#[tokio::test]
async fn an_unknown_name_is_recognized_by_its_error_type() {
    let error = Resolver.resolve("does-not-exist.invalid".parse().unwrap()).await.err().unwrap();
    let message = cause::find::<NotResolved>(&*error).expect("an error of type NotResolved").to_string();
    assert!(!message.contains("os error"), "{message}");
}

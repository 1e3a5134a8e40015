use super::*;
use std::net::TcpListener;

#[tokio::test]
async fn names_below_localhost_are_this_machine() {
    for name in ["localhost", "LOCALHOST.", "vault.localhost"] {
        let url = Url::parse(&format!("https://{name}/")).unwrap();
        let found = of(&url).await.unwrap();
        assert!(found.iter().all(IpAddr::is_loopback), "{name}: {found:?}");
        assert!(found[0].is_ipv4(), "{name}");
    }
}

#[tokio::test]
async fn the_other_family_is_asked_at_once_when_the_first_refuses() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let both = [Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
    let connected = timeout(HEAD_START / 2, connect_any(&both, port, HEAD_START)).await;
    assert!(connected.expect("without a wait").is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_other_family_is_asked_when_the_first_is_silent() {
    let silent = std::future::pending::<io::Result<u8>>();
    assert_eq!(
        either(pin!(silent), pin!(async { Ok(2) })).await.unwrap(),
        2
    );
    let refused = || async { Err::<u8, _>(io::Error::from(io::ErrorKind::ConnectionRefused)) };
    let slow = async {
        tokio::time::sleep(HEAD_START).await;
        Ok(1)
    };
    assert_eq!(either(pin!(slow), pin!(refused())).await.unwrap(), 1);
    let second = async { Err::<u8, _>(io::Error::from(io::ErrorKind::TimedOut)) };
    let why = either(pin!(refused()), pin!(second)).await.unwrap_err();
    assert_eq!(why.kind(), io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_name_without_addresses_is_a_failure() {
    assert!(connect_any(&[], 443, HEAD_START).await.is_err());
}

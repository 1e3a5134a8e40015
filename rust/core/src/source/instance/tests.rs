use super::*;

#[test]
fn an_older_host_gets_a_version_that_it_lists() {
    let of = |versions: &str| offered(format!(r#"{{"error":"x","newest-versions":{versions}}}"#).as_bytes());
    assert_eq!(of(r#"["2020-10-01","2020-09-01"]"#).as_deref(), Some("2020-10-01"));
    assert_eq!(of(r#"["2017-12-01","2019-03-11"]"#).as_deref(), Some("2019-03-11"));
    assert_eq!(of(r#"["2017-12-01","2017-08-01"]"#).as_deref(), Some("2017-12-01"));
    for nothing in ["[]", "null", "\"2020-10-01\"", r#"[1,"","latest","2020-10-01&x=y","../../../","20201001aa"]"#] {
        assert_eq!(of(nothing), None, "{nothing}");
    }
    assert_eq!(offered(b"<html>"), None);
}

#[test]
fn its_address_takes_only_the_host_from_the_token_endpoint() {
    let token = Url::parse("http://10.0.0.1:80/metadata/identity/oauth2/token?x=y").unwrap();
    assert_eq!(
        address(&token, SourceKind::Vm).as_str(),
        "http://10.0.0.1/metadata/instance/compute?api-version=2021-02-01"
    );
}

use super::*;
use crate::env::Env;
use crate::identity::Identity;
use crate::source_kind::SourceKind;

fn client(variables: &[(&str, &str)], change: impl FnOnce(&mut ClientOptions)) -> Client {
    let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut options = ClientOptions { env: Env::from_pairs(pairs), ..ClientOptions::default() };
    change(&mut options);
    Client::new(options).unwrap()
}

fn share(one: &Client, other: &Client) -> bool {
    Arc::ptr_eq(one.0.credential.store(), other.0.credential.store())
}

const ID: &str = "11111111-1111-1111-1111-111111111111";
const OTHER_ID: &str = "22222222-2222-2222-2222-222222222222";

#[test]
fn clients_share_tokens_only_if_the_same_identity_responds() {
    let pin = "00".repeat(20);
    let platforms: [&[(&str, &str)]; 4] = [
        &[("IDENTITY_ENDPOINT", "http://127.0.0.1:41/app/token"), ("IDENTITY_HEADER", "secret")],
        &[
            ("MSI_ENDPOINT", "http://127.0.0.1:41/ml/token"),
            ("MSI_SECRET", "secret"),
            ("DEFAULT_IDENTITY_CLIENT_ID", ID),
        ],
        &[("MSI_ENDPOINT", "http://127.0.0.1:41/old/token"), ("MSI_SECRET", "secret"), ("WEBSITE_SITE_NAME", "site")],
        &[
            ("IDENTITY_ENDPOINT", "https://127.0.0.1:41/fabric/token"),
            ("IDENTITY_HEADER", "secret"),
            ("IDENTITY_SERVER_THUMBPRINT", &pin),
        ],
    ];
    for variables in platforms {
        let one = client(variables, |_| ());
        assert!(share(&one, &client(variables, |_| ())), "{variables:?}");
        assert!(!share(&one, &client(variables, |o| o.skip_identity_check = true)));
        for at in 0..variables.len() {
            let mut changed = variables.to_vec();
            changed[at].1 = match changed[at].0 {
                "WEBSITE_SITE_NAME" => continue,
                "DEFAULT_IDENTITY_CLIENT_ID" => OTHER_ID,
                "IDENTITY_ENDPOINT" | "MSI_ENDPOINT" => "https://127.0.0.1:41/another/token",
                "IDENTITY_SERVER_THUMBPRINT" => "1111111111111111111111111111111111111111",
                _ => "another",
            };
            assert!(!share(&one, &client(&changed, |_| ())), "{changed:?}");
        }
    }
}

#[test]
fn a_default_identity_and_the_same_identity_by_name_are_equal() {
    let machine_learning = |id| {
        [
            ("MSI_ENDPOINT", "http://127.0.0.1:41/default/token"),
            ("MSI_SECRET", "secret"),
            ("DEFAULT_IDENTITY_CLIENT_ID", id),
        ]
    };
    let by_default = client(&machine_learning(ID), |_| ());
    let named = |id: &str| {
        client(&machine_learning(OTHER_ID), |options| {
            options.identity = Identity::ClientId(id.to_owned());
        })
    };
    assert!(share(&by_default, &named(ID)));
    assert!(!share(&by_default, &named(OTHER_ID)));
}

#[test]
fn a_token_of_another_identity_is_not_returned_from_the_cache() {
    let client =
        client(&[("IDENTITY_ENDPOINT", "http://127.0.0.1:41/fits/token"), ("IDENTITY_HEADER", "secret")], |options| {
            options.identity = Identity::ClientId(ID.to_owned())
        });
    let token = |appid: &str| {
        use base64::Engine as _;
        let claims = format!(r#"{{"appid":"{appid}"}}"#);
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        let body = format!(r#"{{"access_token":"e30.{claims}.s","expires_in":3600}}"#);
        let asked = crate::token::Asked {
            identity: &Identity::SystemAssigned,
            resource: "r",
            source: SourceKind::AppService,
            now: 0,
        };
        crate::token::read_answer(body.as_bytes(), &asked).unwrap()
    };
    let asked = Identity::ClientId(ID.to_owned());
    assert!(client.0.credential.fits(&token(ID), &asked));
    assert!(!client.0.credential.fits(&token(OTHER_ID), &asked));
}

use super::*;

#[test]
fn the_committed_pins_are_whole() {
    let pins = Pins::committed();
    assert!(!pins.all().is_empty());
    for pin in pins.all() {
        assert!(pin.url.starts_with("https://"), "{}: {}", pin.name, pin.url);
        assert!(
            pin.url.contains(&pin.version),
            "{}: the address names another version",
            pin.name
        );
        assert!(
            !pin.by_hand.is_empty(),
            "{}: no way without the download",
            pin.name
        );
        assert!(
            pin.sha512.is_empty()
                || pin.sha512.len() == 128
                    && pin
                        .sha512
                        .bytes()
                        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
            "{}: SHA-512 is 128 lower-case hexadecimal digits",
            pin.name
        );
        let same = pins
            .all()
            .iter()
            .filter(|other| other.name == pin.name && other.host == pin.host)
            .count();
        assert_eq!(same, 1, "{} for {} is named twice", pin.name, pin.host);
    }
}

#[test]
fn a_host_without_a_download_is_told_what_to_do() {
    let pins = Pins::parse(
        r#"[[tool]]
        name = "x"
        title = "X"
        host = "plan9-x64"
        version = "1"
        url = "https://example.org/1"
        sha512 = ""
        by_hand = "write it down""#,
    )
    .unwrap();
    let error = pins.for_this_host("x").unwrap_err();
    assert!(
        error.contains(&host()) && error.ends_with("write it down"),
        "{error}"
    );
}

#[test]
fn an_unknown_key_is_an_error() {
    assert!(Pins::parse("[[tool]]\nname = \"x\"\nshasum = \"y\"").is_err());
}

#[test]
fn packages_are_zip_archives() {
    let pins = Pins::committed();
    let named = |name: &str| {
        pins.all()
            .iter()
            .find(|pin| pin.name == name)
            .unwrap()
            .file_name()
    };
    assert_eq!(named("Pester"), "Pester-5.9.0.zip");
    assert_eq!(named("dotnet-sdk"), "dotnet-sdk-10.0.302.tar.gz");
}

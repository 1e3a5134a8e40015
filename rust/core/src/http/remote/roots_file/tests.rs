use super::*;

#[test]
fn every_certificate_is_found_between_whatever_else_there_is() {
    let text = "# Ren\u{e9}'s root\r\n-----BEGIN CERTIFICATE-----\r\nAQID\r\nBA==\r\n-----END CERTIFICATE-----\r\n\
        -----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nBQ==\n-----END CERTIFICATE-----";
    assert_eq!(certificates(text).unwrap(), [vec![1, 2, 3, 4], vec![5]]);
}

#[test]
fn a_damaged_certificate_is_an_error_and_not_left_out() {
    assert!(certificates("-----BEGIN CERTIFICATE-----\nAQID").is_none());
    assert!(certificates("-----BEGIN CERTIFICATE-----\nA?ID\n-----END CERTIFICATE-----").is_none());
}

#[test]
fn a_file_without_a_certificate_is_told_apart_from_one_that_is_not_there() {
    let file = std::env::temp_dir().join(format!("azmi-roots-{}.pem", std::process::id()));
    std::fs::write(&file, "nothing").unwrap();
    let none = read(&file.to_string_lossy()).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    let gone = read(&file.to_string_lossy()).unwrap_err();
    assert!(none.message().contains("holds no certificate"));
    assert!(gone.message().contains("can't be read"));
    assert_eq!(none.code(), Code::InvalidCaFile);
}

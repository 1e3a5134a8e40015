use super::*;

#[test]
fn the_version_of_the_azure_cli_is_what_it_says_itself() {
    let told = "{\n  \"azure-cli\": \"2.91.0\",\n  \"azure-cli-core\": \"2.90.9\",\n  \"extensions\": {}\n}\n";
    assert_eq!(version_in(told), Ok("2.91.0".to_owned()));
}

#[test]
fn an_answer_without_a_version_is_none() {
    for told in ["", "{}", "azure-cli 2.91.0", "{\"azure-cli\": 2}"] {
        assert!(version_in(told).is_err(), "{told}");
    }
}

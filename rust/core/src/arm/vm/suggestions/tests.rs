use super::*;

fn among(wanted: &str, names: &[&str]) -> Vec<String> {
    like(wanted, names.iter().copied())
}

#[test]
fn the_closest_names_come_first_and_unrelated_ones_are_left_out() {
    let names = ["web-prod-02", "web-prod-01", "WEB-PROD-1", "database", "web-prod-01"];
    assert_eq!(among("web-prd-01", &names), ["web-prod-01", "WEB-PROD-1", "web-prod-02"]);
    assert_eq!(among("vm1", &["vm1-data-disk", "sql"]), [""; 0]);
    assert_eq!(among("mv1", &["vm1"]), ["vm1"], "two transposed letters");
}

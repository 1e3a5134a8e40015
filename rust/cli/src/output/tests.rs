use super::*;

fn record() -> Record {
    Record::default()
        .with("PrincipalId", "33333333")
        .with("ClientId", None::<String>)
        .with("Name", "a\tb\"c")
        .with("Emulated", true)
        .with_time("ExpiresOn", 1_700_000_000)
        .with_time("IssuedOn", 0)
}

#[test]
fn json_keeps_the_order_and_names_of_the_module() {
    let text = record().format(Format::Json, &[]);
    assert_eq!(
        text,
        "{\"principalId\":\"33333333\",\"clientId\":null,\"name\":\"a\\tb\\\"c\",\"emulated\":true,\
         \"expiresOn\":\"2023-11-14T22:13:20Z\",\"issuedOn\":null}\n"
    );
    serde_json::from_str::<Value>(&text).unwrap();
}

#[test]
fn tsv_has_one_field_for_each_name_whatever_the_values_hold() {
    assert_eq!(record().format(Format::Tsv, &["Name", "ClientId", "PrincipalId"]), "a\u{fffd}b\"c\t\t33333333\n");
}

#[test]
fn a_table_is_aligned() {
    let text = record().format(Format::Table, &[]);
    assert!(
        text.starts_with("PrincipalId  33333333\nClientId\nName         a\u{fffd}b\"c\nEmulated     true\n"),
        "{text}"
    );
}

#[test]
fn a_row_keeps_its_columns_and_loses_no_value_that_is_longer() {
    let columns =
        [Column { name: "Name", width: 6 }, Column { name: "Group", width: 3 }, Column { name: "Ids", width: 0 }];
    let row = |name: &str, group: &str| {
        let record = Record::default().with("Name", name).with("Group", group);
        record.with("Ids", "1,2").row(&columns)
    };
    assert_eq!(head(&columns), "Name    Group  Ids\n");
    assert_eq!(row("vm1", "rg"), "vm1     rg   1,2\n");
    assert_eq!(row("a-long-name", "r"), "a-long-name  r    1,2\n");
    assert_eq!(Record::default().row(&columns), "\n");
}

#[test]
fn several_things_are_a_json_array() {
    let one = || Record::default().with("Name", "a\nb");
    assert_eq!(json_list(&[one(), one()]), "[{\"name\":\"a\\nb\"},{\"name\":\"a\\nb\"}]");
    assert_eq!(json_list(&[]), "[]");
}

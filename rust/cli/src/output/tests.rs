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
fn json_uses_the_modules_names_in_the_same_order() {
    let text = record().format(Format::Json, &[]);
    assert_eq!(
        text,
        "{\"principalId\":\"33333333\",\"clientId\":null,\"name\":\"a\\tb\\\"c\",\"emulated\":true,\
         \"expiresOn\":\"2023-11-14T22:13:20Z\",\"issuedOn\":null}\n"
    );
    serde_json::from_str::<Value>(&text).unwrap();
}

#[test]
fn tsv_has_one_field_per_name_whatever_the_values_contain() {
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
fn columns_are_aligned_whatever_the_lengths() {
    let record = |name: &str, ids: &str| Record::default().with("Name", name).with("Ids", ids).with("Other", "x");
    let long = "n".repeat(64);
    let text = table(&[record("vm1", "1,2"), record(&long, ""), record("Ü", "3")], &["Name", "Absent", "Ids"]);
    let at = |line: &str, word: &str| line.split(word).next().unwrap().chars().count();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    let column = at(lines[0], "Ids");
    assert_eq!(column, 64 + 2 + "Absent".len() + 2);
    assert_eq!((at(lines[1], "1,2"), lines[2], at(lines[3], "3")), (column, &*long, column), "{text}");
    assert_eq!(table(&[], &["Name"]), "");
}

#[test]
fn several_results_are_a_json_array() {
    let one = || Record::default().with("Name", "a\nb");
    assert_eq!(json_list(&[one(), one()]), "[{\"name\":\"a\\nb\"},{\"name\":\"a\\nb\"}]");
    assert_eq!(json_list(&[]), "[]");
}

use super::*;

#[test]
fn json_is_indented_without_changing_a_value_or_the_order() {
    let json = r#"{"b":1.50,"a":[{"x":"a,b:{\"}\\"},[],{ }],"e":"","n":12345678901234567890123}"#;
    let text = indented(json);
    assert_eq!(
        text,
        "{\n  \"b\": 1.50,\n  \"a\": [\n    {\n      \"x\": \"a,b:{\\\"}\\\\\"\n    },\n    [],\n    {}\n  ],\n  \"e\": \"\",\n  \"n\": 12345678901234567890123\n}"
    );
    assert_eq!(indented(&text), text);
    assert_eq!(on_one_line(&text), json.replace("{ }", "{}"));
}

#[test]
fn an_entry_is_indented_one_level_below_its_array() {
    assert_eq!(within_array(r#"{"a":[1]}"#), "  {\n    \"a\": [\n      1\n    ]\n  }");
}

#[test]
fn a_selection_is_printed_as_rows() {
    let of = |json: &str| rows(&serde_json::from_str(json).unwrap(), &LongNumbers::default());
    assert_eq!(of("null"), "");
    assert_eq!(of("\"a\\tb\""), "a\u{fffd}b\n");
    assert_eq!(of("[\"a\",null,1]"), "a\n\n1\n");
    assert_eq!(of("[[\"a\",1],[\"b\",2]]"), "a\t1\nb\t2\n");
}

#[test]
fn an_invalid_expression_is_a_usage_error() {
    assert_eq!(Selection::new(Some("[?")).err().unwrap().exit_code(), 2);
    assert!(Selection::new(Some("[].name")).is_ok());
}

#[test]
fn long_numbers_keep_their_digits_through_a_query() {
    const BIG: &str = "12345678901234567890123";
    const NEXT: &str = "12345678901234567890124";
    const FINE: &str = "0.12345678901234567890123";
    let json = format!(
        r#"{{"a":{BIG},"b":[{NEXT},-{BIG},{FINE},{BIG}],"c":"{BIG} \" {BIG}","d":1.50,"e":18446744073709551615}}"#
    );
    let (text, numbers) = LongNumbers::taken_from(&json);
    let document = Variable::from_json(&text).unwrap();
    let of = |query: &str| {
        let found = jmespath::compile(query).unwrap().search(&document).unwrap();
        numbers.put_back(&serde_json::to_value(&*found).unwrap().to_string()).into_owned()
    };
    assert_eq!(of("a"), BIG);
    assert_eq!(of("b"), format!("[{NEXT},-{BIG},{FINE},{BIG}]"));
    assert_eq!(of("max(b)"), NEXT);
    assert_eq!(of("c"), format!(r#""{BIG} \" {BIG}""#));
    assert_eq!(of("[d, e]"), "[1.5,18446744073709551615]");
    assert_eq!(of("b[?@ > `1`] | length(@)"), "2");
    assert_eq!(
        rows(&serde_json::from_str::<Value>(&text).unwrap()["b"], &numbers),
        format!("{NEXT}\n-{BIG}\n{FINE}\n{BIG}\n")
    );
}

#[test]
fn keeping_numbers_verbatim_changes_nothing_else() {
    for json in [
        "{}",
        "[1,-0,1e5,0.1,1.50,9007199254740993]",
        "\"12345678901234567890123\"",
        "12345678901234567890x",
        "[\"\\\"\",1]",
    ] {
        assert_eq!(LongNumbers::taken_from(json).0, json);
    }
    // Out of range: the reader refuses it as before.
    assert_eq!(LongNumbers::taken_from("1e999").0, "1e999");
}

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
fn an_entry_stands_one_level_below_its_array() {
    assert_eq!(within_array(r#"{"a":[1]}"#), "  {\n    \"a\": [\n      1\n    ]\n  }");
}

#[test]
fn what_is_selected_is_printed_as_rows() {
    let of = |json: &str| rows(&serde_json::from_str(json).unwrap());
    assert_eq!(of("null"), "");
    assert_eq!(of("\"a\\tb\""), "a\u{fffd}b\n");
    assert_eq!(of("[\"a\",null,1]"), "a\n\n1\n");
    assert_eq!(of("[[\"a\",1],[\"b\",2]]"), "a\t1\nb\t2\n");
}

#[test]
fn an_expression_that_is_none_is_wrong_usage() {
    assert_eq!(Selection::new(Some("[?")).err().unwrap().exit_code(), 2);
    assert!(Selection::new(Some("[].name")).is_ok());
}

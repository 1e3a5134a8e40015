use super::*;

#[test]
fn only_wildcards_become_a_regular_expression() {
    let query = machines(Some("web-*.0?"), Some("rg(1)")).unwrap();
    assert!(query.contains("name matches regex '(?i)^web-.*[.]0.$'"), "{query}");
    assert!(query.contains("resourceGroup =~ 'rg(1)'"), "{query}");
    assert!(query.ends_with("| project id, name, identity | order by id asc"), "{query}");
    assert!(!machines(None, None).unwrap().contains("name matches"));
}

#[test]
fn characters_that_no_name_can_contain_are_refused() {
    for wrong in ["", "a'b", "a\\b", "a|b", "a b", "a\nb", "[ab]", "a\"b"] {
        assert_eq!(machines(Some(wrong), None).unwrap_err().code(), Code::InvalidVmName, "{wrong:?}");
    }
}

#[test]
fn a_literal_is_quoted_whatever_it_contains() {
    for text in ["plain", "it's", "\\", "\\'", "'", "a\\\\'b' | take 1 //"] {
        let literal = literal(text);
        let inner = &literal[1..literal.len() - 1];
        let (mut read, mut chars) = (String::new(), inner.chars());
        while let Some(c) = chars.next() {
            assert_ne!(c, '\'', "{text:?} ends early");
            read.extend(if c == '\\' { chars.next() } else { Some(c) });
        }
        assert_eq!(read, text);
    }
}

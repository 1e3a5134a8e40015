use super::{BEFORE, folded};

#[test]
fn lines_break_between_words_and_no_word_is_lost() {
    let text = "Tokens are requested at http://127.0.0.1:40629/metadata/identity/oauth2/token.";
    let lines = folded(text, Some(30));
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], "Tokens are requested at");
    // A word that is longer than a line stays whole.
    assert_eq!(lines[1], format!("{:BEFORE$}http://127.0.0.1:40629/metadata/identity/oauth2/token.", ""));
    assert_eq!(folded("a b", Some(3)), "a b");
    assert_eq!(folded("a bc", Some(3)), format!("a\n{:BEFORE$}bc", ""));
    assert_eq!(folded(text, None), text);
}

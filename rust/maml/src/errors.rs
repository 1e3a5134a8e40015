//! Makes the topic `about_ManagedIdentity_Errors` from `docs/errors.md`. A test compares that page with the table of
//! error ids, so the topic is always complete.

use super::topic;

/// The topic's name.
pub(super) const NAME: &str = "about_ManagedIdentity_Errors";

/// Makes the topic's markdown from the page, and the topic's text from that.
pub(super) fn write(page: &str) -> Result<String, String> {
    if let Some(line) = page.lines().position(|line| !line.is_ascii()) {
        return Err(format!("errors.md:{}: not ASCII", line + 1));
    }
    let mut text = format!(
        "# ManagedIdentity\n\n## {NAME}\n\n# SHORT DESCRIPTION\nEvery error id of the module: what it means and how to fix it.\n\n# LONG DESCRIPTION\n"
    );
    let mut ids = 0;
    for line in page.lines().filter(|line| !line.starts_with("# ")) {
        let Some(row) = line.strip_prefix("| ") else {
            if !line.starts_with("|-") {
                text += line;
                text.push('\n');
            }
            continue;
        };
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let (Some(id), Some(remedy)) = (cells.first(), cells.last()) else {
            continue;
        };
        if *id == "id" {
            continue;
        }
        ids += 1;
        // A code block keeps its line breaks, unlike a paragraph.
        text += &format!("\n    {}\n", plain(id));
        let (kind, cause) = match cells.as_slice() {
            [_, kind, cause, _] => (Some(kind), *cause),
            [_, cause, _] => (None, *cause),
            _ => (None, ""),
        };
        let facts = [("Category", kind.copied().unwrap_or_default()), ("Cause", cause), ("Remedy", remedy)];
        for (name, words) in facts.into_iter().filter(|(_, words)| !words.is_empty()) {
            text += &folded(name, &plain(words));
        }
    }
    if ids == 0 {
        return Err("errors.md: holds no table of errors".to_owned());
    }
    text += "\n# SEE ALSO\n\n- about_ManagedIdentity\n- Test-ManagedIdentity\n";
    topic::write(NAME, &text)
}

/// Formats a named fact as lines of a code block, wrapped to the width of help.
fn folded(name: &str, words: &str) -> String {
    let mut lines = vec![format!("  {name}:")];
    for word in words.split_whitespace() {
        let last = lines.last_mut().expect("there is a first line");
        if last.len() + 1 + word.len() <= topic::CODE_WIDTH {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(format!("    {word}"));
        }
    }
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

fn plain(words: &str) -> String {
    words.replace('`', "")
}

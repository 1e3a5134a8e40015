//! Web pages in place of an API's response.

/// Whether a text is HTML. `is_called_so` says that the content type is.
pub(crate) fn is_page(text: &str, is_called_so: bool) -> bool {
    if !text.starts_with('<') {
        return false;
    }
    const LOOKED_AT: usize = 1024;
    let head: String = text.chars().take(LOOKED_AT).collect::<String>().to_ascii_lowercase();
    is_called_so || head.contains("<!doctype html") || head.contains("<html")
}

/// The title of a page, or its heading, or the beginning of its text.
pub(super) fn title(page: &str) -> String {
    const LONGEST: usize = 200;
    let within = |name: &str| {
        let lower = page.to_ascii_lowercase();
        let from = lower.find(&format!("<{name}"))?;
        let from = from + page[from..].find('>')? + 1;
        let to = from + lower[from..].find(&format!("</{name}"))?;
        let text = visible(&page[from..to]);
        (!text.is_empty()).then_some(text)
    };
    let title = ["title", "h1", "h2"].into_iter().find_map(within);
    title.unwrap_or_else(|| visible(page)).chars().take(LONGEST).collect()
}

/// Text without tags.
fn visible(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<') {
        let text = part.split_once('>').map_or(part, |(_, text)| text);
        out.push_str(text);
        out.push(' ');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

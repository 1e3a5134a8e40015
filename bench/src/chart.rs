//! The chart: a bar for each whole process and whole script, by its median, with a whisker from quartile to quartile. Both
//! panels begin at zero; the first is logarithmic above one millisecond, since a peer takes hundreds of times as long as another.

use crate::figures::{Figure, Figures, rounded};
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 230.0;
const BAR: f64 = 18.0;
const STEP: f64 = 26.0;
const ROOM: f64 = WIDTH - LEFT - 110.0;

/// Draws it, as SVG.
pub fn draw(figures: &Figures) -> String {
    let mut body = String::new();
    let mut y = 20.0;
    for (group, title, logarithmic) in [
        ("process", "Whole process: one token (ms, logarithmic)", true),
        ("pwsh", "Whole script in PowerShell 7 (ms)", false),
    ] {
        let rows: Vec<_> = figures.group(group).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(body, r#"<text x="8" y="{y:.0}" font-weight="bold">{title}</text>"#);
        y += 12.0;
        let most = rows.iter().map(|row| row.quartiles().1).fold(1.0, f64::max);
        let place =
            |value: f64| if logarithmic { (value.max(1.0)).ln() / most.max(2.0).ln() } else { value / most } * ROOM;
        for row in rows {
            bar(&mut body, row, y, place);
            y += STEP;
        }
        y += 24.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{y:.0}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n"
    )
}

fn bar(body: &mut String, row: &Figure, y: f64, place: impl Fn(f64) -> f64) {
    let name = row.id.split_once(": ").map_or(row.id.as_str(), |(_, name)| name);
    let ours = name == "azmi" || name.ends_with("ours");
    let colour = if ours { "#0b6e4f" } else { "#9aa5b1" };
    let (low, high) = row.quartiles();
    let (middle, low, high) = (place(row.median()), LEFT + place(low), LEFT + place(high));
    let line = y + BAR / 2.0;
    let _ =
        writeln!(body, r#"<text x="{:.0}" y="{:.0}" text-anchor="end">{}</text>"#, LEFT - 8.0, y + 14.0, escaped(name));
    let _ = writeln!(body, r#"<rect x="{LEFT}" y="{y:.0}" width="{middle:.1}" height="{BAR}" fill="{colour}"/>"#);
    let _ = writeln!(
        body,
        r##"<line x1="{low:.1}" y1="{line:.0}" x2="{high:.1}" y2="{line:.0}" stroke="#1f2933" stroke-width="2"/>"##
    );
    let _ = writeln!(
        body,
        r#"<text x="{:.0}" y="{:.0}">{}</text>"#,
        high.max(LEFT + middle) + 6.0,
        y + 14.0,
        rounded(row.median())
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests;

//! Writes `docs/requests.md` from the recordings. If clients differ in a row that has no reason, nothing is written.

use super::cases::{Case, PERSON, Platform, Selector};
use super::peers::Peer;
use super::reasons;
use super::recording::{Outcome, Recording, Sent};
use std::collections::{BTreeMap, BTreeSet};

/// Our own client's name in recordings.
pub const OURS: &str = "azmi";

/// Recordings by client and case.
pub type Recordings = BTreeMap<String, BTreeMap<String, Recording>>;

const HEAD: &str = "\
# What is sent for a token

This page shows side by side what our client and Azure's own clients send to the same emulator. Every row in which they differ says why. A
test (`rust/core/tests/it/source_requests.rs`) writes the tables. It fails if our client sends anything else, and, where the other clients
are installed (`tests/peers/README.md`), if they do.

Every client asks for `https://management.azure.com`. Parameters and headers are in alphabetical order; `-` means that nothing is sent. The
product names in `user-agent` are shortened, and values that change from run to run are shown as `(varies)`.
";

/// One client, and what it did on one platform.
struct Column<'a> {
    title: &'static str,
    cases: Vec<(Selector, &'a Recording)>,
}

impl Column<'_> {
    fn of(&self, selector: Selector) -> &Recording {
        let found = self.cases.iter().find(|(s, _)| *s == selector);
        found.map(|(_, recording)| *recording).expect("every case was recorded")
    }

    /// What it sends without a selector. Retries count once.
    fn requests(&self) -> Vec<&Sent> {
        let mut all: Vec<&Sent> = self.of(Selector::None).requests.iter().collect();
        all.dedup();
        all
    }
}

/// The whole document.
pub fn document(all: &Recordings) -> String {
    let mut text = HEAD.to_owned();
    for platform in Platform::ALL {
        let columns = columns(all, platform);
        text += &format!("\n## {}\n\n", platform.title());
        text += reasons::introduction(platform);
        text += "\n\n";
        text += &outcomes(all, platform, &columns);
        text += "\n";
        text += &requests(platform, &columns);
    }
    text + reasons::NOT_ASKED_FOR
}

fn columns(all: &Recordings, platform: Platform) -> Vec<Column<'_>> {
    let clients = std::iter::once((OURS, OURS)).chain(Peer::ALL.map(|peer| (peer.key(), peer.title())));
    clients
        .filter_map(|(key, title)| {
            let of = all.get(key)?;
            let cases = Selector::ALL
                .into_iter()
                .filter_map(|selector| Some((selector, of.get(&Case { platform, selector }.key())?)));
            Some(Column { title, cases: cases.collect() })
        })
        .filter(|column| !column.cases.is_empty())
        .collect()
}

/// Which client gets a token for which identity.
fn outcomes(all: &Recordings, platform: Platform, columns: &[Column<'_>]) -> String {
    let ours = |platform, selector| match &all[OURS][&Case { platform, selector }.key()].result {
        Outcome::Token(principal) => principal.as_str(),
        Outcome::Failed(code) => panic!("{platform:?} {selector:?}: {code}"),
    };
    let mut rows = Vec::new();
    for selector in Selector::ALL {
        // The test has checked that ours got the intended identity; the named one is the same everywhere.
        let meant = match selector {
            Selector::None => ours(platform, selector),
            _ => ours(Platform::Vm, selector),
        };
        let cells = columns.iter().map(|column| {
            let recording = column.of(selector);
            match &recording.result {
                Outcome::Token(principal) if principal == meant => "token",
                Outcome::Token(principal) if principal == PERSON => "**a person's token**",
                Outcome::Token(_) => "**another identity's token**",
                Outcome::Failed(_) if recording.requests.is_empty() => "refused, nothing sent",
                Outcome::Failed(_) => "fails",
            }
            .to_owned()
        });
        let cells: Vec<String> = cells.collect();
        let why = why(platform, selector.title(), &cells);
        rows.push((selector.title().to_owned(), cells, why));
    }
    render("identity named by", columns, &rows)
}

/// A row of the second table: its name, and the function that reads a request's cell.
type Reader = (String, Box<dyn Fn(&Sent) -> Option<String>>);

/// A reader for each property that any of these requests has.
fn readers(sent: &[&Sent]) -> Vec<Reader> {
    let names = |of: fn(&Sent) -> &BTreeMap<String, String>| -> BTreeSet<String> {
        sent.iter().flat_map(|sent| of(sent).keys().cloned()).collect()
    };
    let mut all: Vec<Reader> = vec![
        ("method".to_owned(), Box::new(|sent| Some(sent.method.clone()))),
        ("path".to_owned(), Box::new(|sent| Some(sent.path.clone()))),
    ];
    for name in names(|sent| &sent.query) {
        let row = format!("query `{name}`");
        all.push((row, Box::new(move |sent| sent.query.get(&name).cloned())));
    }
    for name in names(|sent| &sent.headers) {
        let row = format!("header `{name}`");
        all.push((row, Box::new(move |sent| sent.headers.get(&name).cloned())));
    }
    if sent.iter().any(|sent| sent.body.is_some()) {
        all.push(("body".to_owned(), Box::new(|sent| sent.body.clone())));
    }
    all
}

/// What each client sends without a selector, and how it names an identity.
fn requests(platform: Platform, columns: &[Column<'_>]) -> String {
    let most = columns.iter().map(|column| column.requests().len()).max();
    let mut rows = Vec::new();
    for number in 0..most.unwrap_or(0) {
        let sent: Vec<Option<&Sent>> = columns.iter().map(|column| column.requests().get(number).copied()).collect();
        for (row, read) in readers(&sent.iter().flatten().copied().collect::<Vec<_>>()) {
            let shown = |value: Option<String>| value.map_or("-".to_owned(), |v| format!("`{v}`"));
            let cells: Vec<String> = sent.iter().map(|sent| shown(sent.and_then(&read))).collect();
            // The table above already shows which clients send nothing.
            let speaks = |column: &Column<'_>| !column.requests().is_empty();
            let compared: Vec<String> =
                cells.iter().zip(columns).filter(|(_, column)| speaks(column)).map(|(cell, _)| cell.clone()).collect();
            let row = match number {
                0 => row,
                _ => format!("{}. {row}", number + 1),
            };
            let why = why(platform, &row, &compared);
            rows.push((row, cells, why));
        }
    }
    for selector in [Selector::ClientId, Selector::ObjectId, Selector::ResourceId] {
        let cells: Vec<String> = columns.iter().map(|column| selector_name(column, selector)).collect();
        let row = format!("names the {} as", selector.title());
        let compared: Vec<String> = cells.iter().filter(|cell| *cell != "-").cloned().collect();
        if !compared.is_empty() {
            let why = why(platform, &row, &compared);
            rows.push((row, cells, why));
        }
    }
    render("sent", columns, &rows)
}

/// The parameter that a client adds or changes when an identity is selected.
fn selector_name(column: &Column<'_>, selector: Selector) -> String {
    let unnamed = column.requests().first().map(|sent| sent.query.clone()).unwrap_or_default();
    let Some(named) = column.of(selector).requests.first() else {
        return "-".to_owned();
    };
    let added: Vec<String> = named
        .query
        .iter()
        .filter(|(name, value)| {
            let common = matches!(name.as_str(), "api-version" | "resource" | "xms_cc");
            !common && unnamed.get(*name) != Some(*value)
        })
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if added.is_empty() { "not at all".to_owned() } else { added.join(", ") }
}

fn why(platform: Platform, row: &str, cells: &[String]) -> String {
    if cells.windows(2).all(|pair| pair[0] == pair[1]) {
        return String::new();
    }
    // A client's second request is treated like its first.
    let plain = row.split_once(". ").map_or(row, |(_, plain)| plain);
    reasons::reason(platform, plain)
        .unwrap_or_else(|| {
            panic!("{}: {row}: the clients differ without a documented reason: {cells:?}", platform.title())
        })
        .to_owned()
}

fn render(first: &str, columns: &[Column<'_>], rows: &[(String, Vec<String>, String)]) -> String {
    let titles: Vec<&str> = columns.iter().map(|column| column.title).collect();
    let mut text = format!("| {first} | {} | why they differ |\n", titles.join(" | "));
    text += &format!("|{}\n", "---|".repeat(columns.len() + 2));
    for (row, cells, why) in rows {
        text += &format!("| {row} | {} | {why} |\n", cells.join(" | "));
    }
    text
}

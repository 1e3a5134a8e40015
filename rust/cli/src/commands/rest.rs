//! `azmi rest`.

use crate::args::{Rest, RestFormat};
use crate::failure::{Failure, Own};
use crate::json::{Selection, entry_for_reader, for_reader, on_one_line};
use crate::output::{Entries, List, print_bytes};
use crate::session;
use azmi_core::{Call, Client, RestRequest, Result as Answered};
use azmi_core::{NoText, decode_text};
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;

/// The maximum size of a body. No service accepts more at once, and a device file may never end.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Sends a request and prints the response.
pub fn run(mut options: Rest) -> Result<(), Failure> {
    options.common.progress = options.wait;
    let selection = Selection::new(options.common.query.as_deref())?;
    let format = options.output;
    let common = options.common;
    // A file may be a pipe, so it is read within the call's time limit.
    let request = || {
        Ok(RestRequest {
            method: Some(options.method),
            path: options.path,
            uri: options.uri,
            api_version: options.api_version,
            body: options.body.map(body).transpose()?,
            headers: options.headers,
            resource: options.resource,
            paginate: options.paginate,
            wait: options.wait,
            any_status: false,
        })
    };
    session::run_with(&common, request, |request, client, call| async move {
        send(&client, &call, &request, format, &selection).await
    })?
}

async fn send(
    client: &Client,
    call: &Call,
    request: &RestRequest,
    format: RestFormat,
    selection: &Selection,
) -> Answered<Result<(), Failure>> {
    let mut page = client.rest(request, call).await?;
    if page.items().is_none() {
        return Ok(print_body(page.body(), format, selection));
    }
    if !selection.is_all() {
        // An expression may need all entries, to sort, count or select.
        let mut items: Vec<String> = Vec::new();
        loop {
            items.extend(page.items().into_iter().flatten().map(str::to_owned));
            page = match page.next_page(call).await? {
                Some(next) => next,
                None => break,
            };
        }
        let list = format!("[{}]", items.join(","));
        return Ok(selection.print_json(&list, format.plain()));
    }
    let mut entries = Entries::begin(match format {
        RestFormat::Json => List::Array,
        RestFormat::Tsv => List::Lines,
    });
    loop {
        let items = page.items().into_iter().flatten();
        if let Err(failure) = entries.print(items.map(|item| in_format(item, format))) {
            return Ok(Err(failure));
        }
        page = match page.next_page(call).await? {
            Some(next) => next,
            None => return Ok(entries.end()),
        };
    }
}

/// Returns an entry as received, or on one line.
fn in_format(item: &str, format: RestFormat) -> String {
    match format {
        RestFormat::Json => entry_for_reader(item),
        RestFormat::Tsv => on_one_line(item),
    }
}

/// Prints a body: JSON indented on a terminal, text with a line break at its end, anything else unchanged.
fn print_body(body: &[u8], format: RestFormat, selection: &Selection) -> Result<(), Failure> {
    if !selection.is_all() {
        return selection.print_json(&String::from_utf8_lossy(body), format.plain());
    }
    if let Ok(text) = std::str::from_utf8(body)
        && serde_json::from_str::<serde_json::Value>(text).is_ok()
    {
        return print_bytes((for_reader(text.trim_end()) + "\n").as_bytes());
    }
    print_bytes(body)?;
    match std::str::from_utf8(body) {
        Ok(text) if !text.is_empty() && !text.ends_with('\n') => print_bytes(b"\n"),
        _ => Ok(()),
    }
}

/// Returns the body itself, or the content of a file or of standard input.
fn body(text: String) -> Result<String, Failure> {
    let file = match text.as_str() {
        "-" => "-",
        text => match text.strip_prefix('@') {
            Some(file) => file,
            None => return Ok(text.to_owned()),
        },
    };
    let read = if file == "-" {
        read_up_to_the_limit(std::io::stdin())
    } else {
        File::open(file).and_then(read_up_to_the_limit)
    };
    let bytes = read.map_err(|error| unreadable(file, &format!("{error}")))?;
    if bytes.len() > LARGEST_BODY {
        let most = LARGEST_BODY / (1024 * 1024);
        return Err(unreadable(file, &format!("it is longer than {most} MiB")));
    }
    decode_text(&bytes).map(Cow::into_owned).map_err(|error| {
        unreadable(
            file,
            &match error {
                NoText::Broken(encoding) => format!("it isn't text in {encoding}"),
                NoText::NoMark => "it is UTF-16 or UTF-32 without a byte order mark".to_owned(),
            },
        )
    })
}

fn read_up_to_the_limit(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST_BODY).unwrap_or(u64::MAX);
    from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(file: &str, why: &str) -> Failure {
    Failure::Own(Own {
        id: "InvalidBody",
        message: format!("The body can't be read from {file}: {why}."),
        hint: "Use a text file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark (--body @FILE), or standard input (--body -).",
        usage: true,
    })
}

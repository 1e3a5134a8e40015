//! Parses points in time as services write them (`protocols.md`, 1.5): seconds since 1970, or dates in several formats.

use serde_json::Value;
use std::time::UNIX_EPOCH;

/// The end of the year 9999, the last time that .NET can represent.
pub const LAST: i64 = 253_402_300_799;

/// Reads a point in time from a number or a text: seconds since 1970, milliseconds if it has 13 digits, or a date.
/// `None` if it isn't valid, or is before 1970 or after 9999.
pub fn point(value: &Value) -> Option<i64> {
    let seconds = match number(value) {
        Some(number @ 1_000_000_000_000..=9_999_999_999_999) => number / 1000,
        Some(number) => number,
        None => value.as_str().and_then(parse)?,
    };
    (1..=LAST).contains(&seconds).then_some(seconds)
}

/// Reads a whole number from a number or a text, possibly with a fraction.
pub fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(n) => n.as_i64().or_else(|| whole(n.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(serde_json::from_str(text).ok()?))
        }
        _ => None,
    }
}

fn whole(number: f64) -> Option<i64> {
    /// Beyond this, `f64` can't represent every whole number. The comparison also excludes NaN.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it fits")]
    (number.abs() <= EXACT).then(|| number.floor() as i64)
}

/// Parses `06/20/2019 02:57:58 +00:00`, `1/16/2020 5:24:12 AM +00:00` (in either case), `2019-06-20 02:57:58Z`, RFC
/// 3339, HTTP dates and `/Date(1560999478000)/`, in UTC if there is no offset. Returns seconds since
/// 1970-01-01T00:00:00Z.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(milliseconds) = text.strip_prefix("/Date(").and_then(|t| t.strip_suffix(")/")) {
        return milliseconds.parse::<i64>().ok().map(|ms| ms.div_euclid(1000));
    }
    if let Ok(time) = httpdate::parse_http_date(text) {
        return i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok();
    }
    let (date, rest) = text.split_once(|c: char| c.is_whitespace() || matches!(c, 'T' | 't'))?;
    let (year, month, day) = date_of(date)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(rest.len());
    let (clock, rest) = rest.split_at(end);
    let [hour, minute, second] = fields(clock.split(['.', ',']).next()?, ':')?;
    let rest = rest.trim();
    let (hour, rest) = match rest.get(..2) {
        Some(half) if half.eq_ignore_ascii_case("am") => (hour % 12, rest[2..].trim()),
        Some(half) if half.eq_ignore_ascii_case("pm") => (hour % 12 + 12, rest[2..].trim()),
        _ => (hour, rest),
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days_since_1970(year, month, day)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some(seconds - offset(rest)?)
}

/// Year, month and day. With slashes, the month comes first, unless the first number can't be a month.
fn date_of(text: &str) -> Option<(i64, i64, i64)> {
    if !text.contains('/') {
        let [year, month, day] = fields(text, '-')?;
        return Some((year, month, day));
    }
    let [first, second, third] = fields(text, '/')?;
    Some(match (first, second) {
        (1970.., _) => (first, second, third),
        (13.., _) => (third, second, first),
        _ => (third, first, second),
    })
}

/// Parses numbers between separators.
pub(crate) fn fields<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let mut out = [0; N];
    let mut parts = text.split(separator);
    for slot in &mut out {
        *slot = parts.next().filter(|p| p.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

/// Seconds ahead of UTC: `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`.
fn offset(text: &str) -> Option<i64> {
    if ["", "z", "utc", "gmt"].iter().any(|utc| text.eq_ignore_ascii_case(utc)) {
        return Some(0);
    }
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        _ => return None,
    };
    let [hours, minutes] = match rest.len() {
        1 | 2 => [fields::<1>(rest, ':')?[0], 0],
        4 if !rest.contains(':') => {
            let all = fields::<1>(rest, ':')?[0];
            [all / 100, all % 100]
        }
        _ => fields(rest, ':')?,
    };
    (hours <= 14 && minutes <= 59).then(|| sign * (hours * 3600 + minutes * 60))
}

/// `None` if the day doesn't exist or is out of range.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let months = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month - 1).ok()?;
    if !(1970..=9999).contains(&year) || !(1..=*months.get(before)?).contains(&day) {
        return None;
    }
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    Some(years + months[..before].iter().sum::<i64>() + day - 1)
}

#[cfg(test)]
mod tests;

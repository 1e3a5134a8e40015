//! Points in time as old identity endpoints write them (`protocols.md`, 1.5), beside seconds since 1970.

/// Reads `06/20/2019 02:57:58 +00:00`, `1/16/2020 5:24:12 AM +00:00`, `2019-06-20 02:57:58` and RFC 3339; UTC when no
/// offset stands there. Seconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, rest) = text.split_once([' ', 'T'])?;
    let (year, month, day) = if date.contains('/') {
        let [month, day, year] = fields(date, '/')?;
        (year, month, day)
    } else {
        let [year, month, day] = fields(date, '-')?;
        (year, month, day)
    };
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(rest.len());
    let (clock, rest) = rest.split_at(end);
    let [hour, minute, second] = fields(clock.split('.').next()?, ':')?;
    let rest = rest.trim();
    let (hour, rest) = match rest.get(..2) {
        Some("AM") => (hour % 12, rest[2..].trim()),
        Some("PM") => (hour % 12 + 12, rest[2..].trim()),
        _ => (hour, rest),
    };
    let valid = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day);
    if !valid || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(seconds - offset(rest)?)
}

fn fields<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let mut out = [0; N];
    let mut parts = text.split(separator);
    for slot in &mut out {
        *slot = parts
            .next()
            .filter(|p| p.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()?;
    }
    parts.next().is_none().then_some(out)
}

fn offset(text: &str) -> Option<i64> {
    let sign = match text.chars().next() {
        None | Some('Z' | 'z') => return (text.len() <= 1).then_some(0),
        Some('+') => 1,
        Some('-') => -1,
        _ => return None,
    };
    let [hours, minutes] = fields(&text[1..], ':')?;
    (hours <= 14 && minutes <= 59).then(|| sign * (hours * 3600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let leaps = |y: i64| y / 4 - y / 100 + y / 400;
    let years = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    years + (1..month).map(|m| days_in(year, m)).sum::<i64>() + day - 1
}

#[cfg(test)]
mod tests;

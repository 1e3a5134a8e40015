use super::{chassis_asset_tag, text};

const AZURE: &str = "7783-7084-3265-9085-8269-3286-77";

fn structure(kind: u8, formatted: &[u8], strings: &[&str]) -> Vec<u8> {
    let mut bytes = vec![kind, u8::try_from(formatted.len() + 4).unwrap(), 0x34, 0x12];
    bytes.extend(formatted);
    for text in strings {
        bytes.extend(text.as_bytes());
        bytes.push(0);
    }
    bytes.push(0);
    if strings.is_empty() {
        bytes.push(0);
    }
    bytes
}

fn table(structures: &[Vec<u8>]) -> Vec<u8> {
    let body = structures.concat();
    let mut raw = vec![0, 3, 1, 0];
    raw.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    raw.extend(body);
    raw
}

fn bios() -> Vec<u8> {
    structure(0, &[1, 2, 0, 0, 3], &["American Megatrends Inc.", "090008 ", "12/07/2018"])
}

/// A chassis as on a Hyper-V machine: manufacturer, type, version, serial number, asset tag, boot-up state.
fn chassis(asset_tag: u8) -> Vec<u8> {
    structure(
        3,
        &[1, 3, 2, 3, asset_tag, 3],
        &["Microsoft Corporation", "7.0", "0000-0014-6569-1155-7890-8023-95", AZURE],
    )
}

fn end() -> Vec<u8> {
    structure(127, &[], &[])
}

#[test]
fn finds_the_tag_of_an_azure_machine() {
    let raw = table(&[bios(), structure(32, &[0; 7], &[]), chassis(4), end()]);
    assert_eq!(chassis_asset_tag(&raw).as_deref(), Some(AZURE));
}

#[test]
fn takes_the_first_chassis_and_stops_at_the_end() {
    assert_eq!(chassis_asset_tag(&table(&[chassis(2), chassis(4), end()])).as_deref(), Some("7.0"));
    assert_eq!(chassis_asset_tag(&table(&[bios(), end(), chassis(4)])), None);
}

#[test]
fn a_chassis_without_tag_has_none() {
    assert_eq!(chassis_asset_tag(&table(&[chassis(0), end()])), None);
    assert_eq!(chassis_asset_tag(&table(&[chassis(9), end()])), None);
    assert_eq!(chassis_asset_tag(&table(&[structure(3, &[1, 3], &["short"]), end()])), None);
    assert_eq!(chassis_asset_tag(&table(&[structure(3, &[0, 0, 0, 0, 1], &["   "]), end()])), None);
}

#[test]
fn does_not_read_past_the_stated_length() {
    let mut raw = table(&[bios(), chassis(4), end()]);
    let only_bios = u32::try_from(bios().len()).unwrap();
    raw[4..8].copy_from_slice(&only_bios.to_le_bytes());
    assert_eq!(chassis_asset_tag(&raw), None);
}

#[test]
fn malformed_tables_have_no_tag() {
    let whole = table(&[bios(), chassis(4), end()]);
    for len in 0..whole.len() {
        let _ = chassis_asset_tag(&whole[..len]);
    }
    for at in 0..whole.len() {
        for value in [0, 1, 3, 127, 255] {
            let mut raw = whole.clone();
            raw[at] = value;
            let _ = chassis_asset_tag(&raw);
        }
    }
    assert_eq!(chassis_asset_tag(&[]), None);
    assert_eq!(chassis_asset_tag(&table(&[vec![3, 0, 0, 0, 0, 0]])), None);
}

#[test]
fn a_text_is_trimmed() {
    assert_eq!(text(b"7783-7084\n").as_deref(), Some("7783-7084"));
    assert_eq!(text(b" \n"), None);
    assert_eq!(text(&[0xFF]), None);
}

use super::*;

const TEXT: &str = "{\"name\":\"Gr\u{f6}\u{df}e \u{1f600}\"}";

fn units(width: usize, little: bool) -> Vec<u8> {
    let marked = format!("\u{feff}{TEXT}");
    let order = |bytes: Vec<u8>| {
        if little { bytes } else { bytes.into_iter().rev().collect() }
    };
    if width == 2 {
        marked.encode_utf16().flat_map(|unit| order(unit.to_le_bytes().to_vec())).collect()
    } else {
        marked.chars().flat_map(|c| order(u32::from(c).to_le_bytes().to_vec())).collect()
    }
}

#[test]
fn the_byte_order_mark_determines_the_encoding() {
    assert_eq!(decode(TEXT.as_bytes()).unwrap(), TEXT);
    assert_eq!(decode(format!("\u{feff}{TEXT}").as_bytes()).unwrap(), TEXT);
    for width in [2, 4] {
        for little in [true, false] {
            assert_eq!(decode(&units(width, little)).unwrap(), TEXT, "{width} {little}");
        }
    }
    assert_eq!(decode(b"").unwrap(), "");
    assert_eq!(decode(b"\xFF\xFE").unwrap(), "");
}

#[test]
fn invalid_text_is_distinguished() {
    assert_eq!(decode(b"\xFF\xFE{"), Err(NoText::Broken("UTF-16")));
    assert_eq!(decode(b"\xFF\xFE\x00\xD8"), Err(NoText::Broken("UTF-16")));
    assert_eq!(decode(b"\xFF\xFE\0\0{"), Err(NoText::Broken("UTF-32")));
    assert_eq!(decode(b"{\"a\":\"\xE4\"}"), Err(NoText::Broken("UTF-8")));
    for width in [2, 4] {
        assert_eq!(decode(&units(width, true)[width..]), Err(NoText::NoMark));
        assert_eq!(decode(&units(width, false)[width..]), Err(NoText::NoMark));
    }
}

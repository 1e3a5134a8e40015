use super::{Interface, judge};

const HEADER: &str = r#"
#define AZMI_ABI_VERSION_MAJOR 1
#define AZMI_ABI_VERSION_MINOR 2
/// Done.
#define AZMI_STATUS_OK 0
#define AZMI_STATUS_TIMEOUT 9
/* Types; with
 * words. */
typedef struct AzmiThing AzmiThing;

/// How it went; a number.
typedef int32_t AzmiStatus;

typedef struct {
    /// First byte; or NULL.
    const uint8_t *data;
    size_t len;
} AzmiStr;

typedef void (*AzmiHeard)(const AzmiStr *text);

typedef struct {
    uint32_t size;
    uint8_t wait;
    void (*on_event)(const AzmiStr *text,
                     void *user_data);
} AzmiOptions;

extern "C" {
#endif // __cplusplus
/// Makes one; use azmi_thing_free(thing) later.
AzmiStatus azmi_thing_new(const AzmiOptions *options,
                          AzmiThing **out);

void azmi_thing_free(AzmiThing *thing);
#ifdef __cplusplus
"#;

const LAYOUT: &str = r#"{
  "AzmiStr": { "size": 16, "align": 8, "fields": [
    { "name": "data", "offset": 0, "size": 8 }, { "name": "len", "offset": 8, "size": 8 }] },
  "AzmiOptions": { "size": 16, "align": 8, "fields": [
    { "name": "size", "offset": 0, "size": 4 }, { "name": "wait", "offset": 4, "size": 1 }, { "name": "on_event", "offset": 8, "size": 8 }] }
}"#;

fn interface(header: &str, layout: &str) -> Interface {
    Interface::read(header, layout).unwrap()
}

/// What the judge says of a changed header and layout, held against the unchanged ones.
fn said(header: (&str, &str), layout: (&str, &str)) -> Result<usize, String> {
    assert!(HEADER.contains(header.0) && LAYOUT.contains(layout.0));
    let new = interface(
        &HEADER.replacen(header.0, header.1, 1),
        &LAYOUT.replacen(layout.0, layout.1, 1),
    );
    judge(&interface(HEADER, LAYOUT), &new).map(|change| change.added.len())
}

const SAME: (&str, &str) = ("", "");
const NEXT: (&str, &str) = ("MINOR 2", "MINOR 3");

#[test]
fn the_real_header_is_read_whole() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
    let real = interface(&read("include/azmi.h"), &read("tests/abi/layout.json"));
    let names: Vec<String> = real.functions.keys().cloned().collect();
    let recorded = read("tests/abi/symbols.txt");
    assert_eq!(names, recorded.lines().collect::<Vec<_>>());
    assert_eq!(
        real.functions["azmi_cancel_new"],
        "AzmiStatus azmi_cancel_new(AzmiCancel **out, AzmiError **error_out)"
    );
    assert_eq!(real.numbers["AZMI_STATUS_INTERNAL"], "20");
    assert!(real.numbers.len() >= 45 && real.structs.len() > 15);
    assert_eq!(real.types["AzmiStatus"], ["int32_t AzmiStatus"]);
    assert_eq!(
        real.types["AzmiStr"],
        ["struct", "const uint8_t *data", "size_t len"]
    );
    let callback = "void (*on_event)(const AzmiEventView *event, void *user_data)";
    assert!(real.types["AzmiCallOptions"].contains(&callback.to_owned()));
    assert!(
        real.structs
            .keys()
            .all(|name| real.types.contains_key(name))
    );
}

#[test]
fn what_stays_as_it_is_needs_no_new_version() {
    assert_eq!(said(SAME, SAME), Ok(0));
    // Words are not the interface.
    assert_eq!(said(("Makes one", "Builds one"), SAME), Ok(0));
    assert_eq!(
        said(
            (
                "options,\n                          AzmiThing",
                "options, AzmiThing"
            ),
            SAME
        ),
        Ok(0)
    );
}

#[test]
fn what_grows_needs_a_higher_minor_number() {
    let grown = (
        "void azmi_thing_free",
        "void azmi_thing_poke(void);\nvoid azmi_thing_free",
    );
    assert!(
        said(grown, SAME)
            .unwrap_err()
            .contains("function azmi_thing_poke; raise AZMI_ABI_VERSION_MINOR")
    );
    let field = (
        r#""offset": 8, "size": 8 }] }
}"#,
        r#""offset": 8, "size": 8 }, { "name": "more", "offset": 16, "size": 8 }] }
}"#,
    );
    let size = (
        "\"AzmiOptions\": { \"size\": 16",
        "\"AzmiOptions\": { \"size\": 24",
    );
    let layout = LAYOUT
        .replacen(field.0, field.1, 1)
        .replacen(size.0, size.1, 1);
    let old = interface(HEADER, LAYOUT);
    let error = judge(&old, &interface(HEADER, &layout)).unwrap_err();
    assert!(error.contains("field AzmiOptions.more"), "{error}");
    let new = interface(&HEADER.replacen(NEXT.0, NEXT.1, 1), &layout);
    assert_eq!(judge(&old, &new).unwrap().added, ["field AzmiOptions.more"]);
    let named = (
        "typedef int32_t AzmiStatus;",
        "typedef int32_t AzmiStatus;\ntypedef uint32_t AzmiKind;",
    );
    let error = said(named, SAME).unwrap_err();
    assert!(error.contains("type AzmiKind"), "{error}");
}

#[test]
fn a_struct_without_a_layout_is_an_error() {
    let header = HEADER.replacen(
        "AzmiOptions;",
        "AzmiOptions;\ntypedef struct { int a; } AzmiNew;",
        1,
    );
    let error = Interface::read(&header, LAYOUT).unwrap_err();
    assert!(error.contains("no AzmiNew"), "{error}");
}

#[test]
fn every_break_is_found_and_only_another_major_number_allows_it() {
    let breaks = [
        (
            ("void azmi_thing_free(AzmiThing *thing);", ""),
            SAME,
            "function azmi_thing_free is gone",
        ),
        (
            ("AzmiThing **out", "AzmiThing **out, AzmiError **error_out"),
            SAME,
            "function azmi_thing_new was",
        ),
        (
            ("void azmi_thing_free", "AzmiStatus azmi_thing_free"),
            SAME,
            "function azmi_thing_free was",
        ),
        (
            ("TIMEOUT 9", "TIMEOUT 10"),
            SAME,
            "number AZMI_STATUS_TIMEOUT was `9` and is `10`",
        ),
        (
            ("#define AZMI_STATUS_TIMEOUT 9", ""),
            SAME,
            "number AZMI_STATUS_TIMEOUT is gone",
        ),
        (
            ("} AzmiStr;", "} AzmiText;"),
            ("\"AzmiStr\"", "\"AzmiText\""),
            "struct AzmiStr is gone",
        ),
        (
            SAME,
            ("\"wait\", \"offset\": 4", "\"wait\", \"offset\": 5"),
            "fields in another place",
        ),
        (SAME, ("\"wait\"", "\"hold\""), "fields in another place"),
        (
            SAME,
            ("\"size\": 16, \"align\": 8", "\"size\": 16, \"align\": 4"),
            "aligned or sized",
        ),
        (
            SAME,
            (
                "\"AzmiOptions\": { \"size\": 16",
                "\"AzmiOptions\": { \"size\": 8",
            ),
            "aligned or sized",
        ),
        (
            SAME,
            (
                "\"on_event\", \"offset\": 8, \"size\": 8 }",
                "\"on_event\", \"offset\": 8, \"size\": 8 }, { \"name\": \"x\", \"offset\": 5, \"size\": 1 }",
            ),
            "new field x in what was padding",
        ),
        (
            SAME,
            (
                "\"len\", \"offset\": 8, \"size\": 8 }",
                "\"len\", \"offset\": 8, \"size\": 8 }, { \"name\": \"x\", \"offset\": 16, \"size\": 8 }",
            ),
            "struct AzmiStr can't grow",
        ),
        // The same size at the same place, and something else.
        (
            ("const uint8_t *data", "const char *data"),
            SAME,
            "type AzmiStr had `const uint8_t *data` and has `const char *data`",
        ),
        (
            ("typedef int32_t AzmiStatus", "typedef uint32_t AzmiStatus"),
            SAME,
            "type AzmiStatus had `int32_t AzmiStatus` and has `uint32_t AzmiStatus`",
        ),
        (
            (
                "                     void *user_data",
                "uint32_t kind, void *user_data",
            ),
            SAME,
            "type AzmiOptions had `void (*on_event)(const AzmiStr *text, void *user_data)`",
        ),
        (
            ("AzmiHeard)(const", "AzmiHeard)(uint32_t, const"),
            SAME,
            "type AzmiHeard had",
        ),
        (
            ("typedef struct AzmiThing AzmiThing;", ""),
            SAME,
            "type AzmiThing is gone",
        ),
        (
            ("    uint8_t wait;\n", ""),
            SAME,
            "type AzmiOptions had `uint8_t wait`",
        ),
    ];
    for (header, layout, told) in breaks {
        let error = said(header, layout).unwrap_err();
        assert!(error.contains(told), "{told}: {error}");
        // A higher minor number is no excuse; another major number is.
        let (old, layout) = (
            interface(HEADER, LAYOUT),
            LAYOUT.replacen(layout.0, layout.1, 1),
        );
        let changed = HEADER.replacen(header.0, header.1, 1);
        let minor = interface(&changed.replacen(NEXT.0, NEXT.1, 1), &layout);
        assert!(judge(&old, &minor).is_err(), "{told}");
        let major = interface(&changed.replacen("MAJOR 1", "MAJOR 2", 1), &layout);
        assert!(judge(&old, &major).is_ok(), "{told}");
    }
}

#[test]
fn a_version_never_goes_back() {
    assert!(
        said(("MINOR 2", "MINOR 1"), SAME)
            .unwrap_err()
            .contains("1.2 already")
    );
    assert!(said(("MAJOR 1", "MAJOR 0"), SAME).is_err());
}

#[test]
fn a_header_without_a_version_is_none() {
    let error = Interface::read("", "{}").unwrap_err();
    assert!(error.contains("AZMI_ABI_VERSION_MAJOR"), "{error}");
}

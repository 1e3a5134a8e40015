use super::*;

#[test]
fn segments_that_leave_the_path_are_refused_in_every_spelling() {
    for path in [
        "/..",
        "/.",
        "/a/../b",
        "/a/./b",
        "/a/..?x=y",
        "/a/%2e%2e/b",
        "/a/%2E./b",
        "/a/.%2e",
        "/a/%2e/b",
        "/a/%2f../b",
        "/a/..%2Fb",
        "/a%2f..%2fb",
        "/a/%5c..",
        "/a/..%5Cb",
        "/a/%252e%252e/b",
        "/a/%25252e%25252e/b",
        "/a/%2525252e%2525252e/b",
        "/a/%252525252525252525252e/b",
        "/a/%u002e%u002E/b",
        "/a/%25u002e./b",
        "/a/%c0%ae%C0%AE/b",
        "/a/..%c0%afb",
        "/a/..;/b",
        "/a/..;x=y/b",
        "/a/.;/b",
        "/a/.. /b",
        "/a/..%20/b",
        "/a/%20../b",
        "/a/\u{ff0e}\u{ff0e}/b",
        "/a/%ef%bc%8e./b",
        "/a\\..\\b",
        "/a\\b",
        "/a%5cb",
        "//evil.example/a",
        "/%2fevil.example/a",
        "/\\evil.example/a",
        "/a\r\nb",
        "/a\tb",
        "/a\u{7f}b",
        "/a%0d%0ab",
        "/a%00",
        "/a%250ab",
        "/a#b",
        "/a?b#c",
        "a",
        "",
        "https://evil.example/",
    ] {
        assert!(wrong(path).is_some(), "{path:?}");
    }
}

#[test]
fn harmless_paths_are_accepted() {
    for path in [
        "/",
        "/subscriptions/x/resourceGroups/a.b..c/providers/...",
        "/a/..b/c..",
        "/a%2Fb",
        "/a%20b/100%",
        "/a;v=1/b%u/c%u00",
        "/100%unknown/a b/...;x",
        "/%c3%a9/%c0/%c0a",
        "/a?b=../c&d=%2e%2e&e=\\",
        "/a//b",
        "/gr\u{fc}n/@b",
        "/a%23b%3Fc",
    ] {
        assert_eq!(wrong(path), None, "{path:?}");
    }
}

#[test]
fn an_address_cannot_bypass_the_check() {
    for uri in [
        "https://management.azure.com/a/../b",
        "https://management.azure.com/a/%2e%2e/b?c=d",
        "https://management.azure.com/a/%2f..",
        "https://management.azure.com\\@evil.example/",
        "https://management.azure.com/a\\..\\b",
        "https://management.azure.com/..",
    ] {
        assert!(wrong_in_uri(uri).is_some(), "{uri}");
    }
    for uri in [
        "https://store1.blob.core.windows.net/c/a%5Cb%2Fc...txt?comp=..",
        "https://management.azure.com",
        "https://management.azure.com?a=/../b",
    ] {
        assert_eq!(wrong_in_uri(uri), None, "{uri}");
    }
}

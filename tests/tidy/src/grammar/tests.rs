use super::{findings, scripts};
use crate::tree::File;

#[test]
fn syntax_of_seven_is_found() {
    for script in [
        "$a = $b ? 1 : 2",
        "$a = $b ?? 1",
        "$a ??= 1",
        "${a}?.Length",
        "$a = ${b}?[0]",
        "Get-Item a && Get-Item b",
        "Get-Item a || Get-Item b",
        "Get-Item a &",
        "function f { process { 1 } clean { 2 } }",
        "if ($a) { 1",
        "$a = 1 +",
        "'open",
        "Get-Item )",
    ] {
        let found = findings(script).unwrap();
        assert!(!found.is_empty(), "{script} is accepted");
        assert_eq!(found[0].0, 1, "{script}");
    }
}

#[test]
fn syntax_of_both_versions_is_accepted() {
    let script = "<#\n.SYNOPSIS\n    Does & says || what ?? is.\n#>\n[CmdletBinding()]\nparam([string] $Name = 'a', [switch] $All)\n\n\
        # A comment ? with : signs && more\n$list = @(1, 2) | Where-Object { $_ -gt 1 -and -not $All }\n$table = @{ A = 1; 'b c' = $Name }\n\
        $text = \"$Name is $($table.A) ?? && ||\"\nGet-Thing @table -Name \"x\" 2>&1 3>$null\nforeach ($one in $list) { [Console]::WriteLine($one[0]) }\n\
        try { throw 'no' } catch [IO.IOException] { $_ } finally { & $Name }\n$list | ? { $_ } | % { $_ }\n\
        [DscResource()]\nclass A { [DscProperty(Key)] [string] $B\n    [bool] C() { return $this.B -eq 'x' } }\n";
    assert_eq!(findings(script).unwrap(), []);
}

#[test]
fn code_blocks_of_documents_are_scripts() {
    let file = File {
        path: "a.md".to_owned(),
        bytes: b"# T\n\n```powershell\nGet-Item a\n```\n\n```sh\nls && ls\n```\n\n```powershell\n$a ?? 1\n```\n"
            .to_vec(),
    };
    let found = scripts(&file);
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].line, found[1].text.as_str()), (11, "$a ?? 1\n"));
}

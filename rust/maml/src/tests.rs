use super::{maml, topics, write};
use std::fs;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../powershell/docs")
}

const PAGE: &str = "---\nonline version: https://example.com/Get-Thing\nschema: 2.0.0\n---\n\n# Get-Thing\n\n## SYNOPSIS\nGets <things> & more.\n\n## SYNTAX\n\n### One (Default)\n```\nGet-Thing\n```\n\n\
### Two\n```\nGet-Thing -Name <String>\n```\n\n## DESCRIPTION\nFirst, `code`.\n\nSecond\nline.\n\n## EXAMPLES\n\n### Example 1: One\n```powershell\nGet-Thing |\n    Out-Null\n```\n\nDoes it.\n\n\
### Example 2: Two\n```powershell\nGet-Thing -Name a\n```\n\nDoes that.\n\n### Example 3: Three\n```powershell\nGet-Thing -Name b\n```\n\nDoes more.\n\n## PARAMETERS\n\n### -Name\nThe name.\n\n```yaml\nType: String\nParameter Sets: Two\nAliases: N\n\nRequired: True\n\
Position: 0\nDefault value: None\nAccept pipeline input: True (ByValue)\nAccept wildcard characters: False\n```\n\n### CommonParameters\nAll of them.\n\n## INPUTS\n\n### System.String\n\n\
## OUTPUTS\n\n### None\n\n## NOTES\n\n## RELATED LINKS\n\n[Other](Other.md)\n";

fn folder_with(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Get-Thing.md"), page).unwrap();
    folder
}

#[test]
fn a_page_becomes_maml() {
    let text = maml(folder_with(PAGE).path()).unwrap();
    for part in [
        "<command:name>Get-Thing</command:name>",
        "<command:noun>Thing</command:noun>",
        "<maml:para>Gets &lt;things&gt; &amp; more.</maml:para>",
        "<maml:para>First, code.</maml:para>",
        "<maml:para>Second line.</maml:para>",
        "<dev:code>Get-Thing |\n    Out-Null</dev:code>",
        "<maml:title>-------- Example 2: Two --------</maml:title>",
        "required=\"true\" variableLength=\"true\" globbing=\"false\" pipelineInput=\"True (ByValue)\" position=\"0\" aliases=\"N\"",
        "<maml:linkText>Other</maml:linkText>",
        "<maml:uri>https://example.com/Get-Thing</maml:uri>",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    // In the syntax of its own set, and in the list of all parameters.
    assert_eq!(text.matches("<maml:name>Name</maml:name>").count(), 2);
    assert_eq!(text.matches("<command:syntaxItem>").count(), 2);
    assert!(!text.contains("CommonParameters"));
}

#[test]
fn missing_parts_are_reported() {
    for (from, to, complaint) in [
        ("## NOTES\n", "", "has no section NOTES"),
        ("The name.\n", "", "says nothing about -Name"),
        ("Does that.\n", "", "'Example 2: Two' lacks"),
        ("-Name <String>", "-NameIt", "has no -Name in its syntax"),
        ("Position: 0\n", "", "-Name has no fact 'Position'"),
        ("Gets <things>", "{{ Fill in }}", "a placeholder"),
        ("Gets <things>", "Gets \u{e9}", "Get-Thing.md:9: not ASCII"),
        ("# Get-Thing\n", "", "does not start with"),
        ("https://example.com", "", "has no online version"),
        ("### Example 3: Three\n```powershell\nGet-Thing -Name b\n```\n\nDoes more.\n\n", "", "fewer than three"),
    ] {
        let page = PAGE.replacen(from, to, 1);
        assert_ne!(page, PAGE, "{from} is in the page");
        let error = maml(folder_with(&page).path()).unwrap_err();
        assert!(error.starts_with("Get-Thing.md") && error.contains(complaint), "{error} for {complaint}");
    }
    assert!(maml(tempfile::tempdir().unwrap().path()).unwrap_err().contains("holds no pages"));
}

#[test]
fn a_topic_becomes_text() {
    let folder = tempfile::tempdir().unwrap();
    let page = format!(
        "# Thing\n\n## about_Thing\n\n# SHORT DESCRIPTION\nShort.\n\n# LONG DESCRIPTION\n{}\n\n## Part\n\n    a code\n      line\n\n# SEE ALSO\n\n- One\n- Two\n",
        "word ".repeat(30)
    );
    fs::write(folder.path().join("about_Thing.md"), page).unwrap();
    let all = topics(folder.path()).unwrap();
    let (name, text) = &all[0];
    assert_eq!(name, "about_Thing.help.txt");
    assert!(text.starts_with("TOPIC\n    about_Thing\n\nSHORT DESCRIPTION\n    Short.\n"), "{text}");
    assert!(text.contains("\n  Part\n        a code\n          line\n"), "{text}");
    assert!(text.ends_with("SEE ALSO\n    One\n    Two\n"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 80));
    fs::write(folder.path().join("about_Thing.md"), "# Thing\n").unwrap();
    assert!(topics(folder.path()).unwrap_err().contains("has no section SHORT DESCRIPTION"));
}

#[test]
fn the_errors_become_a_topic() {
    let page = "# Errors\n\nEach has an id.\n\n## Group\n\nCategory `A`.\n\n| id | cause | remedy |\n|---|---|---|\n| OneThing | a `cause` | do it |\n\n\
        ## Other\n\n| id | category | cause | remedy |\n|---|---|---|---|\n| Two | B, C | REASON | do that |\n";
    let page = page.replace("REASON", &"word ".repeat(40));
    let text = super::errors::write(&page).unwrap();
    assert!(text.starts_with("TOPIC\n    about_ManagedIdentity_Errors\n"), "{text}");
    assert!(
        text.contains(
            "\n  Group\n    Category A.\n\n        OneThing\n          Cause: a cause\n          Remedy: do it\n"
        ),
        "{text}"
    );
    assert!(text.contains("\n        Two\n          Category: B, C\n          Cause: word"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 80), "{text}");
    assert!(!text.contains("| ") && !text.contains("|-"), "{text}");
    assert!(super::errors::write("# Errors\n").unwrap_err().contains("no table"));
    assert!(super::errors::write("# \u{e9}\n").unwrap_err().contains("not ASCII"));
}

#[test]
fn the_pages_of_the_module_are_complete() {
    let text = maml(&docs()).unwrap();
    let pages = fs::read_dir(docs())
        .unwrap()
        .filter(|entry| !entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("about_"))
        .count();
    assert_eq!(text.matches("<command:details>").count(), pages);

    let to = tempfile::tempdir().unwrap();
    let written = write(&docs(), &docs().join("../../docs/errors.md"), &to.path().join("en-US")).unwrap();
    let names: Vec<_> = written.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(
        names,
        [
            "ManagedIdentity.dll-Help.xml",
            "about_ManagedIdentity.help.txt",
            "about_ManagedIdentity_Emulator.help.txt",
            "about_ManagedIdentity_Errors.help.txt"
        ]
    );
}

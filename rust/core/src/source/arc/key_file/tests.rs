use super::Paths::{Unix, Windows};
use super::*;

const LINUX: &str = "/var/opt/azcmagent/tokens";
const PROGRAM_DATA: &str = r"C:\ProgramData\AzureConnectedMachineAgent\Tokens";

#[test]
fn a_key_file_directly_in_the_folder_is_accepted() {
    for name in ["a.key", "a=b.key", "a b.key", "..a.key", "a.b.key", "nul.key"] {
        let path = format!("{LINUX}/{name}");
        assert_eq!(name_in(&path, LINUX, Unix), Some(name));
        assert_eq!(name_in(&path, &format!("{LINUX}/"), Unix), Some(name));
    }
    for path in [
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens\a-1.key",
        r"c:\programdata\azureconnectedmachineagent\tokens\a-1.key",
        "C:/ProgramData/AzureConnectedMachineAgent/Tokens/a-1.key",
        r"C:\ProgramData/AzureConnectedMachineAgent\Tokens/a-1.key",
    ] {
        assert_eq!(name_in(path, PROGRAM_DATA, Windows), Some("a-1.key"), "{path}");
        // The form in which Windows returns a fully resolved path.
        let followed = format!(r"\\?\{PROGRAM_DATA}");
        assert_eq!(name_in(path, &followed, Windows), Some("a-1.key"), "{path}");
    }
}

#[test]
fn everything_else_on_unix_is_refused() {
    for path in [
        "",
        "a.key",
        "/a.key",
        "tokens/a.key",
        "./a.key",
        "/var/opt/azcmagent/tokens",
        "/var/opt/azcmagent/tokens/",
        "/var/opt/azcmagent/tokens/a.key/",
        "/var/opt/azcmagent/tokens/a.key/.",
        "/var/opt/azcmagent/tokens/.key",
        "/var/opt/azcmagent/tokens/a.KEY",
        "/var/opt/azcmagent/tokens/a.key ",
        "/var/opt/azcmagent/tokens/a.key.txt",
        "/var/opt/azcmagent/tokens/akey",
        "/var/opt/azcmagent/tokens//a.key",
        "//var/opt/azcmagent/tokens/a.key",
        "/var/opt/azcmagent/tokens/./a.key",
        "/var/opt/azcmagent/tokens/../a.key",
        "/var/opt/azcmagent/tokens/sub/a.key",
        "/var/opt/azcmagent/tokens/../tokens/a.key",
        "/var/opt/azcmagent/TOKENS/a.key",
        "/var/opt/azcmagent/tokens2/a.key",
        "/var/opt/azcmagent/tokens/a\\b.key",
        "/var/opt/azcmagent/tokens/a\0.key",
        "/var/opt/azcmagent/tokens/a\n.key",
        "/proc/self/root/var/opt/azcmagent/tokens/a.key",
        "\\var\\opt\\azcmagent\\tokens\\a.key",
        "~/a.key",
        "file:///var/opt/azcmagent/tokens/a.key",
        r"\\10.0.0.1\share\a.key",
    ] {
        assert_eq!(name_in(path, LINUX, Unix), None, "{path}");
    }
    let long = format!("{LINUX}/{}.key", "a".repeat(300));
    assert_eq!(name_in(&long, LINUX, Unix), None);
}

#[test]
fn everything_else_on_windows_is_refused() {
    for path in [
        // Other machines, pipes, devices, and paths that the system passes on unchanged.
        r"\\10.0.0.1\share\a.key",
        r"\\10.0.0.1\C$\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        "//10.0.0.1/C$/ProgramData/AzureConnectedMachineAgent/Tokens/a.key",
        r"/\10.0.0.1\share\a.key",
        r"\\localhost\C$\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"\\?\C:\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        "//?/C:/ProgramData/AzureConnectedMachineAgent/Tokens/a.key",
        r"\\.\C:\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"\??\C:\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"\\?\UNC\10.0.0.1\share\a.key",
        r"\\?\GLOBALROOT\Device\Mup\10.0.0.1\share\a.key",
        r"\\.\pipe\a.key",
        r"\\.\pipe\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"\Device\NamedPipe\a.key",
        r"\\a@SSL\DavWWWRoot\a.key",
        // Locations that depend on the process.
        r"\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        "/ProgramData/AzureConnectedMachineAgent/Tokens/a.key",
        r"C:ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        "C:a.key",
        "a.key",
        r".\a.key",
        r"%ProgramData%\AzureConnectedMachineAgent\Tokens\a.key",
        // Other folders.
        r"D:\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens\..\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens\.\a.key",
        r"C:\ProgramData\..\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens\sub\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens.\a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens \a.key",
        r"C:\ProgramData\AzureConnectedMachineAgent\Tokens\\a.key",
        r"C:\\ProgramData\AzureConnectedMachineAgent\Tokens\a.key",
        r"C:\PROGRA~3\AzureConnectedMachineAgent\Tokens\a.key",
    ] {
        assert_eq!(name_in(path, PROGRAM_DATA, Windows), None, "{path}");
    }
    for name in [
        "",
        ".key",
        "a.txt",
        "a.KEY",
        "a.key.",
        "a.key ",
        "a.key. .",
        "a.key::$DATA",
        "a.txt:b.key",
        "a.txt::$DATA.key",
        ":a.key",
        "C:a.key",
        "nul.key",
        "NUL.key",
        "nul .key",
        "nul.a.key",
        "con.key",
        "aux.key",
        "prn.key",
        "com1.key",
        "LPT9.key",
        "com\u{b9}.key",
        "lpt\u{b2}.x.key",
        "CONIN$.key",
        "conout$.key",
        "clock$.key",
        "a*.key",
        "a?.key",
        "<a.key",
        "a>.key",
        "a|b.key",
        "\"a.key",
        "a\tb.key",
        "a\0.key",
    ] {
        let path = format!(r"{PROGRAM_DATA}\{name}");
        assert_eq!(name_in(&path, PROGRAM_DATA, Windows), None, "{name}");
    }
    for name in ["null.key", "com10.key", "comb.key", "console.key", "com.key", "a;b.key"] {
        let path = format!(r"{PROGRAM_DATA}\{name}");
        assert_eq!(name_in(&path, PROGRAM_DATA, Windows), Some(name));
    }
}

#[test]
fn a_network_or_relative_folder_matches_nothing() {
    for folder in [r"\\server\share\Tokens", r"\\?\UNC\server\share\Tokens", "Tokens", ""] {
        let path = format!(r"{folder}\a.key");
        assert_eq!(name_in(&path, folder, Windows), None, "{folder}");
    }
    assert_eq!(name_in("tokens/a.key", "tokens", Unix), None);
}

use super::values::{Source, address};
use super::*;
use azmi_core::SourceKind;
use std::time::Duration;

fn parse(line: &str) -> Result<Args, clap::Error> {
    super::parse(line.split(' ').map(OsString::from))
}

fn common(line: &str) -> Common {
    match parse(line).unwrap().command {
        Command::Whoami(options) => options.common,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_definition_is_valid() {
    command().debug_assert();
}

#[test]
fn sources_are_accepted_in_both_spellings() {
    for (text, kind) in [
        ("auto", None),
        ("Auto", None),
        ("vm", Some(SourceKind::Vm)),
        ("app-service", Some(SourceKind::AppService)),
        ("AppService", Some(SourceKind::AppService)),
        ("vm-extension", Some(SourceKind::VmExtension)),
        ("MachineLearning", Some(SourceKind::MachineLearning)),
    ] {
        assert_eq!(common(&format!("azmi whoami --source {text}")).source, Source(kind));
    }
    assert_eq!(common("azmi whoami").source, Source(None));
    assert_eq!(parse("azmi whoami --source aks").unwrap_err().exit_code(), 2);
}

#[test]
fn methods_are_accepted_in_any_case_and_mistyped_ones_get_a_suggestion() {
    for method in ["get", "PATCH", "Merge"] {
        parse(&format!("azmi rest --path /x --method {method}")).unwrap();
    }
    let error = parse("azmi rest --path /x --method gett").unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("'get'"), "{error}");
}

#[test]
fn time_limits_are_in_seconds() {
    assert_eq!(common("azmi whoami").timeout, Duration::from_secs(100));
    assert_eq!(common("azmi whoami --timeout 0").timeout, Duration::ZERO);
    assert_eq!(common("azmi whoami --timeout 2.5").timeout, Duration::from_millis(2500));
    // A tiny value isn't zero, which would mean no limit.
    for tiny in ["1e-10", "0.0004", "5e-324"] {
        let limit = common(&format!("azmi whoami --timeout {tiny}")).timeout;
        assert_eq!(limit, Duration::from_millis(1), "{tiny}");
    }
    for wrong in ["-1", "-1e-10", "soon", "", "NaN", "inf", "-inf", "infinity", "1e9", "1e19", "1e300", "1e999"] {
        assert!(parse(&format!("azmi whoami --timeout={wrong}")).is_err(), "{wrong}");
    }
}

#[test]
fn the_short_options_match_those_of_az() {
    let Command::Vm { command: VmCommand::PrincipalId(options) } =
        parse("azmi vm principal-id -g rg1 -n vm1 -o tsv -v").unwrap().command
    else {
        panic!("another command");
    };
    assert_eq!(options.resource_group.as_deref(), Some("rg1"));
    assert_eq!(options.name.as_deref(), Some("vm1"));
    assert_eq!(options.output, Format::Tsv);
    assert!(options.common.talk.verbose);
}

#[test]
fn only_a_token_can_be_printed_as_a_header() {
    assert!(parse("azmi token -o header").is_ok());
    assert!(parse("azmi whoami -o header").is_err());
}

#[test]
fn addresses_may_use_localhost() {
    assert_eq!(address("localhost:80"), Ok(SocketAddr::from(([127, 0, 0, 1], 80))));
    assert_eq!(address("[::1]:80").unwrap().port(), 80);
    assert!(address("80").is_err() && address("localhost").is_err() && address("example.com:80").is_err());
}

#[test]
fn the_last_of_repeated_options_wins_wherever_it_appears() {
    let seconds = |line: &str| common(line).timeout.as_secs();
    assert_eq!(seconds("azmi whoami --timeout 5 --timeout 7"), 7);
    assert_eq!(seconds("azmi --timeout 5 whoami --timeout 7"), 7);
    assert_eq!(seconds("azmi --timeout=5 -v whoami"), 5);
    assert!(common("azmi -v --source vm whoami -v").talk.verbose);
    let vm = |line: &str| match parse(line).unwrap().command {
        Command::Vm { command: VmCommand::Identity(options) } => options,
        other => panic!("{other:?}"),
    };
    let options = vm("azmi -n vm1 -o TSV vm --subscription a identity -o table --subscription b");
    assert_eq!(options.name.as_deref(), Some("vm1"));
    assert_eq!(options.output, Format::Table);
    assert_eq!(options.common.subscription, ["a", "b"]);
}

#[test]
fn an_option_before_a_command_must_belong_to_it() {
    assert_eq!(parse("azmi --all whoami").unwrap_err().exit_code(), 2);
    assert_eq!(parse("azmi --name whoami").unwrap_err().exit_code(), 2);
    assert_eq!(parse("azmi --help whoami").unwrap_err().exit_code(), 0);
    for help in ["azmi help vm identity", "azmi -q help", "azmi -v vm --source arc help identity"] {
        assert_eq!(parse(help).unwrap_err().exit_code(), 0, "{help}");
    }
    assert_eq!(parse("azmi --version").unwrap_err().exit_code(), 0);
}

#[test]
fn mistyped_commands_and_options_get_a_suggestion() {
    let said = |line: &str| parse(line).unwrap_err().to_string();
    assert!(said("azmi tokn").contains("'token'"));
    assert!(said("azmi token --resourc x").contains("'--resource'"));
    assert!(said("azmi whoami --source arcc").contains("'arc'"));
    for (line, meant) in [
        ("azmi emulate pwsh", "'azmi emulate -- pwsh'"),
        ("azmi emulate whoami", "'azmi emulate -- azmi whoami'"),
        ("azmi -q rest /subscriptions", "'azmi rest --path /subscriptions'"),
        ("azmi token KeyVault", "'azmi token --resource KeyVault'"),
        ("azmi vm identity -v vm1", "'azmi vm identity --name vm1'"),
    ] {
        assert!(said(line).contains(&format!("tip: did you mean {meant}?")), "{}", said(line));
    }
    assert!(!said("azmi rest --pth /x").contains("did you mean"));
}

#[test]
fn a_command_inside_the_emulator_keeps_its_own_options() {
    let Command::Emulate(options) = parse("azmi emulate --output env -- azmi -v whoami").unwrap().command else {
        panic!("another command");
    };
    assert_eq!(options.command, ["azmi", "-v", "whoami"]);
    assert_eq!(options.output, Greeting::Env);
}

#[test]
fn rest_accepts_an_address_as_url_too() {
    let Command::Rest(options) = parse("azmi rest --url https://x/").unwrap().command else {
        panic!("another command");
    };
    assert_eq!(options.uri.as_deref(), Some("https://x/"));
}

use super::*;
use clap::CommandFactory;

fn parse(line: &str) -> Result<Args, clap::Error> {
    Args::try_parse_from(line.split(' '))
}

fn common(line: &str) -> Common {
    match parse(line).unwrap().command {
        Command::Whoami(options) => options.common,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_is_well_formed() {
    Args::command().debug_assert();
}

#[test]
fn sources_are_taken_in_both_spellings() {
    for (text, kind) in [
        ("auto", None),
        ("Auto", None),
        ("vm", Some(SourceKind::Vm)),
        ("app-service", Some(SourceKind::AppService)),
        ("AppService", Some(SourceKind::AppService)),
        ("vm-extension", Some(SourceKind::VmExtension)),
        ("MachineLearning", Some(SourceKind::MachineLearning)),
    ] {
        assert_eq!(
            common(&format!("azmi whoami --source {text}")).source,
            Source(kind)
        );
    }
    assert_eq!(common("azmi whoami").source, Source(None));
    assert_eq!(
        parse("azmi whoami --source aks").unwrap_err().exit_code(),
        2
    );
}

#[test]
fn time_limits_are_seconds() {
    assert_eq!(common("azmi whoami").timeout, Duration::from_secs(100));
    assert_eq!(common("azmi whoami --timeout 0").timeout, Duration::ZERO);
    assert_eq!(
        common("azmi whoami --timeout 2.5").timeout,
        Duration::from_millis(2500)
    );
    // Next to nothing is not nothing, which means no limit.
    for tiny in ["1e-10", "0.0004", "5e-324"] {
        let limit = common(&format!("azmi whoami --timeout {tiny}")).timeout;
        assert_eq!(limit, Duration::from_millis(1), "{tiny}");
    }
    for wrong in [
        "-1", "-1e-10", "soon", "", "NaN", "inf", "-inf", "infinity", "1e9", "1e19", "1e300",
        "1e999",
    ] {
        assert!(
            parse(&format!("azmi whoami --timeout={wrong}")).is_err(),
            "{wrong}"
        );
    }
}

#[test]
fn the_short_options_are_those_of_az() {
    let Command::Vm {
        command: VmCommand::PrincipalId(options),
    } = parse("azmi vm principal-id -g rg1 -n vm1 -o tsv -v")
        .unwrap()
        .command
    else {
        panic!("another command");
    };
    assert_eq!(options.resource_group.as_deref(), Some("rg1"));
    assert_eq!(options.name.as_deref(), Some("vm1"));
    assert_eq!(options.output, Format::Tsv);
    assert!(options.common.verbose);
}

#[test]
fn a_header_is_a_token_s_only() {
    assert!(parse("azmi token -o header").is_ok());
    assert!(parse("azmi whoami -o header").is_err());
}

#[test]
fn addresses_may_say_localhost() {
    assert_eq!(
        address("localhost:80"),
        Ok(SocketAddr::from(([127, 0, 0, 1], 80)))
    );
    assert_eq!(address("[::1]:80").unwrap().port(), 80);
    assert!(
        address("80").is_err()
            && address("localhost").is_err()
            && address("example.com:80").is_err()
    );
}

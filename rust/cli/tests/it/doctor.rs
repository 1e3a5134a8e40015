//! `azmi doctor` in a healthy environment and in broken ones.

use crate::support::{Ran, World, azmi};
use azmi_emulator::{Endpoint, Fault};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

const NAMES: [&str; 9] =
    ["Source", "Proxy", "Endpoint", "ArcAgent", "Identity", "Token", "Clock", "ResourceManager", "Reader"];

/// A port that nothing listens on.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Returns the standard output of a report that contains a failure.
fn bad_news(ran: Ran) -> String {
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""), "{ran:?}");
    ran.stdout
}

/// The check and status of each line of tab-separated output.
fn outcomes(tsv: &str) -> Vec<(&str, &str)> {
    tsv.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 4, "{line:?}");
            (fields[0], fields[1])
        })
        .collect()
}

/// An endpoint that responds slowly to every request.
fn slow() -> World {
    let world = World::new();
    world.emulator.set_faults(vec![Fault { delay_ms: 20_000, ..Fault::at(Endpoint::Imds) }]);
    world
}

#[test]
fn a_healthy_machine_in_every_format() {
    let world = World::new();
    let tsv = world.run("doctor -o tsv").answer();
    let found = outcomes(&tsv);
    assert_eq!(found.iter().map(|(name, _)| *name).collect::<Vec<_>>(), NAMES);
    assert!(found.iter().all(|(_, status)| *status != "Fail"), "{tsv}");
    assert_eq!(found[3], ("ArcAgent", "Skipped"));
    // A token from an emulator is a warning, not a failure.
    assert_eq!(found[5], ("Token", "Warning"));
    assert!(tsv.contains("\tRemove AZURE_POD_IDENTITY_AUTHORITY_HOST"));

    let json = world.run("doctor -o json").json();
    let checks = json.as_array().unwrap();
    assert_eq!(checks.len(), NAMES.len());
    for (check, (name, status)) in checks.iter().zip(&found) {
        assert_eq!((check["check"].as_str(), check["status"].as_str()), (Some(*name), Some(*status)));
        assert!(check["detail"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(check["durationMs"].as_u64().is_some_and(|ms| ms < 10_000));
    }
    assert!(checks[0]["fix"].is_null() && checks[5]["fix"].is_string());

    let table = world.run("doctor").answer();
    assert_eq!(table, world.run("doctor -o table").answer());
    let rows = table.lines().filter(|line| !line.starts_with(' '));
    let names: Vec<&str> = rows.map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(names, NAMES);
    assert!(!table.contains("eyJ"), "no token: {table}");
}

#[test]
fn nothing_at_the_endpoint() {
    let world = World::new();
    let port = closed_port();
    let mut command = world.command("doctor -o tsv");
    command.env("AZURE_POD_IDENTITY_AUTHORITY_HOST", format!("http://127.0.0.1:{port}"));
    let tsv = bad_news(command.output().unwrap().into());
    let found = outcomes(&tsv);
    assert_eq!(found[2], ("Endpoint", "Fail"));
    // The wording of this part comes from the system.
    let line = tsv.lines().nth(2).unwrap();
    assert!(
        line.contains(&format!("Nothing listens on 127.0.0.1:{port}"))
            && line.contains("AZURE_POD_IDENTITY_AUTHORITY_HOST seems to point to an emulator that has ended. [NothingListening]\tStart the emulator again"),
        "{line}"
    );
    let untold = [3, 4, 5, 6, 8].map(|at| found[at].1);
    assert_eq!(untold, ["Skipped"; 5]);
    assert_eq!(found[7], ("ResourceManager", "Pass"));
}

#[test]
fn an_unassigned_identity_word_for_word() {
    let world = World::new();
    let table = bad_news(world.run("doctor --client-id 66666666-6666-4666-8666-000000000000"));
    let facts = world.emulator.endpoints();
    let expected = format!(
        "\
Source           Pass     Vm: AZURE_POD_IDENTITY_AUTHORITY_HOST is set. Tokens are requested at {imds}/metadata/identity/oauth2/token.
Proxy            Pass     No proxy is set.
Endpoint         Pass     Something listens at {place}.
ArcAgent         Skipped  The source is not Azure Arc.
Identity         Fail     The identity with client id 66666666-6666-4666-8666-000000000000 is not assigned to this machine. The identity endpoint answered 400: Identity not found [IdentityNotAssigned]
                 fix:     Check the id, or assign it: portal > the VM > Identity > User assigned > Add, or with this command. It may take a minute to work.
                          az vm identity assign -g <group> -n <vm> --identities <resource id>
Token            Skipped  There is no token.
Clock            Pass     This machine's clock agrees with the endpoint's.
ResourceManager  Pass     {arm}/ answers, and its certificate is trusted.
Reader           Skipped  There is no token to send.
",
        imds = facts.imds,
        place = facts.imds.trim_start_matches("http://"),
        arm = facts.arm.replace("127.0.0.1", "localhost"),
    );
    assert_eq!(table, expected);
}

#[test]
fn a_missing_source() {
    let world = World::new();
    let tsv = bad_news(world.run("doctor -o tsv --source service-fabric"));
    let found = outcomes(&tsv);
    assert_eq!((found[0], found[1]), (("Source", "Fail"), ("Proxy", "Pass")));
    assert!(found[2..].iter().all(|(_, status)| *status == "Skipped"));
    assert!(world.emulator.requests().is_empty());
}

#[test]
fn an_untrusted_resource_manager() {
    let world = World::new();
    let mut command = world.command("doctor -o json");
    command.env("AZMI_CA_FILE", "");
    let json = bad_news(command.output().unwrap().into());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json[7]["check"], &json[7]["status"]), (&"ResourceManager".into(), &"Fail".into()));
    let detail = json[7]["detail"].as_str().unwrap();
    assert!(detail.ends_with("[CertificateNotTrusted]"), "{detail}");
    assert_eq!(json[4]["status"], "Pass");
}

#[test]
fn quiet_reports_only_by_the_exit_code() {
    let world = World::new();
    for (line, code) in [("doctor -q", 0), ("doctor --quiet --source arc", 1)] {
        let ran = world.run(line);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(code), "", ""), "{line}");
    }
}

#[test]
fn another_audience() {
    let world = World::new();
    let tsv = world.run("doctor -o tsv --resource https://vault.azure.net/.default").answer();
    assert!(tsv.contains("\tFor https://vault.azure.net, "), "{tsv}");
}

#[test]
fn an_invalid_question_is_an_error_without_a_report() {
    for (line, id) in [
        ("doctor --client-id me", "InvalidClientId"),
        ("doctor --environment Mars", "InvalidEnvironment"),
        ("doctor --subscription mine", "InvalidSubscriptionId"),
        ("doctor --resource Vaults", "UnknownResourceName"),
    ] {
        let ran: Ran = azmi(line.split(' ')).output().unwrap().into();
        ran.failed(2, id);
    }
    let ran: Ran = azmi(["doctor", "-q", "-o", "json"]).output().unwrap().into();
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
}

#[test]
fn a_time_limit_still_produces_a_report() {
    let world = slow();
    let begin = Instant::now();
    let tsv = bad_news(world.run("doctor -o tsv --timeout 0.3"));
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert_eq!(outcomes(&tsv)[4], ("Identity", "Fail"));
    assert!(tsv.contains("[TimedOut]"), "{tsv}");
}

#[test]
fn rows_appear_as_soon_as_they_are_known_and_an_interrupt_ends_the_report() {
    let world = slow();
    for format in ["table", "tsv"] {
        let mut child = world
            .command(&format!("doctor -o {format}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let begin = Instant::now();
        // The fifth check waits for the endpoint for seconds.
        for name in &NAMES[..4] {
            let line = lines.next().unwrap().unwrap();
            assert!(line.starts_with(name), "{line}");
        }
        assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
        #[cfg(unix)]
        {
            let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
            assert!(kill.success());
            assert!(lines.next().is_none());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(130));
            assert!(String::from_utf8(output.stderr).unwrap().ends_with("[Cancelled]\n"));
        }
        #[cfg(not(unix))]
        child.kill().and_then(|()| child.wait()).unwrap();
    }
}

#[test]
fn verbose_output_reports_each_step_on_standard_error() {
    let world = World::new();
    let ran = world.run("doctor -v -q");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
    for (number, name) in (1..).zip(NAMES) {
        let step = format!("azmi: Examined {name}: {number} of 9\n");
        assert!(ran.stderr.contains(&step), "{ran:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let world = World::new();
    for format in ["table", "tsv", "json"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = world.command(&format!("doctor -o {format}"));
        let output = command.stdout(full.unwrap()).output().unwrap();
        Ran::from(output).failed(1, "OutputFailed");
    }
}

#[test]
fn the_page_shows_the_actual_output() {
    const HINT: &str = "AZMI_BLESS=1 rewrites the page";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/doctor.md");
    let page = std::fs::read_to_string(path).unwrap();
    let world = World::new();
    let facts = world.emulator.endpoints();
    let port = |url: &str| url.rsplit(':').next().unwrap().to_owned();
    let said = |stdout: String| {
        stdout
            .replace(&format!(":{}", port(&facts.imds)), ":50001")
            .replace(&format!(":{}", port(&facts.arm)), ":50002")
    };
    let healthy = said(world.run("doctor").answer());
    let broken = said(bad_news(world.run("doctor --client-id 99999999-9999-4999-8999-999999999999")));
    let mut parts: Vec<&str> = page.split("```text\n").collect();
    let rest = |part: &str| part[part.find("```\n").unwrap()..].to_owned();
    let (after_healthy, after_broken) = (rest(parts[1]), rest(parts[2]));
    let (first, second) = (healthy + &after_healthy, broken + &after_broken);
    (parts[1], parts[2]) = (&first, &second);
    let wanted = parts.join("```text\n");
    if std::env::var_os("AZMI_BLESS").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), wanted, "{HINT}");
}

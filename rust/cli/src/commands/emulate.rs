//! `azmi emulate`.

mod inside;
mod ready_file;
mod stop;

use crate::args::{Emulate, Greeting};
use crate::failure::{Failure, Own, printable, say};
use crate::output::print;
use crate::session;
use azmi_emulator::{Emulator, Endpoints, Fault, Options, Outcome, RequestRecord, Scenario, StartError};
use ready_file::ReadyFile;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;
use stop::Stop;

/// Runs the emulator until it is stopped, or until the command inside it ends.
pub fn run(options: Emulate) -> Result<ExitCode, Failure> {
    let is_for_programs = options.output == Greeting::Env && options.command.is_empty();
    serve(options).inspect_err(|failure| {
        if is_for_programs {
            // The failure is also on standard error.
            let _ = print(&failure.lines());
        }
    })
}

fn serve(options: Emulate) -> Result<ExitCode, Failure> {
    let file = options.scenario.as_deref();
    let scenario = file.map(read_scenario).transpose()?.unwrap_or_default();
    let faults = options.faults.as_deref().map(read_faults).transpose()?.unwrap_or_default();
    let runtime = session::runtime()?;
    let done = runtime.block_on(async {
        // Before anything is printed, because a reader of the output may stop the emulator at once.
        let stop = Stop::watch(options.exit_with_stdin)?;
        let emulator = Emulator::start(Options {
            imds: options.imds,
            arm: options.arm,
            scenario,
            allow_remote: options.allow_remote,
            on_request: options.talk.verbose.then_some(report),
            ..Options::default()
        });
        let emulator = emulator.await.map_err(|error| match (error, file) {
            (StartError::Scenario(what), Some(file)) => invalid_scenario(file, &what),
            (error, _) => not_started(error),
        })?;
        emulator.set_faults(faults);
        let ready_file = options.ready_file.map(|path| ReadyFile::write(path, emulator.endpoints())).transpose()?;
        let endpoints = emulator.endpoints();
        let code = if options.command.is_empty() {
            print(&match options.output {
                Greeting::Text if options.talk.quiet => String::new(),
                Greeting::Text => greeting(endpoints),
                Greeting::Env => lines(endpoints),
            })?;
            stop.wait().await;
            ExitCode::SUCCESS
        } else {
            inside::run(&options.command, endpoints, stop).await?
        };
        // Remove the ready file before the listeners close.
        drop(ready_file);
        emulator.stop();
        Ok(code)
    });
    // The thread that waits for the end of standard input can't be interrupted.
    runtime.shutdown_background();
    done
}

/// Prints a request and its outcome, for `--verbose`.
fn report(record: &RequestRecord) {
    let query = if record.query.is_empty() { String::new() } else { format!("?{}", record.query) };
    let outcome = match record.outcome {
        Outcome::Answered { status } => format!("HTTP {status}"),
        Outcome::Reset => "the connection was dropped".to_owned(),
        Outcome::Pending | Outcome::Abandoned => "the client went away".to_owned(),
    };
    let fault = record.fault.map_or_else(String::new, |at| format!(" (fault {at})"));
    let line = format!("{:?}: {} {}{query}: {outcome}{fault}", record.endpoint, record.method, record.path);
    say(&format!("azmi: {}\n", printable(&line)));
}

fn read_scenario(path: &Path) -> Result<Scenario, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| invalid_scenario(path, &error))?;
    Scenario::from_json(&text).map_err(|error| invalid_scenario(path, &error))
}

fn invalid_scenario(path: &Path, what: &dyn Display) -> Failure {
    Failure::Own(Own {
        id: "InvalidScenario",
        message: format!("The scenario {} can't be used: {what}.", path.display()),
        hint: "A scenario is a file with a JSON object, such as {\"virtualMachines\":[{\"name\":\"web1\",\"resourceGroup\":\"rg1\",\"identity\":{\"systemAssigned\":true}}]}.",
        usage: true,
    })
}

fn read_faults(text: &str) -> Result<Vec<Fault>, Failure> {
    let invalid = |what: String| {
        Failure::Own(Own {
            id: "InvalidFaults",
            message: format!("The faults can't be used: {what}."),
            hint: "Give the name of a behavior such as web-filter, a JSON list such as [{\"endpoint\":\"imds\",\"status\":429}], or @FILE to read one from a file.",
            usage: true,
        })
    };
    let read = match text.strip_prefix('@') {
        None => Ok(text.to_owned()),
        Some(file) => std::fs::read_to_string(file),
    };
    let text = read.map_err(|error| invalid(error.to_string()))?;
    Fault::list_from_json(&text).map_err(|error| invalid(error.to_string()))
}

fn not_started(error: StartError) -> Failure {
    let (usage, hint) = match &error {
        StartError::NotLoopback(_) => (true, "Use a loopback address, or add --allow-remote."),
        StartError::Listen(..) => (false, "Use another address, or port 0 for a free one."),
        StartError::CaFile(_) => (false, "Check that the folder for temporary files is writable."),
        StartError::Thread(_) => {
            (false, "Check whether the process has reached its limit of threads, open files or memory.")
        }
        StartError::Scenario(_) | StartError::Certificate(_) => {
            (false, "This is a defect: please report it with the version and the message.")
        }
    };
    Failure::Own(Own { id: "EmulatorNotStarted", message: format!("The emulator didn't start: {error}."), hint, usage })
}

fn greeting(endpoints: &Endpoints) -> String {
    let mut text = format!(
        "The emulator is running. Its tokens are fake: no other service accepts them. Press Ctrl+C to stop it.\n\n\
         Identity endpoint  {}\n\
         Resource Manager   {}\n\
         This machine       {} in resource group {}, subscription {}\n",
        endpoints.imds, endpoints.arm, endpoints.vm_name, endpoints.resource_group_name, endpoints.subscription_id
    );
    if let Some(own) = &endpoints.system_assigned {
        text += &format!("Principal id       {}\n", own.principal_id);
    }
    text += "\nTo use it from another window, in bash or another POSIX shell:\n\n";
    for (name, value) in &endpoints.environment {
        text += &format!("export {name}='{}'\n", value.replace('\'', r"'\''"));
    }
    text += "\nOr in PowerShell:\n\n";
    for (name, value) in &endpoints.environment {
        text += &format!("$env:{name} = '{}'\n", value.replace('\'', "''"));
    }
    text
}

/// Returns one line for each variable, and an empty line that marks the end for a reader of the pipe.
fn lines(endpoints: &Endpoints) -> String {
    let pairs = endpoints.environment.iter();
    let lines = pairs.map(|(name, value)| format!("{name}={value}\n"));
    lines.chain(["\n".to_owned()]).collect()
}

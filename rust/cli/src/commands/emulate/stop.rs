//! When to stop: on Ctrl+C, on a termination request of the system, or at the end of standard input.

use crate::failure::Failure;
use std::io::{self, Read};
use tokio::sync::oneshot;

/// Watches for a reason to stop, from its creation.
pub struct Stop {
    signals: system::Signals,
    stdin: Option<oneshot::Receiver<()>>,
}

impl Stop {
    /// Starts watching. Watches standard input only on request, because it may be closed from the start.
    pub fn watch(with_stdin: bool) -> Result<Self, Failure> {
        let signals = system::Signals::watch().map_err(|error| Failure::start(&error))?;
        Ok(Self { signals, stdin: with_stdin.then(watch_stdin) })
    }

    /// Completes when it is time to stop. Returns whether the command inside received the signal too: a terminal sends Ctrl+C to both.
    pub async fn wait(mut self) -> bool {
        let stdin_ended = async {
            match self.stdin {
                Some(ended) => drop(ended.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            is_known = self.signals.any() => is_known,
            () = stdin_ended => false,
        }
    }
}

/// Reads standard input in a thread, because the read can't be canceled. The thread ends with the process.
fn watch_stdin() -> oneshot::Receiver<()> {
    let (sender, ended) = oneshot::channel();
    std::thread::spawn(move || {
        let mut ignored = [0; 256];
        loop {
            match io::stdin().lock().read(&mut ignored) {
                Ok(0) => break,
                Err(error) if error.kind() != io::ErrorKind::Interrupted => break,
                _ => {}
            }
        }
        let _ = sender.send(());
    });
    ended
}

#[cfg(unix)]
mod system {
    use std::io;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Ctrl+C, `kill`, and the closing of the terminal.
    pub struct Signals([Signal; 3]);

    impl Signals {
        pub fn watch() -> io::Result<Self> {
            let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
            let [interrupt, terminate, hangup] = kinds.map(signal);
            Ok(Self([interrupt?, terminate?, hangup?]))
        }

        /// Waits for a signal, and returns whether it was Ctrl+C.
        pub async fn any(&mut self) -> bool {
            let [interrupt, terminate, hangup] = &mut self.0;
            tokio::select! {
                _ = interrupt.recv() => true,
                _ = terminate.recv() => false,
                _ = hangup.recv() => false,
            }
        }
    }
}

#[cfg(windows)]
mod system {
    use std::io;
    use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

    /// Ctrl+C, Ctrl+Break, and the closing of the console.
    pub struct Signals(CtrlC, CtrlBreak, CtrlClose);

    impl Signals {
        pub fn watch() -> io::Result<Self> {
            Ok(Self(ctrl_c()?, ctrl_break()?, ctrl_close()?))
        }

        /// Waits for a signal. A console sends each signal to all of its programs.
        pub async fn any(&mut self) -> bool {
            tokio::select! {
                _ = self.0.recv() => true,
                _ = self.1.recv() => true,
                _ = self.2.recv() => true,
            }
        }
    }
}

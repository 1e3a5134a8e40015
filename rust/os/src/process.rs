//! Programs that this one started.

use std::process::Child;

/// Asks a child to end, as `kill` does. Windows has no such request for programs without a window: there it does nothing.
pub fn ask_to_end(child: &mut Child) {
    #[cfg(unix)]
    if let (Ok(None), Ok(id)) = (child.try_wait(), libc::pid_t::try_from(child.id())) {
        // SAFETY: both are numbers, and the child, which nobody has waited for, still has its own.
        unsafe { libc::kill(id, libc::SIGTERM) };
    }
    #[cfg(not(unix))]
    let _ = child;
}

//! Child processes.

use std::process::Child;

/// Sends SIGTERM to a child. Does nothing on Windows, which has no such signal for programs without a window.
pub fn ask_to_end(child: &mut Child) {
    #[cfg(unix)]
    if let (Ok(None), Ok(id)) = (child.try_wait(), libc::pid_t::try_from(child.id())) {
        // SAFETY: Both arguments are numbers, and the id is still the child's, because nothing has waited for it.
        unsafe { libc::kill(id, libc::SIGTERM) };
    }
    #[cfg(not(unix))]
    let _ = child;
}

use super::*;

#[test]
fn calls_and_threads_are_counted_once_each() {
    let trace = "10 execve(\"azmi\", ...) = 0\n10 clone3({flags=CLONE_VM} <unfinished ...>\n11 set_robust_list(0x7f, 24) = 0\n\
        10 <... clone3 resumed>) = 11\n10 --- SIGCHLD {si_signo=SIGCHLD} ---\n10 exit_group(0) = ?\n10 +++ exited with 0 +++\n";
    assert_eq!(counted(trace), (4.0, 1.0));
}

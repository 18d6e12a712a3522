//! What only the operating system knows of this process.

/// Whether the process runs with more rights than whoever started it (set-uid, set-gid, or file
/// capabilities): then its environment is somebody else's word.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_privileged() -> bool {
    // SAFETY: reads a value that the kernel gave the process at its start.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// As on Linux, as far as user and group ids tell.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(super) fn is_privileged() -> bool {
    // SAFETY: these take nothing and can't fail.
    unsafe { libc::getuid() != libc::geteuid() || libc::getgid() != libc::getegid() }
}

/// Windows has no such processes.
#[cfg(not(unix))]
pub(super) fn is_privileged() -> bool {
    false
}

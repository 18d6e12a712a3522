//! What only the operating system knows or can do: privileges of the process, signals, pinning the DLL.

/// Whether the process has more rights than the user who started it (set-uid, set-gid, or file
/// capabilities). The environment of such a process can't be trusted.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn is_privileged() -> bool {
    // SAFETY: only reads a value.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// As on Linux, except for file capabilities.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(crate) fn is_privileged() -> bool {
    // SAFETY: no parameters, no errors.
    unsafe { libc::getuid() != libc::geteuid() || libc::getgid() != libc::getegid() }
}

/// Windows has no such processes.
#[cfg(not(unix))]
pub(crate) fn is_privileged() -> bool {
    false
}

/// Runs `start`, whose new threads block all signals: the program's signal handlers may expect its own
/// threads. Signals for a fault of the thread itself are not blocked.
#[cfg(unix)]
pub(crate) fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    use libc::{SIG_BLOCK, SIG_SETMASK, pthread_sigmask, sigdelset, sigfillset};
    use libc::{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    use std::{mem, ptr};

    // A new thread inherits the signal mask.
    // SAFETY: signal sets are plain values; these functions write only to them and to the mask of this
    // thread.
    unsafe {
        let mut signals = mem::zeroed();
        let mut before = mem::zeroed();
        sigfillset(&mut signals);
        for fault in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP] {
            sigdelset(&mut signals, fault);
        }
        pthread_sigmask(SIG_BLOCK, &signals, &mut before);
        let started = start();
        pthread_sigmask(SIG_SETMASK, &before, ptr::null_mut());
        started
    }
}

/// Windows has no signals.
#[cfg(not(unix))]
pub(crate) fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    start()
}

/// Keeps the DLL loaded until the process ends: a thread that is stuck in connecting can outlive its
/// call, and needs its code. On Linux a linker option does the same (build.rs).
#[cfg(windows)]
pub(crate) fn stay_loaded() {
    use std::ffi::c_void;
    use std::ptr;

    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;
    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let mut module = ptr::null_mut();
        // SAFETY: the address is in a loaded module, and `module` is writable.
        unsafe {
            GetModuleHandleExW(PIN | FROM_ADDRESS, stay_loaded as *const c_void, &mut module)
        };
    });
}

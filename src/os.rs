//! What only the operating system knows of this process.

/// Whether the process runs with more rights than whoever started it (set-uid, set-gid, or file
/// capabilities): then its environment is somebody else's word.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn is_privileged() -> bool {
    // SAFETY: reads a value that the kernel gave the process at its start.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// As on Linux, as far as user and group ids tell.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
pub(crate) fn is_privileged() -> bool {
    // SAFETY: these take nothing and can't fail.
    unsafe { libc::getuid() != libc::geteuid() || libc::getgid() != libc::getegid() }
}

/// Windows has no such processes.
#[cfg(not(unix))]
pub(crate) fn is_privileged() -> bool {
    false
}

/// Starts a thread that takes no signals of the program's: their handlers are written for its own
/// threads. But for those that speak of a fault of the very thread.
#[cfg(unix)]
pub(crate) fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    use libc::{SIG_BLOCK, SIG_SETMASK, pthread_sigmask, sigdelset, sigfillset};
    use libc::{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    use std::{mem, ptr};

    // SAFETY: a set of signals is a plain value, and these functions only write to it, or to the mask
    // of this thread. A new thread has that of the thread that starts it.
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

/// Keeps the module that this code is in loaded until the process ends: a thread that is stuck in
/// connecting may outlive its call, and would go on where there is no code any more. On Linux the
/// linker is told to (build.rs).
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
        // SAFETY: the address is in a module that is loaded, and `module` can be written to.
        unsafe {
            GetModuleHandleExW(PIN | FROM_ADDRESS, stay_loaded as *const c_void, &mut module)
        };
    });
}

//! A value for each process: a forked child must not use what threads of its parent may have held at
//! the fork, so it makes a value of its own and leaves the inherited one alone.

use once_cell::race::OnceBox;
use std::{mem, process};

/// A chain to which each fork adds a value. Only the last is in use.
pub(crate) struct ForkLocal<T>(OnceBox<Own<T>>);

struct Own<T> {
    process: u32,
    /// Present until `drop`.
    value: Option<T>,
    child: ForkLocal<T>,
}

impl<T> ForkLocal<T> {
    pub const fn new() -> Self {
        ForkLocal(OnceBox::new())
    }

    /// The value of this process, made at the first call. Takes no lock, since one that was held in the
    /// parent at the fork would stay held in the child.
    pub fn get(&self, make: impl Fn() -> T) -> &T {
        let own = || {
            let value = Some(make());
            Box::new(Own { process: process::id(), value, child: ForkLocal::new() })
        };
        let mut last = self.0.get_or_init(own);
        while let Some(child) = last.child.0.get() {
            last = child;
        }
        if last.process != process::id() {
            last = last.child.0.get_or_init(own);
        }
        last.value.as_ref().expect("present until drop")
    }
}

impl<T> Drop for Own<T> {
    /// Leaks an inherited value: dropping it could wait for a lock that nobody will release.
    fn drop(&mut self) {
        if self.process != process::id() {
            mem::forget(self.value.take());
        }
    }
}

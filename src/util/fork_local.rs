//! A value that each process has its own of: a forked child must not use what its parent's threads
//! may have held at the fork, so it starts anew and leaves alone what it inherited.

use once_cell::race::OnceBox;
use std::{mem, process};

/// Each fork adds a value to the chain; the last is the only one in use.
pub(crate) struct ForkLocal<T>(OnceBox<Own<T>>);

struct Own<T> {
    process: u32,
    /// There until it is dropped.
    value: Option<T>,
    child: ForkLocal<T>,
}

impl<T> ForkLocal<T> {
    pub const fn new() -> Self {
        ForkLocal(OnceBox::new())
    }

    /// This process's value, made when it is first asked for. Found without a lock, since a lock
    /// held in the parent at the fork stays held in the child.
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
        last.value.as_ref().expect("a value until it is dropped")
    }
}

impl<T> Drop for Own<T> {
    /// What was inherited is leaked: closing it could wait for a lock that nobody will release.
    fn drop(&mut self) {
        if self.process != process::id() {
            mem::forget(self.value.take());
        }
    }
}

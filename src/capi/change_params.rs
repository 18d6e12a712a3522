//! The parameters that every change has in common, as pointers and then as strings.

use super::ffi::optional;
use crate::error::Result;
use crate::jobs::change::operation::Operation;
use crate::jobs::change::plan::ChangeParams;
use std::ffi::c_char;

pub(super) struct RawChangeParams {
    pub recordings_json: *const c_char,
    pub site_url: *const c_char,
    pub host_email: *const c_char,
    pub flags: u32,
}

impl RawChangeParams {
    /// # Safety
    /// As for [`optional`], for each string.
    pub unsafe fn read<'a>(&self, operation: Operation) -> Result<ChangeParams<'a>> {
        // SAFETY: promised by the caller.
        unsafe {
            Ok(ChangeParams {
                operation,
                recordings_json: optional(self.recordings_json, "recordings_json")?,
                site_url: optional(self.site_url, "site_url")?,
                host_email: optional(self.host_email, "host_email")?,
                flags: self.flags,
            })
        }
    }
}

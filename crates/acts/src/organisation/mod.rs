//! An organisation's own record: kept once, confirmed by officials, used everywhere.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];

//! Dual responsibility: heads who must each confirm an act before it is done.

mod confirm;

pub use confirm::Confirm;

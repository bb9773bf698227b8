//! Selection of leads: nomination, judgement, selection.

mod decline;
mod judge;
mod nominate;
mod select;

pub use decline::Decline;
pub use judge::Judge;
pub use nominate::Nominate;
pub use select::Select;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Nominate>(),
    kind::<Judge>(),
    kind::<Select>(),
    kind::<Decline>(),
];

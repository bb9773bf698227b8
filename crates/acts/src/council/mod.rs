//! The management and coordination body. Its chair is the lead's head, derived and never typed a second time.

mod form;

pub use form::Form;

use values::Date;

use crate::act::{ActKind, kind};
use crate::subject::consortium::Consortium;
use crate::subject::governance::Seat;
use crate::world::World;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Form>()];

/// The chair on that day: the lead's legal representative, sitting for the lead. None before a council is formed, or
/// while no legal representative of the lead is on record.
pub fn chair(world: &World, consortium: &Consortium, day: Date) -> Option<Seat> {
    consortium.governance.council.as_ref()?;
    let head = world.organisation(consortium.lead)?.representative(day)?;
    Some(Seat {
        organisation: consortium.lead,
        person: head.person,
    })
}

/// Everyone on the council on that day: the chair first, then a seat for each member named.
pub fn seats(world: &World, consortium: &Consortium, day: Date) -> Vec<Seat> {
    let named = consortium
        .governance
        .council
        .iter()
        .flat_map(|council| council.members.iter().cloned());
    chair(world, consortium, day)
        .into_iter()
        .chain(named)
        .collect()
}

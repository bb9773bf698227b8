//! Who sees what: the only place, for pages, lists, counts, search and export, where something is hidden.

use values::Date;

use crate::ask::{Actor, Office};
use crate::subject::Subject;
use crate::world::World;

/// Whether the asker may know that the subject exists.
pub fn sees(world: &World, _office: &Office, _actor: Actor, subject: Subject, _day: Date) -> bool {
    world.has(subject)
}

//! Which industries a track is for: the policy's own, and on a track that takes them those a division declared.

use policy::{Policy, Term};
use values::{Date, Key};

use crate::world::World;

/// The industries open to organisations on a track: the policy's own, and where the track takes local ones, those the
/// division declared by that day.
pub fn industries_open(
    policy: &Policy,
    world: &World,
    track: &str,
    division: Option<&Key>,
    day: Date,
) -> Vec<Key> {
    let local_track = takes_local_industries(policy, track);
    let declared = division
        .filter(|_| local_track)
        .and_then(|division| world.local_industries.get(division))
        .into_iter()
        .flatten()
        .filter(|(from, _)| *from <= day)
        .max_by_key(|(from, _)| *from)
        .map_or(&[][..], |(_, industries)| industries);
    policy
        .terms("industry")
        .iter()
        .filter(|term| !yes(term, "local") || declared.contains(&term.key))
        .map(|term| term.key.clone())
        .collect()
}

/// Whether a track takes divisions' own key industries.
pub fn takes_local_industries(policy: &Policy, track: &str) -> bool {
    policy
        .term("track", track)
        .is_some_and(|track| yes(track, "local_industries"))
}

fn yes(term: &Term, attribute: &str) -> bool {
    term.word(attribute).is_some_and(|word| *word == "yes")
}

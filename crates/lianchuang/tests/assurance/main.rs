//! What an assessor is told about this product is true: every item of every checklist is there once, says why it stands as it
//! stands, and names tests and texts that are really here.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod abuse;
mod algorithms;
#[path = "../../src/assurance/checklist.rs"]
mod checklist;
mod checklists;
mod inventory;
#[path = "../../src/assurance/lock.rs"]
mod lock;
mod repository;

//! Forming a consortium: invitations, bodies, charter, responsibility, and the facts about them.

mod bench;
mod bodies;
mod charter;
mod counting;
mod invitations;
mod leaving;
mod responsibility;

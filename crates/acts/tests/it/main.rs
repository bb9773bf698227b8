//! The acts played against small worlds.

mod authority;
mod disclosure;
mod forming;
mod handling;
mod leading;
mod model;
mod pack;
mod refusal;
mod scenarios;
mod yunwan;

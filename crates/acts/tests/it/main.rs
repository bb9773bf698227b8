//! The acts played against small worlds.

mod forming;
mod leading;
mod pack;
mod yunwan;

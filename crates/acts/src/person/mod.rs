//! People known to the office.

mod enrol;

pub use enrol::Enrol;

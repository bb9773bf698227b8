//! A small fictitious pack read whole, read with mistakes, and read with a call laid over it.

mod chance;
mod fixture;
mod guide;
mod mistakes;
mod overlay;
mod reading;

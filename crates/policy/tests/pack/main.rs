//! A small fictitious pack read whole, read with mistakes, and read with a call laid over it.

mod fixture;
mod mistakes;
mod reading;

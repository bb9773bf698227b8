//! The charter: rounds of drafts, one frozen text, signatures with proven authority.

mod sign;

pub use sign::Sign;

//! Every kind of mistake is told with its place, what was meant and what is allowed.

mod calls;
mod clauses;
mod conditions;
mod planted;
mod procedure;
mod rows;
mod whole;

use crate::fixture::mistakes_with;

/// One text of the pack replaced by another gives exactly these mistakes.
fn check(file: &str, old: &str, new: &str, expected: &str) {
    assert_eq!(mistakes_with(&[(file, old, new)]).trim(), expected.trim());
}

//! For assessors: how the product stands to the standards, what it is built from, and the pack in which all of it is handed over.

mod bill;
mod checklist;
mod lock;
mod pack;
mod summary;

pub use bill::bill_of_materials;
pub use checklist::{Checklist, Status};
pub use pack::Pack;
pub use summary::{Proven, Summary, summary};

/// The checklists inside the program, by the names of their files.
pub const CHECKLISTS: [(&str, &str); 5] = [
    (
        "asvs-5.0-level-2.toml",
        include_str!("../../../docs/assurance/asvs-5.0-level-2.toml"),
    ),
    (
        "mlps-level-3.toml",
        include_str!("../../../docs/assurance/mlps-level-3.toml"),
    ),
    (
        "cryptography.toml",
        include_str!("../../../docs/assurance/cryptography.toml"),
    ),
    (
        "verification.toml",
        include_str!("../../../docs/assurance/verification.toml"),
    ),
    (
        "personal-data.toml",
        include_str!("../../../docs/assurance/personal-data.toml"),
    ),
];

/// What is tried against each of the OWASP Top 10:2025.
pub const TOP_TEN: &str = include_str!("../../../docs/assurance/top-10-2025.toml");
/// Broken algorithms that are here nevertheless.
pub const ALGORITHMS: &str = include_str!("../../../docs/assurance/algorithms.toml");
/// Every use of cryptography.
pub const CRYPTOGRAPHY_IN_USE: &str =
    include_str!("../../../docs/assurance/cryptography-in-use.toml");

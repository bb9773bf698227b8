//! Scenarios: proofs and stories in one language. A [`Cast`] plays acts against a world by the same ruling as the office;
//! a [`walk`] takes a case on by its pack's own stages; [`read()`] and [`run()`] check the lines an official writes.

mod cast;
mod complete;
mod expected;
mod figures;
mod naming;
mod outcome;
mod profile;
mod read;
mod routine;
mod run;
mod walk;

pub use cast::Cast;
pub use expected::{Expected, Said};
pub use figures::{FactLine, FigureLine};
pub use profile::{Profile, credit_code};
pub use read::{ActLine, Complete, Given, Line, Scenario, ScenarioMistake, read};
pub use routine::Story;
pub use run::{Failure, nominate, run};
pub use walk::{Step, walk, walk_to};

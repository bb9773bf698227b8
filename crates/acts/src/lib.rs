//! The heart: what may be recorded, and what the record changes. Two pure functions carry the product.
//!
//! [`rule`](ruling::rule) looks at the world, the policy and an act asked for, and answers with every finding;
//! [`evolve`](world::World::evolve) folds a recorded act into the world and cannot fail. Neither reads a clock, a file or chance.

pub mod act;
pub mod ask;
pub mod capacity;
pub mod condition;
pub mod disclosure;
pub mod fact;
pub mod field;
pub mod finding;
pub mod inbox;
pub mod numbering;
pub mod recorded;
pub mod ruling;
pub mod scenario;
pub mod sight;
pub mod subject;
pub mod target;
pub mod tenure;
pub mod world;

// the acts, in the order of a consortium's life
pub mod application;
pub mod appointment;
pub mod charter;
pub mod chief_expert;
pub mod committee;
pub mod consortium;
pub mod council;
pub mod decision;
pub mod division;
pub mod establishment;
pub mod examination;
pub mod invitation;
pub mod matter;
pub mod mechanism;
pub mod membership;
pub mod notice;
pub mod objection;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod recommendation;
pub mod responsibility;
pub mod review;
pub mod secretariat;
pub mod selection;
pub mod substitution;

pub use act::{Act, ActKind, act_kind, acts};
pub use ask::{Actor, Ask, Office};
pub use fact::catalogue;
pub use finding::{Evidence, Finding, Found, Holding, State};
pub use recorded::{Effects, Recorded};
pub use ruling::{Asked, Refusal, Ruling, prospect, rule};
pub use subject::Subject;
pub use world::World;

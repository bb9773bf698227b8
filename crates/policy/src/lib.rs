//! A policy pack, read: one government's plan as typed clauses, conditions, vocabularies, procedure and words.
//!
//! Reading is pure: files come in as text, a [`Policies`] or a list of located [`Mistake`]s goes out. What the product
//! itself knows (acts, facts, capacities) is handed in as a [`Catalogue`], so that this crate knows neither.

pub mod authority;
pub mod catalogue;
pub mod clause;
pub mod condition;
pub mod document;
pub mod edition;
pub mod mistake;
pub mod procedure;
pub mod read;
pub mod target;
pub mod vocabulary;

pub use authority::{Authority, Scope};
pub use catalogue::{ActEntry, Catalogue, FactEntry, FactType, Needed, ParamEntry, ParamType};
pub use clause::{Clause, Execution};
pub use condition::{
    Comparison, Condition, Each, Measure, Param, Test, Tree, Value, Wanted, Weight,
};
pub use document::DocumentTemplate;
pub use edition::{Chapter, EditionKey, OutsideList, Parameter, ParameterValue, Policies, Policy};
pub use mistake::{Location, Mistake};
pub use procedure::{
    Consents, Decision, Ends, Moves, Numbering, NumberingPer, Opening, Silence, Stage, SubjectKind,
    Within,
};
pub use target::{FigureSight, Target};
pub use vocabulary::{Term, Vocabulary};

//! The audit log: who did, tried or read what, from where, and what came of it. A chain of its own beside the register, for
//! everything the register does not hold. It knows events, not acts.

mod alarm;
mod event;
mod kind;
mod purge;
mod search;
mod signed;
mod store;
mod taken;
mod verify;

pub use alarm::{Alarm, AlarmRule, Alarms, INFECTED, ThresholdMistake, Thresholds, acknowledged};
pub use event::{Actor, Event, Origin, Outcome, Recorded};
pub use kind::{EventKind, Field};
pub use purge::{KEPT_DAYS, PurgeFault, Purged};
pub use register::Head;
pub use search::{Found, Query};
pub use signed::{Chain, HeadFault, SignedHead, signed_text};
pub use store::{AuditFault, AuditStore, DATABASE};
pub use taken::{Taken, lines};
pub use verify::{Bad, Verification};

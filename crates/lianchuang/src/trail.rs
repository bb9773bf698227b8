//! The door to the audit log. One thread appends what waits in one durable transaction; only what must precede an effect
//! waits for it, and what stands beside records it takes over. What cannot be recorded does not happen.

mod ahead;
mod course;
mod entered;
mod layer;
mod route;
pub mod search;
mod standing;
#[cfg(test)]
pub mod tests;
mod thread;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use acts::ask::Actor;
use acts::subject::person::Role;
use acts::{World, capacity as held};
use anyhow::Context as _;
use arc_swap::ArcSwap;
use audit::{AuditFault, AuditStore, Event, EventKind, Outcome, SignedHead, Thresholds};
use tokio::sync::oneshot;
use values::{Date, Instant};

use crate::app::{App, Visitor};
use crate::clock::Clock;

pub use ahead::Ahead;
pub use course::{begun, ended};
pub use layer::{Remark, Told, Traced, trace};
use standing::Standing;
use thread::Thread;

/// The event could not be recorded, so what it would have told of must not happen.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the audit log takes nothing: {0}")]
pub struct Unwritten(pub String);

struct Job {
    events: Vec<Event>,
    reply: Option<oneshot::Sender<Result<(), Unwritten>>>,
}

/// The door to the audit log of a data folder; copies lead to the same log.
#[derive(Clone)]
pub struct Trail {
    jobs: Sender<Job>,
    reader: Arc<Mutex<AuditStore>>,
    thresholds: Arc<ArcSwap<Thresholds>>,
    standing: Arc<Standing>,
    folder: Arc<PathBuf>,
}

impl Trail {
    /// Opens the log of a data folder, making it where needed, and starts the thread that appends.
    pub fn open(data: &Path) -> anyhow::Result<Trail> {
        let store = AuditStore::open(data)
            .with_context(|| format!("opening the audit log in {}", data.display()))?;
        let reader =
            AuditStore::open_for_searching(data).context("opening the audit log for searching")?;
        let (jobs, inbox) = channel();
        let thresholds = Arc::new(ArcSwap::from_pointee(Thresholds::default()));
        let standing = Arc::new(Standing::new());
        let thread = Thread::new(store, Arc::clone(&thresholds), Arc::clone(&standing));
        // The thread ends when every door is dropped.
        std::thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || thread.work(&inbox))
            .context("starting the audit log's thread")?;
        Ok(Trail {
            jobs,
            reader: Arc::new(Mutex::new(reader)),
            thresholds,
            standing,
            folder: Arc::new(data.to_owned()),
        })
    }

    /// Keeps a signed head.
    pub fn keep_signed(&self, signed: &SignedHead) -> Result<bool, AuditFault> {
        AuditStore::open(&self.folder)?.keep_signed(signed)
    }

    /// A door of its own for the office.
    pub fn ahead(&self, data: &Path) -> anyhow::Result<Ahead> {
        Ahead::open(
            data,
            Arc::clone(&self.thresholds),
            Arc::clone(&self.standing),
            self.jobs.clone(),
        )
    }

    /// From when on something is an alarm.
    pub fn watch(&self, thresholds: Thresholds) {
        self.thresholds.store(Arc::new(thresholds));
    }

    /// Records an event and waits until the disk has it.
    pub async fn write(&self, event: Event) -> Result<(), Unwritten> {
        self.send(vec![event])?
            .await
            .unwrap_or_else(|_| Err(stopped()))
    }

    /// Records several events, all or none, and waits until the disk has them.
    pub async fn write_all(&self, events: Vec<Event>) -> Result<(), Unwritten> {
        self.send(events)?.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Whether an event could be recorded now.
    pub async fn ready(&self) -> Result<(), Unwritten> {
        self.send(Vec::new())?
            .await
            .unwrap_or_else(|_| Err(stopped()))
    }

    /// The same where nothing else is to be done meanwhile.
    pub fn write_and_wait(&self, event: Event) -> Result<(), Unwritten> {
        self.write_all_and_wait(vec![event])
    }

    /// Records several events, all or none, and waits until the disk has them.
    pub fn write_all_and_wait(&self, events: Vec<Event>) -> Result<(), Unwritten> {
        if events.is_empty() {
            return Ok(());
        }
        self.send(events)?
            .blocking_recv()
            .unwrap_or_else(|_| Err(stopped()))
    }

    /// Records an event that no effect follows; nobody waits for it.
    pub fn note(&self, event: Event) {
        let job = Job {
            events: vec![event],
            reply: None,
        };
        if self.jobs.send(job).is_err() {
            tracing::error!("an event could not be recorded: the audit log's thread has stopped");
        }
    }

    /// Looks something up in the log, in which everything told so far is found.
    pub fn look<T>(
        &self,
        work: impl FnOnce(&AuditStore) -> Result<T, AuditFault>,
    ) -> Result<T, AuditFault> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        match reader.catch_up(&self.thresholds.load()) {
            Ok(()) => {}
            // Whoever has to find out why the register fails needs the log.
            Err(fault @ (AuditFault::Register(_) | AuditFault::Waiting(_))) => {
                self.standing.fell_behind();
                tracing::error!(%fault, "a search does not find the events of the last records");
            }
            Err(fault) => return Err(fault),
        }
        work(&reader)
    }

    fn send(
        &self,
        events: Vec<Event>,
    ) -> Result<oneshot::Receiver<Result<(), Unwritten>>, Unwritten> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            events,
            reply: Some(reply),
        };
        self.jobs.send(job).map_err(|_| stopped())?;
        Ok(answer)
    }
}

fn stopped() -> Unwritten {
    Unwritten("its thread has stopped".to_owned())
}

/// Records that somebody took note of an alarm; whether there is such an alarm that nobody took note of before.
pub async fn acknowledge(app: &App, visitor: &Visitor, alarm: u64) -> Result<bool, Unwritten> {
    let found = app
        .audit
        .look(|store| store.alarm(alarm))
        .map_err(|fault| Unwritten(fault.to_string()))?;
    if found.is_none_or(|alarm| alarm.acknowledged.is_some()) {
        return Ok(false);
    }
    let object = audit::acknowledged(alarm);
    let event = app.event(visitor, EventKind::AlarmAcknowledged, object);
    app.audit.write(event).await.map(|()| true)
}

/// A number no other request or command has.
pub fn next_request() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    static BEGUN: LazyLock<i64> =
        LazyLock::new(|| Clock::default().now().timestamp().as_microsecond());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:x}-{count}", *BEGUN)
}

/// Who, as the log names them.
pub fn actor(actor: Actor) -> audit::Actor {
    match actor {
        Actor::Person(person) => audit::Actor::Person(person),
        Actor::System => audit::Actor::System,
        Actor::Public => audit::Actor::Public,
    }
}

/// Every capacity somebody holds on a day, in one line; `none` without one.
pub fn capacity(world: &World, actor: Actor, day: Date) -> String {
    let person = match actor {
        Actor::Person(person) => person,
        Actor::System => return "system".to_owned(),
        Actor::Public => return "none".to_owned(),
    };
    let appointed = world.appointments.get(&person).into_iter().flatten();
    let mut names: Vec<String> = appointed
        .filter(|appointment| appointment.held_on(day))
        .map(|appointment| match &appointment.role {
            Role::Officer(body) => body.authority.to_string(),
            Role::Leader(body) => format!("{}.leader", body.authority),
            Role::Expert => "expert".to_owned(),
            Role::Auditor => "auditor".to_owned(),
            Role::SecurityAdministrator => "security_administrator".to_owned(),
            Role::SystemAdministrator => "system_administrator".to_owned(),
        })
        .collect();
    let organisations = held::organisations_of(world, person);
    names.extend(organisations.map(|organisation| organisation.id.to_string()));
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(" ")
    }
}

impl App {
    /// An event of a visitor, successful until said otherwise.
    pub fn event(&self, visitor: &Visitor, kind: EventKind, object: impl Into<String>) -> Event {
        let known = visitor.known().map_or(visitor.actor, Actor::Person);
        Event {
            at: visitor.at,
            kind,
            actor: actor(known),
            capacity: capacity(&self.world(), known, visitor.day()),
            login: String::new(),
            origin: visitor.origin(),
            object: object.into(),
            outcome: Outcome::Success,
            count: 0,
            note: String::new(),
        }
    }

    /// An event of the product itself.
    pub fn own_event(&self, kind: EventKind, object: impl Into<String>) -> Event {
        let at: Instant = self.now();
        Event::of_system(at, kind, object)
    }
}

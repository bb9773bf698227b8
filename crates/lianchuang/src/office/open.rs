//! Opening the office on a data folder: the register is read and folded, then the writer starts.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel, sync_channel};

use acts::World;
use acts::ask::Office as Rules;
use anyhow::Context as _;
use arc_swap::ArcSwap;
use cabinet::Cabinet;
use register::{Entry, Files, Head, SqliteStore, Store, Verification};
use seal::KeyProvider;

use values::EntryNumber;

use super::record::read_for_folding;
use super::recorder::Recorder;
use super::ruling::Ruling;
use super::snapshot::{self, Keeper};
use super::writer::Writer;
use super::{Issued, Office};
use crate::keys;
use crate::trail::Trail;

/// Records handed on together while folding, and how many such chunks may wait.
const CHUNK: usize = 512;
const CHUNKS_WAITING: usize = 8;

/// Documents that may wait to be printed ahead.
const ISSUED_WAITING: usize = 256;

/// An open office, with the thread that writes.
pub struct Opened {
    /// The door.
    pub office: Office,
    /// The cabinet of what may be forgotten.
    pub cabinet: Arc<Cabinet>,
    /// The files.
    pub files: Arc<Files>,
    /// A second reader of the register, for pages that show records.
    pub reader: SqliteStore,
    /// Records that give rise to a document, as they come.
    pub issued: Receiver<Issued>,
    /// The audit log.
    pub audit: Trail,
}

/// Opens the data folder for writing.
pub fn open(data: &Path, keys: Arc<dyn KeyProvider>, rules: Rules) -> anyhow::Result<Opened> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("making the data folder {}", data.display()))?;
    let store = SqliteStore::open_for_writing(data)
        .with_context(|| format!("opening the register in {}", data.display()))?;
    let reader = SqliteStore::open_for_reading(data).context("opening the register for reading")?;
    let cabinet = Arc::new(keys::cabinet(data, Arc::clone(&keys))?);
    let audit = Trail::open(data)?;
    let (world, kept) = proven(data, &store, &audit)?;
    let head = store.head().context("reading the register's head")?;
    let published = Arc::new(ArcSwap::from_pointee(world));
    let mut keeper = Keeper::new(data, kept);
    keeper.grown(&published.load_full(), &head);
    let rules = Arc::new(rules);
    let (jobs, inbox) = channel();
    let (issuing, issued) = sync_channel(ISSUED_WAITING);
    let gone = store.gone().context("reading how far the audit log is")?;
    let recorder = Recorder {
        store,
        head,
        published: Arc::clone(&published),
        keeper,
        issued: issuing,
        audit: audit.ahead(data)?,
        gone,
        failures: Arc::default(),
    };
    let ruling = Ruling {
        rules: Arc::clone(&rules),
        growing: (*published.load_full()).clone(),
        published: Arc::clone(&published),
        reader: SqliteStore::open_for_reading(data).context("opening the register for reading")?,
        keys: HashMap::new(),
        undurable: VecDeque::new(),
        failures: 0,
    };
    let writer = Writer::start(ruling, recorder, inbox)?;
    let files = Arc::new(keys::files(data, keys)?);
    let office = Office {
        world: published,
        rules,
        cabinet: Arc::clone(&cabinet),
        files: Arc::clone(&files),
        jobs,
        writer: Some(writer),
    };
    Ok(Opened {
        office,
        cabinet,
        files,
        reader,
        issued,
        audit,
    })
}

/// Opens the data folder for reading only, while another process may be writing it: every submission is a fault.
pub fn open_for_reading(
    data: &Path,
    keys: Arc<dyn KeyProvider>,
    rules: Rules,
) -> anyhow::Result<Opened> {
    let reader = SqliteStore::open_for_reading(data)
        .with_context(|| format!("opening the register in {}", data.display()))?;
    let cabinet = Arc::new(keys::cabinet(data, Arc::clone(&keys))?);
    let audit = Trail::open(data)?;
    let (world, _) = newest(data, &reader)?;
    let files = Arc::new(keys::files(data, keys)?);
    // Nobody takes the jobs, so that the sender tells whoever submits one.
    let (jobs, _) = channel();
    let (_, issued) = sync_channel(0);
    let office = Office {
        world: Arc::new(ArcSwap::from_pointee(world)),
        rules: Arc::new(rules),
        cabinet: Arc::clone(&cabinet),
        files: Arc::clone(&files),
        jobs,
        writer: None,
    };
    Ok(Opened {
        office,
        cabinet,
        files,
        reader,
        issued,
        audit,
    })
}

/// The world at the register's end, from the one kept in the folder if there is one; and at which record that was.
fn newest(data: &Path, store: &impl Store) -> anyhow::Result<(World, u64)> {
    let kept = snapshot::kept(data, store).unwrap_or_default();
    let number = kept.number.0;
    let world =
        fold_on(kept, store, EntryNumber(u64::MAX), |_| ()).context("folding the register")?;
    Ok((world, number))
}

/// The same, with the chain behind the kept world verified first: a record that came in by another door than the office's is
/// named, told to the audit log, and nothing is served.
fn proven(data: &Path, store: &SqliteStore, audit: &Trail) -> anyhow::Result<(World, u64)> {
    let kept = snapshot::kept(data, store).unwrap_or_default();
    let known = match store.entry(kept.number.0)? {
        Some(entry) => Head {
            number: entry.number,
            digest: entry.digest,
        },
        None => Head::empty(),
    };
    let broken = match register::verify_after(store, known, None, |_, _| ())? {
        Verification::Whole(_) => None,
        Verification::Broken { number, broken } => Some((number, broken.to_string())),
    };
    let number = kept.number.0;
    let folded = match broken {
        None => fold_on(kept, store, EntryNumber(u64::MAX), |_| ()),
        Some((number, broken)) => Err(FoldFault {
            number: Some(number),
            cause: anyhow::Error::msg(broken),
        }),
    };
    folded.map(|world| (world, number)).map_err(|fault| {
        let at = crate::clock::Clock::default().now();
        let found = audit::Event::of_system(at, audit::EventKind::RegisterVerified, "register.db");
        if let Err(unwritten) = audit.write_and_wait(found.failed(fault.to_string())) {
            tracing::error!(%unwritten, "a broken register could not be told to the audit log");
        }
        anyhow::Error::from(fault)
            .context("the register is not whole, and nothing is served from it")
    })
}

/// The register could not be folded.
#[derive(Debug, thiserror::Error)]
#[error("{}{cause:#}", number.map(|number| format!("record {number}: ")).unwrap_or_default())]
pub struct FoldFault {
    /// The first record that does not fit the world before it; none where the store failed.
    pub number: Option<u64>,
    /// Why.
    pub cause: anyhow::Error,
}

/// The world as the register tells it; after each record its number is told.
pub fn fold(store: &impl Store, each: impl FnMut(u64)) -> Result<World, FoldFault> {
    fold_on(World::default(), store, EntryNumber(u64::MAX), each)
}

/// The world as it was just after a record.
pub fn fold_up_to(store: &impl Store, last: EntryNumber) -> Result<World, FoldFault> {
    fold_on(World::default(), store, last, |_| ())
}

/// Folds what comes after a world, to a record. Three take turns: this thread reads, one parses, one folds; a register of a million records is not read by one alone.
pub fn fold_on(
    world: World,
    store: &impl Store,
    last: EntryNumber,
    mut each: impl FnMut(u64),
) -> Result<World, FoldFault> {
    let first = world.number.next().0;
    std::thread::scope(|scope| {
        let (entries, to_parse) = sync_channel::<Vec<Entry>>(CHUNKS_WAITING);
        let (acts, to_fold) = sync_channel::<Vec<Parsed>>(CHUNKS_WAITING);
        scope.spawn(move || {
            for chunk in to_parse {
                let parsed = chunk
                    .iter()
                    .map(|entry| (entry.number, read_for_folding(entry)));
                // Whoever folds has met an odd record and left.
                if acts.send(parsed.collect()).is_err() {
                    return;
                }
            }
        });
        let folding = scope.spawn(move || folded(world, to_fold));
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = store.read(first, last.0.saturating_sub(first - 1), &mut |entry| {
            each(entry.number);
            chunk.push(entry);
            if chunk.len() == CHUNK {
                // A send fails only after an odd record, which the folding tells.
                let _ = entries.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)));
            }
        });
        let _ = entries.send(chunk);
        drop(entries);
        let world = match folding.join() {
            Ok(world) => world?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        read.map_err(|fault| FoldFault {
            number: None,
            cause: fault.into(),
        })?;
        Ok(world)
    })
}

/// A record's number, and the act it holds if it can be read.
type Parsed = (u64, Result<acts::Recorded, serde_json::Error>);

fn folded(mut world: World, chunks: Receiver<Vec<Parsed>>) -> Result<World, FoldFault> {
    for (number, act) in chunks.into_iter().flatten() {
        act.map_err(anyhow::Error::from)
            .and_then(|act| world.evolve(&act).map_err(anyhow::Error::from))
            .map_err(|cause| FoldFault {
                number: Some(number),
                cause,
            })?;
    }
    Ok(world)
}

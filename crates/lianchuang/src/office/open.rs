//! Opening the office on a data folder: the register is read and folded, then the writer starts.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use acts::World;
use acts::ask::Office as Rules;
use anyhow::Context as _;
use arc_swap::ArcSwap;
use cabinet::Cabinet;
use register::{Files, SqliteStore, Store};

use values::EntryNumber;

use super::Office;
use super::writer::{Writer, read_recorded};

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
}

/// Opens the data folder for writing.
pub fn open(data: &Path, rules: Rules) -> anyhow::Result<Opened> {
    std::fs::create_dir_all(data)
        .with_context(|| format!("making the data folder {}", data.display()))?;
    let store = SqliteStore::open_for_writing(data)
        .with_context(|| format!("opening the register in {}", data.display()))?;
    let reader = SqliteStore::open_for_reading(data).context("opening the register for reading")?;
    let cabinet = Arc::new(Cabinet::open(&data.join("cabinet.db")).context("opening the cabinet")?);
    let world = fold(&store, |_| ()).context("folding the register")?;
    let head = store.head().context("reading the register's head")?;
    let published = Arc::new(ArcSwap::from_pointee(world));
    let rules = Arc::new(rules);
    let (jobs, inbox) = channel();
    let writer = Writer {
        store,
        head,
        rules: Arc::clone(&rules),
        published: Arc::clone(&published),
    };
    // The writer ends when every door is dropped.
    std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || writer.work(&inbox))
        .context("starting the writer")?;
    let files = Arc::new(Files::open(&data.join("files")).context("opening the files")?);
    let office = Office {
        world: published,
        rules,
        cabinet: Arc::clone(&cabinet),
        files: Arc::clone(&files),
        jobs,
    };
    Ok(Opened {
        office,
        cabinet,
        files,
        reader,
    })
}

/// Opens the data folder for reading only, while another process may be writing it: every submission is a fault.
pub fn open_for_reading(data: &Path, rules: Rules) -> anyhow::Result<Opened> {
    let reader = SqliteStore::open_for_reading(data)
        .with_context(|| format!("opening the register in {}", data.display()))?;
    let cabinet = Arc::new(Cabinet::open(&data.join("cabinet.db")).context("opening the cabinet")?);
    let world = fold(&reader, |_| ()).context("folding the register")?;
    let files = Arc::new(Files::open(&data.join("files")).context("opening the files")?);
    // Nobody takes the jobs, so that the sender tells whoever submits one.
    let (jobs, _) = channel();
    let office = Office {
        world: Arc::new(ArcSwap::from_pointee(world)),
        rules: Arc::new(rules),
        cabinet: Arc::clone(&cabinet),
        files: Arc::clone(&files),
        jobs,
    };
    Ok(Opened {
        office,
        cabinet,
        files,
        reader,
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
    fold_through(store, EntryNumber(u64::MAX), each)
}

/// The world as it was just after a record.
pub fn fold_up_to(store: &impl Store, last: EntryNumber) -> Result<World, FoldFault> {
    fold_through(store, last, |_| ())
}

fn fold_through(
    store: &impl Store,
    last: EntryNumber,
    mut each: impl FnMut(u64),
) -> Result<World, FoldFault> {
    let mut world = World::default();
    let mut odd = None;
    let read = store.read(1, last.0, &mut |entry| {
        if odd.is_some() {
            return;
        }
        let folded = read_recorded(&entry)
            .map_err(anyhow::Error::from)
            .and_then(|act| world.evolve(&act).map_err(anyhow::Error::from));
        match folded {
            Ok(()) => each(entry.number),
            Err(cause) => {
                odd = Some(FoldFault {
                    number: Some(entry.number),
                    cause,
                });
            }
        }
    });
    match (odd, read) {
        (Some(fault), _) => Err(fault),
        (None, Err(fault)) => Err(FoldFault {
            number: None,
            cause: fault.into(),
        }),
        (None, Ok(())) => Ok(world),
    }
}

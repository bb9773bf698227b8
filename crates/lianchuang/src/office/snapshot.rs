//! The world kept in a file, so that a start reads it instead of folding every record. It is derived: it may be deleted
//! at any time, and one that does not fit the register or this version of the product counts as none.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use acts::World;
use acts::world::{FOLDING, Part};
use anyhow::{Context as _, ensure};
use register::{Digest, Head, Store};
use serde::{Deserialize, Serialize};

/// The file's name in the data folder.
const NAME: &str = "world.snapshot";
/// What the file begins with.
const MAGIC: &[u8; 16] = b"lianchuang world";
/// Records after which the world is kept anew.
const EVERY: u64 = 20_000;

/// What stands before the parts.
#[derive(Serialize, Deserialize)]
struct Label {
    /// Which way of folding made it.
    folding: String,
    /// The last record folded.
    number: u64,
    /// That record's digest.
    digest: [u8; 32],
    /// Length and digest of each part.
    parts: Vec<(u64, [u8; 32])>,
}

/// Keeps the world as of that head in place of the one kept before.
pub fn keep(data: &Path, world: &World, head: &Head) -> anyhow::Result<()> {
    ensure!(
        world.number.0 == head.number,
        "the world is not at the head"
    );
    let parts = on_all_cores(world.parts(), |part| {
        postcard::to_stdvec(&part).map_err(anyhow::Error::from)
    })?;
    let digests = on_all_cores(parts.iter().collect(), |part| Ok(seal::sm3(part)))?;
    let label = postcard::to_stdvec(&Label {
        folding: FOLDING.to_owned(),
        number: head.number,
        digest: *head.digest.as_bytes(),
        parts: parts
            .iter()
            .zip(digests)
            .map(|(part, digest)| (part.len() as u64, *digest.as_bytes()))
            .collect(),
    })?;
    let growing = data.join(format!("{NAME}.new"));
    let mut file = File::create(&growing)?;
    file.write_all(MAGIC)?;
    file.write_all(&(label.len() as u64).to_le_bytes())?;
    file.write_all(&label)?;
    for part in &parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    std::fs::rename(&growing, data.join(NAME))?;
    Ok(())
}

/// The kept world, if it is whole, made by this way of folding, and of this register.
pub fn kept(data: &Path, store: &impl Store) -> Option<World> {
    let path = data.join(NAME);
    if !path.exists() {
        return None;
    }
    match read(&path, store) {
        Ok(world) => Some(world),
        Err(cause) => {
            tracing::info!(cause = format!("{cause:#}"), "the kept world is not used");
            None
        }
    }
}

fn read(path: &Path, store: &impl Store) -> anyhow::Result<World> {
    let mut file = File::open(path)?;
    let mut begin = [0; 24];
    file.read_exact(&mut begin)?;
    let (magic, length) = begin.split_at(MAGIC.len());
    ensure!(magic == MAGIC, "it is another kind of file");
    let length = u64::from_le_bytes(length.try_into()?);
    ensure!(length <= file.metadata()?.len(), "its label is cut off");
    let mut label = vec![0; usize::try_from(length)?];
    file.read_exact(&mut label)?;
    let label: Label = postcard::from_bytes(&label).context("reading its label")?;
    ensure!(label.folding == FOLDING, "another version made it");
    let record = store.entry(label.number)?;
    ensure!(
        record.is_some_and(|entry| *entry.digest.as_bytes() == label.digest),
        "record {} is not the one it was made at",
        label.number
    );
    let mut at = begin.len() as u64 + length;
    let mut places = Vec::with_capacity(label.parts.len());
    for (length, digest) in label.parts {
        places.push((at, length, Digest::from_bytes(digest)));
        at = at.saturating_add(length);
    }
    ensure!(at == file.metadata()?.len(), "it is cut off");
    let parts = on_all_cores(places, |(at, length, digest)| {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; usize::try_from(length)?];
        file.read_exact(&mut bytes)?;
        ensure!(seal::sm3(&bytes) == digest, "a part is damaged");
        Ok(postcard::from_bytes::<Part>(&bytes)?)
    })?;
    let world = World::of_parts(parts);
    ensure!(world.number.0 == label.number, "its parts are another's");
    Ok(world)
}

/// Whether two worlds are the same in every part.
pub fn same(one: &World, other: &World) -> anyhow::Result<bool> {
    Ok(postcard::to_stdvec(&one.parts())? == postcard::to_stdvec(&other.parts())?)
}

/// Works on all of them, the cores taking the next one as they come free; the results in order.
fn on_all_cores<T: Send, R: Send>(
    all: Vec<T>,
    work: impl Fn(T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let slots: Vec<std::sync::Mutex<Option<T>>> = all
        .into_iter()
        .map(|one| std::sync::Mutex::new(Some(one)))
        .collect();
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(slots.len()))
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(slot) = slots.get(place) else {
                            return mine;
                        };
                        let taken = slot.lock().ok().and_then(|mut slot| slot.take());
                        mine.extend(taken.map(|one| (place, work(one))));
                    }
                })
            })
            .collect();
        let mut done = Vec::with_capacity(slots.len());
        for worker in workers {
            match worker.join() {
                Ok(mine) => done.extend(mine),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Sees to it that the world is kept every so many records, beside the work and never twice at once.
pub struct Keeper {
    data: PathBuf,
    last: u64,
    every: u64,
    at_work: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Keeps worlds in the data folder; the last one kept was at that record.
    pub fn new(data: &Path, last: u64) -> Keeper {
        Keeper {
            data: data.to_owned(),
            last,
            every: EVERY,
            at_work: None,
        }
    }

    /// The register grew to this head.
    pub fn grown(&mut self, world: &Arc<World>, head: &Head) {
        let due = head.number >= self.last + self.every;
        if !due
            || self
                .at_work
                .as_ref()
                .is_some_and(|work| !work.is_finished())
        {
            return;
        }
        self.last = head.number;
        let (data, world, head) = (self.data.clone(), Arc::clone(world), *head);
        let work = move || {
            if let Err(cause) = keep(&data, &world, &head) {
                tracing::warn!(cause = format!("{cause:#}"), "the world was not kept");
            }
        };
        let started = std::thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(work);
        self.at_work = started.ok();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(work) = self.at_work.take() {
            // The thread told of its own failure.
            let _ = work.join();
        }
    }
}

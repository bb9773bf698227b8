//! Verification: every digest is computed anew, on all cores, and the first bad record is named.

use std::sync::atomic::{AtomicUsize, Ordering};

use seal::Digest;

use crate::store::{Store, StoreFault};
use crate::{Entry, Head, genesis};

/// Entries checked at a time.
const BLOCK: usize = 4096;
/// Entries of a block that a core takes at a time.
const PART: usize = 64;

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Whole, up to this head.
    Whole(Head),
    /// Broken at this record.
    Broken {
        /// The first bad record.
        number: u64,
        /// What is wrong with it.
        broken: Broken,
    },
}

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A record is missing or out of order.
    #[error("record {found} stands where {expected} should")]
    Order {
        /// The number that should stand here.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// It does not follow the record before.
    #[error("it does not follow the record before it")]
    Previous,
    /// Its content is not what was recorded.
    #[error("its content does not give its digest")]
    Digest,
    /// It is not written as an entry is.
    #[error("it cannot be read as an entry")]
    Unreadable,
    /// The kept head is not in the register: the tail was cut or rewritten.
    #[error("the kept head {kept} is not there; the register ends at {found}")]
    Tail {
        /// The head kept elsewhere.
        kept: Head,
        /// The head found.
        found: Head,
    },
}

/// Verifies the whole chain; with a head kept elsewhere, also that nothing was cut off or rewritten behind it.
pub fn verify(
    store: &impl Store,
    kept: Option<&Head>,
    progress: impl FnMut(u64, u64),
) -> Result<Verification, StoreFault> {
    verify_after(store, Head::empty(), kept, progress)
}

/// Verifies the chain behind a head that is known to be right.
pub fn verify_after(
    store: &impl Store,
    known: Head,
    kept: Option<&Head>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Verification, StoreFault> {
    let total = match store.head() {
        Ok(head) => head.number,
        // It is named below, unless a record before it is bad too.
        Err(StoreFault::Unreadable(number)) => number,
        Err(fault) => return Err(fault),
    };
    let mut head = known;
    let mut kept_seen =
        kept.is_none_or(|kept| *kept == known || kept.number == 0 && kept.digest == genesis());
    let (mut block, mut fault) = read_block(store, known.number + 1);
    while let Some(last) = block.last() {
        let next = last.number.saturating_add(1);
        let stopped = fault.is_some();
        let (digests, following) = recompute_while(&block, || {
            if stopped {
                (Vec::new(), None)
            } else {
                read_block(store, next)
            }
        });
        for (entry, digest) in block.iter().zip(digests) {
            if let Some(broken) = follows(&head, entry, digest) {
                let number = head.number + 1;
                return Ok(Verification::Broken { number, broken });
            }
            head = Head {
                number: entry.number,
                digest: entry.digest,
            };
            kept_seen |= kept == Some(&head);
        }
        progress(head.number, total.max(head.number));
        block = following.0;
        fault = fault.or(following.1);
    }
    match fault {
        Some(StoreFault::Unreadable(number)) => {
            let broken = Broken::Unreadable;
            return Ok(Verification::Broken { number, broken });
        }
        Some(fault) => return Err(fault),
        None => {}
    }
    Ok(match kept {
        Some(kept) if !kept_seen => {
            let number = kept.number.min(head.number + 1);
            Verification::Broken {
                number,
                broken: Broken::Tail {
                    kept: *kept,
                    found: head,
                },
            }
        }
        _ => Verification::Whole(head),
    })
}

/// The next entries, and what stopped the reading: what was read before is judged first, for a record before an
/// unreadable one may be bad too.
fn read_block(store: &impl Store, from: u64) -> (Vec<Entry>, Option<StoreFault>) {
    let mut block = Vec::with_capacity(BLOCK);
    let read = store.read(from, BLOCK as u64, &mut |entry| {
        block.push(entry);
    });
    (block, read.err())
}

/// The digests of a block, computed on all other cores while something else is done here, and then here too. They do
/// not depend on each other, because each entry carries the one before it.
fn recompute_while<T>(block: &[Entry], meanwhile: impl FnOnce() -> T) -> (Vec<Digest>, T) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Whoever is free takes the next part, so that no core waits for one that something else keeps busy.
    let taken = AtomicUsize::new(0);
    let work = || {
        let mut parts = Vec::new();
        loop {
            let index = taken.fetch_add(1, Ordering::Relaxed);
            let Some(part) = block.chunks(PART).nth(index) else {
                return parts;
            };
            let digests: Vec<Digest> = part.iter().map(Entry::recompute).collect();
            parts.push((index, digests));
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let done = meanwhile();
        let mut parts = work();
        for other in others {
            parts.extend(other.join().expect("recomputing a digest does not panic"));
        }
        parts.sort_unstable_by_key(|(index, _)| *index);
        let digests = parts.into_iter().flat_map(|(_, digests)| digests).collect();
        (digests, done)
    })
}

/// Whether an entry follows the one before it and its content gives its digest.
pub(crate) fn follows(before: &Head, entry: &Entry, recomputed: Digest) -> Option<Broken> {
    let expected = before.number + 1;
    if entry.number != expected {
        Some(Broken::Order {
            expected,
            found: entry.number,
        })
    } else if entry.previous != before.digest {
        Some(Broken::Previous)
    } else if entry.digest != recomputed {
        Some(Broken::Digest)
    } else if entry.idempotency.as_deref() == Some("") {
        // An empty key gives the digest of no key; only one of the two may be written.
        Some(Broken::Unreadable)
    } else {
        None
    }
}

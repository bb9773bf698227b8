//! The signed daily heads held against the chains, for the commands that verify.

use std::path::Path;

use audit::{AuditStore, Chain, Head, HeadFault};
use seal::{KeyId, KeyProvider as _};

use super::Common;
use super::register::told;

/// Days looked back.
const DAYS: usize = 4_000;

/// The first record or event at which a chain that is whole is not the one its daily heads were signed for, and what is wrong, in words.
pub fn first_wrong(
    common: &Common,
    data: &Path,
    chain: Chain,
    end: &Head,
    stands: impl Fn(u64) -> anyhow::Result<Option<register::Digest>>,
) -> anyhow::Result<Option<(u64, String)>> {
    if !data.join(audit::DATABASE).exists() {
        return Ok(None);
    }
    let words = common.words();
    // A backup holds no keys; then the public half kept with each signature has to do.
    let places = common.key_places(data);
    let keys = if places.file.exists() {
        Some(places.open()?)
    } else {
        None
    };
    let signed = AuditStore::open_for_reading(data)?.signed_heads(chain, DAYS)?;
    for head in signed.iter().rev() {
        let id: Option<KeyId> = head.key.parse().ok();
        let known = keys
            .as_ref()
            .zip(id)
            .and_then(|(keys, id)| keys.public(id).ok());
        let found = stands(head.head.number)?;
        let held = head
            .proves(known.as_ref())
            .and_then(|()| head.held(end, found));
        let Err(fault) = held else { continue };
        let day = head.day.to_string();
        let wrong = match fault {
            HeadFault::Signature => words.fill("command.heads.signature", &[day]),
            HeadFault::OtherKey => words.fill("command.heads.other_key", &[day]),
            HeadFault::Chain(broken) => {
                words.fill("command.heads.chain", &[day, told(&words, &broken)])
            }
        };
        return Ok(Some((head.head.number.min(end.number + 1), wrong)));
    }
    Ok(None)
}

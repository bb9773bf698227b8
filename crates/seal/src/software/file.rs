//! The file of keys: one line for each, readable by its owner only.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::{KEY_BYTES, Key};
use crate::provider::{KeyFault, KeyShown, KeyState};

const HEADING: &str = "# Keys of Lianchuang. Whoever reads this file can read what the cabinet encrypts; without it nobody can.\n\
    # Keep a copy apart from the backups of the data folder.\n";

/// How the file looked: another look tells whether it was written since.
pub(super) type Stamp = (SystemTime, u64);

fn fault(file: &Path, cause: impl std::fmt::Display) -> KeyFault {
    KeyFault::Place {
        place: file.display().to_string(),
        cause: cause.to_string(),
    }
}

/// How the file looks now; nothing if there is none.
pub(super) fn stamp(file: &Path) -> Result<Option<Stamp>, KeyFault> {
    match fs::metadata(file) {
        Ok(found) => Ok(Some((
            found.modified().map_err(|cause| fault(file, cause))?,
            found.len(),
        ))),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault(file, cause)),
    }
}

/// The folder the file stands in, locked against other processes until it is let go.
pub(super) fn alone(file: &Path) -> Result<File, KeyFault> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let door = File::open(folder).map_err(|cause| fault(file, cause))?;
    door.lock().map_err(|cause| fault(file, cause))?;
    Ok(door)
}

/// The keys of the file; none if there is no file.
pub(super) fn read(file: &Path) -> Result<Vec<Key>, KeyFault> {
    let text = match fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(fault(file, cause)),
    };
    owner_only(file)?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| {
            // The line itself is not told: it may hold a key.
            key(line).ok_or_else(|| fault(file, format!("line {} is not a key", index + 1)))
        })
        .collect()
}

/// Refuses a file that others may read.
#[cfg(unix)]
fn owner_only(file: &Path) -> Result<(), KeyFault> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(file)
        .map_err(|cause| fault(file, cause))?
        .permissions()
        .mode();
    let others = mode & 0o077;
    if others == 0 {
        Ok(())
    } else {
        Err(fault(
            file,
            "others than its owner may read or write it; set its mode to 0600",
        ))
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can refuse")]
fn owner_only(_: &Path) -> Result<(), KeyFault> {
    Ok(())
}

/// `personal.1 current 1767600000 0123456789abcdeffedcba9876543210`; a destroyed key has a dash for its bytes.
fn key(line: &str) -> Option<Key> {
    let mut words = line.split_ascii_whitespace();
    let shown = KeyShown {
        id: words.next()?.parse().ok()?,
        state: KeyState::of(words.next()?)?,
        made: words.next()?.parse().ok()?,
    };
    let written = words.next()?;
    let bytes = if shown.state == KeyState::Destroyed {
        None
    } else {
        Some(bytes(written)?)
    };
    words.next().is_none().then(|| Key::new(shown, bytes))
}

fn bytes(written: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    if written.len() != 2 * KEY_BYTES || !written.is_ascii() {
        return None;
    }
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&written[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

fn written(keys: &[Key]) -> Zeroizing<String> {
    // Room for everything at once: a text that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(HEADING.len() + 128 * keys.len()));
    text.push_str(HEADING);
    for key in keys {
        let KeyShown { id, state, made } = key.shown;
        // Writing to a string cannot fail.
        let _ = write!(text, "{id} {} {made} ", state.key());
        match &key.live {
            Some((bytes, _)) => {
                for byte in bytes.iter() {
                    let _ = write!(text, "{byte:02x}");
                }
            }
            None => text.push('-'),
        }
        text.push('\n');
    }
    text
}

/// Writes the file anew, wholly or not at all; what it held before is overwritten once the new one has its name.
pub(super) fn write(file: &Path, keys: &[Key]) -> Result<(), KeyFault> {
    let failed = |cause: std::io::Error| fault(file, cause);
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    match fs::remove_file(&new) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(failed(cause)),
        _ => {}
    }
    let mut to = created(&new).map_err(failed)?;
    to.write_all(written(keys).as_bytes()).map_err(failed)?;
    to.sync_all().map_err(failed)?;
    let old = fs::OpenOptions::new().write(true).open(file).ok();
    fs::rename(&new, file).map_err(failed)?;
    if let Some(folder) = file.parent().filter(|it| !it.as_os_str().is_empty()) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(failed)?;
    }
    if let Some(mut old) = old {
        let length = old.metadata().map_err(failed)?.len();
        let nothing = vec![0; usize::try_from(length).unwrap_or_default()];
        old.write_all(&nothing).map_err(failed)?;
        old.sync_all().map_err(failed)?;
    }
    Ok(())
}

#[cfg(unix)]
fn created(file: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
}

#[cfg(not(unix))]
fn created(file: &Path) -> std::io::Result<File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
}

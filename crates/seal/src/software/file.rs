//! The file of keys: one line for each, readable by its owner only.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::Key;
use super::master::{self, MARK, Master};
use crate::provider::{KeyFault, KeyShown, KeyState};

const HEADING: &str = "# Keys of Lianchuang, wrapped by the master key. Whoever has both can read what the cabinet encrypts;\n\
    # without both nobody can. Keep a copy apart from the backups of the data folder.\n";
/// How the public half of a destroyed signing key begins.
const PUBLIC: &str = "public:";

/// How the file looked: another look tells whether it was written since.
pub(super) type Stamp = (SystemTime, u64);

pub(super) fn fault(file: &Path, cause: impl std::fmt::Display) -> KeyFault {
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

/// The text of the file; none if there is no file.
fn text(file: &Path) -> Result<Option<Zeroizing<String>>, KeyFault> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            owner_only(file)?;
            Ok(Some(text))
        }
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault(file, cause)),
    }
}

/// The lines of keys, each with its number.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a key stands in the file as an earlier version wrote it: not wrapped.
pub(super) fn is_plain(file: &Path) -> Result<bool, KeyFault> {
    let Some(text) = text(file)? else {
        return Ok(false);
    };
    let wrapped = |line: &str| {
        let last = line.split_ascii_whitespace().last().unwrap_or_default();
        last.starts_with(MARK) || last.starts_with(PUBLIC) || last == "-"
    };
    Ok(lines(&text).any(|(_, line)| !wrapped(line)))
}

/// The keys of the file; none if there is no file.
pub(super) fn read(file: &Path, master: &Path) -> Result<Vec<Key>, KeyFault> {
    let Some(text) = text(file)? else {
        return Ok(Vec::new());
    };
    let opened = master::read(master)?;
    lines(&text)
        .map(|(number, line)| {
            let places = || (file.display().to_string(), master.display().to_string());
            // The line itself is not told: it may hold a key.
            match key(line, opened.as_ref()) {
                Read::Key(key) => Ok(key),
                Read::Odd => Err(fault(file, format!("line {number} is not a key"))),
                Read::NoMaster => {
                    let (keys, master) = places();
                    Err(KeyFault::NoMaster { keys, master })
                }
                Read::OtherMaster => {
                    let (keys, master) = places();
                    Err(KeyFault::OtherMaster { keys, master })
                }
            }
        })
        .collect()
}

/// Refuses a file that others may read.
#[cfg(unix)]
pub(super) fn owner_only(file: &Path) -> Result<(), KeyFault> {
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
pub(super) fn owner_only(_: &Path) -> Result<(), KeyFault> {
    Ok(())
}

/// What a line came to.
enum Read {
    Key(Key),
    Odd,
    NoMaster,
    OtherMaster,
}

/// `personal.1 current 1767600000 sm4:…`; a destroyed key has a dash, or its public half, for its bytes.
fn key(line: &str, master: Option<&Master>) -> Read {
    let mut words = line.split_ascii_whitespace();
    let Some((shown, written)) = shown(&mut words) else {
        return Read::Odd;
    };
    if shown.state == KeyState::Destroyed {
        return match (written, written.strip_prefix(PUBLIC).map(str::parse)) {
            ("-", _) => Read::Key(Key::destroyed(shown, None)),
            (_, Some(Ok(public))) => Read::Key(Key::destroyed(shown, Some(public))),
            _ => Read::Odd,
        };
    }
    let bytes = if written.starts_with(MARK) {
        let Some(master) = master else {
            return Read::NoMaster;
        };
        match master.unwrap(&shown, written) {
            Some(bytes) => Some(bytes),
            None => return Read::OtherMaster,
        }
    } else {
        hex_bytes(written)
    };
    bytes
        .and_then(|bytes| Key::new(shown, bytes))
        .map_or(Read::Odd, Read::Key)
}

fn shown<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<(KeyShown, &'a str)> {
    let shown = KeyShown {
        id: words.next()?.parse().ok()?,
        state: KeyState::of(words.next()?)?,
        made: words.next()?.parse().ok()?,
    };
    let written = words.next()?;
    words.next().is_none().then_some((shown, written))
}

/// The bytes of hexadecimal digits.
pub(super) fn hex_bytes(written: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !written.len().is_multiple_of(2) || !written.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(written.len() / 2));
    for index in (0..written.len()).step_by(2) {
        bytes.push(u8::from_str_radix(&written[index..index + 2], 16).ok()?);
    }
    Some(bytes)
}

fn written(master: &Master, keys: &[Key]) -> Result<String, KeyFault> {
    let mut text = String::from(HEADING);
    for key in keys {
        let KeyShown { id, state, made } = key.shown;
        // Writing to a string cannot fail.
        let _ = write!(text, "{id} {} {made} ", state.key());
        match (&key.live, &key.public) {
            (Some((bytes, _)), _) => text.push_str(&master.wrap(&key.shown, bytes)?),
            (None, Some(public)) => {
                let _ = write!(text, "{PUBLIC}{public}");
            }
            (None, None) => text.push('-'),
        }
        text.push('\n');
    }
    Ok(text)
}

/// Writes the file anew, wholly or not at all; what it held before is overwritten once the new one has its name.
pub(super) fn write(file: &Path, master: &Master, keys: &[Key]) -> Result<(), KeyFault> {
    let failed = |cause: std::io::Error| fault(file, cause);
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    match fs::remove_file(&new) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(failed(cause)),
        _ => {}
    }
    let mut to = created(&new).map_err(failed)?;
    to.write_all(written(master, keys)?.as_bytes())
        .map_err(failed)?;
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
pub(super) fn created(file: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
}

#[cfg(not(unix))]
pub(super) fn created(file: &Path) -> std::io::Result<File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
}

//! Where the keys of a data folder are. The program's own keys are the only ones so far; a cipher device takes their place here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use cabinet::Cabinet;
use seal::{KeyProvider, SoftwareKeys};

/// The file of keys in a data folder, where no other is set.
const FILE: &str = "keys.txt";

/// The keys of a data folder: in the file that is set, else in the folder itself.
pub fn of(data: &Path, set: Option<&Path>) -> anyhow::Result<Arc<dyn KeyProvider>> {
    let file = match set {
        Some(set) if !set.as_os_str().is_empty() => set.to_owned(),
        _ => data.join(FILE),
    };
    Ok(Arc::new(
        SoftwareKeys::open(&file).context("opening the keys")?,
    ))
}

/// The cabinet of a data folder.
pub fn cabinet(data: &Path, keys: Arc<dyn KeyProvider>) -> anyhow::Result<Cabinet> {
    let file: PathBuf = data.join("cabinet.db");
    Cabinet::open(&file, keys).context("opening the cabinet")
}

//! Where the keys of a data folder are, and the master key that wraps them. The program's own keys are the only ones so far; a cipher
//! device takes their place here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use cabinet::Cabinet;
use register::Files;
use seal::{KeyProvider, SoftwareKeys};

/// The file of keys in a data folder, where no other is set.
const FILE: &str = "keys.txt";
/// The file of the master key in a data folder, where no other is set or handed in.
const MASTER: &str = "master.txt";
/// The credential by which the system's service manager hands the master key in.
const CREDENTIAL: &str = "lianchuang-master";

/// Where keys and master key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The file of keys.
    pub file: PathBuf,
    /// The file of the master key.
    pub master: PathBuf,
}

impl Places {
    /// The places of a data folder: what is set; else, for the master key, the credential the service manager hands in (`LoadCredential=`
    /// of systemd); else the data folder itself.
    pub fn of(data: &Path, file: Option<&Path>, master: Option<&Path>) -> Places {
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        Places::beside(data, file, master, credentials.as_deref())
    }

    fn beside(
        data: &Path,
        file: Option<&Path>,
        master: Option<&Path>,
        credentials: Option<&Path>,
    ) -> Places {
        let set = |path: Option<&Path>| {
            path.filter(|path| !path.as_os_str().is_empty())
                .map(Path::to_owned)
        };
        let handed = || {
            let handed = credentials?.join(CREDENTIAL);
            handed.is_file().then_some(handed)
        };
        Places {
            file: set(file).unwrap_or_else(|| data.join(FILE)),
            master: set(master)
                .or_else(handed)
                .unwrap_or_else(|| data.join(MASTER)),
        }
    }

    /// Whether whoever takes the folder of the keys takes the master key too.
    pub fn together(&self) -> bool {
        let folder = |path: &Path| {
            let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
        };
        folder(&self.file) == folder(&self.master)
    }

    /// The keys there.
    pub fn open(&self) -> anyhow::Result<SoftwareKeys> {
        SoftwareKeys::open(&self.file, &self.master).context("opening the keys")
    }
}

/// The keys of a data folder: in the file that is set, else in the folder itself.
#[cfg(test)]
pub fn of(data: &Path, set: Option<&Path>) -> anyhow::Result<Arc<dyn KeyProvider>> {
    Ok(Arc::new(Places::beside(data, set, None, None).open()?))
}

/// The cabinet of a data folder.
pub fn cabinet(data: &Path, keys: Arc<dyn KeyProvider>) -> anyhow::Result<Cabinet> {
    let file: PathBuf = data.join("cabinet.db");
    Cabinet::open(&file, keys).context("opening the cabinet")
}

/// The files of a data folder, encrypted with its keys.
pub fn files(data: &Path, keys: Arc<dyn KeyProvider>) -> anyhow::Result<Files> {
    let files = Files::open(&data.join("files")).context("opening the files")?;
    Ok(files.sealed_by(keys))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn k11_the_master_key_is_where_it_is_set_else_where_the_service_manager_hands_it_in_else_with_the_data()
     {
        let data = tempfile::tempdir().unwrap();
        let handed = tempfile::tempdir().unwrap();
        let elsewhere = handed.path().join("other.txt");
        let places = |master, credentials| Places::beside(data.path(), None, master, credentials);
        let alone = places(None, Some(handed.path()));
        assert_eq!(
            alone.master,
            data.path().join(MASTER),
            "nothing is handed in"
        );
        assert!(alone.together());
        let credential = handed.path().join(CREDENTIAL);
        std::fs::write(&credential, "00112233445566778899aabbccddeeff\n").unwrap();
        let by_credential = places(None, Some(handed.path()));
        assert_eq!(by_credential.master, credential);
        assert!(!by_credential.together());
        assert_eq!(
            places(Some(&elsewhere), Some(handed.path())).master,
            elsewhere
        );
        assert_eq!(places(Some(Path::new("")), None), alone);
    }
}

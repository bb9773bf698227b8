//! Finding a pack: inside the binary by its name, or in a folder of the adopter's.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use include_dir::{Dir, include_dir};
use policy::{Mistake, Policies};

static PACKS: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../packs");

/// A pack's files by their path relative to its folder.
pub type PackFiles = BTreeMap<String, String>;

/// The pack could not be read: every mistake, located.
#[derive(Debug, thiserror::Error)]
#[error("{}", listed(.0))]
pub struct PackMistakes(pub Vec<Mistake>);

fn listed(mistakes: &[Mistake]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The files of a pack: `name` is a folder, or the name of a pack inside the binary.
pub fn files(name: &str) -> anyhow::Result<PackFiles> {
    let path = Path::new(name);
    let mut found = PackFiles::new();
    if path.is_dir() {
        collect_folder(path, path, &mut found)
            .with_context(|| format!("reading the pack in {name}"))?;
    } else if let Some(pack) = PACKS.get_dir(path.strip_prefix("packs").unwrap_or(path)) {
        collect_inside(pack, pack.path(), &mut found);
    } else {
        let known: Vec<String> = PACKS
            .dirs()
            .map(|dir| dir.path().display().to_string())
            .collect();
        bail!(
            "there is no folder and no built-in pack named {name}; built in: {}",
            known.join(", ")
        );
    }
    Ok(found)
}

fn collect_folder(root: &Path, folder: &Path, found: &mut PackFiles) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_folder(root, &path, found)?;
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("reading {}", path.display()))?;
            found.insert(name, text);
        }
    }
    Ok(())
}

fn collect_inside(dir: &Dir, root: &Path, found: &mut PackFiles) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            let name = file.path().strip_prefix(root).unwrap_or(file.path());
            found.insert(name.to_string_lossy().into_owned(), text.to_owned());
        }
    }
    for inner in dir.dirs() {
        collect_inside(inner, root, found);
    }
}

/// Reads the policies of a pack.
pub fn policies(files: &PackFiles) -> Result<Policies, PackMistakes> {
    policy::read::read(files, acts::catalogue(), &version(files)).map_err(PackMistakes)
}

/// The identity of a pack's text: SM3 over names and contents of everything that rules.
fn version(files: &PackFiles) -> String {
    let mut all = Vec::new();
    for (name, text) in files
        .iter()
        .filter(|(name, _)| !name.starts_with("scenarios/"))
    {
        all.extend_from_slice(&(name.len() as u64).to_be_bytes());
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&(text.len() as u64).to_be_bytes());
        all.extend_from_slice(text.as_bytes());
    }
    seal::sm3(&all).to_string()
}

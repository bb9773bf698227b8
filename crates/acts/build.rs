//! Tells the code by which way of folding it was built: a sum over the sources that decide how a record changes the world.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut sources = BTreeMap::new();
    for room in ["../values/src", "../policy/src", "src"] {
        println!("cargo::rerun-if-changed={room}");
        collect(Path::new(room), &mut sources)?;
    }
    let mut sum = DefaultHasher::new();
    sources.hash(&mut sum);
    println!("cargo::rustc-env=FOLDING={:016x}", sum.finish());
    Ok(())
}

fn collect(folder: &Path, sources: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for found in std::fs::read_dir(folder)? {
        let path = found?.path();
        if path.is_dir() {
            collect(&path, sources)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path)?;
            sources.insert(path.display().to_string(), text);
        }
    }
    Ok(())
}

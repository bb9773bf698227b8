//! A kept world is the folded world, or it is not used.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use acts::Subject;
use acts::scenario::{Cast, Profile, Story, nominate, walk, walk_to};
use register::{NewEntry, SqliteStore, Store as _};
use values::parse_date;

use super::*;
use crate::command::rules_of;
use crate::pack_files;

/// A folder with a register that holds a consortium under examination.
fn told() -> (tempfile::TempDir, Head) {
    let folder = tempfile::tempdir().unwrap();
    let pack = "suzhou-2022";
    let rules = rules_of(pack, &pack_files::files(pack).unwrap()).unwrap();
    let mut cast = Cast::founded(&rules, parse_date("2025-03-03").unwrap(), Box::new(|_| {}));
    let members: Vec<String> = (0..8)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            let kind = ["university", "institute", "enterprise"][index % 3];
            profile
                .fields
                .insert("kind".to_owned(), serde_json::json!(kind));
            cast.found_organisation(&alias, &profile).unwrap();
            alias
        })
        .collect();
    cast.found_organisation("alder", &Profile::default())
        .unwrap();
    let story = Story {
        alias: "optics".to_owned(),
        lead: "alder".to_owned(),
        members,
        field: "光学薄膜".to_owned(),
        field_en: "Optical films".to_owned(),
        track: String::new(),
        without: Vec::new(),
    };
    let candidacy = nominate(&mut cast, &story).unwrap();
    while cast.world.consortia.is_empty() {
        walk(&mut cast, &story, candidacy);
    }
    let consortium = Subject::Consortium(*cast.world.consortia.keys().next().unwrap());
    walk_to(&mut cast, &story, consortium, "examination").unwrap();
    let entries: Vec<NewEntry> = cast.entries.iter().map(entry).collect();
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let head = register.append(&Head::empty(), &entries).unwrap();
    (folder, head)
}

fn entry(act: &acts::Recorded) -> NewEntry {
    NewEntry {
        at_millis: act.at.timestamp().as_millisecond(),
        payload: serde_json::to_vec(act).unwrap(),
        idempotency: None,
        tell: None,
    }
}

fn reader(folder: &Path) -> SqliteStore {
    SqliteStore::open_for_reading(folder).unwrap()
}

fn folded(folder: &Path) -> World {
    crate::office::fold(&reader(folder), |_| ()).unwrap()
}

#[test]
fn a_kept_world_is_the_folded_world() {
    let (folder, head) = told();
    let world = folded(folder.path());
    assert!(world.consortia.len() == 1 && world.organisations.len() == 9);
    keep(folder.path(), &world, &head).unwrap();
    let kept = read(&folder.path().join(NAME), &reader(folder.path())).unwrap();
    assert!(same(&world, &kept).unwrap());
    assert_eq!(format!("{world:?}"), format!("{kept:?}"));
}

#[test]
fn what_came_after_a_kept_world_is_folded_onto_it() {
    let (folder, _) = told();
    let store = reader(folder.path());
    let half = store.head().unwrap().number / 2;
    let world = crate::office::fold_up_to(&store, values::EntryNumber(half)).unwrap();
    let digest = store.entry(half).unwrap().unwrap().digest;
    let head = Head {
        number: half,
        digest,
    };
    keep(folder.path(), &world, &head).unwrap();
    let kept = kept(folder.path(), &store).unwrap();
    assert_eq!(kept.number.0, half);
    let whole =
        crate::office::fold_on(kept, &store, values::EntryNumber(u64::MAX), |_| ()).unwrap();
    assert!(same(&folded(folder.path()), &whole).unwrap());
}

#[test]
fn a_damaged_or_foreign_kept_world_counts_as_none() {
    let (folder, head) = told();
    let world = folded(folder.path());
    keep(folder.path(), &world, &head).unwrap();
    let path = folder.path().join(NAME);
    let whole = std::fs::read(&path).unwrap();
    let unused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        kept(folder.path(), &reader(folder.path())).is_none()
    };
    assert!(!unused(&whole), "what was kept is used");
    for place in [0, 20, 30, whole.len() / 2, whole.len() - 1] {
        let mut other = whole.clone();
        other[place] ^= 1;
        assert!(unused(&other), "a byte changed at {place}");
    }
    assert!(unused(&whole[..whole.len() - 1]), "cut off");
    assert!(unused(&[]), "empty");
    let (other, _) = told_otherwise();
    std::fs::write(other.path().join(NAME), &whole).unwrap();
    assert!(
        kept(other.path(), &reader(other.path())).is_none(),
        "of another register"
    );
}

/// A register of which every record has another digest, because the first has another content.
fn told_otherwise() -> (tempfile::TempDir, Head) {
    let (first, _) = told();
    let mut entries = Vec::new();
    reader(first.path())
        .read(1, u64::MAX, &mut |entry| {
            entries.push(NewEntry {
                at_millis: entry.at_millis + 1,
                payload: entry.payload,
                idempotency: None,
                tell: None,
            });
        })
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let head = register.append(&Head::empty(), &entries).unwrap();
    (folder, head)
}

#[test]
fn a_world_is_kept_when_the_register_has_grown_enough() {
    let (folder, head) = told();
    let world = Arc::new(folded(folder.path()));
    let keeper = |every| {
        let mut keeper = Keeper::new(folder.path(), 0);
        keeper.every = every;
        keeper
    };
    keeper(head.number + 1).grown(&world, &head);
    assert!(!folder.path().join(NAME).exists(), "too early");
    keeper(head.number).grown(&world, &head);
    assert!(kept(folder.path(), &reader(folder.path())).is_some());
}

//! Notices on a real register: to exactly the people concerned, once, whatever happens in between.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod alarming;
mod calendar;
mod deriving;
mod failing;
mod mail_server;
mod mailing;
mod reminding;
mod webhooks;

use acts::scenario::{Cast, Profile, Story, nominate, walk, walk_to};
use acts::{Recorded, Subject};
use register::{Head, NewEntry, SqliteStore, Store as _};
use serde_json::json;
use values::{EntryNumber, parse_date};

use crate::app::App;
use crate::clock::Clock;
use crate::command::rules_of;
use crate::document::Printer;
use crate::{keys, office, pack_files};

const PACK: &str = "suzhou-2022";

/// A product on a folder of its own, with a consortium told up to its establishment; nothing derived yet.
struct Scene {
    app: App,
    entries: Vec<Recorded>,
    /// The consortium.
    consortium: Subject,
    folder: tempfile::TempDir,
}

/// The acts of one consortium from its candidacy to a stage.
fn story(stage: &str) -> (Vec<Recorded>, Subject) {
    let rules = rules_of(PACK, &pack_files::files(PACK).unwrap()).unwrap();
    let mut cast = Cast::founded(&rules, parse_date("2025-03-03").unwrap(), Box::new(|_| {}));
    let kinds = ["university", "institute", "enterprise"];
    let members: Vec<String> = (0..7)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            profile
                .fields
                .insert("kind".to_owned(), json!(kinds[index % kinds.len()]));
            cast.found_organisation(&alias, &profile).unwrap();
            alias
        })
        .collect();
    cast.found_organisation("alder", &Profile::default())
        .unwrap();
    let story = Story {
        alias: "alder-consortium".to_owned(),
        lead: "alder".to_owned(),
        members,
        field: "光学薄膜".to_owned(),
        field_en: String::new(),
        track: String::new(),
        without: Vec::new(),
    };
    let candidacy = nominate(&mut cast, &story).unwrap();
    let Subject::Candidacy(id) = candidacy else {
        panic!("a candidacy")
    };
    while cast.world.candidacy(id).unwrap().consortium.is_none() {
        walk(&mut cast, &story, candidacy);
    }
    let consortium = Subject::Consortium(cast.world.candidacy(id).unwrap().consortium.unwrap());
    walk_to(&mut cast, &story, consortium, stage).unwrap();
    (std::mem::take(&mut cast.entries), consortium)
}

fn scene(stage: &str) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let (entries, consortium) = story(stage);
    let mut store = SqliteStore::open_for_writing(folder.path()).unwrap();
    let kept: Vec<NewEntry> = entries
        .iter()
        .map(|act| NewEntry {
            at_millis: act.at.timestamp().as_millisecond(),
            payload: serde_json::to_vec(act).unwrap(),
            idempotency: None,
            tell: None,
        })
        .collect();
    store.append(&Head::empty(), &kept).unwrap();
    drop(store);
    let app = opened(folder.path());
    app.cabinet.begin_posting(EntryNumber(0)).unwrap();
    Scene {
        app,
        entries,
        consortium,
        folder,
    }
}

/// The product on that folder, as after a start.
fn opened(data: &std::path::Path) -> App {
    let files = pack_files::files(PACK).unwrap();
    let rules = rules_of(PACK, &files).unwrap();
    let opened = office::open(data, keys::of(data, None).unwrap(), rules).unwrap();
    App::new(opened, Printer::new(&files, None), Clock::default(), None)
}

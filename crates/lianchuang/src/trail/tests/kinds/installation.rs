//! The policy, settings, start and end, and what keeps the installation going.

use super::identity::OFFICER;
use super::*;
use crate::command::tests::typed;

const ADDRESS: &str = "127.0.0.1:8080";

/// The server begins; what is told of it is about that object.
pub fn starts(stage: &Stage, object: &str) -> Wanted {
    tokio::task::block_in_place(|| crate::trail::begun(&stage.scene.app, ADDRESS)).unwrap();
    Wanted::of_system(object)
}

pub fn stops(stage: &Stage) -> Wanted {
    tokio::task::block_in_place(|| crate::trail::ended(&stage.scene.app, ADDRESS));
    Wanted::of_system(ADDRESS)
}

/// Each edition of the policy is told once.
pub fn loads_the_policy(stage: &Stage) -> Wanted {
    let policies = &stage.scene.app.rules().policies;
    let edition = policies.editions.first().unwrap();
    let object = format!("{}@{}", edition.key, policies.version);
    Wanted {
        besides: policies.editions.len() - 1,
        ..starts(stage, &object)
    }
}

/// The folder of files is lost for a while.
pub async fn meets_a_fault(stage: &mut Stage) -> Wanted {
    let files = stage.scene.folder.path().join("files");
    let gone = stage.scene.folder.path().join("gone");
    std::fs::rename(&files, &gone).unwrap();
    std::fs::write(&files, "a file where the folder was").unwrap();
    let path = "/api/v1/files";
    let token = stage.scene.token("officer@bureau");
    let request = post(path, Some(&token), "%PDF-1.7\nlost minutes\n");
    let answered = stage.does(request, StatusCode::INTERNAL_SERVER_ERROR).await;
    std::fs::remove_file(&files).unwrap();
    std::fs::rename(&gone, &files).unwrap();
    let wanted = stage.by("officer@bureau", OFFICER, &answered, format!("POST {path}"));
    wanted.failed("fault")
}

fn copied(stage: &Stage, name: &str) -> String {
    let out = stage.scene.folder.path().with_extension(name);
    let (out, folder) = (out.display().to_string(), stage.folder());
    assert!(typed(&["backup", "--data", &folder, "--out", &out]));
    out
}

pub fn backs_up(stage: &Stage) -> Wanted {
    let out = copied(stage, "backed");
    std::fs::remove_dir_all(&out).unwrap();
    Wanted::of_machine(out)
}

/// What is told of it stands in the log of the folder that is made.
pub fn restores(stage: &mut Stage) -> Wanted {
    let out = copied(stage, "copied");
    let restored = stage.scene.folder.path().join("restored");
    let folder = restored.display().to_string();
    stage.since = 0;
    stage.log = restored;
    assert!(typed(&["restore", "--from", &out, "--data", &folder]));
    std::fs::remove_dir_all(&out).unwrap();
    Wanted::of_machine(out)
}

pub fn rotates_a_key(stage: &Stage) -> Wanted {
    let folder = stage.folder();
    assert!(typed(&["keys", "rotate", "personal", "--data", &folder]));
    Wanted::of_machine("personal.2")
}

pub async fn lets_mail_go(stage: &mut Stage) -> Wanted {
    let session = stage.session("system@office", Standing::Whole);
    let request = session.post("/outbox", "release=all");
    let done = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by(
        "system@office",
        "system_administrator",
        &done,
        "POST /outbox",
    )
}

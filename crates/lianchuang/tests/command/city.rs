//! A data folder for each test, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// What a run of the program gave.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// What was printed, read as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|cause| panic!("{cause}: {} {}", self.out, self.err))
    }

    /// The run went well.
    #[track_caller]
    pub fn well(self) -> Ran {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// Runs the program in English, away from the settings of whoever runs the tests.
pub fn run(arguments: &[&str]) -> Ran {
    run_with(&[("LIANCHUANG_LANG", "en")], arguments)
}

/// The same with some variables set and the language left as it is.
pub fn run_with(variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianchuang"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIANCHUANG_")) {
        command.env_remove(name);
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .envs(variables.iter().copied())
        .args(arguments)
        .output()
        .unwrap();
    Ran {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// A folder that goes away with the test, and in it, if asked, a city of its own.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A folder with a demo city under `city`.
    pub fn with_city() -> Folder {
        static TOLD: OnceLock<PathBuf> = OnceLock::new();
        let told = TOLD.get_or_init(|| {
            let folder =
                Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("city-{}", std::process::id()));
            // The same process id may have served an earlier run.
            let _ = std::fs::remove_dir_all(&folder);
            run(&["demo", "--data", &text(&folder), "--tell-only"]).well();
            folder
        });
        let folder = Folder::new();
        copy(told, &folder.path("city"));
        folder
    }

    /// Writes a list of the city to a file of the folder as somebody sees it.
    pub fn export(&self, list: &str, login: &str, name: &str, filters: &[&str]) -> Ran {
        let (data, out) = (self.text("city"), self.text(name));
        let start = [
            "export", list, "--data", &data, "--as", login, "--out", &out,
        ];
        run(&[&start[..], filters].concat())
    }

    /// A list of the city as somebody sees it.
    pub fn listed(&self, list: &str, login: &str, filters: &[&str]) -> Value {
        self.export(list, login, "listed.json", filters).well();
        let listed = std::fs::read_to_string(self.path("listed.json")).unwrap();
        serde_json::from_str(&listed).unwrap()
    }

    /// What the audit log of the city tells of a kind of event, as the auditor finds it, as JSON.
    pub fn audited(&self, kind: &str) -> Ran {
        let data = self.text("city");
        let start = ["audit", "search", "--data", &data, "--as", "auditor@office"];
        let how = ["--format", "json", "--limit", "100", kind];
        run(&[&start[..], &how].concat()).well()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        text(&self.path(name))
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

//! The demo city, served by the built binary on a free port from a folder of its own; it ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running demo.
pub struct City {
    /// Where it answers, without a slash at the end.
    pub address: String,
    process: Child,
    _data: tempfile::TempDir,
}

impl City {
    /// Opens a demo and waits until it says where it answers.
    pub fn open() -> City {
        let data = tempfile::tempdir().expect("a folder for the demo can be made");
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the built binary starts");
        let out = process.stdout.take().expect("its output is piped");
        // The demo prints its address once it listens; if it cannot start, its output ends and no address is found.
        let address = BufReader::new(out)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let at = line.find("http://")?;
                Some(line[at..].trim().trim_end_matches('/').to_owned())
            })
            .expect("the demo says where it answers");
        City {
            address,
            process,
            _data: data,
        }
    }
}

impl Drop for City {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

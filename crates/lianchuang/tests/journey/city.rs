//! The demo city, served by the built binary on a free port from a folder of its own; it ends with the test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running demo.
pub struct City {
    /// Where it answers, without a slash at the end.
    pub address: String,
    process: Child,
    data: tempfile::TempDir,
}

impl City {
    /// Opens a demo of today and waits until it says where it answers.
    pub fn open() -> City {
        City::begin(&[])
    }

    /// Opens a demo that is told up to a day and goes on from there.
    pub fn open_on(day: &str) -> City {
        City::begin(&["--on", day])
    }

    /// Opens a demo in which staff, administrators and signers must have a second factor.
    pub fn open_strict() -> City {
        City::begin(&["--second-factor", "required"])
    }

    /// Opens a demo people reach by a name, as passkeys need.
    pub fn open_by_name() -> City {
        // A port that was free a moment ago; nobody else takes ports here.
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("there is a free port");
        let address = format!("http://localhost:{}", free.port());
        let listen = free.to_string();
        let data = tempfile::tempdir().expect("a folder for the demo can be made");
        let more = ["--public-address", &address, "--listen", &listen];
        let (process, _) = served(data.path(), &more);
        City {
            address,
            process,
            data,
        }
    }

    fn begin(more: &[&str]) -> City {
        let data = tempfile::tempdir().expect("a folder for the demo can be made");
        let (process, address) = served(data.path(), more);
        City {
            address,
            process,
            data,
        }
    }

    /// Lets time pass: the same city on a later day. It answers at another address afterwards.
    pub fn wait_until(&mut self, day: &str) {
        self.stop();
        (self.process, self.address) = served(self.data.path(), &["--on", day]);
    }

    fn stop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn served(data: &Path, more: &[&str]) -> (Child, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
        .args(["demo", "--data"])
        .arg(data)
        .args(more)
        .env("LIANCHUANG_LISTEN", "127.0.0.1:0")
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
    (process, address)
}

impl Drop for City {
    fn drop(&mut self) {
        self.stop();
    }
}

//! Chromedriver as a process of the test, and the commands only Chromium knows.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;

/// The driver's process; it ends with the test, and the browser with it.
pub struct Driver {
    /// Where it listens.
    pub address: String,
    /// The session it holds, once there is one.
    pub session: Option<String>,
    process: Child,
}

impl Driver {
    /// Starts it on a free port.
    pub fn start() -> Driver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: see the README for what the tests need");
        let out = process.stdout.take().expect("its output is piped");
        let port = BufReader::new(out)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, after) = line.split_once("successfully on port ")?;
                after.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver says on which port it listens");
        Driver {
            address: format!("http://127.0.0.1:{port}"),
            session: None,
            process,
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser is the driver's to end; a driver that does not answer any more is killed all the same.
        if let Some(session) = &self.session {
            let _ = ureq::delete(format!("{}/session/{session}", self.address)).call();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command only Chromium knows.
#[derive(Debug)]
pub struct Chromium {
    /// Its path under the session.
    pub path: &'static str,
    /// What it is told.
    pub body: Value,
}

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

//! A scanner that is a program of this machine: the file comes on its standard input; it ends with 0 where it found nothing, with 1
//! where it found malware, whose name it prints. Anything else is no verdict.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::scanner::{ScanFault, Scanner, Verdict, plain};

/// Bytes read of what it prints.
const PRINTED: u64 = 4096;
/// How often it is looked whether it has ended.
const LOOKING: Duration = Duration::from_millis(20);

/// A program that looks at files.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<String>,
    patience: Duration,
}

impl Program {
    /// The program with its arguments, given so long for each file.
    pub fn new(path: PathBuf, arguments: Vec<String>, patience: Duration) -> Program {
        Program {
            path,
            arguments,
            patience,
        }
    }

    /// Waits until it has ended, or ends it.
    fn ended(&self, child: &mut Child) -> Result<Option<i32>, ScanFault> {
        let begun = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.code()),
                Ok(None) if begun.elapsed() < self.patience => std::thread::sleep(LOOKING),
                Ok(None) => {
                    // It may have ended in this moment; either way it is gone after.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(ScanFault::Slow(self.patience.as_secs()));
                }
                Err(cause) => return Err(ScanFault::Away(cause.to_string())),
            }
        }
    }
}

impl Scanner for Program {
    fn scan(&self, content: &[u8]) -> Result<Verdict, ScanFault> {
        let away = |cause: std::io::Error| ScanFault::Away(cause.to_string());
        let mut child = Command::new(&self.path)
            .args(&self.arguments)
            // What the program is told of this machine: no settings, no secrets.
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(away)?;
        let (Some(mut into), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ScanFault::Away("no pipe".to_owned()));
        };
        let content = content.to_vec();
        // Both by threads of their own, so that neither side waits for the other. One that a grandchild keeps open is left behind.
        let (sent, writing) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let whole = into.write_all(&content).is_ok();
            drop(into);
            // Nobody may be waiting any more, here and below.
            let _ = sent.send(whole);
        });
        let (told, printed) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let read = out.take(PRINTED).read_to_end(&mut text).map(|_| text);
            let _ = told.send(read);
        });
        let code = self.ended(&mut child)?;
        let whole = writing.recv_timeout(self.patience).unwrap_or_default();
        let printed = printed
            .recv_timeout(self.patience)
            .ok()
            .and_then(Result::ok)
            .unwrap_or_default();
        match code {
            Some(0) if whole => Ok(Verdict::Clean),
            Some(0) => Err(ScanFault::Nonsense(
                "it did not read the whole file".to_owned(),
            )),
            Some(1) => Ok(Verdict::Infected(plain(
                String::from_utf8_lossy(&printed)
                    .lines()
                    .next()
                    .unwrap_or_default(),
            ))),
            Some(code) => Err(ScanFault::Nonsense(format!("it ended with {code}"))),
            None => Err(ScanFault::Nonsense("it was ended by a signal".to_owned())),
        }
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

//! A daemon on this machine that speaks clamd's protocol over a real socket, or whatever it is told to say.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// What it says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Whether the text scanners are tried with is in it.
    WhatItFinds,
    /// This, whatever the file is.
    This(&'static str),
    /// It hangs up once the file came.
    HangUp,
    /// It takes the file and never answers.
    Silence,
    /// It talks without end.
    WithoutEnd,
    /// It is not there at all.
    Nothing,
}

/// The daemon, there until it ends.
pub struct Daemon {
    address: SocketAddr,
    ending: Arc<AtomicBool>,
    looked: Arc<AtomicUsize>,
    serving: Option<JoinHandle<()>>,
}

impl Daemon {
    pub fn that(says: Says) -> Daemon {
        Daemon::at(0, says)
    }

    /// At that port.
    pub fn at(port: u16, says: Says) -> Daemon {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let address = listener.local_addr().unwrap();
        let ending = Arc::new(AtomicBool::new(false));
        let looked = Arc::new(AtomicUsize::new(0));
        let (end, count) = (Arc::clone(&ending), Arc::clone(&looked));
        let serving = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                // A client that breaks off is none of the daemon's business.
                let _ = talk(stream.unwrap(), says, &count);
            }
        });
        Daemon {
            address,
            ending,
            looked,
            serving: Some(serving),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many files it looked at.
    pub fn looked_at(&self) -> usize {
        self.looked.load(Ordering::SeqCst)
    }

    /// Nobody is there any more.
    pub fn ends(self) {
        drop(self);
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // The listener wakes by being called once more.
        let _ = TcpStream::connect(self.address);
        self.serving.take().unwrap().join().unwrap();
    }
}

fn talk(mut stream: TcpStream, says: Says, looked: &AtomicUsize) -> std::io::Result<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command)?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut content = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            break;
        }
        let from = content.len();
        content.resize(from + length, 0);
        stream.read_exact(&mut content[from..])?;
    }
    looked.fetch_add(1, Ordering::SeqCst);
    match says {
        Says::WhatItFinds => {
            let text = b"-STANDARD-ANTIVIRUS-TEST-FILE";
            let found = content.windows(text.len()).any(|part| part == text);
            let said: &[u8] = if found {
                b"stream: Test.Eicar FOUND\0"
            } else {
                b"stream: OK\0"
            };
            stream.write_all(said)
        }
        Says::This(said) => {
            stream.write_all(said.as_bytes())?;
            gone(&mut stream)
        }
        Says::HangUp | Says::Nothing => Ok(()),
        Says::Silence => gone(&mut stream),
        Says::WithoutEnd => loop {
            stream.write_all(b"stream: well, ")?;
        },
    }
}

/// Waits until the client is gone.
fn gone(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.read_to_end(&mut Vec::new()).map(|_| ())
}

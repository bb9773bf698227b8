//! A mail server on this machine: a real socket, the real protocol (RFC 5321), and a switch.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Whom the envelope names.
    pub to: String,
    /// Everything between DATA and the point.
    pub data: String,
}

impl Arrived {
    /// A header of one line.
    pub fn header(&self, name: &str) -> String {
        let line = self
            .data
            .lines()
            .find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.data))[name.len() + 1..]
            .trim()
            .to_owned()
    }
}

/// The server, up until it is dropped.
pub struct MailServer {
    pub address: SocketAddr,
    down: Arc<AtomicBool>,
    serving: Option<JoinHandle<()>>,
}

impl MailServer {
    /// Up at that port, or at any with 0; what arrives is put where it is told. Once it has taken so many mails it
    /// reads the next and never answers, if that is asked.
    pub fn up(port: u16, arrived: &Arc<Mutex<Vec<Arrived>>>, takes: Option<usize>) -> MailServer {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let address = listener.local_addr().unwrap();
        let down = Arc::new(AtomicBool::new(false));
        let (closing, arrived) = (Arc::clone(&down), Arc::clone(arrived));
        let serving = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if closing.load(Ordering::SeqCst) {
                    return;
                }
                // A client that breaks off is none of the server's business.
                let _ = talk(stream.unwrap(), &arrived, takes);
            }
        });
        MailServer {
            address,
            down,
            serving: Some(serving),
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.down.store(true, Ordering::SeqCst);
        // The listener wakes by being called once more.
        let _ = TcpStream::connect(self.address);
        self.serving.take().unwrap().join().unwrap();
    }
}

fn talk(
    mut stream: TcpStream,
    arrived: &Mutex<Vec<Arrived>>,
    takes: Option<usize>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut to = String::new();
    stream.write_all(b"220 test ESMTP\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
            "RCPT" => {
                let address = line.split_once('<').unwrap().1;
                address.split_once('>').unwrap().0.clone_into(&mut to);
                if to.starts_with("nobody@") {
                    b"550 no such person\r\n"
                } else if to.starts_with("later@") {
                    b"451 not now\r\n"
                } else {
                    b"250 ok\r\n"
                }
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut data = String::new();
                while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push('\n');
                }
                let mail = Arrived {
                    to: to.clone(),
                    data,
                };
                if takes.is_some_and(|takes| arrived.lock().unwrap().len() >= takes) {
                    // Until the client is gone.
                    while lines.next().transpose()?.is_some() {}
                    return Ok(());
                }
                arrived.lock().unwrap().push(mail);
                b"250 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer)?;
    }
    Ok(())
}

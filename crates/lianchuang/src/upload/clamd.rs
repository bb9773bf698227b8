//! clamd's INSTREAM: the file is sent in pieces, each with its length before it, and the answer is one line.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::scanner::{ScanFault, Scanner, Verdict, plain};

/// Bytes sent together.
const PIECE: usize = 64 * 1024;
/// Longest answer that is read.
const ANSWER_LIMIT: usize = 4096;
/// How long to wait for somebody to open.
const KNOCKING: Duration = Duration::from_secs(5);

/// Where the daemon listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At a socket of this machine.
    Socket(PathBuf),
    /// At a host and port.
    Address(String, u16),
}

/// A daemon that speaks clamd's protocol.
#[derive(Debug, Clone)]
pub struct Clamd {
    place: Place,
    patience: Duration,
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Clamd {
    /// The daemon at a place, given so long for each file.
    pub fn new(place: Place, patience: Duration) -> Clamd {
        Clamd { place, patience }
    }

    fn line(&self) -> std::io::Result<Box<dyn Line>> {
        match &self.place {
            Place::Socket(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(self.patience))?;
                stream.set_write_timeout(Some(self.patience))?;
                Ok(Box::new(stream))
            }
            Place::Address(host, port) => {
                let address = (host.as_str(), *port).to_socket_addrs()?.next();
                let address = address.ok_or(std::io::ErrorKind::NotFound)?;
                let stream = TcpStream::connect_timeout(&address, KNOCKING)?;
                stream.set_read_timeout(Some(self.patience))?;
                stream.set_write_timeout(Some(self.patience))?;
                Ok(Box::new(stream))
            }
        }
    }

    fn slow(&self) -> ScanFault {
        ScanFault::Slow(self.patience.as_secs())
    }

    fn fault(&self, cause: &std::io::Error) -> ScanFault {
        match cause.kind() {
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut => self.slow(),
            _ => ScanFault::Away(cause.to_string()),
        }
    }

    /// The answer up to its end; a daemon that drips it is no better than one that is silent.
    fn answer(&self, line: &mut dyn Line, begun: Instant) -> Result<Vec<u8>, ScanFault> {
        let mut answer = Vec::new();
        let mut piece = [0; 512];
        loop {
            let length = line.read(&mut piece).map_err(|cause| self.fault(&cause))?;
            answer.extend_from_slice(&piece[..length]);
            if let Some(end) = answer.iter().position(|byte| *byte == 0) {
                answer.truncate(end);
                return Ok(answer);
            }
            if length == 0 {
                return Ok(answer);
            }
            if answer.len() > ANSWER_LIMIT {
                return Err(ScanFault::Nonsense("an answer without end".to_owned()));
            }
            if begun.elapsed() > self.patience {
                return Err(self.slow());
            }
        }
    }
}

fn send(line: &mut dyn Line, content: &[u8]) -> std::io::Result<()> {
    line.write_all(b"zINSTREAM\0")?;
    for piece in content.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        line.write_all(&length.to_be_bytes())?;
        line.write_all(piece)?;
    }
    line.write_all(&0_u32.to_be_bytes())?;
    line.flush()
}

impl Scanner for Clamd {
    fn scan(&self, content: &[u8]) -> Result<Verdict, ScanFault> {
        let begun = Instant::now();
        let mut line = self.line().map_err(|cause| self.fault(&cause))?;
        let sent = send(&mut *line, content);
        // Whoever stops listening may have said why.
        let answer = self.answer(&mut *line, begun);
        match (sent, answer) {
            (Ok(()), Ok(answer)) => verdict(&answer),
            (Ok(()), Err(fault)) => Err(fault),
            (Err(cause), Ok(answer)) if answer.is_empty() => Err(self.fault(&cause)),
            (Err(cause), Err(_)) => Err(self.fault(&cause)),
            (Err(_), Ok(answer)) => match verdict(&answer)? {
                // It was found in what came through; that nothing was found says nothing of the rest.
                found @ Verdict::Infected(_) => Ok(found),
                Verdict::Clean => Err(ScanFault::Nonsense("a verdict on a part".to_owned())),
            },
        }
    }

    fn name(&self) -> String {
        match &self.place {
            Place::Socket(path) => format!("clamd {}", path.display()),
            Place::Address(host, port) => format!("clamd {host}:{port}"),
        }
    }
}

/// What an answer says: exactly `stream: OK`, or `stream: NAME FOUND`; anything else is no verdict.
fn verdict(answer: &[u8]) -> Result<Verdict, ScanFault> {
    let text = String::from_utf8_lossy(answer);
    let line = text.trim_end_matches(['\n', '\r']);
    let said = line
        .strip_prefix("stream: ")
        .filter(|said| !said.contains('\n'));
    match said {
        Some("OK") => Ok(Verdict::Clean),
        Some(said) => match said.strip_suffix(" FOUND") {
            Some(name) if !name.trim().is_empty() => Ok(Verdict::Infected(plain(name))),
            _ => Err(ScanFault::Nonsense(plain(said))),
        },
        None if line.is_empty() => Err(ScanFault::Nonsense("it hung up without a word".to_owned())),
        None => Err(ScanFault::Nonsense(plain(line))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m24_only_the_very_words_of_a_verdict_are_one() {
        let is = |answer: &str| verdict(answer.as_bytes());
        assert_eq!(is("stream: OK"), Ok(Verdict::Clean));
        assert_eq!(is("stream: OK\n"), Ok(Verdict::Clean));
        assert_eq!(
            is("stream: Win.Test.EICAR_HDB-1 FOUND"),
            Ok(Verdict::Infected("Win.Test.EICAR_HDB-1".to_owned()))
        );
        assert_eq!(
            is("stream: \u{1b}[31mred FOUND"),
            Ok(Verdict::Infected("?[31mred".to_owned())),
            "a name steers no terminal"
        );
        for nonsense in [
            "",
            "OK",
            "stream: ok",
            "stream: OK FOUND\nstream: OK",
            "stream:  FOUND",
            "stream: OK\nstream: OK",
            "INSTREAM size limit exceeded. ERROR",
            "stream: not OK",
            "HTTP/1.1 400 Bad Request",
        ] {
            assert!(
                matches!(is(nonsense), Err(ScanFault::Nonsense(_))),
                "{nonsense:?}: {:?}",
                is(nonsense)
            );
        }
        assert!(verdict(b"\xff\xfe\x00").is_err());
    }
}

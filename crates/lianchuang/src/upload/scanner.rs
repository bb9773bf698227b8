//! Who looks at files: a daemon that speaks clamd's protocol, or a program of this machine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::clamd::{Clamd, Place};
use super::program::Program;

/// How long a scanner may take over one file.
const PATIENCE: Duration = Duration::from_mins(2);
/// Longest name of malware that is kept, in characters.
const NAME_LIMIT: usize = 120;

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Clean,
    /// Malware of that name.
    Infected(String),
}

/// Why a file was not looked at. It stays in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScanFault {
    /// Nobody is there.
    #[error("away: {0}")]
    Away(String),
    /// It took too long.
    #[error("slow: no answer within {0} seconds")]
    Slow(u64),
    /// What it said is no verdict.
    #[error("nonsense: {0}")]
    Nonsense(String),
}

/// The word of a fault as it is kept.
pub fn word(fault: &str) -> &'static str {
    match fault.split(':').next() {
        Some("slow") => "slow",
        Some("nonsense") => "nonsense",
        _ => "away",
    }
}

/// Somebody who looks at files.
pub trait Scanner: fmt::Debug + Send + Sync {
    /// Looks at a file.
    fn scan(&self, content: &[u8]) -> Result<Verdict, ScanFault>;

    /// What it is called, for administrators.
    fn name(&self) -> String;
}

/// The setting names no scanner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScannerMistake {
    /// It has another form.
    #[error(
        "scanner: {0}: wanted none, clamd:/path/of/the/socket, clamd://host:port or command:/path/of/the/program"
    )]
    Form(String),
    /// The address is neither this machine's nor allowed.
    #[error("scanner: {0} is not this machine: files go there only if scanner_hosts names it")]
    Elsewhere(String),
}

/// The scanner a setting names, if any. `hosts` are the other machines files may be sent to, as `host:port`, separated by blanks.
pub fn read(setting: &str, hosts: &str) -> Result<Option<Arc<dyn Scanner>>, ScannerMistake> {
    let mistake = || ScannerMistake::Form(setting.to_owned());
    if setting.is_empty() || setting == "none" {
        return Ok(None);
    }
    if let Some(address) = setting.strip_prefix("clamd://") {
        let (host, port) = address.rsplit_once(':').ok_or_else(mistake)?;
        let port: u16 = port.parse().map_err(|_| mistake())?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let here = bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
        if !here && !hosts.split_whitespace().any(|allowed| allowed == address) {
            return Err(ScannerMistake::Elsewhere(address.to_owned()));
        }
        let place = Place::Address(bare.to_owned(), port);
        return Ok(Some(Arc::new(Clamd::new(place, PATIENCE))));
    }
    if let Some(socket) = setting
        .strip_prefix("clamd:")
        .filter(|it| it.starts_with('/'))
    {
        let place = Place::Socket(socket.into());
        return Ok(Some(Arc::new(Clamd::new(place, PATIENCE))));
    }
    let command = setting.strip_prefix("command:").ok_or_else(mistake)?;
    let mut parts = command.split_whitespace().map(str::to_owned);
    let program = parts
        .next()
        .filter(|it| it.starts_with('/'))
        .ok_or_else(mistake)?;
    let program = Program::new(program.into(), parts.collect(), PATIENCE);
    Ok(Some(Arc::new(program)))
}

/// A name of malware as it may be shown and kept: one line of plain letters.
pub(super) fn plain(name: &str) -> String {
    let kept: String = name
        .trim()
        .chars()
        .map(|letter| {
            if letter.is_ascii_graphic() || letter == ' ' {
                letter
            } else {
                '?'
            }
        })
        .take(NAME_LIMIT)
        .collect();
    if kept.is_empty() {
        "unnamed".to_owned()
    } else {
        kept
    }
}

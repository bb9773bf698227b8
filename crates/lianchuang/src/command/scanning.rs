//! The settings of who looks at attached files.

use std::sync::Arc;

use crate::upload::{self, Scanner};

/// Who looks at attached files.
#[derive(Debug, Clone, clap::Args)]
pub struct Scanning {
    /// Who looks at attached files before others are given them: none, clamd:/path/of/the/socket, clamd://host:port or command:/path/of/a/program.
    #[arg(long, env = "LIANCHUANG_SCANNER", default_value = "none")]
    scanner: String,
    /// Other machines attached files may be sent to for that, as host:port, separated by blanks.
    #[arg(long, env = "LIANCHUANG_SCANNER_HOSTS", default_value = "")]
    scanner_hosts: String,
}

impl Scanning {
    /// The scanner that is set, if one is. What cannot be read is told before the server starts.
    pub fn scanner(&self) -> anyhow::Result<Option<Arc<dyn Scanner>>> {
        Ok(upload::scanner(&self.scanner, &self.scanner_hosts)?)
    }
}

//! How people prove who they are: which passwords a profile accepts, one-time codes of an authenticator app, passkeys.
//! Nothing here is kept; what is kept stands in the cabinet.

pub mod passkey;
pub mod password;
pub mod totp;

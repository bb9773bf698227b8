//! How people prove who they are: which passwords a profile accepts, one-time codes of an authenticator app, passkeys, certificates,
//! and whom another provider vouches for.
//! Nothing here is kept; what is kept stands in the cabinet.

pub mod certificate;
pub mod oidc;
pub mod passkey;
pub mod password;
pub mod totp;

//! The catalogue: every kind of event there is.

/// A part of the house events belong to, for the auditor's filters and the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Who comes in and goes out.
    Identity,
    /// What is done, and what is refused.
    Acts,
    /// What is read that not everybody may read, and what leaves the house.
    Reading,
    /// The policy, settings, start and end.
    Installation,
    /// The proofs, and this log itself.
    Proof,
}

impl Field {
    /// Its name.
    pub fn key(self) -> &'static str {
        match self {
            Field::Identity => "identity",
            Field::Acts => "acts",
            Field::Reading => "reading",
            Field::Installation => "installation",
            Field::Proof => "proof",
        }
    }
}

macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $name:ident = $key:literal in $field:ident;)+) => {
        /// A kind of event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl EventKind {
            /// Every kind, in the order of the catalogue.
            pub const ALL: &[EventKind] = &[$(EventKind::$name,)+];

            /// Its name in the log, in searches and in words (`event.<name>`).
            pub fn key(self) -> &'static str {
                match self { $(EventKind::$name => $key,)+ }
            }

            /// The part of the house it belongs to.
            pub fn field(self) -> Field {
                match self { $(EventKind::$name => Field::$field,)+ }
            }

            /// What it tells, in one sentence.
            pub fn tells(self) -> &'static str {
                match self { $(EventKind::$name => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The kind of that name.
            pub fn of(key: &str) -> Option<EventKind> {
                EventKind::ALL.iter().copied().find(|kind| kind.key() == key)
            }
        }
    };
}

catalogue! {
    /// Somebody signed in, or tried to with a wrong login, password or second factor.
    SignIn = "sign_in" in Identity;
    /// An attempt to sign in met a lock, or locked the account or the address.
    SignInLocked = "sign_in.locked" in Identity;
    /// The second factor was shown, rightly or wrongly.
    SecondFactor = "second_factor" in Identity;
    /// Somebody signed out.
    SignOut = "sign_out" in Identity;
    /// A session was ended by its owner or by an administrator.
    SessionEnded = "session.ended" in Identity;
    /// A token for a program was made.
    TokenMade = "token.made" in Identity;
    /// A token for a program was revoked.
    TokenRevoked = "token.revoked" in Identity;
    /// A password, a second factor or another part of an account was changed.
    AccountChanged = "account.changed" in Identity;
    /// An administrator worked on somebody's account.
    AccountAdministered = "account.administered" in Identity;
    /// An act was ruled on: recorded, or refused with the conditions that closed it.
    Act = "act" in Acts;
    /// An administrator was appointed.
    AdministratorAppointed = "administrator.appointed" in Acts;
    /// A request was refused because it was not signed in for, or not allowed.
    AccessRefused = "access.refused" in Acts;
    /// A route of an administrator was asked for, with whatever answer.
    AdministratorRoute = "administrator.route" in Acts;
    /// An attached file was read.
    FileRead = "file.read" in Reading;
    /// An attached file was looked at by the scanner: nothing was found, malware was found and its content is destroyed, or it could not be looked at.
    FileScanned = "file.scanned" in Reading;
    /// An administrator had attached files looked at again.
    FileHandled = "file.handled" in Reading;
    /// A document was read that is not public.
    DocumentRead = "document.read" in Reading;
    /// Personal data was shown unmasked, for a reason given.
    PersonalUnmasked = "personal.unmasked" in Reading;
    /// Personal data was erased: past its term, or for a reason given.
    PersonalErased = "personal.erased" in Reading;
    /// A person asked about their own data: for access, correction, deletion or explanation.
    PersonalRequested = "personal.requested" in Reading;
    /// A person's request about their own data was answered.
    PersonalAnswered = "personal.answered" in Reading;
    /// A breach of personal data was reported: which fields, and how many persons.
    PersonalBreach = "personal.breach" in Reading;
    /// A list or a part of the register left the house as a file.
    Export = "export" in Reading;
    /// Files or organisations were taken in.
    Import = "import" in Reading;
    /// The server began to serve, with these settings.
    Started = "server.started" in Installation;
    /// The server ended.
    Stopped = "server.stopped" in Installation;
    /// Something failed that should not have: a store, a disk, a program; with its cause, which nobody else is told.
    Fault = "fault" in Installation;
    /// The settings the server runs with, or a change of them.
    Configuration = "configuration" in Installation;
    /// A policy was loaded, the same as before or another.
    PolicyLoaded = "policy.loaded" in Installation;
    /// A backup was made.
    Backup = "backup" in Installation;
    /// A data folder was made from a backup.
    Restore = "restore" in Installation;
    /// A key was made, changed or used outside the ordinary course.
    KeyUsed = "key.used" in Installation;
    /// Mail or a message to another system was let go, held or given up by an administrator.
    Post = "post" in Installation;
    /// The register was verified, and found whole or broken.
    RegisterVerified = "register.verified" in Proof;
    /// The register was written out for others to verify.
    RegisterExported = "register.exported" in Proof;
    /// This log was verified, and found whole or broken.
    AuditVerified = "audit.verified" in Proof;
    /// This log was searched.
    AuditSearched = "audit.searched" in Proof;
    /// A part of this log was written out.
    AuditExported = "audit.exported" in Proof;
    /// Events older than the retention were removed.
    AuditPurged = "audit.purged" in Proof;
    /// A protected row did not give the code kept with it.
    ProtectionFailed = "protection.failed" in Proof;
    /// An alarm was raised.
    AlarmRaised = "alarm.raised" in Proof;
    /// The security administrator took note of an alarm.
    AlarmAcknowledged = "alarm.acknowledged" in Proof;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_one_name_only() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::of(kind.key()), Some(*kind));
            assert!(!kind.tells().is_empty());
        }
    }
}

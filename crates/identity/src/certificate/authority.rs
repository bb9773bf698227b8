//! The authorities that vouch for certificates, and what they have taken back.

use values::Instant;
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode as _, DecodePem as _, Encode as _};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::time::Time;

use super::{CertificateFault, SM2_WITH_SM3, signed_by};

/// Most authorities one above the other.
const DEEPEST: usize = 4;

/// The authorities set here, up to their roots, with their lists of revocations.
#[derive(Debug, Clone)]
pub struct Authorities {
    certificates: Vec<Certificate>,
    lists: Vec<CertificateList>,
}

/// The files cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityMistake {
    /// No certificate, or one that cannot be read.
    #[error("the file of authorities holds no certificates as PEM")]
    Certificates,
    /// A list that cannot be read.
    #[error("the file of revocations holds no lists as PEM or DER")]
    Lists,
}

impl Authorities {
    /// Reads a file of certificates (PEM) and one of revocation lists (PEM, several one after the other, or one as DER).
    pub fn read(certificates: &[u8], lists: &[u8]) -> Result<Authorities, AuthorityMistake> {
        let certificates = Certificate::load_pem_chain(certificates)
            .ok()
            .filter(|found| !found.is_empty())
            .ok_or(AuthorityMistake::Certificates)?;
        let lists = read_lists(lists).ok_or(AuthorityMistake::Lists)?;
        Ok(Authorities {
            certificates,
            lists,
        })
    }

    /// Whether an authority set here vouches for the certificate at that time, and has not taken it back; and so for each
    /// authority up to a root.
    pub(super) fn vouch_for(
        &self,
        certificate: &Certificate,
        at: Instant,
    ) -> Result<(), CertificateFault> {
        let usage = certificate.tbs_certificate().get_extension::<KeyUsage>();
        match usage {
            Ok(None) => {}
            Ok(Some((_, usage))) if usage.digital_signature() => {}
            Ok(Some(_)) => return Err(CertificateFault::Purpose),
            Err(_) => return Err(CertificateFault::Form),
        }
        let mut below = certificate;
        for _ in 0..DEEPEST {
            holds(below, at)?;
            let authority = self.authority_of(below)?;
            self.not_taken_back(below, authority, at)?;
            let own = authority.tbs_certificate();
            if own.issuer() == own.subject() {
                return holds(authority, at);
            }
            below = authority;
        }
        Err(CertificateFault::Untrusted)
    }

    fn authority_of(&self, certificate: &Certificate) -> Result<&Certificate, CertificateFault> {
        let issuer = certificate.tbs_certificate().issuer();
        let signed = certificate.tbs_certificate().to_der();
        let signed = signed.map_err(|_| CertificateFault::Form)?;
        if certificate.signature_algorithm().oid.to_string() != SM2_WITH_SM3
            || certificate.signature_algorithm() != certificate.tbs_certificate().signature()
        {
            return Err(CertificateFault::Untrusted);
        }
        self.certificates
            .iter()
            .filter(|authority| {
                authority.tbs_certificate().subject() == issuer && issues(authority)
            })
            .find(|authority| signed_by(authority, &signed, certificate.signature().raw_bytes()))
            .ok_or(CertificateFault::Untrusted)
    }

    fn not_taken_back(
        &self,
        certificate: &Certificate,
        authority: &Certificate,
        at: Instant,
    ) -> Result<(), CertificateFault> {
        let serial = certificate.tbs_certificate().serial_number();
        let name = authority.tbs_certificate().subject();
        let mut current = false;
        for list in self
            .lists
            .iter()
            .filter(|list| list.tbs_cert_list.issuer == *name)
        {
            let signed = list.tbs_cert_list.to_der();
            let signed = signed.map_err(|_| CertificateFault::Form)?;
            if list.signature_algorithm.oid.to_string() != SM2_WITH_SM3
                || !signed_by(authority, &signed, list.signature.raw_bytes())
            {
                continue;
            }
            let revoked = list.tbs_cert_list.revoked_certificates.iter().flatten();
            // What was taken back once stays so, also by a list that is old.
            if revoked.into_iter().any(|one| one.serial_number == *serial) {
                return Err(CertificateFault::Revoked);
            }
            let next = list.tbs_cert_list.next_update.as_ref();
            current |= second(&list.tbs_cert_list.this_update) <= at.second()
                && next.is_some_and(|next| at.second() < second(next));
        }
        if current {
            Ok(())
        } else {
            Err(CertificateFault::Unlisted)
        }
    }
}

fn read_lists(bytes: &[u8]) -> Option<Vec<CertificateList>> {
    if let Ok(one) = CertificateList::from_der(bytes) {
        return Some(vec![one]);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let end = "-----END X509 CRL-----";
    let mut lists = Vec::new();
    for part in text.split_inclusive(end) {
        let Some(begin) = part.find("-----BEGIN X509 CRL-----") else {
            continue;
        };
        lists.push(CertificateList::from_pem(&part[begin..]).ok()?);
    }
    (!lists.is_empty()).then_some(lists)
}

/// Whether a certificate may issue others.
fn issues(authority: &Certificate) -> bool {
    let own = authority.tbs_certificate();
    let is_authority =
        matches!(own.get_extension::<BasicConstraints>(), Ok(Some((_, found))) if found.ca);
    let may_sign = match own.get_extension::<KeyUsage>() {
        Ok(None) => true,
        Ok(Some((_, usage))) => usage.key_cert_sign(),
        Err(_) => false,
    };
    is_authority && may_sign
}

fn second(time: &Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

fn holds(certificate: &Certificate, at: Instant) -> Result<(), CertificateFault> {
    let validity = certificate.tbs_certificate().validity();
    if second(&validity.not_before) <= at.second() && at.second() <= second(&validity.not_after) {
        Ok(())
    } else {
        Err(CertificateFault::Expired)
    }
}

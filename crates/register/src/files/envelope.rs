//! How an encrypted file stands on the disk: one line that names the key and the digest of the plain content, with the digest of what
//! follows, so that it can be checked whole without any key; then nonce and cipher (SM4-GCM), bound to both.

use seal::{Digest, KeyFault, KeyId, KeyProvider, NONCE_BYTES, Purpose, sm3};

/// How the line begins.
const MARK: &str = "lianchuang.file.1 ";
/// Longest line: the mark, a key, two digests.
pub(super) const LINE_LIMIT: usize = 256;

/// What the line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// The key the content is encrypted under.
    pub(super) key: KeyId,
    /// The digest of the plain content.
    pub(super) plain: Digest,
    /// The digest of what follows the line.
    body: Digest,
    /// Where that begins.
    from: usize,
}

impl Line {
    /// The line at the beginning of these bytes, if they are an encrypted file.
    pub(super) fn of(bytes: &[u8]) -> Option<Line> {
        let head = &bytes[..bytes.len().min(LINE_LIMIT)];
        let end = head.iter().position(|byte| *byte == b'\n')?;
        let text = std::str::from_utf8(&head[..end]).ok()?;
        let mut parts = text.strip_prefix(MARK)?.split(' ');
        let line = Line {
            key: parts.next()?.parse().ok()?,
            plain: parts.next()?.parse().ok()?,
            body: parts.next()?.parse().ok()?,
            from: end + 1,
        };
        (parts.next().is_none() && line.key.purpose == Purpose::Files).then_some(line)
    }

    /// Whether what follows is what was written there, as far as that can be told without the key.
    pub(super) fn is_whole(&self, bytes: &[u8]) -> bool {
        sm3(&bytes[self.from..]) == self.body
    }

    /// The plain content.
    pub(super) fn open(&self, keys: &dyn KeyProvider, bytes: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let (nonce, cipher) = bytes[self.from..]
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(KeyFault::Altered(self.key))?;
        keys.decrypt(self.key, nonce, &bound(self.key, self.plain), cipher)
    }
}

/// A content encrypted for its digest, under the current key.
pub(super) fn sealed(
    keys: &dyn KeyProvider,
    plain: Digest,
    content: &[u8],
) -> Result<Vec<u8>, KeyFault> {
    let key = keys.current(Purpose::Files)?;
    let mut body = vec![0; NONCE_BYTES];
    getrandom::fill(&mut body).map_err(|_| KeyFault::Randomness)?;
    let nonce: [u8; NONCE_BYTES] = body[..]
        .try_into()
        .expect("the buffer was made as long as a nonce");
    body.extend(keys.encrypt(key, &nonce, &bound(key, plain), content)?);
    let mut bytes = format!("{MARK}{key} {plain} {}\n", sm3(&body)).into_bytes();
    bytes.extend(body);
    Ok(bytes)
}

/// What is bound to the cipher: no other content and no other key opens it.
fn bound(key: KeyId, plain: Digest) -> Vec<u8> {
    format!("{MARK}{key} {plain}").into_bytes()
}

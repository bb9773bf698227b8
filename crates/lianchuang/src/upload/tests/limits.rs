//! How much is taken: what is too large is refused before it is read, and what is taken comes whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{StatusCode, header};

use super::{OFFICER, answer, by, send, text};
use crate::trail::tests::scene;

/// A body that says how often it was read.
fn watched(pieces: usize, read: &Arc<AtomicUsize>) -> Body {
    let read = Arc::clone(read);
    let pieces = (0..pieces).map(move |_| {
        read.fetch_add(1, Ordering::SeqCst);
        Ok::<_, std::io::Error>(vec![b'x'; 1 << 20])
    });
    Body::from_stream(Pieces(pieces))
}

struct Pieces<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Pieces<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v16_two_gigabytes_are_refused_with_a_reason_before_anything_is_read_and_what_is_taken_is_taken_whole()
 {
    let scene = scene();
    let form = format!(
        "/organisations/{}/organisation/add_team",
        scene.organisation
    );
    for (path, language, said) in [
        ("/api/v1/files", "en", "15 MB at most"),
        ("/api/v1/files", "zh", "不超过 15 MB"),
        (form.as_str(), "en", "15 MB at most"),
        (form.as_str(), "zh", "不超过 15 MB"),
    ] {
        // Announced, or coming without end and without a word.
        for announced in [Some(2_u64 << 30), None] {
            let read = Arc::new(AtomicUsize::new(0));
            let mut request = by(&scene, OFFICER, "POST", path, watched(2048, &read));
            let headers = request.headers_mut();
            headers.insert(header::ACCEPT_LANGUAGE, language.parse().unwrap());
            if let Some(length) = announced {
                headers.insert(header::CONTENT_LENGTH, length.into());
            }
            let (status, told) = answer(&scene, request).await;
            let told = String::from_utf8_lossy(&told).into_owned();
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {told}");
            assert!(told.contains(said), "{path} {language}: {told}");
            assert_eq!(
                told.contains("/problems/too-large"),
                path.starts_with("/api")
            );
            let most = if announced.is_some() { 0 } else { 24 };
            assert!(read.load(Ordering::SeqCst) <= most, "{path}");
        }
    }
    // A file that is too large by itself, and one as large as is taken, by API and form alike.
    let large = |size: usize| [b"%PDF-1.7\n".as_slice(), &vec![b' '; size - 9]].concat();
    let (status, refused) = send(&scene, &large(crate::attachment::LARGEST + 1)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text(&refused, "reason"), "file_too_large");
    let whole = large(crate::attachment::LARGEST);
    assert_eq!(send(&scene, &whole).await.0, StatusCode::CREATED);
    let (session, other) = (scene.session(OFFICER), large(8 << 20));
    let fields = [
        ("kind", "team"),
        ("name", "甲组"),
        ("size", "3"),
        ("from", "2025-01-02"),
        ("_step", "keep"),
    ];
    let (status, shown) = answer(&scene, session.attach(&form, &fields, ("file", &other))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&shown).contains(&seal::sm3(&other).to_string()));
}

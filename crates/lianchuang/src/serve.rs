//! The server: one router over pages and API, the headers every answer carries, and a calm end.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::app::{App, Exposure, Visitor};
use crate::doors::{Ajar, doors};

/// Largest request body. Only the doors through which files come take so much; all others hold to the frame's own 2 MB.
pub const BODY_LIMIT: usize = 20 * 1024 * 1024;
/// How often the system follows up on what silence means, in seconds.
const FOLLOW_UP_SECONDS: u64 = 600;

/// Serves until the process is asked to end.
pub fn serve(app: App, listen: SocketAddr) -> anyhow::Result<()> {
    if !listen.ip().is_loopback() && app.exposure == Exposure::Plain {
        bail!(
            "{listen} is open to the network: put a TLS proxy before it and say --behind-tls, or listen on 127.0.0.1"
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?;
    runtime.block_on(async {
        let app = Arc::new(app);
        let router = router(Arc::clone(&app))?;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("listening on {listen}"))?;
        let address = listener.local_addr()?;
        let told = (Arc::clone(&app), address.to_string());
        tokio::task::spawn_blocking(move || crate::trail::begun(&told.0, &told.1))
            .await
            .context("telling the audit log")??;
        println!("http://{address}");
        tokio::spawn(follow_up(Arc::clone(&app)));
        crate::post::start(&app)?;
        if let Some(issued) = app.issued() {
            let app = Arc::downgrade(&app);
            std::thread::Builder::new()
                .name("printer".to_owned())
                .spawn(move || crate::document::print_ahead(&app, &issued))
                .context("starting the printer")?;
        }
        let served = axum::serve(
            listener,
            router.into_make_service_with_connect_info::<SocketAddr>(),
        )
        .with_graceful_shutdown(asked_to_end())
        .await
        .context("serving");
        let _ =
            tokio::task::spawn_blocking(move || crate::trail::ended(&app, &address.to_string()))
                .await;
        served
    })
}

async fn follow_up(app: Arc<App>) {
    let mut ticks = tokio::time::interval(std::time::Duration::from_secs(FOLLOW_UP_SECONDS));
    loop {
        ticks.tick().await;
        let app = Arc::clone(&app);
        let done = tokio::task::spawn_blocking(move || app.office.follow_up(app.now())).await;
        if let Ok(count @ 1..) = done {
            tracing::info!(count, "the system followed up");
        }
    }
}

async fn asked_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // A service is asked to end by this signal, a person at a terminal by the other.
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Where no signal can be listened for, the process ends as the system ends it.
    let _ = interrupted.await;
}

/// Tells in the visitor's language that a request is too large: refused by its announced length before anything was read, or once more
/// came than is taken.
async fn tell_too_large(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut head = Request::new(());
    *head.uri_mut() = request.uri().clone();
    *head.headers_mut() = request.headers().clone();
    *head.extensions_mut() = request.extensions().clone();
    let answer = next.run(request).await;
    let told = answer.headers().get(header::CONTENT_TYPE);
    let plain = told.is_none_or(|form| form.as_bytes().starts_with(b"text/plain"));
    if answer.status() != StatusCode::PAYLOAD_TOO_LARGE || !plain {
        return answer;
    }
    let (mut parts, ()) = head.into_parts();
    let visitor = match Visitor::from_request_parts(&mut parts, &app).await {
        Ok(visitor) => visitor,
        Err(failed) => return failed,
    };
    if parts.uri.path().starts_with("/api/") {
        crate::api::too_large(&app, &visitor)
    } else {
        crate::page::too_large(&app, &visitor, &parts.uri)
    }
}

/// The headers every answer carries that does not say otherwise itself.
fn standing_headers(exposure: Exposure) -> Vec<(HeaderName, HeaderValue)> {
    let always = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // For readers that do not know the policy's own word for it.
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    // Two years, with every name below; said only where TLS is spoken, as a browser heeds it only there.
    let only_tls = matches!(exposure, Exposure::BehindTls).then_some((
        header::STRICT_TRANSPORT_SECURITY,
        "max-age=63072000; includeSubDomains",
    ));
    let standing = always.into_iter().chain(only_tls);
    standing
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect()
}

/// All routes, with the headers every answer carries.
pub fn router(app: Arc<App>) -> Result<Router, Ajar> {
    app.cabinet
        .tell_notice(&crate::personal::notice::version(&app));
    let standing = standing_headers(app.exposure);
    let router = doors()
        .guarded(&app)?
        .layer(CatchPanicLayer::custom(crate::fault::gave_up))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            crate::visitor::give_form_secret,
        ))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            crate::trail::trace,
        ))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            tell_too_large,
        ))
        .layer(CompressionLayer::new())
        // One layer for all of them: each layer is a service of its own that is copied for every request.
        .layer(MapResponseLayer::new(move |mut answer: Response| {
            for (name, value) in &standing {
                let header = answer.headers_mut().entry(name);
                header.or_insert_with(|| value.clone());
            }
            answer
        }))
        .with_state(app);
    Ok(router)
}

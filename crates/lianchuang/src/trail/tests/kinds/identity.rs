//! Who comes in and goes out.

use ::identity::password::Profile;

use super::*;

/// A password that fits the profile.
pub const PASSWORD: &str = "Correct-horse-battery-7";

/// Who has an account here.
pub const LOGINS: [(&str, &str); 4] = [
    ("officer@bureau", "officer"),
    ("leader@bureau", "leader"),
    ("auditor@office", "auditor"),
    ("security@office", "security"),
];

/// Gives somebody an account with a password.
pub fn account(scene: &Scene, alias: &str, login: &str) {
    let (cabinet, now) = (&scene.app.cabinet, scene.app.now());
    let made = cabinet.make_account(login, scene.person(alias), now);
    made.unwrap().unwrap();
    let set = cabinet.set_password(login, PASSWORD, Profile::Mlps, &[], now);
    set.unwrap().unwrap();
}

fn entering(login: &str, password: &str) -> Request<Body> {
    Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("login={login}&password={password}")))
        .unwrap()
}

pub async fn signs_in(stage: &mut Stage) -> Wanted {
    let request = entering("officer", PASSWORD);
    let entered = stage.does(request, StatusCode::SEE_OTHER).await;
    Wanted {
        login: "officer".to_owned(),
        // Nobody holds a capacity before they are in.
        ..stage.by("officer@bureau", "none", &entered, "POST /sign-in")
    }
}

pub async fn is_locked_out(stage: &mut Stage) -> Wanted {
    for _ in 0..5 {
        let request = entering("leader", "wrong");
        stage.does(request, StatusCode::UNAUTHORIZED).await;
    }
    let request = entering("leader", PASSWORD);
    let refused = stage.does(request, StatusCode::UNAUTHORIZED).await;
    let wanted = Wanted {
        login: "leader".to_owned(),
        ..Wanted::of_public(&refused, "POST /sign-in")
    };
    wanted.failed("locked")
}

pub async fn shows_a_second_factor(stage: &mut Stage) -> Wanted {
    let app = &stage.scene.app;
    let person = stage.scene.person("officer@bureau");
    let cabinet = &app.cabinet;
    // A code counts once: the one that proves the seed is of a moment before.
    let earlier = Instant::from_second(app.now().second() - 90).unwrap();
    let offered = cabinet.offer_seed(person, "office", "officer", earlier);
    let offered = offered.unwrap();
    let code = offered.seed.code(earlier);
    cabinet.prove_seed(person, "phone", &code, earlier).unwrap();
    let session = stage.session("officer@bureau", Standing::SecondAwaited);
    let code = format!("code={}", offered.seed.code(app.now()));
    let request = session.post("/sign-in/second", &code);
    let shown = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by("officer@bureau", OFFICER, &shown, "POST /sign-in/second")
}

pub async fn signs_out(stage: &mut Stage) -> Wanted {
    let session = stage.session("officer@bureau", Standing::Whole);
    let request = session.post("/sign-out", "");
    let left = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by("officer@bureau", OFFICER, &left, "POST /sign-out")
}

pub async fn ends_other_sessions(stage: &mut Stage) -> Wanted {
    let session = stage.session("officer@bureau", Standing::Whole);
    let path = "/account/sessions/end";
    let request = session.post(path, "");
    let ended = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by("officer@bureau", OFFICER, &ended, format!("POST {path}"))
}

pub async fn makes_a_token(stage: &mut Stage) -> Wanted {
    let session = stage.session("officer@bureau", Standing::Whole);
    let request = session.post("/account/tokens", "label=reports&scope=read&days=1");
    let made = stage.does(request, StatusCode::OK).await;
    stage.by("officer@bureau", OFFICER, &made, "POST /account/tokens")
}

pub async fn revokes_a_token(stage: &mut Stage) -> Wanted {
    let mark = cabinet::mark(&stage.scene.token("officer@bureau"));
    let session = stage.session("officer@bureau", Standing::Whole);
    let path = "/account/tokens/revoke";
    let request = session.post(path, &format!("mark={mark}"));
    let revoked = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by("officer@bureau", OFFICER, &revoked, format!("POST {path}"))
}

pub async fn changes_the_password(stage: &mut Stage) -> Wanted {
    let session = stage.session("officer@bureau", Standing::Whole);
    let form = format!("now={PASSWORD}&new=Another-{PASSWORD}&again=Another-{PASSWORD}");
    let request = session.post("/account/password", &form);
    let changed = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by(
        "officer@bureau",
        OFFICER,
        &changed,
        "POST /account/password",
    )
}

pub async fn is_unlocked(stage: &mut Stage) -> Wanted {
    let session = stage.session("security@office", Standing::Whole);
    let path = "/accounts/leader/unlock";
    let request = session.post(path, "");
    let done = stage.does(request, StatusCode::SEE_OTHER).await;
    let object = format!("POST {path}");
    stage.by("security@office", "security_administrator", &done, object)
}

/// What the officer of the office is.
pub const OFFICER: &str = "bureau";

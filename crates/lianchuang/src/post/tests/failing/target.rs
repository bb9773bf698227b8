//! A target of webhooks that is unwell.

use cabinet::JobKind;

use super::super::super::webhook::{Reach, Teller, Webhooks};
use super::super::webhooks::{Came, SECRET, header};
use super::*;

/// A receiver that answers what it is told to at the moment; with nothing it hangs up without an answer.
fn target(answer: &Arc<Mutex<Option<&'static str>>>) -> (String, Arc<Mutex<Vec<Came>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let came: Arc<Mutex<Vec<Came>>> = Arc::default();
    let (kept, answer) = (Arc::clone(&came), Arc::clone(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .collect();
            kept.lock().unwrap().push((head, String::new()));
            if let Some(answer) = *answer.lock().unwrap() {
                let _ = write!(
                    stream,
                    "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
            }
        }
    });
    (address, came)
}

#[test]
fn v20_a_webhook_is_tried_ever_less_often_under_one_id_and_told_once_when_the_target_is_well() {
    for failing in [
        Some("500 Internal Server Error"),
        Some("429 Too Many Requests"),
        None,
    ] {
        let mut scene = scene("established");
        let answer = Arc::new(Mutex::new(failing));
        let (address, came) = target(&answer);
        let webhooks = Webhooks::read(&address, SECRET, Reach::ThisMachine).unwrap();
        scene.app.post.webhooks = webhooks.clone();
        let (app, mut at) = (&scene.app, end(&scene));
        Deriver::default().work(app, at).unwrap();
        let one = one_waits(app, at);
        assert_eq!(job(app, one).kind, JobKind::Webhook);
        let teller = Teller::new(webhooks);
        for pause in PAUSES {
            assert_eq!(teller.work(app, at).unwrap(), 0, "{failing:?}");
            let shown = job(app, one);
            assert_eq!(shown.state, JobState::Waiting, "{failing:?}");
            assert_eq!(shown.due.unwrap().second() - at.second(), pause);
            let fault = shown.fault.expect("the failure is shown");
            match failing {
                Some(status) => assert_eq!(fault, format!("HTTP {}", &status[..3])),
                None => assert!(!fault.is_empty()),
            }
            let secret = SECRET.trim_start_matches("whsec_");
            assert!(!fault.contains(secret) && !fault.contains("v1,"), "{fault}");
            at = shown.due.unwrap();
        }
        *answer.lock().unwrap() = Some("204 No Content");
        assert_eq!(teller.work(app, at).unwrap(), 1);
        let told = job(app, one);
        assert_eq!((told.state, told.fault), (JobState::Done, None));
        let later = Instant::from_second(at.second() + 9_000).unwrap();
        assert_eq!(teller.work(app, later).unwrap(), 0, "nothing is told twice");
        let came = came.lock().unwrap();
        assert_eq!(came.len(), PAUSES.len() + 1, "{failing:?}");
        // By its id a target knows that it has had it already.
        let first = header(&came[0].0, "webhook-id");
        assert!(
            came.iter()
                .all(|(head, _)| header(head, "webhook-id") == first)
        );
    }
}

//! Which scanner a setting names, and one that is a program.

use std::time::Duration;

use super::super::program::Program;
use super::super::scanner::ScanFault;
use super::super::{Scanner as _, Verdict, scanner};
use super::HARMLESS;

#[test]
fn m24_a_setting_names_a_scanner_of_this_machine_or_one_that_is_allowed() {
    let named = |setting: &str, hosts: &str| {
        scanner(setting, hosts).map(|found| found.map(|scanner| scanner.name()))
    };
    assert_eq!(named("none", ""), Ok(None));
    assert_eq!(named("", ""), Ok(None));
    for (setting, hosts, name) in [
        ("clamd:/run/clamd.ctl", "", "clamd /run/clamd.ctl"),
        ("clamd://127.0.0.1:3310", "", "clamd 127.0.0.1:3310"),
        ("clamd://[::1]:3310", "", "clamd ::1:3310"),
        (
            "clamd://scan.example:3310",
            "x:1 scan.example:3310",
            "clamd scan.example:3310",
        ),
        ("command:/usr/bin/look --quiet", "", "/usr/bin/look"),
    ] {
        assert_eq!(named(setting, hosts), Ok(Some(name.to_owned())));
    }
    for (setting, hosts) in [
        ("clamd://10.0.0.9:3310", ""),
        ("clamd://scan.example:3310", "scan.example:3311"),
        ("clamd://localhost:3310", ""),
        ("clamd:relative.sock", ""),
        ("clamd://127.0.0.1", ""),
        ("command:look", ""),
        ("yes", ""),
    ] {
        assert!(named(setting, hosts).is_err(), "{setting}");
    }
}

#[test]
fn m24_a_program_finds_by_how_it_ends_and_one_that_does_not_end_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let run = |script: &str, patience: u64| {
        let path = folder.path().join("script");
        std::fs::write(&path, script).unwrap();
        let arguments = vec![path.display().to_string()];
        Program::new("/bin/sh".into(), arguments, Duration::from_millis(patience)).scan(HARMLESS)
    };
    let finds = "if grep -q harmless; then echo Found.It; echo more; exit 1; fi";
    assert_eq!(
        run(finds, 60_000),
        Ok(Verdict::Infected("Found.It".to_owned()))
    );
    assert_eq!(run("cat > /dev/null", 60_000), Ok(Verdict::Clean));
    assert_eq!(
        run("cat > /dev/null; exit 1", 60_000),
        Ok(Verdict::Infected("unnamed".to_owned()))
    );
    assert!(matches!(run("exit 2", 60_000), Err(ScanFault::Nonsense(_))));
    assert!(matches!(run("exec sleep 600", 50), Err(ScanFault::Slow(_))));
    assert_eq!(
        run("cat > /dev/null; test -z \"$HOME$LIANCHUANG_KEYS\"", 60_000),
        Ok(Verdict::Clean),
        "it is told nothing of this machine"
    );
    let absent = Program::new("/nonexistent".into(), Vec::new(), Duration::from_secs(1));
    assert!(matches!(absent.scan(HARMLESS), Err(ScanFault::Away(_))));
    // More than a pipe holds, to a program that does not read it.
    let large = vec![b'x'; 1 << 20];
    let deaf = Program::new("/bin/true".into(), Vec::new(), Duration::from_mins(1));
    assert!(matches!(deaf.scan(&large), Err(ScanFault::Nonsense(_))));
}

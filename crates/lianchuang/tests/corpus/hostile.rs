//! Hostile texts for tests that send them: what others have broken pages, databases, paths, templates, sheets and
//! logs with.

/// One line each.
pub const TEXTS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "<svg/onload=alert(1)>",
    "</textarea></title><script>alert(1)</script>",
    "javascript:alert(1)",
    "' OR '1'='1",
    "'; DROP TABLE person; --",
    "1 UNION SELECT secret FROM second_factor",
    "%27%20OR%201=1",
    "{{7*7}}${7*7}#{7*7}",
    "#read(\"/etc/passwd\") $x$ @label",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "-2+3",
    "\u{202e}gnp.exe",
    "\u{feff}\u{200b}hidden",
    "&lt;script&gt;",
    "]]></x><!--",
];

-- certificates enrolled on accounts, each known by its digest; the certificate itself is shown at every sign-in
CREATE TABLE certificate (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  label TEXT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE,
  made INTEGER NOT NULL,
  used INTEGER
) STRICT;
CREATE INDEX certificate_person ON certificate (person);

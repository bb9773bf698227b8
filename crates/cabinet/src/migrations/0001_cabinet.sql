CREATE TABLE personal (
  reference TEXT PRIMARY KEY,
  salt BLOB NOT NULL,
  text TEXT
) STRICT;
CREATE TABLE account (
  login TEXT PRIMARY KEY COLLATE NOCASE,
  person INTEGER NOT NULL,
  password TEXT NOT NULL CHECK (length(password) > 20),
  made INTEGER NOT NULL,
  ends INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER,
  shown TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE session (
  digest TEXT PRIMARY KEY,
  person INTEGER NOT NULL,
  began INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  form_secret TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person);
CREATE TABLE token (
  digest TEXT PRIMARY KEY,
  person INTEGER NOT NULL,
  label TEXT NOT NULL,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used INTEGER,
  revoked INTEGER
) STRICT;
CREATE INDEX token_person ON token (person);
CREATE TABLE draft (
  person INTEGER NOT NULL,
  form TEXT NOT NULL,
  fields TEXT NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY (person, form)
) STRICT;

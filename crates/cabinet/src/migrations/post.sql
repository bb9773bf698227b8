CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL,
  person INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  act TEXT NOT NULL,
  asks TEXT NOT NULL,
  due TEXT,
  made INTEGER NOT NULL,
  opened INTEGER,
  read INTEGER,
  UNIQUE (record, person, kind)
) STRICT;
CREATE INDEX notice_person ON notice (person, id);
CREATE INDEX notice_unread ON notice (person) WHERE read IS NULL;
CREATE TABLE post (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  record INTEGER NOT NULL,
  daily TEXT
) STRICT;
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'digest', 'webhook')),
  key TEXT NOT NULL UNIQUE,
  record INTEGER NOT NULL,
  person INTEGER,
  notice INTEGER,
  target TEXT,
  within INTEGER,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'gathered', 'sending', 'done', 'failed', 'withdrawn')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,
  fault TEXT,
  made INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;
CREATE INDEX job_due ON job (state, due);
CREATE INDEX job_within ON job (within) WHERE within IS NOT NULL;
CREATE TABLE correspondence (
  person INTEGER PRIMARY KEY,
  address TEXT,
  delivery TEXT NOT NULL DEFAULT 'at_once' CHECK (delivery IN ('at_once', 'daily', 'quiet')),
  changed INTEGER NOT NULL
) STRICT;
CREATE TABLE calendar_link (
  person INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  made INTEGER NOT NULL
) STRICT;

-- files people attached, each known by the digest of its content, and how the scanner found it
CREATE TABLE file (
  digest TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'infected')),
  found TEXT NOT NULL DEFAULT '',
  taken INTEGER NOT NULL,
  looked INTEGER
) STRICT;
CREATE INDEX file_waiting ON file (taken) WHERE state = 'waiting';
-- who sent a file: whom its state is told to
CREATE TABLE sender (
  digest TEXT NOT NULL,
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (digest, person)
) STRICT, WITHOUT ROWID;
-- a job may also have a file looked at
CREATE TABLE job_anew (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'digest', 'webhook', 'scan')),
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
INSERT INTO job_anew SELECT id, kind, key, record, person, notice, target, within, state, attempts, due, fault, made, changed FROM job;
DROP TABLE job;
ALTER TABLE job_anew RENAME TO job;
CREATE INDEX job_due ON job (state, due);
CREATE INDEX job_within ON job (within) WHERE within IS NOT NULL;

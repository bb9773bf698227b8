CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  at_millis INTEGER NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  idempotency TEXT,
  payload BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_idempotency ON entry (idempotency) WHERE idempotency IS NOT NULL;
CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER entry_never_leaves BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'what was recorded is never removed'); END;
CREATE TABLE snapshot (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

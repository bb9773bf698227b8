-- Heads of the register and of this log, signed once a day. What was signed is never changed or removed.
CREATE TABLE signed_head (
  day TEXT NOT NULL,
  chain TEXT NOT NULL CHECK (chain IN ('audit', 'register')),
  number INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  key TEXT NOT NULL,
  public TEXT NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (chain, day)
) STRICT;
CREATE TRIGGER signed_head_never_changes BEFORE UPDATE ON signed_head
BEGIN SELECT raise(ABORT, 'what was signed is never changed'); END;
CREATE TRIGGER signed_head_never_leaves BEFORE DELETE ON signed_head
BEGIN SELECT raise(ABORT, 'what was signed is never removed'); END;

-- The last record of the register whose events stand here; moved on in the transaction that appends them, so that each is told once.
CREATE TABLE told_of (
  number INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
CREATE TRIGGER told_of_never_leaves BEFORE DELETE ON told_of
BEGIN SELECT raise(ABORT, 'what was told stays told'); END;
CREATE TRIGGER told_of_is_one BEFORE INSERT ON told_of
WHEN EXISTS (SELECT 1 FROM told_of)
BEGIN SELECT raise(ABORT, 'what was told stays told'); END;

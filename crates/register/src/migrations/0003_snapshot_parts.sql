-- Snapshots are derived: the old ones are dropped, the next is kept in parts, bound to the record it was taken at.
DROP TABLE snapshot;
CREATE TABLE snapshot (
  number INTEGER PRIMARY KEY,
  entry_digest BLOB NOT NULL CHECK (length(entry_digest) = 32),
  parts INTEGER NOT NULL
) STRICT;
CREATE TABLE snapshot_part (
  number INTEGER NOT NULL REFERENCES snapshot (number) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  bytes BLOB NOT NULL,
  PRIMARY KEY (number, part)
) STRICT;

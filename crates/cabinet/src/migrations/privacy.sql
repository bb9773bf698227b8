-- under which version of the notice a text was collected; NULL where none was shown, or of an earlier version of the program
ALTER TABLE personal ADD COLUMN notice TEXT;
-- which versions of the notice somebody said they have read
CREATE TABLE privacy_read (
  person INTEGER NOT NULL,
  version TEXT NOT NULL,
  read INTEGER NOT NULL,
  PRIMARY KEY (person, version)
) STRICT, WITHOUT ROWID;

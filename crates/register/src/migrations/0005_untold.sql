-- What another log is to be told of a record: written with the record in one transaction, kept until that log has it.
CREATE TABLE untold (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;
-- The last record the other log was told of and whose text was let go.
CREATE TABLE told_upto (number INTEGER NOT NULL) STRICT;
INSERT INTO told_upto SELECT coalesce(max(number), 0) FROM entry;

CREATE TRIGGER untold_never_changes BEFORE UPDATE ON untold
BEGIN SELECT raise(ABORT, 'what is to be told is never changed'); END;
CREATE TRIGGER untold_leaves_only_once_told BEFORE DELETE ON untold
WHEN old.number > (SELECT number FROM told_upto)
BEGIN SELECT raise(ABORT, 'what is to be told leaves only once it was told'); END;
CREATE TRIGGER untold_only_with_its_record BEFORE INSERT ON untold
WHEN new.number IS NOT (SELECT max(number) FROM entry)
  OR EXISTS (SELECT 1 FROM untold WHERE number = new.number)
BEGIN SELECT raise(ABORT, 'what is to be told comes with its record'); END;
CREATE TRIGGER told_upto_only_goes_on BEFORE UPDATE ON told_upto
WHEN new.number < old.number OR new.number > (SELECT max(coalesce((SELECT max(number) FROM entry), 0), old.number))
BEGIN SELECT raise(ABORT, 'what was told stays told'); END;
CREATE TRIGGER told_upto_never_leaves BEFORE DELETE ON told_upto
BEGIN SELECT raise(ABORT, 'what was told stays told'); END;
CREATE TRIGGER told_upto_is_one BEFORE INSERT ON told_upto
WHEN EXISTS (SELECT 1 FROM told_upto)
BEGIN SELECT raise(ABORT, 'what was told stays told'); END;

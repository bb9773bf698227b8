-- what people ask about their own data; what they wrote and what they were answered stands among the personal texts
CREATE TABLE personal_request (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('access', 'correction', 'deletion', 'explanation')),
  -- which of what is held; NULL where all of it is meant
  item TEXT,
  text TEXT NOT NULL,
  -- what it should say, where a correction is asked for
  proposed TEXT,
  made INTEGER NOT NULL,
  due TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('granted', 'refused')),
  answer TEXT,
  answered INTEGER,
  answered_by INTEGER
) STRICT;
CREATE INDEX personal_request_person ON personal_request (person, id);
-- the register refers to a text as it was given; what it says after a correction stands under another reference
CREATE TABLE personal_correction (
  reference TEXT PRIMARY KEY,
  corrected TEXT NOT NULL
) STRICT;
-- breaches, each with its report among the personal texts
CREATE TABLE breach (
  id INTEGER PRIMARY KEY,
  made INTEGER NOT NULL,
  reported_by INTEGER NOT NULL,
  report TEXT NOT NULL
) STRICT;

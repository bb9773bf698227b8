-- The columns after the digest repeat what the payload says, so that events can be searched; verification holds them against it.
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  at_millis INTEGER NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  payload TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  login TEXT NOT NULL,
  source TEXT NOT NULL,
  object TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure')),
  reason TEXT NOT NULL,
  request TEXT NOT NULL
) STRICT;
-- The first holds everything a search may ask for, so that no search has to read the events themselves one by one.
CREATE INDEX event_by_time ON event (at_millis, kind, actor, outcome, source, object, login, reason);
CREATE INDEX event_by_kind ON event (kind, at_millis);
CREATE INDEX event_by_actor ON event (actor, at_millis);
CREATE INDEX event_by_object ON event (object, at_millis);
CREATE INDEX event_by_source ON event (source, at_millis);
CREATE INDEX event_by_login ON event (login, at_millis) WHERE login <> '';
CREATE INDEX event_by_request ON event (request);
CREATE INDEX event_with_reason ON event (at_millis, reason) WHERE reason <> '';

-- Where the log begins after old events were removed, and the event that tells of it.
CREATE TABLE checkpoint (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  event INTEGER NOT NULL
) STRICT;

CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER event_leaves_only_behind_a_checkpoint BEFORE DELETE ON event
WHEN old.number > (SELECT coalesce(max(number), 0) FROM checkpoint)
BEGIN SELECT raise(ABORT, 'what was recorded is removed only behind a checkpoint'); END;
CREATE TRIGGER event_only_at_the_end BEFORE INSERT ON event
WHEN new.number IS NOT (SELECT max(coalesce((SELECT max(number) FROM event), 0), coalesce((SELECT max(number) FROM checkpoint), 0)) + 1)
BEGIN SELECT raise(ABORT, 'an event stands only behind the last one'); END;
CREATE TRIGGER checkpoint_never_changes BEFORE UPDATE ON checkpoint
BEGIN SELECT raise(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_never_leaves BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'a checkpoint is never removed'); END;
-- A checkpoint stands on an event that is there, goes no nearer than a year (365 days) to the last event, and has an event that tells of it.
CREATE TRIGGER checkpoint_only_behind_a_year BEFORE INSERT ON checkpoint
WHEN new.number <= (SELECT coalesce(max(number), 0) FROM checkpoint)
  OR NOT EXISTS (SELECT 1 FROM event WHERE number = new.number AND digest = new.digest)
  OR NOT EXISTS (SELECT 1 FROM event WHERE number = new.event AND kind = 'audit.purged' AND number > new.number)
  OR (SELECT max(at_millis) FROM event WHERE number <= new.number)
     > (SELECT at_millis FROM event WHERE number = new.event) - 31536000000
BEGIN SELECT raise(ABORT, 'events are kept a year, and their removal is recorded'); END;

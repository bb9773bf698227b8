-- columns whose texts are encrypted, each with a proof that the keys are those of this cabinet
CREATE TABLE sealed_column (
  name TEXT PRIMARY KEY,
  proof TEXT NOT NULL
) STRICT;

-- codes of protected rows, by which a change made beside the program is noticed; the row without a name is the cabinet's own
CREATE TABLE row_code (
  name TEXT NOT NULL,
  row TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (name, row)
) STRICT, WITHOUT ROWID;

-- How far each export has come, and which gateway runs it.
CREATE TABLE export_cursor (
  name     TEXT PRIMARY KEY,
  next     INTEGER, -- first record to hand over; null before the first was
  holder   TEXT NOT NULL,
  until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

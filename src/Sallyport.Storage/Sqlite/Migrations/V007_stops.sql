-- Switches that are set. How they came and went is in the log.
CREATE TABLE stop_switch (
  scope   INTEGER NOT NULL,
  holder  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  contact TEXT NOT NULL,
  share   INTEGER NOT NULL CHECK (share BETWEEN 0 AND 99), -- percent of exchanges that pass
  set_by  TEXT NOT NULL,
  set_us  INTEGER NOT NULL,
  PRIMARY KEY (scope, holder)
) STRICT, WITHOUT ROWID;

-- Exchanges that somebody should look at. Findings: one line each, "detector direction action count".
CREATE TABLE review (
  exchange     BLOB PRIMARY KEY, -- UUIDv7, big-endian: the order is that of time
  at_us        INTEGER NOT NULL,
  organization TEXT NOT NULL,
  key_id       TEXT NOT NULL,
  endpoint     TEXT NOT NULL,
  model        TEXT,
  decision     INTEGER NOT NULL,
  findings     TEXT NOT NULL,
  state        INTEGER NOT NULL,
  resolved_by  TEXT,
  resolved_us  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_state ON review (state, exchange);
CREATE INDEX review_by_time ON review (at_us);

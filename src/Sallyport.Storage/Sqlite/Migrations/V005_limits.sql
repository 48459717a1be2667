-- Counters of limits and budgets, by window. Always the sums of what the log's leaves charge: both are written in one transaction.
CREATE TABLE limit_counter (
  counter  TEXT NOT NULL, -- rule#holder
  window_s INTEGER NOT NULL, -- when the window began; 0 if it lasts for ever
  unit     INTEGER NOT NULL,
  spent    INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  PRIMARY KEY (counter, window_s, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX limit_counter_by_window ON limit_counter (window_s);

-- Alerts that were raised: none of an id is raised again.
CREATE TABLE alert (
  id       TEXT PRIMARY KEY,
  topic    TEXT NOT NULL,
  kind     INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  at_us    INTEGER NOT NULL,
  summary  TEXT NOT NULL,
  facts    TEXT NOT NULL,
  keep_us  INTEGER -- until when the id is remembered; null for ever
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_by_time ON alert (at_us);

-- Where they go, and how far each has come.
CREATE TABLE alert_delivery (
  alert    TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
  channel  TEXT NOT NULL,
  state    INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  node     TEXT NOT NULL, -- who has it; empty for nobody
  due_us   INTEGER NOT NULL, -- waiting: when it is due, or due again; else when it ended
  raised_us INTEGER NOT NULL,
  PRIMARY KEY (alert, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_delivery_waiting ON alert_delivery (channel, raised_us) WHERE state = 1;

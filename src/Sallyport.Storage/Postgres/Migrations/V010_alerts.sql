-- Alerts that were raised: none of an id is raised again.
CREATE TABLE sallyport.alert (
  id       text COLLATE "C" PRIMARY KEY,
  topic    text NOT NULL,
  kind     smallint NOT NULL,
  severity smallint NOT NULL,
  at       timestamptz NOT NULL,
  summary  text NOT NULL,
  facts    text NOT NULL,
  keep_until timestamptz -- until when the id is remembered; null for ever
);
CREATE INDEX alert_by_time ON sallyport.alert (at);

-- Where they go, and how far each has come.
CREATE TABLE sallyport.alert_delivery (
  alert    text COLLATE "C" NOT NULL REFERENCES sallyport.alert (id) ON DELETE CASCADE,
  channel  text COLLATE "C" NOT NULL,
  state    smallint NOT NULL,
  attempts integer NOT NULL,
  node     text NOT NULL, -- who has it; empty for nobody
  due_at   timestamptz NOT NULL, -- waiting: when it is due, or due again; else when it ended
  raised_at timestamptz NOT NULL,
  PRIMARY KEY (alert, channel)
);
CREATE INDEX alert_delivery_waiting ON sallyport.alert_delivery (channel, raised_at) WHERE state = 1;

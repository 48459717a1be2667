-- Switches that are set. How they came and went is in the log.
CREATE TABLE sallyport.stop_switch (
  scope   smallint NOT NULL,
  holder  text COLLATE "C" NOT NULL,
  reason  text NOT NULL,
  contact text NOT NULL,
  share   smallint NOT NULL CHECK (share BETWEEN 0 AND 99), -- percent of exchanges that pass
  set_by  text NOT NULL,
  set_at  timestamptz NOT NULL,
  PRIMARY KEY (scope, holder)
);

-- Counters of limits and budgets, by window. Spent and reserved are always the sums of what the log's leaves charge: written in one transaction.
CREATE TABLE sallyport.limit_counter (
  counter   text COLLATE "C" NOT NULL, -- rule#holder
  window_s  bigint NOT NULL, -- when the window began; 0 if it lasts for ever or is not part of the record
  unit      smallint NOT NULL,
  spent     bigint NOT NULL,
  reserved  bigint NOT NULL,
  wanted_at timestamptz, -- when a node last wanted more than was free
  empty_at  timestamptz, -- rolling windows: when all that was granted has drained
  PRIMARY KEY (counter, window_s, unit)
) WITH (fillfactor = 70); -- rows are updated in place for as long as their page has room
CREATE INDEX limit_counter_by_window ON sallyport.limit_counter (window_s);

-- What each start of a node holds: spent + reserved + all amounts never exceed the limit. Changed only under the counter's row lock, or deleted.
CREATE TABLE sallyport.limit_lease (
  counter  text COLLATE "C" NOT NULL,
  window_s bigint NOT NULL,
  unit     smallint NOT NULL,
  node     text COLLATE "C" NOT NULL,
  boot     text COLLATE "C" NOT NULL,
  amount   bigint NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (counter, window_s, unit, node, boot)
) WITH (fillfactor = 70);
CREATE INDEX limit_lease_by_node ON sallyport.limit_lease (node, boot);

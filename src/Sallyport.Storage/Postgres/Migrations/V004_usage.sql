-- Read models of the log: for reports, never for proof. All of it can be made again (sallyport audit rebuild-usage).

-- Leaves before the cursor are folded. Its row lock lets one node fold at a time.
CREATE TABLE sallyport.fold_state (
  id     smallint PRIMARY KEY CHECK (id = 1),
  cursor bigint NOT NULL
);
INSERT INTO sallyport.fold_state VALUES (1, 0);

-- Dictionaries: what recurs in most rows is a number there. The digest stands for all texts of a row, which can be longer than an index takes.
-- last_day (days since 1970) tells when a row was last used, for pruning.
CREATE TABLE sallyport.usage_party (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest       bytea NOT NULL UNIQUE,
  words        text[] COLLATE "C" NOT NULL, -- key, subject's reference, organization, team, department, application, environment
  last_day     integer NOT NULL
);
CREATE TABLE sallyport.usage_passage (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest       bytea NOT NULL UNIQUE,
  words        text[] COLLATE "C" NOT NULL, -- model, provider, upstream, first upstream, purpose, endpoint, sensitivity, decision, code, left, interrupted
  last_day     integer NOT NULL
);
CREATE TABLE sallyport.usage_policy (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest       bytea NOT NULL UNIQUE,
  words        text[] COLLATE "C" NOT NULL, -- version, labels, unscanned
  last_day     integer NOT NULL
);
CREATE TABLE sallyport.usage_findings (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest       bytea NOT NULL UNIQUE,
  words        text[] COLLATE "C" NOT NULL, -- one text, one line each: detector direction action count
  last_day     integer NOT NULL
);

-- One narrow row for each exchange.
CREATE TABLE sallyport.exchange_fact (
  seq        bigint PRIMARY KEY, -- of the result
  at         timestamptz NOT NULL,
  cost       bigint, -- nano-USD; null if unknown
  input      bigint NOT NULL,
  output     bigint NOT NULL,
  redactions bigint NOT NULL,
  party      integer NOT NULL,
  passage    integer NOT NULL,
  policy     integer NOT NULL,
  findings   integer NOT NULL
);
CREATE INDEX exchange_fact_by_party ON sallyport.exchange_fact (party, seq);
CREATE INDEX exchange_fact_by_time ON sallyport.exchange_fact USING brin (at) WITH (pages_per_range = 32);

CREATE TABLE sallyport.usage (
  grain      smallint NOT NULL, -- 1 hour, 2 day
  start      bigint NOT NULL, -- hours or days since 1970
  party      integer NOT NULL,
  passage    integer NOT NULL,
  requests   bigint NOT NULL,
  input      bigint NOT NULL,
  output     bigint NOT NULL,
  cached     bigint NOT NULL,
  reasoning  bigint NOT NULL,
  cost       bigint NOT NULL,
  unpriced   bigint NOT NULL,
  redactions bigint NOT NULL,
  PRIMARY KEY (grain, start, party, passage)
) WITH (fillfactor = 80);

-- Leaves that are no exchanges, and what was noticed about the log while folding it.
CREATE TABLE sallyport.log_event (
  seq    bigint NOT NULL,
  at     timestamptz NOT NULL,
  action text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (seq, action)
);
CREATE INDEX log_event_by_target ON sallyport.log_event (target, seq);

-- Read models of the log, in a file of their own: folding never waits for the log's writer nor that one for folding.
-- All of it can be made again (sallyport audit rebuild-usage). Times are microseconds, hours or days since 1970, UTC.

-- Leaves before the cursor are folded. The epoch changes whenever numbers of the dictionaries below may have.
CREATE TABLE fold_state (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  cursor INTEGER NOT NULL,
  epoch  INTEGER NOT NULL
) STRICT;
INSERT INTO fold_state VALUES (1, 0, 1);

-- Dictionaries: what recurs in most rows is a number there. last_day tells when a row was last used, for pruning.
CREATE TABLE party (
  id           INTEGER PRIMARY KEY,
  key_id       TEXT NOT NULL,
  subject      TEXT NOT NULL, -- a reference, never a name
  organization TEXT NOT NULL,
  team         TEXT NOT NULL,
  department   TEXT NOT NULL,
  application  TEXT NOT NULL,
  environment  TEXT NOT NULL,
  last_day     INTEGER NOT NULL,
  UNIQUE (key_id, subject, organization, team, department, application, environment)
) STRICT;

CREATE TABLE passage (
  id             INTEGER PRIMARY KEY,
  model          TEXT NOT NULL,
  provider       TEXT NOT NULL,
  upstream       TEXT NOT NULL,
  first_upstream TEXT NOT NULL,
  purpose        TEXT NOT NULL,
  endpoint       TEXT NOT NULL,
  sensitivity    TEXT NOT NULL,
  decision       TEXT NOT NULL,
  code           TEXT NOT NULL,
  has_left       INTEGER NOT NULL,
  interrupted    INTEGER NOT NULL,
  last_day       INTEGER NOT NULL,
  UNIQUE (model, provider, upstream, first_upstream, purpose, endpoint, sensitivity, decision, code, has_left, interrupted)
) STRICT;

CREATE TABLE policy_mark (
  id        INTEGER PRIMARY KEY,
  version   TEXT NOT NULL,
  labels    TEXT NOT NULL,
  unscanned TEXT NOT NULL,
  last_day  INTEGER NOT NULL,
  UNIQUE (version, labels, unscanned)
) STRICT;

CREATE TABLE finding_set (
  id       INTEGER PRIMARY KEY,
  findings TEXT NOT NULL UNIQUE, -- one line each: detector direction action count
  last_day INTEGER NOT NULL
) STRICT;

-- One narrow row for each exchange: about 40 bytes.
CREATE TABLE exchange (
  seq        INTEGER PRIMARY KEY, -- of the result
  at_us      INTEGER NOT NULL,
  party      INTEGER NOT NULL,
  passage    INTEGER NOT NULL,
  policy     INTEGER NOT NULL,
  findings   INTEGER NOT NULL,
  input      INTEGER NOT NULL,
  output     INTEGER NOT NULL,
  cost       INTEGER, -- nano-USD; null if unknown
  redactions INTEGER NOT NULL
) STRICT;
CREATE INDEX exchange_by_party ON exchange (party);

-- Which sequence numbers an hour's exchanges have: a time filter becomes a range of them.
CREATE TABLE exchange_hour (
  hour      INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq  INTEGER NOT NULL
) STRICT;

CREATE TABLE usage (
  grain      INTEGER NOT NULL, -- 1 hour, 2 day
  start      INTEGER NOT NULL, -- hours or days since 1970
  party      INTEGER NOT NULL,
  passage    INTEGER NOT NULL,
  requests   INTEGER NOT NULL,
  input      INTEGER NOT NULL,
  output     INTEGER NOT NULL,
  cached     INTEGER NOT NULL,
  reasoning  INTEGER NOT NULL,
  cost       INTEGER NOT NULL,
  unpriced   INTEGER NOT NULL,
  redactions INTEGER NOT NULL,
  PRIMARY KEY (grain, start, party, passage)
) STRICT, WITHOUT ROWID;

-- Leaves that are no exchanges, and what was noticed about the log while folding it.
CREATE TABLE event (
  seq    INTEGER NOT NULL,
  at_us  INTEGER NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (seq, action)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_target ON event (target, seq);

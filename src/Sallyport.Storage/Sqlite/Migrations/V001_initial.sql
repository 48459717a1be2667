-- Times are microseconds since 1970, UTC. Enum numbers are frozen.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Grows with each change of a key, by whichever process.
CREATE TABLE key_revision (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  value INTEGER NOT NULL
) STRICT;
INSERT INTO key_revision VALUES (1, 1);

CREATE TABLE virtual_key (
  id           TEXT PRIMARY KEY,
  version      INTEGER NOT NULL,
  environment  INTEGER NOT NULL,
  name         TEXT NOT NULL,
  purpose      TEXT,
  organization TEXT NOT NULL,
  team         TEXT,
  user         TEXT,
  application  TEXT,
  endpoints    INTEGER NOT NULL,
  models       TEXT NOT NULL, -- JSON array
  upstreams    TEXT NOT NULL, -- JSON array
  capabilities INTEGER NOT NULL,
  state        INTEGER NOT NULL,
  created_us   INTEGER NOT NULL,
  expires_us   INTEGER
) STRICT;

-- The hash under the pepper, never the key.
CREATE TABLE key_secret (
  key_id       TEXT NOT NULL REFERENCES virtual_key (id),
  position     INTEGER NOT NULL,
  hash         BLOB NOT NULL CHECK (length(hash) = 32),
  created_us   INTEGER NOT NULL,
  not_after_us INTEGER,
  PRIMARY KEY (key_id, position)
) STRICT, WITHOUT ROWID;

-- The log: leaves in order, from 0. The columns beside the body repeat what lists are filtered by; retention empties them and the body.
CREATE TABLE leaf (
  seq        INTEGER PRIMARY KEY,
  at_us      INTEGER NOT NULL,
  type       INTEGER NOT NULL,
  decision   INTEGER,
  key_id     TEXT,
  exchange   BLOB,
  intent_seq INTEGER,
  body       BLOB -- canonical JSON as hashed; null once pruned
) STRICT;

-- Times of each full block of 4,096 sequence numbers: times grow nearly with the numbers, so this does for
-- a time filter what an index would, and costs the writer next to nothing.
CREATE TABLE leaf_block (
  block     INTEGER PRIMARY KEY, -- seq >> 12
  min_at_us INTEGER NOT NULL,
  max_at_us INTEGER NOT NULL
) STRICT;

CREATE TRIGGER leaf_is_only_ever_pruned BEFORE UPDATE ON leaf
WHEN NEW.seq IS NOT OLD.seq OR NEW.body IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'leaves are never changed'); END;
CREATE TRIGGER leaf_is_never_deleted BEFORE DELETE ON leaf BEGIN SELECT RAISE(ABORT, 'leaves are never deleted'); END;

-- Merkle tiles, C2SP tlog-tiles: 1 to 256 hashes of 32 bytes; only the right-most of a level is partial.
CREATE TABLE tile (
  level  INTEGER NOT NULL,
  idx    INTEGER NOT NULL,
  hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- Signed checkpoints, all of them.
CREATE TABLE checkpoint (
  size  INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  note  BLOB NOT NULL
) STRICT;

-- Every intent up to closed_through has its result.
CREATE TABLE leaf_state (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  closed_through INTEGER NOT NULL
) STRICT;
INSERT INTO leaf_state VALUES (1, 0);

CREATE TABLE response (
  organization    TEXT NOT NULL,
  id              TEXT NOT NULL,
  key_id          TEXT NOT NULL,
  upstream        TEXT NOT NULL,
  placeholder_map BLOB NOT NULL,
  created_us      INTEGER NOT NULL,
  expires_us      INTEGER NOT NULL,
  PRIMARY KEY (organization, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_by_expiry ON response (expires_us);

-- Named administrators. The hash of the token under the installation's key, never the token. A name is never given twice.
CREATE TABLE admin (
  name       TEXT PRIMARY KEY,
  role       INTEGER NOT NULL,
  hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  created_by TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  revoked_us INTEGER
) STRICT, WITHOUT ROWID;

-- What one administrator asked for and another one agreed to.
CREATE TABLE approval (
  id           BLOB PRIMARY KEY, -- UUIDv7, big-endian: the order is that of time
  action       TEXT NOT NULL,
  digest       BLOB NOT NULL CHECK (length(digest) = 32),
  parameters   TEXT NOT NULL,
  reason       TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_us INTEGER NOT NULL,
  expires_us   INTEGER NOT NULL,
  approved_by  TEXT CHECK (approved_by <> requested_by),
  approved_us  INTEGER,
  used_us      INTEGER CHECK (used_us IS NULL OR approved_us IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Records that must stay. Lifted holds stay as well.
CREATE TABLE hold (
  id         TEXT PRIMARY KEY,
  key_id     TEXT,
  subject    TEXT, -- a reference
  from_us    INTEGER,
  to_us      INTEGER,
  reason     TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  lifted_by  TEXT,
  lifted_us  INTEGER
) STRICT, WITHOUT ROWID;

-- Named administrators. The hash of the token under the installation's key, never the token. A name is never given twice.
CREATE TABLE sallyport.admin (
  name       text COLLATE "C" PRIMARY KEY,
  role       smallint NOT NULL,
  hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- What one administrator asked for and another one agreed to.
CREATE TABLE sallyport.approval (
  id           uuid PRIMARY KEY, -- UUIDv7: the order is that of time
  action       text COLLATE "C" NOT NULL,
  digest       bytea NOT NULL CHECK (octet_length(digest) = 32),
  parameters   text NOT NULL,
  reason       text NOT NULL,
  requested_by text COLLATE "C" NOT NULL,
  requested_at timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  approved_by  text COLLATE "C" CHECK (approved_by <> requested_by),
  approved_at  timestamptz,
  used_at      timestamptz CHECK (used_at IS NULL OR approved_at IS NOT NULL)
);

-- Records that must stay. Lifted holds stay as well.
CREATE TABLE sallyport.hold (
  id         text COLLATE "C" PRIMARY KEY,
  key_id     text COLLATE "C",
  subject    text COLLATE "C", -- a reference
  from_at    timestamptz,
  to_at      timestamptz,
  reason     text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  lifted_by  text,
  lifted_at  timestamptz
);

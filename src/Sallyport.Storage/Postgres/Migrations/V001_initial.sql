-- Times are timestamptz: microseconds, as the ports promise, and readable by whoever looks. Enum numbers are frozen.
-- Identifiers compare byte by byte (COLLATE "C"), so order and equality do not depend on the server's locale.

CREATE TABLE sallyport.setting (
  name  text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

-- Grows with each change of a key, by whichever node.
CREATE TABLE sallyport.key_revision (
  id    smallint PRIMARY KEY CHECK (id = 1),
  value bigint NOT NULL
);
INSERT INTO sallyport.key_revision VALUES (1, 1);

CREATE TABLE sallyport.virtual_key (
  id           text COLLATE "C" PRIMARY KEY,
  version      bigint NOT NULL,
  environment  smallint NOT NULL,
  name         text NOT NULL,
  purpose      text,
  organization text COLLATE "C" NOT NULL,
  team         text COLLATE "C",
  user_id      text COLLATE "C",
  application  text COLLATE "C",
  endpoints    integer NOT NULL,
  models       text[] NOT NULL,
  upstreams    text[] NOT NULL,
  capabilities integer NOT NULL,
  state        smallint NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz
);

-- The hash under the pepper, never the key.
CREATE TABLE sallyport.key_secret (
  key_id     text COLLATE "C" NOT NULL REFERENCES sallyport.virtual_key (id),
  position   integer NOT NULL,
  hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
  created_at timestamptz NOT NULL,
  not_after  timestamptz,
  PRIMARY KEY (key_id, position)
);

CREATE TABLE sallyport.response (
  organization    text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  key_id          text COLLATE "C" NOT NULL,
  upstream        text COLLATE "C" NOT NULL,
  placeholder_map bytea NOT NULL,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  PRIMARY KEY (organization, id)
);
CREATE INDEX response_by_expiry ON sallyport.response (expires_at);

-- Exchanges that somebody should look at.
CREATE TABLE sallyport.review (
  exchange     uuid PRIMARY KEY, -- UUIDv7: the order is that of time
  at           timestamptz NOT NULL,
  organization text COLLATE "C" NOT NULL,
  key_id       text COLLATE "C" NOT NULL,
  endpoint     text COLLATE "C" NOT NULL,
  model        text,
  decision     smallint NOT NULL,
  findings     jsonb NOT NULL, -- [{"detector", "direction", "action", "count"}]
  state        smallint NOT NULL,
  resolved_by  text,
  resolved_at  timestamptz
);
CREATE INDEX review_by_state ON sallyport.review (state, exchange);
CREATE INDEX review_by_time ON sallyport.review (at);

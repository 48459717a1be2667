-- The log: leaves in order, from 0. The columns beside the body repeat what lists are filtered by; retention empties them and the body.
CREATE TABLE sallyport.leaf (
  seq        bigint PRIMARY KEY,
  at         timestamptz NOT NULL,
  type       smallint NOT NULL,
  decision   smallint,
  key_id     text COLLATE "C",
  exchange   uuid,
  intent_seq bigint,
  node       text COLLATE "C" NOT NULL,
  body       bytea -- canonical JSON as hashed; null once pruned
);
ALTER TABLE sallyport.leaf ALTER COLUMN body SET STORAGE PLAIN; -- a leaf is short, and compressing it costs more than it saves
CREATE INDEX leaf_by_time ON sallyport.leaf USING brin (at) WITH (pages_per_range = 32);

CREATE FUNCTION sallyport.leaf_is_only_ever_pruned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.seq = OLD.seq AND NEW.body IS NULL THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'leaves are never changed';
END $$;
CREATE TRIGGER leaf_is_only_ever_pruned BEFORE UPDATE OR DELETE ON sallyport.leaf FOR EACH ROW EXECUTE FUNCTION sallyport.leaf_is_only_ever_pruned();
CREATE TRIGGER leaf_is_never_truncated BEFORE TRUNCATE ON sallyport.leaf FOR EACH STATEMENT EXECUTE FUNCTION sallyport.leaf_is_only_ever_pruned();

-- The end of the log: place of the next leaf and hash of the last. Its row lock gives the nodes their turns.
CREATE TABLE sallyport.leaf_head (
  id   smallint PRIMARY KEY CHECK (id = 1),
  next bigint NOT NULL,
  hash bytea NOT NULL
);
INSERT INTO sallyport.leaf_head VALUES (1, 0, '');

-- Gateways that write. Every intent of a node up to closed_through has its result.
CREATE TABLE sallyport.node (
  name           text COLLATE "C" PRIMARY KEY,
  boot           text COLLATE "C" NOT NULL,
  seen_at        timestamptz NOT NULL,
  closed_through bigint NOT NULL
);

-- Merkle tiles, C2SP tlog-tiles: 1 to 256 hashes of 32 bytes; only the right-most of a level is partial.
CREATE TABLE sallyport.tile (
  level  integer NOT NULL,
  idx    bigint NOT NULL,
  hashes bytea NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
  PRIMARY KEY (level, idx)
);

-- Signed checkpoints, all of them.
CREATE TABLE sallyport.checkpoint (
  size bigint PRIMARY KEY,
  at   timestamptz NOT NULL,
  note bytea NOT NULL
);

-- Keys of data subjects. Leave this table out of long-lived backups (pg_dump --exclude-table-data=sallyport.subject) and back it up apart,
-- for at most 30 days: an erasure is complete when the last backup from before it is gone.
CREATE TABLE sallyport.subject (
  name       text COLLATE "C" PRIMARY KEY, -- user:organization/user, key:id, anonymous:day
  reference  text COLLATE "C" NOT NULL UNIQUE, -- random; all that leaves say of the subject
  wrapped    bytea NOT NULL, -- 24 bytes of nonce, then the key under the installation's key
  created_at timestamptz NOT NULL
);

-- Kept texts of exchanges, sealed under the keys of data subjects. Nothing of them is in the log.
CREATE TABLE sallyport.content (
  exchange uuid NOT NULL,
  side     smallint NOT NULL, -- 1 request, 2 answer
  key_id   text COLLATE "C" NOT NULL,
  subject  text COLLATE "C" NOT NULL, -- a reference
  at       timestamptz NOT NULL,
  until_at timestamptz NOT NULL, -- when it goes, unless a hold keeps it
  sealed   bytea NOT NULL,
  PRIMARY KEY (exchange, side)
);

ALTER TABLE sallyport.content ALTER COLUMN sealed SET STORAGE EXTERNAL; -- what is sealed cannot be compressed
CREATE INDEX content_until ON sallyport.content (until_at);

-- Kept texts of exchanges, sealed under the keys of data subjects, in a file of their own: nothing of them is in the log.
CREATE TABLE content (
  exchange BLOB NOT NULL CHECK (length(exchange) = 16),
  side     INTEGER NOT NULL, -- 1 request, 2 answer
  key_id   TEXT NOT NULL,
  subject  TEXT NOT NULL, -- a reference
  at_us    INTEGER NOT NULL,
  until_us INTEGER NOT NULL, -- when it goes, unless a hold keeps it
  sealed   BLOB NOT NULL,
  PRIMARY KEY (exchange, side)
) STRICT;

CREATE INDEX content_until ON content (until_us);

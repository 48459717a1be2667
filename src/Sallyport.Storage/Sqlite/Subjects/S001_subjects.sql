-- Keys of data subjects, in a file of their own: erasing a subject deletes its row here and changes nothing in the log.
-- Back this file up for at most 30 days: an erasure is complete when the last backup from before it is gone.
CREATE TABLE subject (
  name       TEXT PRIMARY KEY, -- user:organization/user, key:id, anonymous:day
  reference  TEXT NOT NULL UNIQUE, -- random; all that leaves say of the subject
  wrapped    BLOB NOT NULL, -- 24 bytes of nonce, then the key under the installation's key
  created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

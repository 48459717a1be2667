-- How far each export has come, and which gateway runs it.
CREATE TABLE sallyport.export_cursor (
  name       text COLLATE "C" PRIMARY KEY,
  next       bigint, -- first record to hand over; null before the first was
  holder     text NOT NULL,
  held_until timestamptz NOT NULL
);

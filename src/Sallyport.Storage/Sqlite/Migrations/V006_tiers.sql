-- Whose limits a key has; null for the default tier of the configuration.
ALTER TABLE virtual_key ADD COLUMN tier TEXT;

-- Whose limits a key has; null for the default tier of the configuration.
ALTER TABLE sallyport.virtual_key ADD COLUMN tier text;

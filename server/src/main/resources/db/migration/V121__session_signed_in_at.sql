-- When the person signed in: before the session started, where they went on from another organisation. Null in rows from before
-- this column: when it started.
ALTER TABLE sessions ADD COLUMN signed_in_at timestamptz;

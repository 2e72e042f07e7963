-- Where a session was last used from, so that people recognise theirs.
ALTER TABLE sessions ADD COLUMN address text, ADD COLUMN user_agent text, ADD COLUMN last_used_at timestamptz;

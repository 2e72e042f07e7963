-- Which kind of sync last_error is of: the same kind's success ends it, or that of one that reads all that changed. Null with an error
-- from before this column; it is taken for one of the latter.
ALTER TABLE sync_state ADD COLUMN last_error_kind text;

-- When the turn of the entity that is being read began: how long the rest of it takes follows from it.
ALTER TABLE sync_jobs ADD COLUMN entity_since timestamptz;

-- Since when it is known that nobody works at an edition any more: an update put another version of the projection's code in place of
-- the one that began it. It is final, so that processes of two versions never fill and empty an edition in turns.
ALTER TABLE projection_editions ADD COLUMN abandoned_at timestamptz;
GRANT UPDATE (abandoned_at) ON projection_editions TO sightline_app;

-- A seal vouches for a range of an organisation's log: the Merkle root over its events, signed, and chained to the seal before.
-- The log can then be checked without trusting whoever keeps the database. Ranges follow each other without a gap from position 1.
CREATE TABLE event_seals (
    organization_id integer NOT NULL,
    from_position bigint NOT NULL CHECK (from_position > 0),
    to_position bigint NOT NULL CHECK (to_position >= from_position),
    root bytea NOT NULL CHECK (length(root) = 32),
    -- Fingerprint of the seal before; zeros for the first.
    previous bytea NOT NULL CHECK (length(previous) = 32),
    sealed_at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    -- The fingerprint of each event of the range, 32 bytes apiece: the root covers them, so they tell which event differs.
    leaves bytea NOT NULL CHECK (length(leaves) = 32 * (to_position - from_position + 1)),
    PRIMARY KEY (organization_id, from_position)
);
-- Fingerprints do not compress.
ALTER TABLE event_seals ALTER COLUMN leaves SET STORAGE EXTERNAL;

ALTER TABLE event_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON event_seals
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
-- Not UPDATE, not DELETE: a seal stays.
GRANT SELECT, INSERT ON event_seals TO sightline_app;

-- How far each projection has come, written in the transaction that wrote its rows (R3). The row is locked while a batch
-- is applied, so two processes never both apply.
CREATE TABLE projection_checkpoints (
    organization_id integer NOT NULL,
    projection text NOT NULL,
    position bigint NOT NULL,
    -- recorded_at of the event at that position; null at position 0
    recorded_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, projection)
)
WITH (fillfactor = 20);

ALTER TABLE projection_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE projection_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON projection_checkpoints
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON projection_checkpoints TO sightline_app;

-- The parking lot (R7): events that a projection could not apply, with all later ones of the same stream.
CREATE TABLE parked_events (
    organization_id integer NOT NULL,
    projection text NOT NULL,
    position bigint NOT NULL,
    stream text NOT NULL,
    -- parked: waits for an administrator. discarded: an administrator decided that it is never applied.
    state text NOT NULL CHECK (state IN ('parked', 'discarded')),
    parked_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    -- null: waits only because an earlier event of its stream does
    error_class text,
    error_message text,
    discard_reason text,
    discarded_at timestamptz,
    PRIMARY KEY (organization_id, projection, position)
);
CREATE INDEX parked_events_stream ON parked_events (organization_id, projection, stream, position)
    WHERE state = 'parked';

ALTER TABLE parked_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE parked_events FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON parked_events
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON parked_events TO sightline_app;

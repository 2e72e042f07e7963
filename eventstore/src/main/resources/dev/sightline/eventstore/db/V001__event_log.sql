-- The application works in this role; it owns nothing, so that row-level security and the missing grants below bind it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sightline_app') THEN
        CREATE ROLE sightline_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'sightline_app', 'SET') THEN
        EXECUTE format('GRANT sightline_app TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO sightline_app', current_schema());
END
$$;

-- One row per organisation. An append locks it, takes the next positions and lets it go at commit: hence positions
-- without a gap and in commit order (R2).
CREATE TABLE event_log_heads (
    organization_id integer NOT NULL PRIMARY KEY,
    last_position bigint NOT NULL,
    last_recorded_at timestamptz NOT NULL
)
-- Updated by every append: room for a new version of the row on its own page.
WITH (fillfactor = 10);

ALTER TABLE event_log_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_log_heads FORCE ROW LEVEL SECURITY;
-- Readable by all organisations: background work finds out here who has events. A row says how many, nothing else.
CREATE POLICY everyone_reads ON event_log_heads FOR SELECT USING (true);
CREATE POLICY organization_inserts ON event_log_heads FOR INSERT
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
CREATE POLICY organization_updates ON event_log_heads FOR UPDATE
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE ON event_log_heads TO sightline_app;

CREATE TABLE events (
    organization_id integer NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    stream text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    type text NOT NULL,
    schema_version integer NOT NULL,
    event_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    -- Never smaller than that of the position before.
    recorded_at timestamptz NOT NULL,
    source text NOT NULL,
    source_event_id text,
    correlation_id uuid,
    causation_id uuid,
    actor text,
    -- json, not jsonb: kept to the letter (R8).
    data json NOT NULL,
    PRIMARY KEY (organization_id, position)
);

CREATE UNIQUE INDEX events_stream ON events (organization_id, stream, version);
CREATE UNIQUE INDEX events_source ON events (organization_id, source, source_event_id)
    WHERE source_event_id IS NOT NULL;
CREATE INDEX events_type ON events (organization_id, type, position);

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON events
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
-- Not UPDATE, not DELETE, not TRUNCATE: what is recorded stays.
GRANT SELECT, INSERT ON events TO sightline_app;

-- A whole append in one round trip, for a caller who remembers where the log and its streams stood: takes the head row, and
-- adds the events where head, versions and source event ids are as the caller thought. Otherwise nothing is done and the
-- caller asks event_log_lock. Positions and versions were counted by the caller, so what is checked here is all that they
-- rest on.
CREATE FUNCTION event_log_append(
    p_organization integer,
    p_head bigint, -- the last position, as the caller thinks
    p_streams text[], -- the streams appended to …
    p_versions bigint[], -- … and their versions, as the caller thinks; 0 where one should not exist
    p_sources text[], -- of source event ids that should not be recorded yet
    p_source_event_ids text[],
    p_now timestamptz,
    p_channel text,
    -- one element per event, in the order of positions
    p_stream text[],
    p_version bigint[],
    p_type text[],
    p_schema_version integer[],
    p_event_id uuid[],
    p_occurred_at timestamptz[],
    p_source text[],
    p_source_event_id text[],
    p_correlation_id uuid[],
    p_causation_id uuid[],
    p_actor text[],
    p_data json[]
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_bitmapscan = off
AS $$
DECLARE
    locked record;
    recorded timestamptz;
    reached bigint := p_head + cardinality(p_stream);
BEGIN
    SELECT * INTO locked FROM event_log_lock(p_organization, p_streams, p_sources, p_source_event_ids);
    IF locked.last_position <> p_head
        OR locked.versions IS DISTINCT FROM p_versions
        OR locked.recorded_index IS NOT NULL
    THEN
        RETURN false;
    END IF;
    recorded := greatest(p_now, locked.last_recorded_at);
    INSERT INTO events (
        organization_id, recorded_at, position, stream, version, type, schema_version, event_id, occurred_at,
        source, source_event_id, correlation_id, causation_id, actor, data)
    SELECT p_organization, recorded, p_head + added.place, added.stream, added.version, added.type,
           added.schema_version, added.event_id, added.occurred_at, added.source, added.source_event_id,
           added.correlation_id, added.causation_id, added.actor, added.data
    FROM unnest(p_stream, p_version, p_type, p_schema_version, p_event_id, p_occurred_at, p_source, p_source_event_id,
                p_correlation_id, p_causation_id, p_actor, p_data)
         WITH ORDINALITY AS added (stream, version, type, schema_version, event_id, occurred_at, source,
                                   source_event_id, correlation_id, causation_id, actor, data, place);
    UPDATE event_log_heads SET last_position = reached, last_recorded_at = recorded
    WHERE organization_id = p_organization;
    PERFORM pg_notify(p_channel, p_organization || ':' || reached);
    RETURN true;
END
$$;

GRANT EXECUTE ON FUNCTION event_log_append TO sightline_app;

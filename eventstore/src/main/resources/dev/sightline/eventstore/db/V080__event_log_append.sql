-- Projections look for their types within a window of positions, which the primary key serves; an index by type cost each
-- append a fifth of its time for nothing.
DROP INDEX events_type;

DROP FUNCTION event_log_append;

-- A whole append in one round trip, for a caller who remembers where the log stood: moves the head row, if it is where the
-- caller thinks, and adds the events. Otherwise nothing is done and the caller asks event_log_lock.
--
-- Little needs to be looked up. Nobody can have appended since the caller did, or the head would have moved: so what the
-- caller remembers of the streams still holds. A stream that should be new and is not, one that is further than a writer
-- says, and a source event that is recorded already are all refused by the unique indexes, which are kept anyway. What is
-- left is a stream that is not as far as a writer says.
CREATE FUNCTION event_log_append(
    p_organization integer,
    p_head bigint, -- the last position, as the caller remembers
    p_streams text[], -- streams that the caller does not remember …
    p_versions bigint[], -- … and how far they are, as writers say
    p_now timestamptz,
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
-- The plans are kept for the life of the connection; made while the table is small they would stay table scans.
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_bitmapscan = off
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
    recorded timestamptz;
BEGIN
    IF entered = '' THEN
        PERFORM set_config('sightline.organization', p_organization::text, true);
    ELSIF entered <> p_organization::text THEN
        RAISE EXCEPTION 'this transaction belongs to organisation %, not %', entered, p_organization
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    -- A version that is there stays there, so this may be asked before the row is held.
    IF cardinality(p_streams) > 0 AND EXISTS (
        SELECT FROM unnest(p_streams, p_versions) AS said (stream, version)
        WHERE NOT EXISTS (
            SELECT FROM events e
            WHERE e.organization_id = p_organization AND e.stream = said.stream AND e.version = said.version))
    THEN
        RETURN false;
    END IF;

    UPDATE event_log_heads
    SET last_position = p_head + cardinality(p_stream), last_recorded_at = greatest(p_now, last_recorded_at)
    WHERE organization_id = p_organization AND last_position = p_head
    RETURNING last_recorded_at INTO recorded;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

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
    RETURN true;
EXCEPTION
    -- With all that was done here; the head row too is as it was.
    WHEN unique_violation THEN
        RETURN false;
END
$$;

GRANT EXECUTE ON FUNCTION event_log_append TO sightline_app;

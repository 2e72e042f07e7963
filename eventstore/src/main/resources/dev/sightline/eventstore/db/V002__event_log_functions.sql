-- The first half of an append, in one round trip: takes the organisation's head row, then looks up what the decision
-- needs. Each statement of a volatile function has its own snapshot, so the look-ups see what the previous holder of the
-- row committed; in one plain statement they would see the time before the wait.
CREATE FUNCTION event_log_lock(
    p_organization integer,
    p_streams text[],
    p_sources text[],
    p_source_event_ids text[],
    OUT last_position bigint,
    OUT last_recorded_at timestamptz,
    OUT versions bigint[], -- one per stream, 0 where it does not exist
    OUT recorded_index bigint[], -- which of the source event ids are recorded already, from 1 …
    OUT recorded_position bigint[], -- … and where
    OUT recorded_version bigint[]
)
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
BEGIN
    -- Row-level security reads this setting. A transaction of one organisation never writes for another.
    IF entered = '' THEN
        PERFORM set_config('sightline.organization', p_organization::text, true);
    ELSIF entered <> p_organization::text THEN
        RAISE EXCEPTION 'this transaction belongs to organisation %, not %', entered, p_organization
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT h.last_position, h.last_recorded_at INTO last_position, last_recorded_at
    FROM event_log_heads h
    WHERE h.organization_id = p_organization
    FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO event_log_heads AS h VALUES (p_organization, 0, '-infinity')
        ON CONFLICT (organization_id) DO UPDATE SET last_position = h.last_position
        RETURNING h.last_position, h.last_recorded_at INTO last_position, last_recorded_at;
    END IF;

    SELECT array_agg(coalesce(found.version, 0) ORDER BY wanted.place) INTO versions
    FROM unnest(p_streams) WITH ORDINALITY AS wanted (stream, place)
    LEFT JOIN LATERAL (
        SELECT e.version
        FROM events e
        WHERE e.organization_id = p_organization AND e.stream = wanted.stream
        ORDER BY e.version DESC
        LIMIT 1
    ) AS found ON true;

    IF cardinality(p_source_event_ids) > 0 THEN
        SELECT array_agg(wanted.place), array_agg(found.position), array_agg(found.version)
        INTO recorded_index, recorded_position, recorded_version
        FROM unnest(p_sources, p_source_event_ids) WITH ORDINALITY AS wanted (source, source_event_id, place)
        CROSS JOIN LATERAL (
            SELECT e.position, e.version
            FROM events e
            WHERE e.organization_id = p_organization
              AND e.source = wanted.source
              AND e.source_event_id = wanted.source_event_id
            LIMIT 1
        ) AS found;
    END IF;
END
$$;

-- The last position recorded at or before an instant; 0 where there is none. Positions have no gap and recorded_at never
-- falls, so halving finds it in some twenty look-ups, without an index that every append would pay for.
CREATE FUNCTION event_log_position_as_of(p_organization integer, p_time timestamptz)
RETURNS bigint
LANGUAGE plpgsql
STABLE
SET enable_seqscan = off
AS $$
DECLARE
    low bigint := 0;
    high bigint := coalesce((SELECT last_position FROM event_log_heads WHERE organization_id = p_organization), 0);
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT recorded_at <= p_time FROM events WHERE organization_id = p_organization AND position = middle) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

GRANT EXECUTE ON FUNCTION event_log_lock, event_log_position_as_of TO sightline_app;

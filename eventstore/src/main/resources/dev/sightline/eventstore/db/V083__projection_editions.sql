-- Counts what changes a projection's rows while its position stays: a rebuild, another edition, a parked event retried. Whoever
-- keeps answers by position keeps them by position and revision.
ALTER TABLE projection_checkpoints ADD COLUMN revision bigint NOT NULL DEFAULT 0;

ALTER TABLE parked_events ADD COLUMN discarded_by text;

-- Which editions of a projection there are beside the serving one: the next, being built in the schema PROJECTION_next, and the
-- previous, kept in PROJECTION_previous. Their checkpoints and parked events go by the names PROJECTION@next and
-- PROJECTION@previous; discarded events by the projection's own name, as that decision holds for all editions.
CREATE TABLE projection_editions (
    projection text NOT NULL,
    edition text NOT NULL CHECK (edition IN ('next', 'previous')),
    -- of the projection's code that began it
    version integer NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (projection, edition)
);
GRANT SELECT ON projection_editions TO sightline_app;

-- Projections whose effects go outside (mail, webhooks) begin at the logs' heads, once.
CREATE TABLE projection_beginnings (
    projection text NOT NULL PRIMARY KEY,
    begun_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON projection_beginnings TO sightline_app;

-- Row-level security binds owners too, so the functions walk from organisation to organisation; in one round trip however many
-- there are.

-- Notes that the projection has begun, and sets its checkpoints to the heads as they are; does nothing the second time. An
-- organisation that comes later begins at 0.
CREATE FUNCTION projection_begin_at_heads(p_projection text)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
    head record;
BEGIN
    INSERT INTO projection_beginnings VALUES (p_projection, clock_timestamp()) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    FOR head IN SELECT h.organization_id, h.last_position, h.last_recorded_at FROM event_log_heads h WHERE h.last_position > 0
    LOOP
        PERFORM set_config('sightline.organization', head.organization_id::text, true);
        INSERT INTO projection_checkpoints (organization_id, projection, position, recorded_at, updated_at)
        VALUES (head.organization_id, p_projection, head.last_position, head.last_recorded_at, clock_timestamp())
        ON CONFLICT DO NOTHING;
    END LOOP;
    PERFORM set_config('sightline.organization', entered, true);
    RETURN true;
END
$$;

-- Where a checkpoint stands in each organisation.
CREATE FUNCTION projection_positions(
    p_checkpoint text,
    OUT organization integer,
    OUT reached bigint,
    OUT head bigint,
    OUT parked bigint
)
RETURNS SETOF record
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
BEGIN
    FOR organization, head IN SELECT h.organization_id, h.last_position FROM event_log_heads h ORDER BY h.organization_id
    LOOP
        PERFORM set_config('sightline.organization', organization::text, true);
        reached := coalesce((SELECT c.position FROM projection_checkpoints c
                             WHERE c.organization_id = organization AND c.projection = p_checkpoint), 0);
        parked := (SELECT count(*) FROM parked_events p
                   WHERE p.organization_id = organization AND p.projection = p_checkpoint AND p.state = 'parked');
        RETURN NEXT;
    END LOOP;
    PERFORM set_config('sightline.organization', entered, true);
END
$$;

-- Locks a checkpoint in each organisation, in one order everywhere, and tells its position: its workers stand still until the
-- transaction ends.
CREATE FUNCTION projection_lock_positions(p_checkpoint text, OUT organization integer, OUT reached bigint)
RETURNS SETOF record
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
BEGIN
    FOR organization IN SELECT h.organization_id FROM event_log_heads h ORDER BY h.organization_id
    LOOP
        PERFORM set_config('sightline.organization', organization::text, true);
        INSERT INTO projection_checkpoints AS c (organization_id, projection, position, updated_at)
        VALUES (organization, p_checkpoint, 0, clock_timestamp())
        ON CONFLICT (organization_id, projection) DO UPDATE SET updated_at = c.updated_at
        RETURNING c.position INTO reached;
        RETURN NEXT;
    END LOOP;
    PERFORM set_config('sightline.organization', entered, true);
END
$$;

-- Lets the edition p_other serve: it takes the serving one's name, which becomes p_previous. Values change places rather than
-- names, so that a worker who waits for the serving checkpoint's row finds the new position in it.
CREATE FUNCTION projection_swap(p_serving text, p_other text, p_previous text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
    o integer;
BEGIN
    FOR o IN SELECT h.organization_id FROM event_log_heads h ORDER BY h.organization_id
    LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        IF p_previous <> p_other THEN
            DELETE FROM projection_checkpoints WHERE organization_id = o AND projection = p_previous;
            DELETE FROM parked_events WHERE organization_id = o AND projection = p_previous;
        END IF;
        UPDATE projection_checkpoints AS one
        SET position = two.position, recorded_at = two.recorded_at, updated_at = clock_timestamp(),
            revision = greatest(one.revision, two.revision) + 1
        FROM projection_checkpoints AS two
        WHERE one.organization_id = o AND two.organization_id = o
          AND (one.projection, two.projection) IN ((p_serving, p_other), (p_other, p_serving));
        UPDATE projection_checkpoints SET projection = p_previous WHERE organization_id = o AND projection = p_other;

        UPDATE parked_events SET projection = p_serving || '@switch'
        WHERE organization_id = o AND projection = p_serving AND state = 'parked';
        DELETE FROM parked_events AS waiting
        WHERE organization_id = o AND projection = p_other
          AND EXISTS (SELECT FROM parked_events AS decided
                      WHERE decided.organization_id = o AND decided.projection = p_serving AND decided.position = waiting.position);
        UPDATE parked_events SET projection = p_serving WHERE organization_id = o AND projection = p_other;
        UPDATE parked_events SET projection = p_previous WHERE organization_id = o AND projection = p_serving || '@switch';
    END LOOP;
    PERFORM set_config('sightline.organization', entered, true);
END
$$;

-- Forgets an edition's checkpoints and parked events.
CREATE FUNCTION projection_forget(p_checkpoint text)
RETURNS void
LANGUAGE plpgsql
VOLATILE
AS $$
DECLARE
    entered text := coalesce(current_setting('sightline.organization', true), '');
    o integer;
BEGIN
    FOR o IN SELECT h.organization_id FROM event_log_heads h ORDER BY h.organization_id
    LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        DELETE FROM projection_checkpoints WHERE organization_id = o AND projection = p_checkpoint;
        DELETE FROM parked_events WHERE organization_id = o AND projection = p_checkpoint;
    END LOOP;
    PERFORM set_config('sightline.organization', entered, true);
END
$$;

REVOKE EXECUTE ON FUNCTION projection_lock_positions, projection_swap, projection_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION projection_begin_at_heads, projection_positions TO sightline_app;

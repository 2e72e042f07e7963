-- SUSPENDED: nobody gets in and nothing is synced. DELETING: the same, and after delete_after all of it is removed.
ALTER TABLE organizations
    ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED', 'DELETING')),
    ADD COLUMN delete_after timestamptz,
    ADD CHECK ((status = 'DELETING') = (delete_after IS NOT NULL));

-- A platform administrator who has entered an organisation has an account there, for its administrators to see; it is beside an account
-- that the same person may have as a member, and is used by entering only.
ALTER TABLE accounts ADD COLUMN visiting boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT accounts_visiting_check CHECK (NOT visiting OR role = 'SUPER_ADMIN');
DROP INDEX accounts_email;
CREATE UNIQUE INDEX accounts_email ON accounts (organization_id, lower(email), visiting);

-- Ends all visits of whoever the transaction works for.
CREATE FUNCTION end_visits_of_sign_in(p_now timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    visit record;
BEGIN
    FOR visit IN
        SELECT organization_id, account_id FROM accounts
        WHERE visiting AND lower(email) = current_setting('sightline.sign_in')
    LOOP
        PERFORM set_config('sightline.organization', visit.organization_id::text, true);
        UPDATE accounts SET status = 'DEACTIVATED', changed_at = p_now
        WHERE organization_id = visit.organization_id AND account_id = visit.account_id;
        UPDATE sessions SET ended_at = p_now, end_reason = 'deactivated'
        WHERE organization_id = visit.organization_id AND account_id = visit.account_id AND ended_at IS NULL;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION end_visits_of_sign_in TO sightline_app;

-- For the function below alone: the application may not delete.
CREATE POLICY organization_deletes ON event_log_heads FOR DELETE
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));

-- Removes all that is kept of an organisation whose time is over: every row with its number, in every table there is, whoever has made
-- the table. The application may delete no events; so this runs as the owner, and looks at the status itself.
CREATE FUNCTION delete_organization(p_organization integer, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    emails text[];
    address text;
    left_over text[];
    next_round text[];
    place text;
BEGIN
    PERFORM 1 FROM organizations
    WHERE organization_id = p_organization AND status = 'DELETING' AND delete_after <= p_now FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM set_config('sightline.organization', p_organization::text, true);
    SELECT array_agg(DISTINCT lower(email)) INTO emails FROM accounts WHERE organization_id = p_organization;
    SELECT array_agg(format('%I.%I', n.nspname, c.relname) ORDER BY c.oid) INTO left_over
    FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.oid <> 'organizations'::regclass
        AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema';
    -- Those that others refer to come in a later round.
    WHILE cardinality(left_over) > 0 LOOP
        next_round := '{}';
        FOREACH place IN ARRAY left_over LOOP
            BEGIN
                EXECUTE format('DELETE FROM %s WHERE organization_id = $1', place) USING p_organization;
            EXCEPTION WHEN foreign_key_violation THEN
                next_round := next_round || place;
            END;
        END LOOP;
        IF cardinality(next_round) = cardinality(left_over) THEN
            RAISE EXCEPTION 'the rows of organisation % in % refer to each other', p_organization, next_round;
        END IF;
        left_over := next_round;
    END LOOP;
    DELETE FROM organizations WHERE organization_id = p_organization;
    -- Whoever belongs to no other organisation is forgotten too.
    FOREACH address IN ARRAY coalesce(emails, '{}') LOOP
        PERFORM set_config('sightline.sign_in', address, true);
        DELETE FROM identities i
        WHERE i.email_key = address AND NOT EXISTS (SELECT FROM accounts a WHERE a.identity_id = i.identity_id);
    END LOOP;
    PERFORM set_config('sightline.sign_in', '', true);
    PERFORM set_config('sightline.organization', '', true);
    RETURN true;
END $$;
-- Temporary tables come last: nobody puts one of theirs in the place of those that the function looks at.
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION delete_organization SET search_path = %I, pg_temp', current_schema());
END $$;
REVOKE ALL ON FUNCTION delete_organization FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_organization TO sightline_app;

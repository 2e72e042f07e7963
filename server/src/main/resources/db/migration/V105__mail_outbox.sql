-- Letters on their way to the mail server. The body is enclosed with the master key, as the links in it let people in, and goes once
-- the letter has been sent or given up.
CREATE TABLE mail_outbox (
    organization_id integer     NOT NULL REFERENCES organizations,
    mail_id         uuid        NOT NULL,
    recipient       text        NOT NULL,
    subject         text        NOT NULL,
    body            bytea,
    created_at      timestamptz NOT NULL,
    -- After that it is of no use any more.
    good_until      timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    -- Also until when the server that has taken it has it alone.
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    given_up_at     timestamptz,
    problem         text,
    PRIMARY KEY (organization_id, mail_id),
    CHECK ((body IS NULL) = (next_attempt_at IS NULL)),
    CHECK (num_nonnulls(next_attempt_at, sent_at, given_up_at) = 1)
);
CREATE INDEX mail_outbox_due ON mail_outbox (organization_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX mail_outbox_age ON mail_outbox (organization_id, created_at);

ALTER TABLE mail_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON mail_outbox
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_outbox TO sightline_app;

-- Which organisations have a letter to be sent: one trip for all of them, each looked at as row-level security wants it.
CREATE FUNCTION organizations_with_mail_due(p_now timestamptz) RETURNS SETOF integer
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    o integer;
BEGIN
    FOR o IN SELECT organization_id FROM organizations ORDER BY organization_id LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        IF EXISTS (SELECT FROM mail_outbox WHERE organization_id = o AND next_attempt_at <= p_now) THEN
            RETURN NEXT o;
        END IF;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION organizations_with_mail_due TO sightline_app;

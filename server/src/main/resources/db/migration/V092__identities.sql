-- Who signs in: one row per e-mail, whatever organisations it has accounts in. The password is theirs and no organisation's, so it is
-- kept here; accounts say what somebody is within an organisation.
CREATE TABLE identities (
    identity_id   uuid PRIMARY KEY,
    email         text NOT NULL CHECK (email LIKE '%@%'),
    email_key     text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED UNIQUE,
    -- Null: signs in elsewhere.
    password_hash text CHECK (password_hash LIKE '$argon2id$%'),
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
);

ALTER TABLE accounts ADD COLUMN identity_id uuid REFERENCES identities;

-- Where one e-mail had accounts with several passwords, the one that was set last is kept.
DO $$
DECLARE o integer;
BEGIN
    FOR o IN SELECT organization_id FROM organizations ORDER BY organization_id LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        INSERT INTO identities AS i (identity_id, email, password_hash, created_at, changed_at)
        SELECT account_id, email, password_hash, created_at, changed_at FROM accounts WHERE organization_id = o
        ON CONFLICT (email_key) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
            WHERE excluded.password_hash IS NOT NULL
                AND (i.password_hash IS NULL OR i.changed_at < excluded.changed_at);
        UPDATE accounts a SET identity_id = i.identity_id FROM identities i
        WHERE a.organization_id = o AND i.email_key = lower(a.email);
    END LOOP;
    PERFORM set_config('sightline.organization', '', true);
END $$;

ALTER TABLE accounts ALTER COLUMN identity_id SET NOT NULL;
ALTER TABLE accounts DROP COLUMN password_hash;

ALTER TABLE identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE identities FORCE ROW LEVEL SECURITY;
-- They belong to no organisation, and none sees them: a transaction sees the one whose e-mail it works for, and no others.
CREATE POLICY sign_in ON identities
    USING (email_key = (SELECT nullif(current_setting('sightline.sign_in', true), '')))
    WITH CHECK (lower(email) = (SELECT nullif(current_setting('sightline.sign_in', true), '')));
GRANT SELECT, INSERT, UPDATE ON identities TO sightline_app;

-- Ends all sessions of whoever the transaction works for, in every organisation.
CREATE FUNCTION end_sessions_of_sign_in(p_now timestamptz, p_reason text, p_except uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    member record;
BEGIN
    FOR member IN
        SELECT organization_id, account_id FROM accounts WHERE lower(email) = current_setting('sightline.sign_in')
    LOOP
        PERFORM set_config('sightline.organization', member.organization_id::text, true);
        UPDATE sessions SET ended_at = p_now, end_reason = p_reason
        WHERE organization_id = member.organization_id AND account_id = member.account_id AND ended_at IS NULL
            AND session_id IS DISTINCT FROM p_except;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION end_sessions_of_sign_in TO sightline_app;

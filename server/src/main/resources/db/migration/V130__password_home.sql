-- A password that was set by a link which an administrator handed on proves nothing about the address: it opens the organisation of that
-- administrator and no other, until it is set anew by a mailed link or by whoever runs the platform. Null: it opens all. Passwords from
-- before open what they opened. No reference: an organisation that is deleted leaves a password that opens nothing.
ALTER TABLE identities ADD COLUMN password_home integer;

-- Whether an administrator of the organisation handed the link on. Of links from before nobody knows; they are held to the narrower rule
-- for the day that they are good.
ALTER TABLE password_resets ADD COLUMN handed_on boolean NOT NULL DEFAULT true;
ALTER TABLE password_resets ALTER COLUMN handed_on DROP DEFAULT;

-- As before, but for organisations that the password does not open: whoever has it cannot end what goes on there. Visits begin with a
-- password that opens all, and end with it.
CREATE OR REPLACE FUNCTION end_sessions_of_sign_in(p_now timestamptz, p_reason text, p_except uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    member record;
BEGIN
    FOR member IN
        SELECT a.organization_id, a.account_id FROM accounts a JOIN identities i USING (identity_id)
        WHERE lower(a.email) = current_setting('sightline.sign_in')
            AND (a.visiting OR i.password_home IS NULL OR i.password_home = a.organization_id)
    LOOP
        PERFORM set_config('sightline.organization', member.organization_id::text, true);
        UPDATE sessions SET ended_at = p_now, end_reason = p_reason
        WHERE organization_id = member.organization_id AND account_id = member.account_id AND ended_at IS NULL
            AND session_id IS DISTINCT FROM p_except;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;

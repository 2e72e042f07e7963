-- An account that a sign-in provider's word alone has made: whoever sets the provider says what it says of anybody. The e-mail's sign-in
-- does not open it, and nothing of the one is told to the other, until the person has joined: by an invitation accepted in a session
-- of their own, by a link that sets the password, or by whoever runs the platform. Accounts from before are as they were.
ALTER TABLE accounts ADD COLUMN vouched boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT accounts_vouched_check CHECK (NOT vouched OR NOT visiting);

-- As before, but for accounts that the sign-in does not open, and organisations that the password does not: whoever has it cannot end
-- what goes on there. Visits begin with a password that opens all, and end with it.
CREATE OR REPLACE FUNCTION end_sessions_of_sign_in(p_now timestamptz, p_reason text, p_except uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    member record;
BEGIN
    FOR member IN
        SELECT a.organization_id, a.account_id FROM accounts a JOIN identities i USING (identity_id)
        WHERE lower(a.email) = current_setting('sightline.sign_in') AND NOT a.vouched
            AND (a.visiting OR i.password_home IS NULL OR i.password_home = a.organization_id)
    LOOP
        PERFORM set_config('sightline.organization', member.organization_id::text, true);
        UPDATE sessions SET ended_at = p_now, end_reason = p_reason
        WHERE organization_id = member.organization_id AND account_id = member.account_id AND ended_at IS NULL
            AND session_id IS DISTINCT FROM p_except;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;

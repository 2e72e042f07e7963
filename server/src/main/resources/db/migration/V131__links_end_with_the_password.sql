-- Ends what is under way towards another password or a session, for whoever the transaction works for: their password is another one now.
-- Mailed links outlast a password that was set without proof of the address: else who set it could keep the owner from setting theirs.
CREATE FUNCTION end_links_of_sign_in(p_now timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.organization', true);
    member record;
BEGIN
    FOR member IN
        SELECT a.organization_id, a.account_id, i.password_home IS NULL AS proven
        FROM accounts a JOIN identities i USING (identity_id)
        WHERE lower(a.email) = current_setting('sightline.sign_in')
    LOOP
        PERFORM set_config('sightline.organization', member.organization_id::text, true);
        UPDATE password_resets SET used_at = p_now
        WHERE organization_id = member.organization_id AND account_id = member.account_id AND used_at IS NULL
            AND (member.proven OR handed_on);
        UPDATE sign_in_challenges SET used_at = p_now
        WHERE organization_id = member.organization_id AND account_id = member.account_id AND used_at IS NULL;
    END LOOP;
    PERFORM set_config('sightline.organization', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION end_links_of_sign_in TO sightline_app;
CREATE INDEX sign_in_challenges_account ON sign_in_challenges (organization_id, account_id) WHERE used_at IS NULL;

-- Which of these e-mails (in lower case) a second step was begun for, and since when it is asked for: one trip for a page of people,
-- each looked at as row-level security wants it.
CREATE FUNCTION second_factors_of(p_emails text[]) RETURNS TABLE (email text, confirmed_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    entered text := current_setting('sightline.sign_in', true);
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY p_emails LOOP
        PERFORM set_config('sightline.sign_in', wanted, true);
        RETURN QUERY
            SELECT i.email_key, f.confirmed_at FROM second_factors f JOIN identities i ON i.identity_id = f.identity_id
            WHERE i.email_key = wanted;
    END LOOP;
    PERFORM set_config('sightline.sign_in', coalesce(entered, ''), true);
END $$;
GRANT EXECUTE ON FUNCTION second_factors_of TO sightline_app;

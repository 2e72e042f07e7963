-- When the account became somebody else's (person_id changed); null where it never did. An archiving ends the sessions of accounts
-- that were the person's by then, however often its event is applied.
ALTER TABLE accounts ADD COLUMN tied_at timestamptz;

-- Of older ones it is not known, but it was not after their last change.
DO $$
DECLARE o integer;
BEGIN
    FOR o IN SELECT organization_id FROM organizations ORDER BY organization_id LOOP
        PERFORM set_config('sightline.organization', o::text, true);
        UPDATE accounts SET tied_at = changed_at WHERE organization_id = o;
    END LOOP;
    PERFORM set_config('sightline.organization', '', true);
END $$;

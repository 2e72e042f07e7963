-- A second step at signing in with a password: the secret that an authenticator app shares, enclosed with the master key. It is the
-- person's and no organisation's, as the password is; enclosed_for is the number that the envelope was made with, and no more than that.
CREATE TABLE second_factors (
    identity_id   uuid PRIMARY KEY REFERENCES identities ON DELETE CASCADE,
    enclosed_for  integer     NOT NULL,
    secret        bytea       NOT NULL,
    created_at    timestamptz NOT NULL,
    -- Null: begun, and not asked for yet.
    confirmed_at  timestamptz,
    -- The last 30 seconds, counted from 1970, whose code was used: none is good twice.
    last_step     bigint      NOT NULL DEFAULT 0,
    -- Wrong codes in a row.
    failures      integer     NOT NULL DEFAULT 0,
    blocked_until timestamptz
);

-- Words that stand for a code where the app is lost; each good once.
CREATE TABLE recovery_codes (
    identity_id uuid  NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    code_hash   bytea NOT NULL CHECK (length(code_hash) = 32),
    used_at     timestamptz,
    PRIMARY KEY (identity_id, code_hash)
);

-- Of these too a transaction sees those of the one e-mail that it works for: the look at identities is bounded itself.
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_in ON second_factors
    USING (identity_id IN (SELECT i.identity_id FROM identities i
        WHERE i.email_key = (SELECT nullif(current_setting('sightline.sign_in', true), ''))))
    WITH CHECK (identity_id IN (SELECT i.identity_id FROM identities i
        WHERE i.email_key = (SELECT nullif(current_setting('sightline.sign_in', true), ''))));
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_in ON recovery_codes
    USING (identity_id IN (SELECT i.identity_id FROM identities i
        WHERE i.email_key = (SELECT nullif(current_setting('sightline.sign_in', true), ''))))
    WITH CHECK (identity_id IN (SELECT i.identity_id FROM identities i
        WHERE i.email_key = (SELECT nullif(current_setting('sightline.sign_in', true), ''))));
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors, recovery_codes TO sightline_app;

-- Between the two steps: the password was right, the code is asked for. It opens nothing else.
CREATE TABLE sign_in_challenges (
    organization_id integer     NOT NULL,
    challenge_hash  bytea       NOT NULL CHECK (length(challenge_hash) = 32),
    account_id      uuid        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    used_at         timestamptz,
    PRIMARY KEY (organization_id, challenge_hash),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts
);
CREATE INDEX sign_in_challenges_expiry ON sign_in_challenges (organization_id, expires_at);

ALTER TABLE sign_in_challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_challenges FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sign_in_challenges
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_challenges TO sightline_app;

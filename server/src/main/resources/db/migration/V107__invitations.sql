-- What somebody who was invited calls themselves.
ALTER TABLE accounts ADD COLUMN name text CHECK (name <> '');

-- People whom administrators have asked in. Links are kept as hashes, and are good once.
CREATE TABLE invitations (
    organization_id integer     NOT NULL REFERENCES organizations,
    invitation_id   uuid        NOT NULL,
    token_hash      bytea       NOT NULL CHECK (length(token_hash) = 32),
    email           text        NOT NULL CHECK (email LIKE '%@%'),
    role            text        NOT NULL CHECK (role IN ('ADMIN', 'CEO', 'MANAGER', 'SALES_REP')),
    created_at      timestamptz NOT NULL,
    created_by      text        NOT NULL,
    expires_at      timestamptz NOT NULL,
    -- The letter; null where the link was handed on.
    mail_id         uuid,
    accepted_at     timestamptz,
    revoked_at      timestamptz,
    PRIMARY KEY (organization_id, invitation_id),
    CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE UNIQUE INDEX invitations_token ON invitations (organization_id, token_hash);
-- One person has one link that is good.
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, lower(email))
    WHERE accepted_at IS NULL AND revoked_at IS NULL;

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON invitations
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO sightline_app;

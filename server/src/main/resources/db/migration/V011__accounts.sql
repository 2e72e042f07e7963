-- Who can sign in. E-mail addresses are unique within an organisation, whatever their case.
CREATE TABLE accounts (
    organization_id integer NOT NULL REFERENCES organizations,
    account_id      uuid NOT NULL,
    email           text NOT NULL CHECK (email LIKE '%@%'),
    password_hash   text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    role            text NOT NULL CHECK (role IN ('SUPER_ADMIN', 'ADMIN', 'CEO', 'MANAGER', 'SALES_REP')),
    active          boolean NOT NULL,
    -- The person of the reporting tree; null: the one with the same e-mail, where there is one.
    person_id       text,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, account_id)
);
CREATE UNIQUE INDEX accounts_email ON accounts (organization_id, lower(email));
-- Signing in starts from the e-mail alone.
CREATE INDEX accounts_sign_in ON accounts (lower(email));

ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON accounts
    USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
-- Before anybody knows the organisation, the rows of the one e-mail that is signing in can be read, and no others.
CREATE POLICY sign_in ON accounts FOR SELECT
    USING (lower(email) = (SELECT nullif(current_setting('sightline.sign_in', true), '')));

GRANT SELECT, INSERT, UPDATE ON accounts TO sightline_app;

-- Where else an organisation's people sign in. The secret is enclosed with the master key.
CREATE TABLE sign_in_providers (
    organization_id   integer     NOT NULL REFERENCES organizations,
    provider_id       uuid        NOT NULL,
    kind              text        NOT NULL CHECK (kind IN ('ENTRA', 'OIDC')),
    name              text        NOT NULL CHECK (name <> ''),
    -- ENTRA: the authority that its tenants stand below.
    issuer            text        NOT NULL CHECK (issuer ~ '^https?://'),
    tenants           text[]      NOT NULL,
    domains           text[]      NOT NULL CHECK (cardinality(domains) > 0),
    client_id         text        NOT NULL CHECK (client_id <> ''),
    client_secret     bytea       NOT NULL,
    secret_changed_at timestamptz NOT NULL,
    enabled           boolean     NOT NULL,
    created_at        timestamptz NOT NULL,
    changed_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, provider_id),
    CHECK ((kind = 'ENTRA') = (cardinality(tenants) > 0))
);

-- Whose an e-mail domain is: one organisation's, so that no other can put its own sign-in before those people.
CREATE TABLE sign_in_domains (
    organization_id integer NOT NULL REFERENCES organizations,
    domain          text    NOT NULL UNIQUE CHECK (domain = lower(domain)),
    PRIMARY KEY (organization_id, domain)
);

-- Whom a provider's word for somebody means: one account, and the account nobody else of that provider.
CREATE TABLE sign_in_links (
    organization_id integer     NOT NULL,
    provider_id     uuid        NOT NULL,
    issuer          text        NOT NULL,
    subject         text        NOT NULL,
    account_id      uuid        NOT NULL,
    linked_at       timestamptz NOT NULL,
    PRIMARY KEY (organization_id, provider_id, issuer, subject),
    UNIQUE (organization_id, provider_id, account_id),
    FOREIGN KEY (organization_id, provider_id) REFERENCES sign_in_providers ON DELETE CASCADE,
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts
);

-- Sign-ins under way, each good once. Only hashes of what the browser and the provider bring back are kept.
CREATE TABLE sign_in_attempts (
    organization_id integer     NOT NULL,
    state_hash      bytea       NOT NULL CHECK (length(state_hash) = 32),
    browser_hash    bytea       NOT NULL CHECK (length(browser_hash) = 32),
    provider_id     uuid        NOT NULL,
    redirect_uri    text        NOT NULL,
    target          text        NOT NULL,
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, state_hash),
    FOREIGN KEY (organization_id, provider_id) REFERENCES sign_in_providers ON DELETE CASCADE
);
CREATE INDEX sign_in_attempts_expiry ON sign_in_attempts (organization_id, expires_at);

-- The provider that a session began with; null: a password. It counts within its organisation alone.
ALTER TABLE sessions ADD COLUMN provider_id uuid;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['sign_in_providers', 'sign_in_domains', 'sign_in_links', 'sign_in_attempts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY organization ON %I
                 USING (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))
                 WITH CHECK (organization_id = (SELECT nullif(current_setting(''sightline.organization'', true), '''')::integer))',
            t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sightline_app', t);
    END LOOP;
END $$;
-- Before anybody knows the organisation, the row of the one domain that is asked for can be read, and no others.
CREATE POLICY sign_in ON sign_in_domains FOR SELECT
    USING (domain = (SELECT nullif(current_setting('sightline.sign_in_domain', true), '')));

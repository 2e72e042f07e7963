-- Wrong passwords, counted per e-mail and address, so that a guesser locks out only their own address. It belongs to no
-- organisation: the e-mail may be nobody's. Hashes, so that what people mistyped is not kept.
CREATE TABLE sign_in_failures (
    email_hash    bytea NOT NULL,
    address       text NOT NULL,
    failures      integer NOT NULL,
    last_failure  timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL,
    PRIMARY KEY (address, email_hash)
);
CREATE INDEX sign_in_failures_age ON sign_in_failures (last_failure);

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failures TO sightline_app;

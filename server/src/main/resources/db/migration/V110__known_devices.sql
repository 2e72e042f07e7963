-- Browsers in which somebody has signed in, so that others' wrong guesses do not keep them out there. They belong to no organisation, as
-- sign_in_failures do not. Hashes: the word is in the browser's cookie alone.
CREATE TABLE known_devices (
    device_hash bytea PRIMARY KEY,
    email_hash  bytea NOT NULL,
    last_used   timestamptz NOT NULL
);
CREATE INDEX known_devices_of_email ON known_devices (email_hash, last_used);
CREATE INDEX known_devices_age ON known_devices (last_used);

GRANT SELECT, INSERT, UPDATE, DELETE ON known_devices TO sightline_app;

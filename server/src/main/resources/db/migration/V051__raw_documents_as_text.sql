-- Documents are kept as the text that their checksum is of. Storing a page of jsonb took three times as long: it is built,
-- and larger records are compressed, although nearly all of them are never looked into again (ADR 10).
ALTER TABLE odoo_raw_data ALTER COLUMN document TYPE json USING document::text::json;

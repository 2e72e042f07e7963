-- A password that was set by a link which an administrator handed on proves nothing about the address: it opens the organisation of that
-- administrator and no other, until it is set anew by a mailed link or by whoever runs the platform. Null: it opens all. Passwords from
-- before open what they opened. No reference: an organisation that is deleted leaves a password that opens nothing.
ALTER TABLE identities ADD COLUMN password_home integer;

-- Whether an administrator of the organisation handed the link on. Of links from before nobody knows; they are held to the narrower rule
-- for the day that they are good.
ALTER TABLE password_resets ADD COLUMN handed_on boolean NOT NULL DEFAULT true;
ALTER TABLE password_resets ALTER COLUMN handed_on DROP DEFAULT;

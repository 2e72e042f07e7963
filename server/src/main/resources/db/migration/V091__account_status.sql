-- Whether an account may sign in. PENDING: someone new, whom an administrator has to approve; they have no role until then.
ALTER TABLE accounts ALTER COLUMN active TYPE text USING CASE WHEN active THEN 'ACTIVE' ELSE 'DEACTIVATED' END;
ALTER TABLE accounts RENAME COLUMN active TO status;
ALTER TABLE accounts ADD CONSTRAINT accounts_status_check CHECK (status IN ('PENDING', 'ACTIVE', 'DEACTIVATED'));
ALTER TABLE accounts DROP CONSTRAINT accounts_role_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_role_check
    CHECK (role IN ('SUPER_ADMIN', 'ADMIN', 'CEO', 'MANAGER', 'SALES_REP', 'PENDING')),
    ADD CONSTRAINT accounts_pending_check CHECK ((status <> 'ACTIVE' OR role <> 'PENDING') AND (status <> 'PENDING' OR role = 'PENDING'));
-- Who signs in elsewhere has no password here.
ALTER TABLE accounts ALTER COLUMN password_hash DROP NOT NULL;
COMMENT ON COLUMN accounts.person_id IS
    'The person of the reporting tree; null: the one with the same e-mail, where there is one; ''nobody'': none, whoever has that e-mail.';

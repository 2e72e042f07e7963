import type { Role } from '../api/types';

export const roleNames: Record<Role, string> = {
  SUPER_ADMIN: 'Platform administrator',
  ADMIN: 'Administrator',
  CEO: 'Chief executive',
  MANAGER: 'Manager',
  SALES_REP: 'Sales',
  PENDING: 'Waits for approval',
  SERVICE: 'Service',
};

/** Those that an organisation's administrators give, and what each means. */
export const givenRoles: { role: Role; means: string }[] = [
  { role: 'SALES_REP', means: 'sees their own records, and those of anybody below them' },
  { role: 'MANAGER', means: 'sees their own line of reports, and records without an owner' },
  { role: 'CEO', means: 'sees everything and changes nothing' },
  { role: 'ADMIN', means: 'sees everything, and configures it: people, keys, sync' },
];

export const meansOf = (role: Role) => givenRoles.find((each) => each.role === role)?.means ?? '';

import { type AuditQuery, writeAudit } from './audit';
import type { ActivitiesQuery, OpportunitiesQuery } from './lists';
import { writeAccounts, writeActivities, writeOpportunities } from './lists';
import { compact, type View, writeView } from './view';

/*
 * Every address inside the product is built here, so that a number and the rows behind it cannot drift apart.
 */

export function withParams(path: string, params: URLSearchParams): string {
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

export const to = {
  dashboard: (view: Partial<View> = {}) => withParams('/', writeView(view)),
  opportunities: (query: Partial<OpportunitiesQuery> = {}) =>
    withParams('/opportunities', writeOpportunities(query)),
  /** @param at the day as of which it is shown, where that is not the list's; `now` for none */
  opportunity: (
    id: string,
    query: Partial<OpportunitiesQuery> = {},
    page = false,
    at: string | null = null,
  ) => {
    const params = writeOpportunities(query);
    if (page) {
      params.set('view', 'page');
    }
    if (at !== null) {
      params.set('at', at);
    }
    return withParams(`/opportunities/${encodeURIComponent(id)}`, params);
  },
  accounts: (q = '') => withParams('/accounts', writeAccounts({ q })),
  account: (id: string) => `/accounts/${encodeURIComponent(id)}`,
  activities: (query: Partial<ActivitiesQuery> = {}) => withParams('/activities', writeActivities(query)),
  team: (view: Partial<Pick<View, 'person'>> = {}) => withParams('/team', compact({ person: view.person })),
  sync: () => '/admin/sync',
  issues: (kind?: string) => withParams('/admin/data-quality', compact({ kind })),
  members: (query: { status?: string } = {}) => withParams('/admin/people', compact(query)),
  audit: (query: Partial<AuditQuery> = {}) => withParams('/admin/audit', writeAudit(query)),
  keys: () => '/admin/api-keys',
  views: () => '/admin/views',
  providers: () => '/admin/sign-in',
  organizations: () => '/admin/organisations',
  sessions: () => '/you/sign-ins',
  forgotPassword: () => '/forgot-password',
  signIn: (target?: string) =>
    withParams('/sign-in', compact({ to: target && target !== '/' ? target : null })),
};

/** The pages of administrators, and what each asks for. */
export const adminPages: { name: string; href: () => string; permission: string }[] = [
  { name: 'Sync', href: to.sync, permission: 'control_sync' },
  { name: 'Data quality', href: () => to.issues(), permission: 'view_data_quality' },
  { name: 'People', href: () => to.members(), permission: 'manage_members' },
  { name: 'Sign-in', href: to.providers, permission: 'manage_settings' },
  { name: 'API keys', href: to.keys, permission: 'manage_api_keys' },
  { name: 'Audit', href: () => to.audit(), permission: 'view_audit' },
  { name: 'Views', href: to.views, permission: 'operate' },
  { name: 'Organisations', href: to.organizations, permission: 'manage_organizations' },
];

/** Only a path of ours, so that a forged link cannot send someone elsewhere after signing in. */
export function safeTarget(target: string | null): string {
  return target?.startsWith('/') && !/^\/[/\\]/.test(target) && !target.startsWith('/sign-in') ? target : '/';
}

type Whose = Pick<View, 'scope' | 'person'>;
/** With the day at whose end it was open; null for now. */
type OpenThen = Whose & { as_of?: string | null };

/** The rows behind each figure of a dashboard: the same filters, so the same sum. */
export const behind = {
  pipeline: (open: OpenThen) => to.opportunities({ ...open, status: 'open' }),
  weighted: (open: OpenThen) => to.opportunities({ ...open, status: 'open', sort: '-weighted' }),
  stage: (open: OpenThen, stage: string) => to.opportunities({ ...open, status: 'open', stage }),
  won: (whose: Whose, period: string) =>
    to.opportunities({ ...whose, status: 'won', period, sort: '-closed_at' }),
  wonOn: (whose: Whose, closed_on: string) =>
    to.opportunities({ ...whose, status: 'won', closed_on, sort: '-closed_at' }),
  closed: (whose: Whose, period: string) =>
    to.opportunities({ ...whose, status: 'all', period, sort: '-closed_at' }),
  wonBy: (owner: string, whose: Whose, period: string) =>
    to.opportunities({ ...whose, owner, status: 'won', period, sort: '-closed_at' }),
  openOf: (owner: string, whose: Whose) => to.opportunities({ ...whose, owner, status: 'open' }),
};

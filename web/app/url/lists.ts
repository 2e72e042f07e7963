import type { ActivityState, Scope } from '../api/types';
import { compact, defaultView, oneOf, readDay, readPeriod, readScope, text } from './view';

/** A column to sort by; a leading minus is descending. */
export type Sort = string;

export const opportunitySorts = [
  'name',
  'stage',
  'owner',
  'expected_revenue',
  'probability',
  'weighted',
  'deadline',
  'created_at',
  'closed_at',
  'updated_at',
] as const;

export const opportunityStatuses = ['open', 'won', 'lost', 'archived', 'all'] as const;

export interface OpportunitiesQuery {
  scope: Scope;
  person: string | null;
  status: (typeof opportunityStatuses)[number];
  kind: 'opportunity' | 'lead';
  stage: string | null;
  owner: string | null;
  team: string | null;
  account: string | null;
  /** The period in which it was closed. */
  period: string | null;
  /** The day on which it was closed. */
  closed_on: string | null;
  /** What was open at the end of this day; null for what is now. */
  as_of: string | null;
  q: string;
  sort: Sort;
}

export const defaultOpportunities: OpportunitiesQuery = {
  scope: 'both',
  person: null,
  status: 'open',
  kind: 'opportunity',
  stage: null,
  owner: null,
  team: null,
  account: null,
  period: null,
  closed_on: null,
  as_of: null,
  q: '',
  sort: '-expected_revenue',
};

export function readSort(value: string | null, columns: readonly string[], fallback: Sort): Sort {
  return value !== null && columns.includes(value.replace(/^-/, '')) ? value : fallback;
}

export function readOpportunities(params: URLSearchParams): OpportunitiesQuery {
  const as_of = readDay(params, 'as_of');
  const closed_on = as_of ? null : readDay(params, 'closed_on');
  return {
    scope: readScope(params),
    person: text(params.get('person')),
    // Of an earlier day only what was open then is known.
    status: as_of ? 'open' : oneOf(params.get('status'), opportunityStatuses, defaultOpportunities.status),
    kind: as_of
      ? 'opportunity'
      : oneOf(params.get('kind'), ['opportunity', 'lead'], defaultOpportunities.kind),
    stage: text(params.get('stage')),
    owner: text(params.get('owner')),
    team: text(params.get('team')),
    account: text(params.get('account')),
    period: as_of || closed_on ? null : readPeriod(params),
    closed_on,
    as_of,
    q: params.get('q') ?? '',
    sort: readSort(params.get('sort'), opportunitySorts, defaultOpportunities.sort),
  };
}

export function writeOpportunities(query: Partial<OpportunitiesQuery>): URLSearchParams {
  return changedFrom(defaultOpportunities, query);
}

/** The day at whose end one deal is shown: chosen for it, else that of the list it was opened from; null for now. */
export function readDealDay(params: URLSearchParams): string | null {
  return params.get('at') === 'now' ? null : (readDay(params, 'at') ?? readDay(params, 'as_of'));
}

export const activityStates = ['open', 'overdue', 'today', 'upcoming', 'done'] as const;

export interface ActivitiesQuery {
  scope: Scope;
  person: string | null;
  state: ActivityState | 'open';
  q: string;
  sort: Sort;
}

export const defaultActivities: ActivitiesQuery = {
  scope: defaultView.scope,
  person: null,
  state: 'open',
  q: '',
  sort: 'due',
};

export function readActivities(params: URLSearchParams): ActivitiesQuery {
  return {
    scope: readScope(params),
    person: text(params.get('person')),
    state: oneOf(params.get('state'), activityStates, 'open'),
    q: params.get('q') ?? '',
    sort: readSort(params.get('sort'), ['due'], defaultActivities.sort),
  };
}

export function writeActivities(query: Partial<ActivitiesQuery>): URLSearchParams {
  return changedFrom(defaultActivities, query);
}

export interface AccountsQuery {
  q: string;
  sort: Sort;
}

export const accountSorts = ['name', 'pipeline', 'won_amount', 'open_count', 'last_activity'] as const;

export const defaultAccounts: AccountsQuery = { q: '', sort: '-pipeline' };

export function readAccounts(params: URLSearchParams): AccountsQuery {
  return {
    q: params.get('q') ?? '',
    sort: readSort(params.get('sort'), accountSorts, defaultAccounts.sort),
  };
}

export function writeAccounts(query: Partial<AccountsQuery>): URLSearchParams {
  return changedFrom(defaultAccounts, query);
}

function changedFrom<T extends object>(defaults: T, query: Partial<T>): URLSearchParams {
  const values: Record<string, string | null> = {};
  for (const name of Object.keys(defaults) as (keyof T & string)[]) {
    const value = query[name];
    values[name] = value === undefined || value === defaults[name] ? null : (value as string | null);
  }
  return compact(values);
}

/** The next order when a column's heading is pressed: its natural one first, then the reverse. */
export function nextSort(current: Sort, column: string, descendingFirst: boolean): Sort {
  const natural = descendingFirst ? `-${column}` : column;
  const reverse = descendingFirst ? column : `-${column}`;
  return current === natural ? reverse : natural;
}

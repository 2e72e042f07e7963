import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type AuditQuery, auditParams } from '../url/audit';
import { withParams } from '../url/links';
import type { AccountsQuery, ActivitiesQuery, OpportunitiesQuery } from '../url/lists';
import { compact, type View } from '../url/view';
import { get, post } from './client';
import { noteSync, onceReachableAgain } from './freshness';
import { Problem } from './problem';
import { read } from './read';
import type { MembersMember, SyncJobStarted, SyncSyncWish } from './schema';
import type { EditionDiff, ParkedEvent, ParkedPage, Role } from './types';

/** Unchanged answers cost a 304 with no body, so looking often is cheap. */
const lively = 5_000;
const calm = 15_000;
const waiting = 5_000;
const pageSize = 50;
/** Beyond this many loaded pages a list is refreshed when asked, not by itself. */
const refreshedPages = 3;

export function newQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  // What went wrong in the meantime does not wait for its next turn.
  onceReachableAgain(() => {
    void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  });
  return client;
}

export const profileQuery = () =>
  queryOptions({
    queryKey: ['profile'],
    queryFn: ({ signal }) => read('/api/v2/users/profile', { signal }),
    staleTime: 60_000,
  });

/** Who is signed in and what they may do; there for everybody, also where nothing else is open to them. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => read('/api/v2/session', { signal }),
    // Whoever waits to be let in looks at nothing else; a hidden tab does not ask.
    refetchInterval: (query) => (query.state.data?.role === 'PENDING' ? waiting : 60_000),
    refetchIntervalInBackground: false,
    staleTime: 30_000,
  });

/** Whether whoever is signed in may do it; the server refuses the rest anyway. */
export function useMay(): (permission: string) => boolean {
  const session = useQuery(sessionQuery()).data;
  return (permission) =>
    session !== undefined && !session.suspended && session.permissions.includes(permission);
}

/** Whether whoever is signed in is a platform administrator on a visit, to whom the server refuses what would outlive it. */
export function useVisiting(): boolean {
  return useQuery(sessionQuery()).data?.visiting ?? false;
}

export const dashboardQuery = ({ scope, period, person }: View) =>
  queryOptions({
    queryKey: ['dashboard', scope, period, person],
    queryFn: ({ signal }) => read('/api/v2/dashboard', { query: { scope, period, person }, signal }),
    refetchInterval: lively,
    placeholderData: keepPreviousData,
  });

export const hierarchyQuery = () =>
  queryOptions({
    queryKey: ['hierarchy'],
    queryFn: ({ signal }) => read('/api/v2/users/hierarchy', { signal }),
    refetchInterval: calm,
    staleTime: 10_000,
  });

/** The question behind a list of opportunities, page by page or as a file. */
export function opportunityParams(query: Partial<OpportunitiesQuery>) {
  return {
    scope: query.scope,
    person: query.person,
    status: query.status,
    kind: query.kind,
    stage: query.stage,
    owner: query.owner,
    team: query.team,
    account: query.account,
    period: query.period,
    closed_on: query.closed_on,
    as_of: query.as_of,
    q: query.q?.trim(),
    sort: query.sort,
  };
}

const paging = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { next_cursor: string | null }) => last.next_cursor,
  placeholderData: keepPreviousData,
  refetchInterval: (query: { state: { data?: { pages: unknown[] } | undefined } }) =>
    (query.state.data?.pages.length ?? 0) <= refreshedPages ? calm : (false as const),
};

export const opportunitiesQuery = (query: Partial<OpportunitiesQuery>) =>
  infiniteQueryOptions({
    queryKey: ['opportunities', opportunityParams(query)],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v2/opportunities', {
        query: { ...opportunityParams(query), limit: pageSize, cursor: pageParam },
        signal,
      }),
    ...paging,
  });

/** @param asOf the day at whose end it is shown; null for now */
export const opportunityQuery = (id: string, asOf: string | null = null) =>
  queryOptions({
    queryKey: ['opportunity', id, asOf],
    queryFn: ({ signal }) => read('/api/v2/opportunities/{id}', { id, query: { as_of: asOf }, signal }),
    refetchInterval: calm,
  });

export const accountParams = ({ q, sort }: AccountsQuery) => ({ q: q.trim(), sort });

export const accountsQuery = (query: AccountsQuery) =>
  infiniteQueryOptions({
    queryKey: ['accounts', query],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v2/accounts', {
        query: { ...accountParams(query), limit: pageSize, cursor: pageParam },
        signal,
      }),
    ...paging,
  });

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => read('/api/v2/accounts/{id}', { id, signal }),
    refetchInterval: calm,
  });

export const activityParams = ({ scope, person, state, q, sort }: ActivitiesQuery) => ({
  scope,
  person,
  state,
  q: q.trim(),
  sort,
});

export const activitiesQuery = (query: ActivitiesQuery) =>
  infiniteQueryOptions({
    queryKey: ['activities', query],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v2/activities', {
        query: { ...activityParams(query), limit: pageSize, cursor: pageParam },
        signal,
      }),
    ...paging,
  });

export const syncQuery = () =>
  queryOptions({
    queryKey: ['sync'],
    queryFn: async ({ signal }) => {
      const status = await read('/api/v2/sync', { signal });
      noteSync({
        sync_state: status.state,
        last_sync_at: status.last_success_at,
        next_sync_at: status.next_at,
        source_available: status.available,
        source_down_since: status.down_since,
      });
      return status;
    },
    refetchInterval: ({ state }) =>
      state.status === 'error' ? lively : state.data?.running ? 1_500 : 10_000,
    retry: false,
  });

export const syncJobsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['sync-jobs'],
    queryFn: ({ pageParam, signal }) => read('/api/v2/sync/jobs', { query: { cursor: pageParam }, signal }),
    ...paging,
    refetchInterval: lively,
  });

export const syncJobQuery = (id: string) =>
  queryOptions({
    queryKey: ['sync-job', id],
    queryFn: ({ signal }) => read('/api/v2/sync/jobs/{id}', { id, signal }),
    refetchInterval: (query) =>
      query.state.data === undefined || query.state.data.state === 'running' ? 700 : false,
    staleTime: 0,
  });

export const connectionQuery = () =>
  queryOptions({
    queryKey: ['sync-connection'],
    queryFn: ({ signal }) => read('/api/v2/sync/connection', { signal }),
    refetchInterval: calm,
  });

export const syncIssuesQuery = () =>
  queryOptions({
    queryKey: ['sync-issues'],
    queryFn: ({ signal }) => read('/api/v2/sync/issues', { signal }),
    refetchInterval: calm,
  });

export const membersQuery = (query: { q?: string; role?: string | null; status?: string | null }) =>
  infiniteQueryOptions({
    queryKey: ['members', query],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v2/members', {
        query: {
          q: query.q?.trim(),
          role: query.role as Role | null,
          status: query.status as MembersMember['status'] | null,
          limit: pageSize,
          cursor: pageParam,
        },
        signal,
      }),
    ...paging,
  });

export const auditQuery = (query: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      read('/api/v2/audit', { query: { ...auditParams(query), limit: pageSize, cursor: pageParam }, signal }),
    ...paging,
  });

export const keysQuery = () =>
  queryOptions({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => read('/api/v2/api-keys', { signal }),
    refetchInterval: calm,
  });

export const providersQuery = () =>
  queryOptions({
    queryKey: ['sign-in-providers'],
    queryFn: ({ signal }) => read('/api/v2/sign-in-providers', { signal }),
    refetchInterval: calm,
  });

export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => read('/api/v2/sessions', { signal }),
    refetchInterval: calm,
  });

/** Whether links to set a password anew are mailed. */
export const resetMeansQuery = () =>
  queryOptions({
    queryKey: ['password-resets'],
    queryFn: ({ signal }) => read('/api/v2/password-resets', { signal }),
  });

/** What forgetting somebody would mean. Asked for anew each time, and not kept: it is about to be untrue. */
export const erasureQuery = (person: string) =>
  queryOptions({
    queryKey: ['erasure', person],
    queryFn: ({ signal }) => read('/api/v2/privacy/people/{id}/forget', { id: person, signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => read('/api/v2/invitations', { signal }),
    refetchInterval: calm,
  });

export const secondFactorQuery = () =>
  queryOptions({
    queryKey: ['second-factor'],
    queryFn: ({ signal }) => read('/api/v2/second-factor', { signal }),
  });

export const organizationsQuery = () =>
  queryOptions({
    queryKey: ['organizations'],
    queryFn: ({ signal }) => read('/api/v2/organizations', { signal }),
    refetchInterval: calm,
  });

/** How the views stand; looked at often while one is being built. */
export const viewsQuery = () =>
  queryOptions({
    queryKey: ['views'],
    queryFn: ({ signal }) => read('/api/v2/operations/projections', { signal }),
    refetchInterval: (query) =>
      query.state.data?.items.some((view) => view.next && !view.next.ready && !view.next.outdated)
        ? 1_500
        : lively,
  });

const viewPath = (name: string) => `/operations/projections/${encodeURIComponent(name)}`;

export const diffQuery = (name: string, edition: 'next' | 'previous') =>
  queryOptions({
    queryKey: ['view-diff', name, edition],
    queryFn: ({ signal }) => get<EditionDiff>(`${viewPath(name)}/editions/${edition}/diff`, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  });

export const parkedQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ['parked', name],
    queryFn: ({ pageParam, signal }) =>
      get<ParkedPage>(
        withParams(`${viewPath(name)}/parked`, compact({ limit: String(pageSize), cursor: pageParam })),
        signal,
      ),
    ...paging,
    refetchInterval: lively,
  });

export const parkedEventQuery = (name: string, position: number) =>
  queryOptions({
    queryKey: ['parked-event', name, position],
    queryFn: ({ signal }) => get<ParkedEvent>(`${viewPath(name)}/parked/${position}`, signal),
  });

/** Starts a sync, or joins the one that runs. */
export function useStartSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (full: boolean) => post<SyncJobStarted>('/sync', { full } satisfies SyncSyncWish),
    onSettled: () => client.invalidateQueries({ queryKey: ['sync'] }),
  });
}

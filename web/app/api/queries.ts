import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { AccountsQuery, ActivitiesQuery, OpportunitiesQuery } from '../url/lists';
import { compact, type View } from '../url/view';
import { get, post } from './client';
import { noteSync } from './freshness';
import { Problem } from './problem';
import type {
  AccountDetail,
  AccountPage,
  ActivityPage,
  Dashboard,
  Freshness,
  Hierarchy,
  OpportunityDetail,
  OpportunityPage,
  Profile,
  SyncIssues,
  SyncJob,
  SyncStatus,
} from './types';

/** Unchanged answers cost a 304 with no body, so looking often is cheap. */
const lively = 5_000;
const calm = 15_000;
const pageSize = 50;
/** Beyond this many loaded pages a list is refreshed when asked, not by itself. */
const refreshedPages = 3;

export function newQueryClient(): QueryClient {
  return new QueryClient({
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
}

function path(base: string, values: Record<string, string | number | null | undefined>): string {
  const params = compact(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value == null ? null : String(value)]),
    ),
  );
  const query = params.toString();
  return query ? `${base}?${query}` : base;
}

export const profileQuery = () =>
  queryOptions({
    queryKey: ['profile'],
    queryFn: ({ signal }) => get<Profile>('/users/profile', signal),
    staleTime: 60_000,
  });

export const dashboardQuery = ({ scope, period, person }: View) =>
  queryOptions({
    queryKey: ['dashboard', scope, period, person],
    queryFn: ({ signal }) => get<Dashboard>(path('/dashboard', { scope, period, person }), signal),
    refetchInterval: lively,
    placeholderData: keepPreviousData,
  });

export const hierarchyQuery = () =>
  queryOptions({
    queryKey: ['hierarchy'],
    queryFn: ({ signal }) => get<Hierarchy>('/users/hierarchy', signal),
    refetchInterval: calm,
    staleTime: 10_000,
  });

function opportunityParams(query: Partial<OpportunitiesQuery>) {
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
      get<OpportunityPage>(
        path('/opportunities', { ...opportunityParams(query), limit: pageSize, cursor: pageParam }),
        signal,
      ),
    ...paging,
  });

export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: ['opportunity', id],
    queryFn: ({ signal }) => get<OpportunityDetail>(`/opportunities/${encodeURIComponent(id)}`, signal),
    refetchInterval: calm,
  });

export const accountsQuery = (query: AccountsQuery) =>
  infiniteQueryOptions({
    queryKey: ['accounts', query],
    queryFn: ({ pageParam, signal }) =>
      get<AccountPage>(
        path('/accounts', { q: query.q.trim(), sort: query.sort, limit: pageSize, cursor: pageParam }),
        signal,
      ),
    ...paging,
  });

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => get<AccountDetail>(`/accounts/${encodeURIComponent(id)}`, signal),
    refetchInterval: calm,
  });

export const activitiesQuery = (query: ActivitiesQuery) =>
  infiniteQueryOptions({
    queryKey: ['activities', query],
    queryFn: ({ pageParam, signal }) =>
      get<ActivityPage>(
        path('/activities', {
          scope: query.scope,
          person: query.person,
          state: query.state,
          q: query.q.trim(),
          sort: query.sort,
          limit: pageSize,
          cursor: pageParam,
        }),
        signal,
      ),
    ...paging,
  });

function syncState(status: SyncStatus): Freshness['sync_state'] {
  if (status.running) {
    return 'running';
  }
  const known = (['idle', 'running', 'failing', 'never'] as const).find((state) => state === status.state);
  return known ?? (status.last_success_at === null ? 'never' : 'idle');
}

export const syncQuery = () =>
  queryOptions({
    queryKey: ['sync'],
    queryFn: async ({ signal }) => {
      const status = await get<SyncStatus>('/sync', signal);
      noteSync({
        sync_state: syncState(status),
        last_sync_at: status.last_success_at,
        next_sync_at: status.next_at,
        source_available: status.available,
        source_down_since: status.down_since,
      });
      return status;
    },
    refetchInterval: (query) => (query.state.data?.running ? 1_500 : 10_000),
    retry: false,
  });

export const syncJobsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['sync-jobs'],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: SyncJob[]; next_cursor?: string | null }>(
        path('/sync/jobs', { cursor: pageParam }),
        signal,
      ),
    ...paging,
    getNextPageParam: (last) => last.next_cursor ?? null,
    refetchInterval: lively,
  });

export const syncJobQuery = (id: string) =>
  queryOptions({
    queryKey: ['sync-job', id],
    queryFn: ({ signal }) => get<SyncJob>(`/sync/jobs/${encodeURIComponent(id)}`, signal),
    refetchInterval: (query) =>
      query.state.data === undefined || query.state.data.state === 'running' ? 700 : false,
    staleTime: 0,
  });

export const syncIssuesQuery = () =>
  queryOptions({
    queryKey: ['sync-issues'],
    queryFn: ({ signal }) => get<SyncIssues>('/sync/issues', signal),
    refetchInterval: calm,
  });

/** Starts a sync, or joins the one that runs. */
export function useStartSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (full: boolean) => post<{ job: SyncJob }>('/sync', full ? { full: true } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['sync'] }),
  });
}

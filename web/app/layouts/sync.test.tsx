import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetFreshness, noteFreshness, noteReachable } from '../api/freshness';
import { session as tokens } from '../api/session';
import type { Freshness, SyncJob, SyncStatus } from '../api/types';
import { profile, session, show } from '../test/render';
import { instant } from '../util/format';
import { OutageBanner } from './OutageBanner';
import { SyncControl } from './SyncControl';

const minute = 60_000;
const from = (distance: number) => new Date(Date.now() + distance).toISOString();

const fresh = (change: Partial<Freshness> = {}): Freshness => ({
  position: 7,
  as_of: from(-2 * minute),
  last_sync_at: from(-2 * minute),
  next_sync_at: from(3 * minute),
  sync_state: 'idle',
  source_available: true,
  source_down_since: null,
  ...change,
});

const job = (change: Partial<SyncJob> = {}): SyncJob => ({
  id: 'j1',
  kind: 'incremental',
  state: 'running',
  requested_by: 'mira@acme.test',
  started_at: from(-minute),
  finished_at: null,
  progress: null,
  events: 0,
  error: null,
  entities: [],
  ...change,
});

const status = (change: Partial<SyncStatus> = {}): SyncStatus => ({
  state: 'idle',
  enabled: true,
  source: { kind: 'odoo', url: 'https://acme.odoo.com', database: 'acme', version: '17.0' },
  last: null,
  running: null,
  last_success_at: null,
  next_at: null,
  available: true,
  down_since: null,
  last_error: null,
  cursors: [],
  ...change,
});

beforeEach(() => {
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  act(() => {
    forgetFreshness();
    noteReachable(true);
  });
});

const control = (change: Partial<SyncStatus> = {}) =>
  show(<SyncControl />, '/', [[['sync'], status(change)]]);
const words = () => screen.getByTestId('freshness').textContent;

describe('how fresh the figures are', () => {
  const said = (change: Partial<Freshness>) => {
    noteFreshness(fresh(change));
    control();
    return words();
  };

  it('says when they came and when newer ones come', () => {
    expect(said({})).toBe('Synced 2 min ago · next in 3 min');
  });

  it('says a sync that is due and not there yet comes in a moment', () => {
    expect(said({ next_sync_at: from(-minute) })).toBe('Synced 2 min ago · next in a moment');
  });

  it('says nothing of the next one where none is planned', () => {
    expect(said({ next_sync_at: null })).toBe('Synced 2 min ago');
  });

  it.each([
    ['never', 'Not synced yet'],
    ['running', 'First sync is running'],
  ] as const)('tells a first sync that is to come from one that runs (%s)', (sync_state, expected) => {
    expect(said({ last_sync_at: null, sync_state })).toBe(expected);
  });

  it.each([
    ['Odoo is away', { source_available: false }],
    ['syncs fail', { sync_state: 'failing' as const }],
  ])('marks them as old and promises nothing while %s', (_, change) => {
    expect(said({ last_sync_at: from(-120 * minute), ...change })).toBe('Synced 2 h ago');
    expect(screen.getByText(/^Synced/)).toHaveClass('text-stale');
  });
});

describe('a sync under way', () => {
  it('says what it reads, how far it is and how long it may take', () => {
    noteFreshness(fresh());
    control({
      running: job({
        progress: { entity: 'Opportunities', done: 420, total: 1000, percent: 42, eta_seconds: 75 },
      }),
    });
    expect(words()).toBe('Syncing opportunities · 42% · 1 min 15 s left');
    expect(screen.getByRole('progressbar', { name: 'Sync progress' })).toHaveAttribute('aria-valuenow', '42');
    expect(screen.getByRole('button', { name: 'Syncing' })).toBeDisabled();
  });

  it('invents no figure before there is one', () => {
    control({ running: job() });
    expect(words()).toBe('Syncing');
    expect(screen.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow');
  });
});

describe('"Sync now"', () => {
  const asked: string[] = [];
  const press = async (started: [number, unknown], end: SyncJob) => {
    asked.length = 0;
    const answers: Record<string, [number, unknown]> = {
      'POST /api/v2/sync': started,
      'GET /api/v2/sync/jobs/j1': [200, end],
      'GET /api/v2/sync': [200, status()],
      'GET /api/v2/users/profile': [200, profile],
      'GET /api/v2/session': [200, session],
    };
    vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
      const wanted = `${init.method ?? 'GET'} ${path}`;
      asked.push(wanted);
      const [code, body] = answers[wanted] ?? [404, {}];
      return new Response(JSON.stringify(body), { status: code });
    });
    control();
    await userEvent.setup().click(screen.getByRole('button', { name: 'Sync now' }));
  };

  it.each([
    [3, 'Synced, 3 changes'],
    [1, 'Synced, 1 change'],
    [0, 'Synced, nothing had changed'],
  ])('follows the sync and says what came of it (%i)', async (events, expected) => {
    await press([202, { job: job() }], job({ state: 'succeeded', finished_at: from(0), events }));
    expect(await screen.findByText(expected)).toHaveClass('text-better');
    expect(asked[0]).toBe('POST /api/v2/sync');
    expect(screen.getByRole('button', { name: 'Sync now' })).toBeEnabled();
  });

  it('says why a sync failed', async () => {
    await press([202, { job: job() }], job({ state: 'failed', error: 'The key is not valid any more' }));
    expect(await screen.findByText('The key is not valid any more')).toHaveClass('text-worse');
  });

  it('says what stands in the way of one', async () => {
    await press([409, { code: 'sync_paused', detail: 'The sync is paused.' }], job());
    expect(await screen.findByText('The sync is paused.')).toHaveClass('text-worse');
  });

  it('is not to be had where no Odoo is connected', () => {
    control({ source: null });
    expect(screen.getByRole('button', { name: 'Sync now' })).toBeDisabled();
    expect(screen.getByTitle('No Odoo is connected')).toBeInTheDocument();
  });
});

describe('the banner', () => {
  const banner = () => {
    show(<OutageBanner />);
    return screen.queryByTestId('outage')?.textContent ?? null;
  };

  it('is not there while all is well, nor before anything is known', () => {
    expect(banner()).toBeNull();
    act(() => noteFreshness(fresh()));
    expect(screen.queryByTestId('outage')).toBeNull();
  });

  it('says since when Odoo has not answered and from when the figures are', () => {
    const since = from(-90 * minute);
    const last = from(-120 * minute);
    noteFreshness(fresh({ source_available: false, source_down_since: since, last_sync_at: last }));
    expect(banner()).toBe(
      `Odoo has not answered since ${instant(since)}; figures are from ${instant(last)} (2 h ago). They come up to date by themselves when it answers.`,
    );
  });

  it('goes when Odoo answers again', () => {
    noteFreshness(fresh({ source_available: false }));
    expect(banner()).toMatch(/^Odoo has not answered; figures are from/);
    act(() => noteFreshness(fresh({ last_sync_at: from(0) })));
    expect(screen.queryByTestId('outage')).toBeNull();
  });

  it('says rather that Sightline itself is away', () => {
    noteFreshness(fresh({ source_available: false }));
    noteReachable(false);
    expect(banner()).toMatch(/^Sightline has not been reachable since .+ The figures below are from .+\.$/);
  });
});

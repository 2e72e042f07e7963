import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../api/session';
import AccountsPage from '../pages/accounts/AccountsPage';
import ActivitiesPage from '../pages/activities/ActivitiesPage';
import OpportunitiesPage from '../pages/opportunities/OpportunitiesPage';
import { session, show } from '../test/render';

const deal = {
  id: 'odoo-1',
  name: 'Fleet renewal',
  kind: 'opportunity',
  status: 'open',
  account: null,
  owner: null,
  mine: true,
  team: null,
  stage: null,
  expected_revenue: 1000,
  currency: 'EUR',
  amount: 1000,
  probability: 40,
  weighted: 400,
  priority: null,
  deadline: null,
  created_at: '2026-10-01T08:00:00Z',
  closed_at: null,
  updated_at: '2026-10-01T08:00:00Z',
  tags: [],
  lost_reason: null,
};
const account = {
  id: 'odoo-2',
  name: 'Acme',
  is_company: true,
  city: null,
  country: null,
  industry: null,
  owner: null,
  open_count: 1,
  pipeline: 1000,
  won_amount: 0,
  last_activity: null,
};
const activity = {
  id: 'odoo-3',
  type: 'Call',
  summary: 'Call Acme',
  owner: null,
  mine: true,
  due: '2026-11-30',
  state: 'upcoming',
  on: null,
  closed_at: null,
};

const pages: Record<string, unknown> = {
  '/api/v2/opportunities': {
    items: [deal],
    totals: { count: 1, amount: 1000, weighted: 400, withheld: null },
  },
  '/api/v2/accounts': { items: [account], totals: { count: 1, pipeline: 1000, won_amount: 0 } },
  '/api/v2/activities': { items: [activity], totals: { overdue: 0, today: 0, upcoming: 1 } },
};

let asked: URL[];
/** What the server says to an export, once it does. */
let answer: () => Promise<Response>;
let saved: { name: string; content: Blob }[];

beforeEach(() => {
  asked = [];
  saved = [];
  answer = async () => new Response('the file');
  let content: Blob;
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  URL.createObjectURL = (blob) => {
    content = blob as Blob;
    return 'blob:1';
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, content });
  });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const url = new URL(path, 'http://sightline.test');
    if (url.pathname.endsWith('/export')) {
      expect(new Headers(init.headers).get('Authorization')).toBe('Bearer token');
      asked.push(url);
      return answer();
    }
    return new Response(
      JSON.stringify({
        next_cursor: null,
        known_from: null,
        filters: [],
        ...(pages[url.pathname] as object),
      }),
    );
  });
});

const button = () => screen.findByRole('button', { name: 'Export' });

async function press() {
  const export_ = await button();
  await waitFor(() => expect(export_).toBeEnabled());
  await userEvent.click(export_);
}

describe('a list that is taken along', () => {
  it('is asked of the server with the filters, the order and the columns that are shown', async () => {
    localStorage.setItem(
      'sightline.opportunities',
      JSON.stringify({ shown: ['currency'], hidden: ['owner', 'stage'], density: 'comfortable' }),
    );
    show(<OpportunitiesPage />, '/?scope=mine&status=won&period=2026-Q4&q=fleet&sort=-closed_at');
    await press();
    await waitFor(() => expect(saved.map((each) => each.name)).toEqual(['opportunities.csv']));
    expect(saved[0]?.content.size).toBe('the file'.length);
    expect(asked.map((each) => each.pathname)).toEqual(['/api/v2/opportunities/export']);
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      scope: 'mine',
      status: 'won',
      kind: 'opportunity',
      period: '2026-Q4',
      q: 'fleet',
      sort: '-closed_at',
      columns: 'name,account,amount,currency,probability,weighted,deadline,closed',
    });
  });

  it('is one of accounts and one of activities too', async () => {
    const { unmount } = show(<AccountsPage />, '/?q=acme');
    await press();
    await waitFor(() => expect(saved.map((each) => each.name)).toEqual(['accounts.csv']));
    expect(`${asked[0]?.pathname}${decodeURIComponent(asked[0]?.search ?? '')}`).toBe(
      '/api/v2/accounts/export?q=acme&sort=-pipeline&columns=name,place,owner,open,pipeline,won,last',
    );
    unmount();
    show(<ActivitiesPage />, '/?state=upcoming');
    await press();
    await waitFor(() => expect(saved.map((each) => each.name)).toEqual(['accounts.csv', 'activities.csv']));
    expect(`${asked[1]?.pathname}${asked[1]?.search}`).toBe(
      '/api/v2/activities/export?scope=both&state=upcoming&sort=due',
    );
  });

  it('shows that it runs, and says why it came to nothing', async () => {
    let refuse: (response: Response) => void = () => {};
    answer = () => new Promise((resolve) => (refuse = resolve));
    show(<OpportunitiesPage />);
    await press();
    await waitFor(async () => expect(await button()).toBeDisabled());
    expect(await button()).toHaveAttribute('aria-busy', 'true');
    refuse(new Response(JSON.stringify({ code: 'too_many_requests' }), { status: 429 }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many requests for the moment');
    expect(await button()).toBeEnabled();
    expect(saved).toEqual([]);
  });

  it.each([
    ['opportunities', <OpportunitiesPage key="o" />],
    ['accounts', <AccountsPage key="a" />],
    ['activities', <ActivitiesPage key="c" />],
  ])('is not offered of %s to whoever may take nothing along', async (_, page) => {
    const permissions = session.permissions.filter((each) => each !== 'export_records');
    show(page, '/', [[['session'], { ...session, permissions }]]);
    await screen.findAllByText(/Fleet renewal|Acme/);
    expect(screen.queryByRole('button', { name: 'Export' })).toBeNull();
  });
});

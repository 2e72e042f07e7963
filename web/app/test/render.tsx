import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import type { Member, Profile, SignedIn } from '../api/types';
import { TipProvider } from '../ui/Tip';

export const profile: Profile = {
  user_id: 'user-odoo-6',
  account_id: 'a',
  name: 'Mira Maes',
  email: 'mira@acme.test',
  role: 'MANAGER',
  job_title: 'Sales manager',
  department: 'Sales',
  organization: {
    slug: 'acme',
    name: 'Acme',
    currency: 'EUR',
    time_zone: 'Europe/Brussels',
    fiscal_year_start_month: 1,
  },
  manager: { user_id: 'user-odoo-2', name: 'Oskar Rossi', job_title: 'Head of sales' },
  direct_reports: 2,
  team_size: 3,
  led_teams: [],
  sees: 'team',
  can: { sync: true, administer: false },
  accessible: { people: 4, opportunities: 12, accounts: 5 },
  freshness: {
    position: 1,
    as_of: null,
    last_sync_at: null,
    next_sync_at: null,
    sync_state: 'never',
    source_available: true,
    source_down_since: null,
  },
};

export const session: SignedIn = {
  account_id: 'a',
  email: 'mira@acme.test',
  role: 'MANAGER',
  permissions: ['change_records', 'export_records', 'start_sync', 'view_records', 'view_sync'],
  visiting: false,
  suspended: false,
  organization: { slug: 'acme', name: 'Acme' },
  organizations: [{ slug: 'acme', name: 'Acme' }],
};

/** A part of a page where it stands: below a router, with answers already at hand. */
export function show(element: ReactElement, at = '/', answers: [unknown[], unknown][] = []) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(['profile'], profile);
  client.setQueryData(['session'], session);
  for (const [key, data] of answers) {
    client.setQueryData(key, data);
  }
  const router = createMemoryRouter([{ path: '*', element }], { initialEntries: [at] });
  const shown = render(
    <QueryClientProvider client={client}>
      <TipProvider>
        <RouterProvider router={router} />
      </TipProvider>
    </QueryClientProvider>,
  );
  return { ...shown, router };
}

/** Somebody of the organisation, as administrators see them. */
export const member = (id: string, change: Partial<Member> = {}): Member => ({
  account_id: id,
  email: `${id}@acme.test`,
  role: 'SALES_REP',
  status: 'ACTIVE',
  link: null,
  person: { id: `user-odoo-${id}`, name: `Name ${id}` },
  name: null,
  visiting: false,
  second_step_since: null,
  created_at: '2026-01-01T08:00:00Z',
  ...change,
});

import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Dashboard } from '../../api/types';
import { profile, session, show } from '../../test/render';
import { NoSource, useNoSource } from './NoSource';

const synced = '2026-01-01T08:00:00Z';
const dashboard = (last_sync_at: string | null, open: number) =>
  ({
    freshness: { ...profile.freshness, last_sync_at },
    kpis: { open: { value: open } },
  }) as unknown as Dashboard;
const administrator = { ...session, permissions: [...session.permissions, 'control_sync'] };

function Probe({ data }: { data: Dashboard }) {
  const source = useNoSource(data);
  return source === 'none' ? <NoSource /> : <p>{source}</p>;
}

const ask = (data: Dashboard, sync: object, who = session) =>
  show(<Probe data={data} />, '/', [
    [['session'], who],
    [['sync'], { last_success_at: null, ...sync }],
  ]);

describe('a dashboard without anything to draw', () => {
  it('sends administrators to where an Odoo is connected', () => {
    ask(dashboard(null, 0), { source: null }, administrator);
    expect(screen.getByRole('link', { name: 'Connect your Odoo' })).toHaveAttribute('href', '/admin/sync');
  });

  it('tells others who connects it, and offers them nothing that is refused', () => {
    ask(dashboard(null, 0), { source: null });
    expect(screen.getByText(/An administrator of Acme connects its Odoo/)).toBeInTheDocument();
    expect(screen.queryByRole('link')).toBeNull();
  });

  it.each([
    ['is connected and about to be read', dashboard(null, 0), { source: { kind: 'odoo' } }],
    ['was read and is disconnected', dashboard(null, 0), { source: null, last_success_at: synced }],
    ['was read', dashboard(synced, 0), { source: null }],
    ['has deals from elsewhere', dashboard(null, 3), { source: null }],
  ])('is not that of an organisation that %s', (_, data, sync) => {
    ask(data, sync, administrator);
    expect(screen.getByText('some')).toBeInTheDocument();
  });
});

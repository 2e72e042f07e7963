import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { OrganizationSwitch } from '../../layouts/OrganizationSwitch';
import { useShut } from '../../layouts/Shut';
import { session, show } from '../../test/render';
import { deviceName } from './device';
import SessionsPage from './SessionsPage';

describe('a device', () => {
  it('is called what a person calls it', () => {
    const chrome =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0 Safari/537.36';
    expect(deviceName(chrome)).toBe('Chrome on Linux');
    expect(deviceName(`${chrome} Edg/147.0`)).toBe('Edge on Linux');
    expect(
      deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1'),
    ).toBe('Safari on iPhone');
    expect(deviceName('curl/8')).toBe('curl/8');
    expect(deviceName(null)).toBe('An unknown device');
  });
});

describe('the sign-ins', () => {
  it('tell this one apart, which is signed out by the menu', () => {
    const item = (id: string, current: boolean) => ({
      id,
      current,
      organization: 'acme',
      address: '10.0.0.7',
      user_agent: 'curl/8',
      started_at: '2026-01-01T08:00:00Z',
      last_used_at: '2026-01-01T09:00:00Z',
    });
    show(<SessionsPage />, '/you/sign-ins', [
      [['sessions'], { items: [item('here', true), item('there', false)] }],
    ]);
    expect(screen.getByText('This one')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Sign out' })).toHaveLength(1);
  });
});

describe('the switch', () => {
  const acme = { slug: 'acme', name: 'Acme' };
  const globex = { slug: 'globex', name: 'Globex' };

  it('is there for those with several organisations', () => {
    show(<OrganizationSwitch session={{ ...session, organizations: [acme, globex] }} />);
    expect(screen.getByRole('button', { name: 'Acme' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Globex' })).toBeEnabled();
  });

  it('is not there for others', () => {
    show(<OrganizationSwitch session={session} />);
    expect(screen.queryByRole('list')).toBeNull();
  });
});

describe('who may see no records', () => {
  function Page({ change }: { change: Partial<typeof session> }) {
    return useShut({ ...session, ...change }) ?? <p>The page</p>;
  }
  const shown = (change: Partial<typeof session>, at = '/') => show(<Page change={change} />, at);

  it('is told why', () => {
    shown({ suspended: true });
    expect(screen.getByText('Acme is suspended')).toBeInTheDocument();
  });

  it('waits for approval', () => {
    shown({ role: 'PENDING', permissions: [] });
    expect(screen.getByText('Your account waits for approval')).toBeInTheDocument();
  });

  it('runs the platform', () => {
    const { router } = shown({ role: 'SUPER_ADMIN', permissions: ['manage_organizations'] });
    expect(router.state.location.pathname).toBe('/admin/organisations');
    expect(screen.getByText('The page')).toBeInTheDocument();
  });

  it('sees where they are signed in all the same', () => {
    shown({ suspended: true }, '/you/sign-ins');
    expect(screen.getByText('The page')).toBeInTheDocument();
  });
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../../api/session';
import type { SignInProvider } from '../../api/types';
import { session, show } from '../../test/render';
import ProvidersPage from './ProvidersPage';

const asked: { method: string; path: string; body: unknown }[] = [];
let answer: { status: number; body: unknown };
let known: SignInProvider[] = [];
const redirect_uri = 'https://sightline.test/api/v2/session/provider/acme';

beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: {} };
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET';
    asked.push({ method, path, body: init.body ? JSON.parse(String(init.body)) : null });
    const { status, body } =
      method === 'GET' ? { status: 200, body: { items: known, redirect_uri } } : answer;
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
});

const firm: SignInProvider = {
  id: 'p1',
  kind: 'OIDC',
  name: 'Firm',
  issuer: 'https://sso.acme.test',
  tenants: [],
  domains: ['acme.test'],
  client_id: 'sightline',
  enabled: true,
  secret_changed_at: '2026-01-01T08:00:00Z',
};
const page = (who: Partial<typeof session>, ...items: SignInProvider[]) => {
  known = items;
  return show(<ProvidersPage />, '/admin/sign-in', [
    [['session'], { ...session, ...who }],
    [['sign-in-providers'], { items, redirect_uri }],
  ]);
};
const changes = () => asked.filter(({ method }) => method !== 'GET');
const menu = async (user: ReturnType<typeof userEvent.setup>, item: string) => {
  await user.click(screen.getByRole('button', { name: 'More for Firm' }));
  await user.click(screen.getByText(item));
};

describe('sign-in providers', () => {
  it('are added with what Microsoft calls things, and the redirect address to hand', async () => {
    const user = userEvent.setup();
    answer = { status: 201, body: firm };
    page({});
    await user.click(screen.getByRole('button', { name: 'Add a provider' }));
    expect(screen.getByTestId('redirect-uri')).toHaveTextContent(redirect_uri);
    await user.type(screen.getByLabelText(/^Directory/), '11111111-2222-4333-8444-555555555555');
    await user.type(screen.getByLabelText(/^Application/), 'app');
    await user.type(screen.getByLabelText(/^Client secret/), 'hidden');
    await user.type(screen.getByLabelText(/^E-mail domains/), 'acme.test, acme.example');
    await user.click(screen.getByRole('button', { name: 'Add the provider' }));
    await waitFor(() => expect(changes()).toHaveLength(1));
    expect(changes()[0]).toEqual({
      method: 'POST',
      path: '/api/v2/sign-in-providers',
      body: {
        kind: 'ENTRA',
        name: 'Microsoft',
        issuer: 'https://login.microsoftonline.com',
        tenants: ['11111111-2222-4333-8444-555555555555'],
        domains: ['acme.test', 'acme.example'],
        client_id: 'app',
        client_secret: 'hidden',
        enabled: true,
      },
    });
  });

  it('keep their secret when something else is changed', async () => {
    const user = userEvent.setup();
    page({}, firm);
    await menu(user, 'Change');
    expect(screen.getByLabelText(/^Client secret/)).toHaveValue('');
    await user.clear(screen.getByLabelText(/^Name/));
    await user.type(screen.getByLabelText(/^Name/), 'Firm ID');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(changes()).toHaveLength(1));
    expect(changes()[0]).toMatchObject({
      method: 'PUT',
      path: '/api/v2/sign-in-providers/p1',
      body: { name: 'Firm ID', issuer: 'https://sso.acme.test', client_secret: null },
    });
  });

  it('ask for their secret where it would go to another issuer or client', async () => {
    const user = userEvent.setup();
    page({}, firm);
    await menu(user, 'Change');
    const secret = screen.getByLabelText(/^Client secret/);
    const issuer = screen.getByLabelText(/^Issuer/);
    expect(secret).not.toBeRequired();
    await user.type(issuer, '/.well-known/openid-configuration');
    expect(secret).not.toBeRequired();
    await user.clear(issuer);
    await user.type(issuer, 'https://elsewhere.test');
    expect(secret).toBeRequired();
    expect(screen.getByText(/goes nowhere else/)).toBeInTheDocument();
    await user.clear(issuer);
    await user.type(issuer, firm.issuer);
    expect(secret).not.toBeRequired();
    await user.type(screen.getByLabelText(/^Application/), '-2');
    expect(secret).toBeRequired();
  });

  it('are disabled and removed only after asking', async () => {
    const user = userEvent.setup();
    page({}, firm);
    await menu(user, 'Disable');
    expect(screen.getByText(/whoever came in by it is signed out/)).toBeInTheDocument();
    expect(changes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(changes()[0]).toMatchObject({ method: 'PUT', body: { enabled: false } }));
    answer = { status: 204, body: null };
    await menu(user, 'Remove');
    await user.click(screen.getByRole('button', { name: 'Remove the provider' }));
    await waitFor(() =>
      expect(changes()[1]).toEqual({ method: 'DELETE', path: '/api/v2/sign-in-providers/p1', body: null }),
    );
  });

  it('are checked and removed by a visitor, whom the server refuses to add and to change any', async () => {
    const user = userEvent.setup();
    page({ visiting: true }, firm);
    expect(screen.queryByRole('button', { name: 'Add a provider' })).toBeNull();
    expect(screen.getByText(/Visitors add and change none/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Check' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'More for Firm' }));
    expect(screen.getByText('Remove')).toBeInTheDocument();
    expect(screen.queryByText('Change')).toBeNull();
    expect(screen.queryByText('Disable')).toBeNull();
  });

  it('say in words what a check found', async () => {
    const user = userEvent.setup();
    answer = { status: 200, body: { works: false, findings: ['There is no host sso.acme.test.'] } };
    page({}, firm);
    await user.click(screen.getByRole('button', { name: 'Check' }));
    expect(await screen.findByText('There is no host sso.acme.test.')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Firm does not work yet' })).toBeInTheDocument();
  });
});

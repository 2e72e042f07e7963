import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { domainOf } from '../../api/providers';
import { place, session } from '../../api/session';
import { show } from '../../test/render';
import { SignIn } from './SignIn';

const asked: { method: string; path: string; body: unknown }[] = [];
let begun: { status: number; body: unknown };

beforeEach(() => {
  asked.length = 0;
  begun = { status: 200, body: { authorization_url: 'https://sso.acme.test/authorize?state=1' } };
  vi.spyOn(session, 'state').mockReturnValue('out');
  vi.spyOn(place, 'open').mockImplementation(() => undefined);
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET';
    asked.push({ method, path, body: init.body ? JSON.parse(String(init.body)) : null });
    const items = path.endsWith('email=acme.test')
      ? [{ id: 'p1', kind: 'ENTRA', name: 'Microsoft', organization: 'acme', organization_name: 'Acme' }]
      : [];
    const { status, body } = method === 'GET' ? { status: 200, body: { items } } : begun;
    return new Response(JSON.stringify(body), { status });
  });
});

describe('signing in at a provider', () => {
  it('is offered by the domain of the e-mail, and only the domain is asked about', async () => {
    const user = userEvent.setup();
    show(<SignIn />, '/sign-in?to=%2Fopportunities');
    await user.type(screen.getByLabelText('E-mail'), 'Ana@Acme.test');
    await user.click(await screen.findByRole('button', { name: 'Continue with Microsoft' }));
    expect(asked.filter(({ method }) => method === 'GET').some(({ path }) => /ana/i.test(path))).toBe(false);
    await waitFor(() => expect(place.open).toHaveBeenCalledWith('https://sso.acme.test/authorize?state=1'));
    expect(asked.at(-1)).toEqual({
      method: 'POST',
      path: '/api/v2/session/provider',
      body: { organization: 'acme', provider: 'p1', email: 'Ana@Acme.test', to: '/opportunities' },
    });
  });

  it('says so where the provider cannot be reached', async () => {
    const user = userEvent.setup();
    begun = { status: 503, body: { code: 'provider_unreachable', detail: 'Microsoft cannot be reached.' } };
    show(<SignIn />, '/sign-in');
    await user.type(screen.getByLabelText('E-mail'), 'ana@acme.test');
    await user.click(await screen.findByRole('button', { name: 'Continue with Microsoft' }));
    expect(await screen.findByText(/Microsoft cannot be reached/)).toBeInTheDocument();
    expect(place.open).not.toHaveBeenCalled();
  });

  it('tells why somebody who comes back is not in, and shows nothing that the address makes up', () => {
    show(<SignIn />, '/sign-in?problem=other_domain');
    expect(screen.getByText(/not one that may sign in this way/)).toBeInTheDocument();
    show(<SignIn />, '/sign-in?problem=Call+us+at+0900');
    expect(screen.queryByText(/0900/)).toBeNull();
  });

  it('knows a domain only once it is one', () => {
    expect(['', 'ana', 'ana@', 'ana@acme', 'ana@acme.', 'ana@acme.t'].map(domainOf)).toEqual(
      Array(6).fill(''),
    );
    expect(domainOf(' Ana@ACME.co.uk ')).toBe('acme.co.uk');
  });
});

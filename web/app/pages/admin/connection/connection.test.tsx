import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../../../api/session';
import type { Connection, SyncStatus } from '../../../api/types';
import { session, show } from '../../../test/render';
import { ConnectionPanel } from './ConnectionPanel';
import { keepsKey, sameSource } from './keyRule';
import { WebhookPanel } from './WebhookPanel';

const asked: { method: string; path: string; body: unknown }[] = [];
let answer: { status: number; body: unknown };

beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: {} };
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    asked.push({
      method: init.method ?? 'GET',
      path,
      body: init.body ? JSON.parse(String(init.body)) : null,
    });
    return new Response(answer.status === 204 ? null : JSON.stringify(answer.body), {
      status: answer.status,
    });
  });
});

const none: Connection = {
  from: 'none',
  url: null,
  database: null,
  login: null,
  changed_at: null,
  changed_by: null,
  webhook: null,
};
const own: Connection = {
  ...none,
  from: 'organization',
  url: 'https://acme.odoo.com',
  database: 'acme',
  login: 'sync@acme.test',
  changed_at: '2026-01-01T08:00:00Z',
  changed_by: 'mira@acme.test',
};
const settings: Connection = { ...own, from: 'settings', changed_at: null, changed_by: null };
const status: SyncStatus = {
  state: 'never',
  enabled: false,
  source: null,
  last: null,
  running: null,
  last_success_at: null,
  next_at: null,
  available: true,
  down_since: null,
  last_error: null,
  cursors: [],
};
const check = {
  version: '17.0',
  models: [
    {
      model: 'crm.lead',
      label: 'Opportunities',
      records: 812,
      readable: true,
      required: true,
      problem: null,
    },
    {
      model: 'hr.employee',
      label: 'Employees',
      records: null,
      readable: false,
      required: false,
      problem: 'The login may not read it.',
    },
  ],
};
const refused = (...errors: { field: string; message: string }[]) => ({
  status: 400,
  body: { code: 'invalid_request', detail: errors[0]?.message, errors },
});

const panel = (connection: Connection) =>
  show(<ConnectionPanel connection={connection} status={status} />, '/admin/sync');
const field = (name: RegExp) => screen.getByLabelText(name);

describe('the form of a connection', () => {
  it('sends what was typed, says that it is being tried, and then what was found', async () => {
    const user = userEvent.setup();
    let found: (response: Response) => void = () => {};
    panel(none);
    await user.click(screen.getByRole('button', { name: 'Connect your Odoo' }));
    await user.type(field(/^Address/), ' https://acme.odoo.com ');
    await user.type(field(/^Database/), 'acme');
    await user.type(field(/^Login/), 'sync@acme.test');
    await user.type(field(/^API key/), 'secret');
    vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
      asked.push({ method: init.method ?? 'GET', path, body: JSON.parse(String(init.body)) });
      return new Promise<Response>((resolve) => {
        found = resolve;
      });
    });
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    const busy = await screen.findByRole('button', { name: 'Trying the connection…' });
    expect(busy).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeDisabled();
    found(new Response(JSON.stringify({ ...own, check })));
    expect(await screen.findByRole('heading', { name: 'acme.odoo.com is connected' })).toBeInTheDocument();
    expect(asked).toEqual([
      {
        method: 'PUT',
        path: '/api/v2/sync/connection',
        body: {
          url: 'https://acme.odoo.com',
          database: 'acme',
          login: 'sync@acme.test',
          key: 'secret',
        },
      },
    ]);
    expect(screen.getByText(/The first sync has begun/)).toBeInTheDocument();
    const rows = within(screen.getByTestId('checked'));
    expect(rows.getByRole('row', { name: 'Opportunities 812' })).toBeInTheDocument();
    expect(rows.getByText('Left out: The login may not read it.')).toBeInTheDocument();
    expect(document.body.innerHTML).not.toContain('secret');
  });

  it('says each fault at its field, keeps what was typed, and takes a fault back with the first change', async () => {
    const user = userEvent.setup();
    answer = refused(
      { field: 'url', message: 'There is no Odoo there.' },
      { field: 'key', message: 'Odoo refuses this login or key.' },
    );
    panel(none);
    await user.click(screen.getByRole('button', { name: 'Connect your Odoo' }));
    await user.type(field(/^Address/), 'https://nowhere.test');
    await user.type(field(/^Database/), 'acme');
    await user.type(field(/^Login/), 'sync@acme.test');
    await user.type(field(/^API key/), 'wrong');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    await waitFor(() => expect(field(/^Address/)).toBeInvalid());
    expect(field(/^Address/)).toHaveAccessibleDescription(/There is no Odoo there/);
    expect(field(/^Address/)).toHaveFocus();
    expect(field(/^API key/)).toHaveAccessibleDescription(/Odoo refuses this login or key/);
    expect(field(/^Database/)).toBeValid();
    expect(field(/^Address/)).toHaveValue('https://nowhere.test');
    expect(field(/^API key/)).toHaveValue('wrong');
    expect(screen.getAllByText('There is no Odoo there.')).toHaveLength(1);
    await user.type(field(/^API key/), '2');
    expect(field(/^API key/)).toBeValid();
    expect(field(/^Address/)).toBeInvalid();
  });

  it('says below what no field is to blame for', async () => {
    const user = userEvent.setup();
    answer = { status: 409, body: { code: 'busy', detail: 'Somebody else is changing it.' } };
    panel(own);
    await user.click(screen.getByRole('button', { name: 'Change…' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Somebody else is changing it.')).toBeInTheDocument();
  });

  it('keeps the key while it goes to the same place, and asks for it for any other', async () => {
    const user = userEvent.setup();
    answer = { status: 200, body: { ...own, check } };
    panel(own);
    await user.click(screen.getByRole('button', { name: 'Change…' }));
    expect(field(/^API key/)).toHaveAttribute('placeholder', 'unchanged');
    expect(field(/^API key/)).not.toBeRequired();
    await user.type(field(/^Login/), 'x');
    expect(field(/^API key/)).toBeRequired();
    expect(field(/^API key/)).not.toHaveAttribute('placeholder');
    await user.type(field(/^Login/), '{Backspace}');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/A sync has begun/)).toBeInTheDocument();
    expect(asked[0]?.body).toMatchObject({ login: 'sync@acme.test', key: null });
  });

  it('carries no key over from the settings', async () => {
    const user = userEvent.setup();
    panel(settings);
    expect(screen.getByText('By the server’s settings')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Disconnect…' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Connect another…' }));
    expect(field(/^API key/)).toBeRequired();
  });
});

describe('the rule of the key', () => {
  const wish = { url: 'https://acme.odoo.com', database: 'acme', login: 'sync@acme.test' };
  it('looks at scheme, host and port, however they are written', () => {
    expect(keepsKey(own, { ...wish, url: 'HTTPS://Acme.odoo.com:443/' })).toBe(true);
    expect(keepsKey(own, { ...wish, url: 'http://acme.odoo.com' })).toBe(false);
    expect(keepsKey(own, { ...wish, url: 'https://acme.odoo.com:8443' })).toBe(false);
    expect(keepsKey(own, { ...wish, url: 'https://acme.odoo.com.evil.test' })).toBe(false);
    expect(keepsKey(own, { ...wish, url: 'acme' })).toBe(false);
  });
  it('looks at database and login too', () => {
    expect(keepsKey(own, { ...wish, database: 'Acme' })).toBe(false);
    expect(keepsKey(own, { ...wish, login: 'other@acme.test' })).toBe(false);
    expect(keepsKey(settings, wish)).toBe(false);
  });
  it('knows the same Odoo by its host and database alone', () => {
    expect(sameSource(own, { ...wish, login: 'other@acme.test' })).toBe(true);
    expect(sameSource(own, { ...wish, database: 'test' })).toBe(false);
    expect(sameSource(none, wish)).toBe(false);
  });
});

describe('a connection', () => {
  it('is tested as it is', async () => {
    const user = userEvent.setup();
    answer = { status: 200, body: check };
    panel(own);
    await user.click(screen.getByRole('button', { name: 'Test' }));
    expect(await screen.findByRole('heading', { name: 'acme.odoo.com answers' })).toBeInTheDocument();
    expect(asked).toEqual([{ method: 'POST', path: '/api/v2/sync/connection/check', body: null }]);
  });

  it('says why it does not work', async () => {
    const user = userEvent.setup();
    answer = refused({ field: 'key', message: 'Odoo refuses this login or key.' });
    panel(own);
    await user.click(screen.getByRole('button', { name: 'Test' }));
    expect(await screen.findByText('Odoo refuses this login or key.')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'acme.odoo.com cannot be read' })).toBeInTheDocument();
  });

  it('is ended only after asking', async () => {
    const user = userEvent.setup();
    answer = { status: 204, body: null };
    panel(own);
    await user.click(screen.getByRole('button', { name: 'Disconnect…' }));
    expect(screen.getByText(/What was read stays/)).toBeInTheDocument();
    expect(asked).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Disconnect' }));
    await waitFor(() =>
      expect(asked).toContainEqual({ method: 'DELETE', path: '/api/v2/sync/connection', body: null }),
    );
  });
});

describe('a visitor, whom the server refuses what would outlive the visit', () => {
  const visit: [unknown[], unknown][] = [[['session'], { ...session, visiting: true }]];

  it('tests and takes away a connection, and makes none', () => {
    show(<ConnectionPanel connection={own} status={status} />, '/admin/sync', visit);
    expect(screen.getByText(/Visitors connect no Odoo/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Test' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Disconnect…' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Change…' })).toBeNull();
  });

  it('is offered none where there is none', () => {
    show(<ConnectionPanel connection={none} status={status} />, '/admin/sync', visit);
    expect(screen.getByText('No Odoo is connected')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Connect your Odoo' })).toBeNull();
  });

  it('makes no address for webhooks', () => {
    show(<WebhookPanel webhook={null} />, '/admin/sync', visit);
    expect(screen.getByText(/Visitors make none/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Make an address…' })).toBeNull();
  });
});

describe('a webhook', () => {
  const webhook = {
    address: 'https://sightline.test/webhooks/odoo/acme/{secret}',
    set_at: '2026-01-01T08:00:00Z',
    signed: false,
  };
  const made = { address: 'https://sightline.test/webhooks/odoo/acme/S3CRET', hmac_key: 'K3Y', set_at: '' };

  it('shows its address this once, with what to do in Odoo', async () => {
    const user = userEvent.setup();
    answer = { status: 201, body: made };
    show(<WebhookPanel webhook={null} />, '/admin/sync');
    await user.click(screen.getByRole('button', { name: 'Make an address…' }));
    await user.click(screen.getByRole('button', { name: 'Make it' }));
    expect(await screen.findByTestId('webhook-address')).toHaveTextContent(made.address);
    expect(asked[0]).toMatchObject({ path: '/api/v2/sync/connection/webhook', body: { signed: false } });
    expect(screen.queryByTestId('webhook-key')).toBeNull();
    expect(screen.getByText(/Send Webhook Notification/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Copy the address' }));
    expect(await screen.findByRole('button', { name: 'Copied the address' })).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe(made.address);
    await user.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(document.body.innerHTML).not.toContain('S3CRET');
  });

  it('shows the key to sign with where each message has to be signed', async () => {
    const user = userEvent.setup();
    answer = { status: 201, body: made };
    show(<WebhookPanel webhook={null} />, '/admin/sync');
    await user.click(screen.getByRole('button', { name: 'Make an address…' }));
    await user.click(screen.getByRole('checkbox', { name: /^Each message must be signed/ }));
    await user.click(screen.getByRole('button', { name: 'Make it' }));
    expect(await screen.findByTestId('webhook-key')).toHaveTextContent('K3Y');
    expect(asked[0]).toMatchObject({ body: { signed: true } });
  });

  it('of the settings is not the organisation’s to remove, and ends once it has its own', async () => {
    const user = userEvent.setup();
    show(<WebhookPanel webhook={{ ...webhook, set_at: null }} />, '/admin/sync');
    expect(screen.getByText('By the server’s settings')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Remove…' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Make an address…' }));
    expect(screen.getByText(/The one of the server’s settings ends at once/)).toBeInTheDocument();
  });

  it('says that the one before ends when it is replaced, and is removed only after asking', async () => {
    const user = userEvent.setup();
    answer = { status: 204, body: null };
    show(<WebhookPanel webhook={webhook} />, '/admin/sync');
    expect(screen.getByText('https://sightline.test/webhooks/odoo/acme/••••••••')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Replace…' }));
    expect(screen.getByText(/ends at once/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(screen.getByRole('button', { name: 'Remove…' }));
    expect(asked).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Remove the address' }));
    await waitFor(() =>
      expect(asked).toContainEqual({ method: 'DELETE', path: '/api/v2/sync/connection/webhook', body: null }),
    );
  });
});

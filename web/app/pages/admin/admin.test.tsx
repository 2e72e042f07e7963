import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../../api/session';
import type { AuditedAction, KnownKey, Member } from '../../api/types';
import { member, session, show } from '../../test/render';
import { auditParams, readAudit, writeAudit } from '../../url/audit';
import AdminPage from './AdminPage';
import { AuditRow } from './AuditRow';
import { detailWords } from './auditWords';
import KeysPage from './KeysPage';
import MembersPage from './MembersPage';

const asked: { method: string; path: string; body: unknown }[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };

beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: {} };
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET';
    asked.push({ method, path, body: init.body ? JSON.parse(String(init.body)) : null });
    const { status, body } =
      method === 'GET' ? { status: 200, body: { items: [], next_cursor: null } } : answer;
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
});

const pages = (...items: unknown[]) => ({ pages: [{ items, next_cursor: null }], pageParams: [null] });
const changes = () => asked.filter((call) => call.method !== 'GET');

describe('people and roles', () => {
  const people = (members: Member[], queue: Member[] = []) =>
    show(<MembersPage />, '/admin/people', [
      [['members', { status: 'PENDING' }], pages(...queue)],
      [['invitations'], { mail: false, items: [] }],
      [['members', { q: '', role: null, status: null }], pages(...members)],
    ]);

  it('lets somebody in who waits, in the role that was chosen, after asking', async () => {
    const user = userEvent.setup();
    people([], [member('new', { role: 'PENDING', status: 'PENDING' })]);
    expect(screen.getByText('1 person waits for your approval.')).toBeInTheDocument();
    await user.selectOptions(screen.getByLabelText('Role for Name new'), 'Manager');
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    expect(changes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Approve as manager' }));
    await waitFor(() =>
      expect(changes()).toEqual([
        { method: 'POST', path: '/api/v2/members/new/approval', body: { role: 'MANAGER' } },
      ]),
    );
  });

  it('says what the server says against a change, and changes nothing', async () => {
    const user = userEvent.setup();
    answer = { status: 409, body: { code: 'last_administrator', detail: 'This is the last administrator.' } };
    people([member('boss', { role: 'ADMIN' })]);
    await user.selectOptions(screen.getByLabelText('Role of Name boss'), 'Sales');
    await user.click(screen.getByRole('button', { name: 'Change the role' }));
    expect(await screen.findByText('This is the last administrator.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByLabelText('Role of Name boss')).toHaveValue('ADMIN');
  });

  it('offers for a platform administrator only what the server takes', async () => {
    const user = userEvent.setup();
    people([member('root', { role: 'SUPER_ADMIN', visiting: true, person: null })]);
    expect(screen.getByText('Visiting')).toBeInTheDocument();
    expect(screen.queryByLabelText('Role of root@acme.test')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'More for root@acme.test' }));
    expect(screen.getByText('Sign out everywhere')).toBeInTheDocument();
    expect(screen.queryByText('Deactivate')).toBeNull();
  });
});

describe('a platform administrator on a visit', () => {
  const people = (visiting: boolean) =>
    show(<MembersPage />, '/admin/people', [
      [['session'], { ...session, visiting }],
      [['members', { status: 'PENDING' }], pages()],
      [['invitations'], { mail: false, items: [invitation] }],
      [['members', { q: '', role: null, status: null }], pages(member('ana'))],
    ]);
  const invitation = {
    id: 'i1',
    email: 'new@acme.test',
    role: 'SALES_REP',
    status: 'OPEN',
    delivery: null,
    created_at: '2026-01-01T08:00:00Z',
    created_by: 'ana@acme.test',
    expires_at: '2026-01-08T08:00:00Z',
  };

  it('is not offered to invite anybody, which the server refuses, and is told why', () => {
    people(true);
    expect(screen.queryByRole('button', { name: 'Invite somebody' })).toBeNull();
    expect(screen.getByText(/Visitors invite nobody/)).toBeInTheDocument();
    // What the server takes of them stays.
    expect(screen.getByRole('button', { name: 'Revoke' })).toBeInTheDocument();
    expect(screen.getByLabelText('Role of Name ana')).toBeInTheDocument();
  });

  it('is, once at home', () => {
    people(false);
    expect(screen.getByRole('button', { name: 'Invite somebody' })).toBeInTheDocument();
    expect(screen.queryByText(/Visitors invite nobody/)).toBeNull();
  });
});

describe('a link to set a new password', () => {
  const ask = async (mail: boolean) => {
    const user = userEvent.setup();
    show(<MembersPage />, '/admin/people', [
      [['members', { status: 'PENDING' }], pages()],
      [['invitations'], { mail, items: [] }],
      [['members', { q: '', role: null, status: null }], pages(member('ana'))],
    ]);
    await user.click(screen.getByRole('button', { name: 'More for Name ana' }));
    await user.click(screen.getByText('Let them set a new password'));
    return user;
  };

  it('is sent where there is mail, and shown to nobody else', async () => {
    answer = { status: 200, body: { mailed: true, path: null, expires_at: '2026-01-02T08:00:00Z' } };
    const user = await ask(true);
    expect(screen.getByText(/They get a mail with a link for it/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Send the link' }));
    expect(await screen.findByRole('heading', { name: 'The link is on its way' })).toBeInTheDocument();
    expect(screen.queryByTestId('link')).toBeNull();
  });

  it('is to be handed on where there is none', async () => {
    const body = { mailed: false, path: '/reset-password#abc', expires_at: '2026-01-02T08:00:00Z' };
    answer = { status: 200, body };
    const user = await ask(false);
    expect(screen.getByText(/You get a link to hand on/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Make the link' }));
    expect(await screen.findByTestId('link')).toHaveTextContent(/\/reset-password#abc$/);
  });
});

describe('a second step of somebody', () => {
  const people = (...members: Member[]) =>
    show(<MembersPage />, '/admin/people', [
      [['members', { status: 'PENDING' }], pages()],
      [['invitations'], { mail: false, items: [] }],
      [['members', { q: '', role: null, status: null }], pages(...members)],
    ]);
  const since = '2026-02-01T08:00:00Z';

  it('is shown, and is taken off after asking', async () => {
    const user = userEvent.setup();
    answer = { status: 204, body: null };
    people(member('ana', { second_step_since: since }));
    expect(screen.getByText('Second step')).toHaveAttribute('title', expect.stringContaining('2026'));
    await user.click(screen.getByRole('button', { name: 'More for Name ana' }));
    await user.click(screen.getByText('Take the second step off'));
    expect(screen.getByText(/Name ana is signed out everywhere/)).toBeInTheDocument();
    expect(changes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Take it off' }));
    await waitFor(() =>
      expect(changes()).toEqual([
        { method: 'DELETE', path: '/api/v2/members/ana/second-factor', body: null },
      ]),
    );
  });

  it('is not the organisation’s to change where the server says so', async () => {
    const user = userEvent.setup();
    answer = { status: 409, body: { code: 'several_organizations', detail: 'Ask whoever runs Sightline.' } };
    people(member('ana', { second_step_since: since }));
    await user.click(screen.getByRole('button', { name: 'More for Name ana' }));
    await user.click(screen.getByText('Take the second step off'));
    await user.click(screen.getByRole('button', { name: 'Take it off' }));
    expect(await screen.findByText('Ask whoever runs Sightline.')).toBeInTheDocument();
  });

  it('is not offered for taking off where there is none, nor of the platform’s own', async () => {
    const user = userEvent.setup();
    people(member('ben'), member('root', { role: 'SUPER_ADMIN', second_step_since: since }));
    expect(screen.getAllByText('Second step')).toHaveLength(1);
    for (const name of ['Name ben', 'Name root']) {
      await user.click(screen.getByRole('button', { name: `More for ${name}` }));
      expect(screen.getByText('Sign out everywhere')).toBeInTheDocument();
      expect(screen.queryByText('Take the second step off')).toBeNull();
      await user.keyboard('{Escape}');
    }
  });
});

describe('the pages of administrators', () => {
  const admin = (permissions: string[], at: string, suspended = false) =>
    show(<AdminPage />, at, [[['session'], { ...session, permissions, suspended }]]);

  it('are those that the server opens', () => {
    admin(['manage_members', 'view_audit'], '/admin/people');
    const names = within(screen.getByRole('navigation')).getAllByRole('link');
    expect(names.map((link) => link.textContent)).toEqual(['People', 'Audit']);
  });

  it('are closed to others, also by their address', () => {
    admin(['view_audit'], '/admin/people');
    expect(screen.getByText('This is for administrators')).toBeInTheDocument();
  });

  it('are closed in an organisation that is suspended', () => {
    admin(['manage_members'], '/admin/people', true);
    expect(screen.getByText('This is for administrators')).toBeInTheDocument();
  });
});

describe('API keys', () => {
  const key: KnownKey = {
    id: 'k1',
    name: 'Warehouse',
    scope: 'INGEST',
    ending: 'x7Qz',
    created_at: '2026-01-01T08:00:00Z',
    created_by: 'ana@acme.test',
    expires_at: '2999-01-01T08:00:00Z',
    last_used_at: null,
    revoked_at: null,
  };
  const keys = (...items: KnownKey[]) => show(<KeysPage />, '/admin/api-keys', [[['api-keys'], { items }]]);

  it('are shown once, and only the button closes what shows them', async () => {
    const user = userEvent.setup();
    answer = { status: 201, body: { known: key, key: 'slk_1_secret' } };
    keys();
    await user.click(screen.getByRole('button', { name: 'Make a key' }));
    await user.type(screen.getByLabelText(/^Name/), 'Warehouse');
    await user.click(screen.getByLabelText(/Publish/));
    await user.click(screen.getByRole('button', { name: 'Make the key' }));
    expect(await screen.findByTestId('key')).toHaveTextContent('slk_1_secret');
    expect(changes()[0]).toMatchObject({
      path: '/api/v2/api-keys',
      body: { name: 'Warehouse', scope: 'INGEST' },
    });
    await user.keyboard('{Escape}');
    expect(screen.getByTestId('key')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(screen.queryByTestId('key')).toBeNull();
  });

  it('are not made by a visitor, whom the server refuses it', () => {
    show(<KeysPage />, '/admin/api-keys', [
      [['api-keys'], { items: [key] }],
      [['session'], { ...session, visiting: true }],
    ]);
    expect(screen.queryByRole('button', { name: 'Make a key' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Revoke' })).toBeInTheDocument();
  });

  it('are revoked after asking; one that is over is not offered for it', async () => {
    const user = userEvent.setup();
    answer = { status: 204, body: null };
    keys(key, { ...key, id: 'k2', name: 'Old', revoked_at: '2026-02-01T08:00:00Z' });
    const revoke = screen.getAllByRole('button', { name: 'Revoke' });
    expect(revoke).toHaveLength(1);
    await user.click(revoke[0] as HTMLElement);
    await user.click(screen.getByRole('button', { name: 'Revoke the key' }));
    await waitFor(() =>
      expect(changes()).toEqual([{ method: 'DELETE', path: '/api/v2/api-keys/k1', body: null }]),
    );
  });
});

describe('the audit log', () => {
  it('keeps its question in the address, and asks for whole days', () => {
    const params = new URLSearchParams(
      'q=ana&action=account&outcome=REFUSED&since=2026-03-01&until=2026-03-02',
    );
    const query = readAudit(params);
    expect(writeAudit(query).toString()).toBe(params.toString());
    const sent = auditParams(query);
    expect(Date.parse(sent.to ?? '') - Date.parse(sent.from ?? '')).toBe(2 * 86_400_000);
    expect(readAudit(new URLSearchParams('outcome=rubbish&since=never'))).toMatchObject({
      outcome: null,
      since: null,
    });
  });

  it('says roles and days as people do', () => {
    expect(detailWords('from SALES_REP to MANAGER')).toBe('from sales to manager');
    expect(detailWords('READ_ONLY until 2027-02-24T20:11:05.909Z')).toMatch(/^read until .*2027$/);
  });

  it('says in words what was done and why it was refused', () => {
    const action: AuditedAction = {
      position: 7,
      at: '2026-01-01T08:00:00Z',
      action: 'session.signed_in',
      outcome: 'REFUSED',
      reason: 'wrong_password',
      detail: null,
      actor: { account_id: null, email: null },
      on: { kind: 'account', id: 'a', name: 'ana@acme.test' },
      from: { address: '10.0.0.7', user_agent: null, request_id: null },
    };
    show(<AuditRow action={action} />);
    const row = screen.getByRole('listitem');
    expect(row).toHaveTextContent('Signed in');
    expect(row).toHaveTextContent('ana@acme.test wrong password');
    expect(row).toHaveTextContent('10.0.0.7');
  });
});

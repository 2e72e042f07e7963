import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../../api/session';
import type { Erased, Erasure, Member } from '../../api/types';
import { member, profile, session, show } from '../../test/render';
import MembersPage from '../admin/MembersPage';
import { ForgetButton } from './ForgetButton';
import { ForgetDialog } from './ForgetDialog';
import { recordsOf, type Subject, whatHappens, whatStays } from './forgetWords';

const ana: Subject = { id: 'user-odoo-6', name: 'Ana Adler', email: 'ana@acme.test' };
const plan: Erasure = {
  person_id: 'user-odoo-6',
  subjects: ['account/odoo-7', 'employee/odoo-3', 'user/odoo-6'],
  is_person: true,
  events_in_clear: 0,
  audit_entries: 2,
};
const done: Erased = {
  person_id: 'user-odoo-6',
  subjects: plan.subjects,
  keys_destroyed: 5,
  accounts_closed: 1,
  copies_cleaned: 12,
  events_in_clear: 0,
  audit_entries: 2,
  position: 99,
};

let sent: unknown[] = [];
let planned: { status: number; body: unknown };
let answer: { status: number; body: unknown };

beforeEach(() => {
  sent = [];
  planned = { status: 200, body: plan };
  answer = { status: 200, body: done };
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false;
  };
  vi.spyOn(tokens, 'token').mockReturnValue('token');
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if ((init.method ?? 'GET') === 'GET') {
      const { status, body } = path.includes('/privacy/')
        ? planned
        : { status: 200, body: { items: [], next_cursor: null } };
      return new Response(JSON.stringify(body), { status });
    }
    sent.push({ path, body: JSON.parse(String(init.body)) });
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  });
});

describe('forgetting somebody', () => {
  const open = () => show(<ForgetDialog subject={ana} onClose={() => undefined} />);
  const forget = () => screen.getByRole('button', { name: 'Forget for good' });

  it('says what happens and what stays, and does nothing before a reason and the name are given', async () => {
    const user = userEvent.setup();
    open();
    expect(await screen.findByText(/cannot be undone/)).toBeInTheDocument();
    expect(screen.getByText(/2 entries of the audit log keep the address/)).toBeInTheDocument();
    expect(screen.getByTestId('records')).toHaveTextContent(
      'contact odoo-7, employee odoo-3 and user odoo-6',
    );
    await user.click(forget());
    expect(screen.getByLabelText(/^Why/)).toBeInvalid();
    expect(screen.getByText('Say why.')).toBeInTheDocument();
    await user.type(screen.getByLabelText(/^Why/), 'asked for it');
    await user.type(screen.getByLabelText(/^Type the name/), 'Ana Other');
    await user.click(forget());
    expect(screen.getByLabelText(/^Why/)).toBeValid();
    expect(screen.getByLabelText(/^Type the name/)).toBeInvalid();
    expect(sent).toEqual([]);
  });

  it.each(['ana  adler ', 'ANA@acme.test'])(
    'takes %j for the person, sends the id again, and shows what came of it',
    async (typed) => {
      const user = userEvent.setup();
      open();
      await user.type(await screen.findByLabelText(/^Why/), ' asked for it ');
      await user.type(screen.getByLabelText(/^Type the name/), typed);
      await user.click(forget());
      expect(await screen.findByRole('heading', { name: 'Ana Adler is forgotten' })).toBeInTheDocument();
      expect(sent).toEqual([
        {
          path: '/api/v2/privacy/people/user-odoo-6/forget',
          body: { reason: 'asked for it', confirm: 'user-odoo-6' },
        },
      ]);
      const outcome = screen.getByTestId('forgotten');
      expect(outcome).toHaveTextContent('5 keys were destroyed.');
      expect(outcome).toHaveTextContent('1 account was closed.');
      expect(outcome).toHaveTextContent('12 stored records of Odoo lost what they said of them.');
    },
  );

  it('says what the server says against a field at that field, and the rest below', async () => {
    const user = userEvent.setup();
    answer = {
      status: 400,
      body: {
        code: 'invalid_reason',
        errors: [
          { field: 'reason', code: 'invalid_reason', message: 'reason must have 1 to 500 characters.' },
        ],
      },
    };
    open();
    await user.type(await screen.findByLabelText(/^Why/), 'asked for it');
    await user.type(screen.getByLabelText(/^Type the name/), 'Ana Adler');
    await user.click(forget());
    expect(await screen.findByText('reason must have 1 to 500 characters.')).toBeInTheDocument();
    expect(screen.getByLabelText(/^Why/)).toBeInvalid();

    answer = {
      status: 409,
      body: { code: 'own_account', detail: 'This is you. Another administrator has to do this.' },
    };
    await user.click(forget());
    expect(await screen.findByText('This is you. Another administrator has to do this.')).toBeInTheDocument();
    expect(screen.getByLabelText(/^Why/)).toBeValid();
  });

  it('says of a company that there is nothing to forget', async () => {
    planned = { status: 200, body: { ...plan, is_person: false } };
    open();
    expect(await screen.findByText(/This is a company/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Forget for good' })).toBeNull();
  });

  it('tells a contact in an opportunity from somebody who signs in', () => {
    const deal = { ...plan, subjects: ['opportunity/odoo-5'], audit_entries: 0 };
    expect(whatHappens(deal).join(' ')).not.toMatch(/account/);
    expect(whatHappens(plan).join(' ')).toMatch(/account here, it is closed/);
    expect(recordsOf(deal)).toBe('opportunity odoo-5');
    expect(whatStays({ audit_entries: 1, events_in_clear: 3 }).slice(0, 2)).toEqual([
      '1 entry of the audit log keeps the address, to say who did what.',
      '3 events from before personal data was sealed read as erased, but the event log itself still holds the text.',
    ]);
  });
});

describe('the way to it', () => {
  const administrator = {
    ...session,
    permissions: [...session.permissions, 'manage_members', 'erase_people'],
  };
  const people = (who: typeof session, ...members: Member[]) => {
    const pages = (items: Member[]) => ({ pages: [{ items, next_cursor: null }], pageParams: [null] });
    return show(<MembersPage />, '/admin/people', [
      [['session'], who],
      [['members', { status: 'PENDING' }], pages([])],
      [['invitations'], { mail: false, items: [] }],
      [['members', { q: '', role: null, status: null }], pages(members)],
    ]);
  };
  const offered = async (name: string) => {
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: `More for ${name}` }));
    return screen.queryByText('Forget this person…') !== null;
  };

  it('is offered to whoever may, for whom the server can forget', async () => {
    people(administrator, member('ana'));
    expect(await offered('Name ana')).toBe(true);
    await userEvent.click(screen.getByText('Forget this person…'));
    expect(await screen.findByRole('dialog', { name: 'Forget Name ana?' })).toBeInTheDocument();
  });

  it.each([
    ['oneself', member('a'), 'Name a'],
    ['the platform’s own', member('root', { role: 'SUPER_ADMIN' }), 'Name root'],
    ['somebody whom Odoo does not know', member('new', { person: null }), 'new@acme.test'],
  ])('is not offered for %s', async (_, who, name) => {
    people(administrator, who);
    expect(await offered(name)).toBe(false);
  });

  it('is not there without the permission', async () => {
    people(session, member('ana'));
    expect(screen.queryByRole('button', { name: 'Forget somebody…' })).toBeNull();
    expect(await offered('Name ana')).toBe(false);
    show(<ForgetButton subject={ana} />, '/', [[['session'], session]]);
    expect(screen.queryByRole('button', { name: 'Forget Ana Adler …' })).toBeNull();
  });

  it('leads to people who do not sign in here, and not to oneself or somebody erased', async () => {
    const user = userEvent.setup();
    const person = (user_id: string, name: string) => ({
      user_id,
      name,
      email: `${user_id}@acme.test`,
      job_title: 'Sales',
    });
    const { router } = show(<MembersPage />, '/admin/people', [
      [['session'], administrator],
      [
        ['hierarchy'],
        {
          people: [
            person('user-odoo-6', 'Mira Maes'),
            person('user-odoo-8', 'Ben Bos'),
            person('user-odoo-9', 'erased'),
          ],
        },
      ],
    ]);
    expect(router.state.location.pathname).toBe('/admin/people');
    await user.click(screen.getByRole('button', { name: 'Forget somebody…' }));
    expect(screen.queryByRole('button', { name: /Mira Maes/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /erased/ })).toBeNull();
    expect(profile.user_id).toBe('user-odoo-6');
    await user.type(screen.getByLabelText('Find a person'), 'bos');
    await user.click(screen.getByRole('button', { name: /Ben Bos/ }));
    expect(await screen.findByRole('dialog', { name: 'Forget Ben Bos?' })).toBeInTheDocument();
  });

  it('shows somebody who is forgotten as erased, with nothing left to do', async () => {
    const id = '0192f5a0-0000-7000-8000-000000000001';
    people(
      administrator,
      member(id, { email: `erased-${id}@erased.invalid`, person: null, status: 'DEACTIVATED' }),
    );
    expect(screen.getByRole('listitem', { name: 'Erased' })).toHaveTextContent('nothing says who they were');
    expect(screen.queryByRole('button', { name: /^More for/ })).toBeNull();
    await waitFor(() => expect(sent).toEqual([]));
  });
});

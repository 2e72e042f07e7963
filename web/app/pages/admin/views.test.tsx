import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { session as tokens } from '../../api/session';
import type { Edition, KeptView, ParkedStream } from '../../api/types';
import { show } from '../../test/render';
import ViewsPage from './ViewsPage';
import { buildWords, lagWords, outcomeWords, reasonWords, saidBy, streamName } from './viewWords';

const edition: Edition = {
  version: 3,
  since: '2026-11-01T08:00:00Z',
  position: 400,
  head: 1000,
  parked: 0,
  events_per_second: 120.4,
  seconds_left: 5,
  ready: false,
  outdated: false,
};

const view: KeptView = {
  name: 'sales',
  version: 3,
  rebuildable: true,
  position: 1000,
  head: 1000,
  lag_events: 0,
  lag_seconds: 0,
  as_of: '2026-11-01T08:00:00Z',
  parked: 0,
  last_error: null,
  next: null,
  previous: null,
};

const stream: ParkedStream = {
  position: 77,
  stream: 'opportunity/odoo-5',
  parked_at: '2026-11-01T08:00:00Z',
  attempts: 2,
  error_class: 'java.lang.IllegalStateException',
  error_message: 'continues a stream that has no opportunity',
  waiting: 3,
};

const asked: { method: string; path: string; body: unknown }[] = [];
let views: KeptView[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };
let mayRebuild = true;
const changes = () => asked.filter((call) => call.method !== 'GET');

function reply(method: string, path: string) {
  if (method !== 'GET') {
    return answer;
  }
  if (path.endsWith('/projections')) {
    return { status: 200, body: { items: views, may_rebuild: mayRebuild } };
  }
  if (path.endsWith('/diff')) {
    const table = {
      table: 'opportunity_view',
      serving_rows: 5,
      edition_rows: 4,
      only_serving: 1,
      only_edition: 0,
      serving_samples: ['{"id": "odoo-5"}'],
      edition_samples: [],
    };
    return { status: 200, body: { position: 1000, same: false, tables: [table] } };
  }
  if (path.endsWith('/parked/77')) {
    const event = {
      type: 'crm.opportunity.won',
      schema_version: 1,
      version: 2,
      occurred_at: '2026-11-01T08:00:00Z',
      recorded_at: '2026-11-01T08:00:00Z',
      source: 'odoo',
      data: '{"at": 1}',
    };
    return { status: 200, body: { stopped: stream, ...event } };
  }
  return { status: 200, body: { items: [stream], next_cursor: null } };
}

beforeEach(() => {
  asked.length = 0;
  views = [view];
  mayRebuild = true;
  answer = { status: 200, body: view };
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
    const { status, body } = reply(method, path.split('?')[0] ?? path);
    return new Response(JSON.stringify(body), { status });
  });
});

describe('views', () => {
  it('are rebuilt after asking, with the consequence in words', async () => {
    const user = userEvent.setup();
    show(<ViewsPage />);
    await user.click(await screen.findByRole('button', { name: 'Rebuild' }));
    expect(changes()).toEqual([]);
    const dialog = screen.getByRole('dialog', { name: 'Rebuild Sales?' });
    expect(dialog).toHaveTextContent('Nothing that anybody sees changes until you put them to use');
    await user.click(within(dialog).getByRole('button', { name: 'Rebuild' }));
    await waitFor(() => expect(changes()[0]?.path).toBe('/api/v2/operations/projections/sales/rebuild'));
  });

  it('that are being built show how far they are, and are not put to use before they are ready', async () => {
    views = [{ ...view, next: edition }];
    show(<ViewsPage />);
    expect(await screen.findByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
    expect(screen.getByText('400 of 1,000 events · 120 a second · about 5 s left')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Put to use' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Rebuild' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Drop' })).toBeInTheDocument();
  });

  it('that are ready are compared and put to use, and the server says what stands against it', async () => {
    const user = userEvent.setup();
    views = [{ ...view, next: { ...edition, position: 1000, ready: true } }];
    answer = {
      status: 409,
      body: { code: 'edition_behind', detail: 'The edition has not yet come as far.' },
    };
    show(<ViewsPage />);
    await user.click(await screen.findByRole('button', { name: 'Compare rows' }));
    expect(await screen.findByTestId('compared')).toHaveTextContent('Rows of your organisation differ');
    expect(screen.getByRole('row', { name: 'opportunity_view 5 4 1 0' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await user.click(screen.getByRole('button', { name: 'Put to use' }));
    const dialog = screen.getByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Put to use' }));
    expect(await screen.findByText('The edition has not yet come as far.')).toBeInTheDocument();
  });

  it('before are put back or dropped', async () => {
    const user = userEvent.setup();
    views = [{ ...view, previous: { ...edition, position: 1000, ready: true } }];
    show(<ViewsPage />);
    await user.click(await screen.findByRole('button', { name: 'Put back' }));
    const dialog = screen.getByRole('dialog', { name: 'Put the Sales before back?' });
    await user.click(within(dialog).getByRole('button', { name: 'Put back' }));
    await waitFor(() => expect(changes()[0]?.path).toBe('/api/v2/operations/projections/sales/restore'));
    await user.click(screen.getByRole('button', { name: 'Drop' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Drop' }));
    await waitFor(() =>
      expect(changes()[1]).toMatchObject({
        method: 'DELETE',
        path: '/api/v2/operations/projections/sales/editions/previous',
      }),
    );
  });

  it('are only looked at by administrators of other organisations', async () => {
    mayRebuild = false;
    views = [{ ...view, next: { ...edition, ready: true }, previous: edition }];
    show(<ViewsPage />);
    expect(await screen.findByText(/rebuilt for all organisations together/)).toBeInTheDocument();
    for (const name of ['Rebuild', 'Put to use', 'Put back', 'Drop']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });
});

describe('waiting events', () => {
  it('say that there are none, and what would be here', async () => {
    show(<ViewsPage />);
    expect(await screen.findByText('No event waits')).toBeInTheDocument();
  });

  it('are told in plain words and tried again', async () => {
    const user = userEvent.setup();
    views = [{ ...view, parked: 3 }];
    answer = { status: 200, body: { applied: 3, left: 0, error: null } };
    show(<ViewsPage />);
    const row = await screen.findByRole('listitem', { name: 'Opportunity odoo-5' });
    expect(row).toHaveTextContent('The event does not fit what is known from those before it');
    expect(row).toHaveTextContent('3 events wait');
    await user.click(within(row).getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Opportunity odoo-5: 3 events applied, none waits any more.'),
    ).toBeInTheDocument();
    expect(changes()[0]?.path).toBe('/api/v2/operations/projections/sales/parked/77/retry');
  });

  it('are left out with a reason alone', async () => {
    const user = userEvent.setup();
    views = [{ ...view, parked: 3 }];
    answer = { status: 200, body: { applied: 2, left: 0, error: null } };
    show(<ViewsPage />);
    await user.click(await screen.findByRole('button', { name: 'Look' }));
    expect(await screen.findByText('crm.opportunity.won')).toBeInTheDocument();
    expect(screen.getByText('continues a stream that has no opportunity')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Leave it out' }));
    await user.click(screen.getByRole('button', { name: 'Leave it out for good' }));
    expect(changes()).toEqual([]);
    await user.type(screen.getByLabelText(/^Why is it left out/), 'Sent twice by the importer');
    await user.click(screen.getByRole('button', { name: 'Leave it out for good' }));
    await waitFor(() =>
      expect(changes()).toEqual([
        {
          method: 'POST',
          path: '/api/v2/operations/projections/sales/parked/77/discard',
          body: { reason: 'Sent twice by the importer' },
        },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('the words', () => {
  it('tell of lag, building, reasons and outcomes', () => {
    expect(lagWords(view)).toBe('Up to date');
    expect(lagWords({ ...view, lag_events: 12, lag_seconds: 3.2 })).toBe('12 events behind, 3 s');
    expect(buildWords({ ...edition, events_per_second: 0, seconds_left: null })).toBe('400 of 1,000 events');
    expect(buildWords({ ...edition, position: 1000 })).toMatch(/waits for other organisations$/);
    expect(buildWords({ ...edition, outdated: true })).toMatch(/drop it and rebuild$/);
    expect(streamName('account/odoo-1/2')).toBe('Account odoo-1/2');
    expect(reasonWords({ error_class: 'org.postgresql.util.PSQLException' })).toMatch(/^The database/);
    expect(reasonWords({ error_class: null })).toBe('The view could not take the event');
    expect(saidBy({ error_class: 'java.lang.NullPointerException', error_message: 'null' })).toBe(
      'NullPointerException',
    );
    expect(saidBy(stream)).toBe(stream.error_message);
    expect(outcomeWords('user/u1', { applied: 1, left: 2, error: 'No.' })).toBe(
      'User u1: 1 event applied, 2 still waiting. No.',
    );
  });
});

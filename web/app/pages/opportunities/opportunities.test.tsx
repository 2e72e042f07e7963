import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Opportunity } from '../../api/types';
import { show } from '../../test/render';
import { readDealDay } from '../../url/lists';
import { AsOfChoice, AsOfWords } from './AsOfChoice';
import { AmountCell, OwnerCell, StageCell } from './cells';
import { History } from './History';
import { fieldName, fieldValue, sourceWords, worthTelling } from './historyWords';

const opportunity: Opportunity = {
  id: 'odoo-1',
  name: 'Fleet renewal',
  kind: 'opportunity',
  status: 'open',
  account: null,
  owner: {
    user_id: 'user-odoo-9',
    name: 'Eva Weber',
    reports_to: { user_id: 'user-odoo-8', name: 'Hugo Novak' },
  },
  mine: false,
  team: { id: 'odoo-1', name: 'Europe' },
  stage: { id: 'odoo-2', name: 'Qualified', sequence: 1, won: false },
  expected_revenue: 1000,
  currency: 'USD',
  amount: 920,
  probability: 40,
  weighted: 368,
  priority: null,
  deadline: null,
  created_at: '2026-10-01T08:00:00Z',
  closed_at: null,
  updated_at: '2026-10-01T08:00:00Z',
  tags: [],
  lost_reason: null,
};

describe('a row', () => {
  it('of someone else carries the team badge and whom they report to', () => {
    show(<OwnerCell opportunity={opportunity} />);
    expect(screen.getByText('Team')).toBeInTheDocument();
    expect(screen.getByText('Reports to Hugo Novak')).toBeInTheDocument();
  });

  it('says "you" for the viewer', () => {
    const reports = { user_id: 'user-odoo-6', name: 'Mira Maes' };
    show(
      <OwnerCell
        opportunity={{ ...opportunity, owner: { user_id: 'x', name: 'Eva', reports_to: reports } }}
      />,
    );
    expect(screen.getByText('Reports to you')).toBeInTheDocument();
  });

  it('of the viewer has no badge', () => {
    show(<OwnerCell opportunity={{ ...opportunity, mine: true }} />);
    expect(screen.getByText('You')).toBeInTheDocument();
    expect(screen.queryByText('Team')).toBeNull();
  });

  it('shows what is odd instead of hiding it', () => {
    show(
      <>
        <OwnerCell opportunity={{ ...opportunity, owner: null }} />
        <StageCell opportunity={{ ...opportunity, stage: null }} />
      </>,
    );
    expect(screen.getByText('No owner')).toBeInTheDocument();
    expect(screen.getByText('No stage')).toBeInTheDocument();
  });

  it('keeps currencies apart, and says so where no rate is known', () => {
    const { rerender, container } = show(<AmountCell opportunity={opportunity} currency="EUR" />);
    expect(container).toHaveTextContent('$1,000€920');
    rerender(<AmountCell opportunity={{ ...opportunity, amount: null }} currency="EUR" />);
    expect(container).toHaveTextContent('no rate to EUR');
  });
});

describe('the history', () => {
  it('tells what changed in plain words, the newest first', () => {
    const entry = { version: 1, recorded_at: '2026-10-02T08:00:00Z', source: 'odoo' };
    show(
      <History
        currency="EUR"
        entries={[
          {
            ...entry,
            position: 7,
            type: 'crm.opportunity.created',
            occurred_at: '2026-10-01T08:00:00Z',
            summary: 'Created',
            changes: [{ field: 'phone', from: null, to: null }],
          },
          {
            ...entry,
            position: 12,
            type: 'crm.opportunity.updated',
            occurred_at: '2026-10-02T08:00:00Z',
            summary: 'Changed',
            changes: [{ field: 'expected_revenue', from: 800, to: 1000 }],
          },
        ]}
      />,
    );
    const items = screen.getByTestId('history').children;
    expect(items[0]).toHaveTextContent('Changed2 Oct 2026 in OdooExpected revenue €800 →to €1,000');
    expect(items[1]).toHaveTextContent(/^Created1 Oct 2026 in Odoo$/);
  });

  it('has a name for every field and value', () => {
    expect(fieldName('expectedRevenue')).toBe('Expected revenue');
    expect(fieldName('street_name')).toBe('Street name');
    expect(fieldValue('probability', 40, 'EUR')).toBe('40%');
    expect(fieldValue('deadline', '2026-12-24', 'EUR')).toBe('24 Dec 2026');
    expect(fieldValue('tags', [], 'EUR')).toBe('–');
    expect(fieldValue('active', false, 'EUR')).toBe('no');
    expect(sourceWords('odoo')).toBe('in Odoo');
    expect(sourceWords('kafka:billing')).toBe('by billing');
    expect(worthTelling([{ field: 'x', from: null, to: '' }])).toEqual([]);
  });
});

describe('a deal of an earlier day', () => {
  it('is chosen by a whole day that is over, and left for now', async () => {
    const user = userEvent.setup();
    const chosen: (string | null)[] = [];
    const { unmount } = show(<AsOfChoice day={null} onChange={(day) => chosen.push(day)} />);
    const field = screen.getByLabelText('As it stood on');
    expect(screen.queryByRole('button', { name: 'Back to now' })).toBeNull();
    fireEvent.change(field, { target: { value: '0002-03-31' } });
    fireEvent.change(field, { target: { value: '2999-03-31' } });
    expect(chosen).toEqual([]);
    fireEvent.change(field, { target: { value: '2026-03-31' } });
    expect(chosen).toEqual(['2026-03-31']);
    unmount();
    show(<AsOfChoice day="2026-03-31" onChange={(day) => chosen.push(day)} />);
    await user.click(screen.getByRole('button', { name: 'Back to now' }));
    expect(chosen).toEqual(['2026-03-31', null]);
  });

  it('says what is of then and what is not known', () => {
    const { rerender } = show(
      <AsOfWords asOf={{ moment: '2026-03-31', position: 7, known_from: '2026-01-01' }} />,
    );
    expect(screen.getByTestId('as-of')).toHaveTextContent(/^At the end of 31 Mar 2026\. Names .* today’s\.$/);
    rerender(<AsOfWords asOf={{ moment: '2025-12-31', position: 7, known_from: '2026-01-01' }} />);
    expect(screen.getByTestId('as-of')).toHaveTextContent('not the stage or probability');
  });

  it('is that of the list it was opened from, unless chosen otherwise', () => {
    const of = (search: string) => readDealDay(new URLSearchParams(search));
    expect(of('')).toBeNull();
    expect(of('as_of=2026-03-31')).toBe('2026-03-31');
    expect(of('as_of=2026-03-31&at=now')).toBeNull();
    expect(of('as_of=2026-03-31&at=2026-01-31')).toBe('2026-01-31');
    expect(of('at=2026-02-30')).toBeNull();
  });
});

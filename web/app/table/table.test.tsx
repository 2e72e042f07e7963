import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { show } from '../test/render';
import { type Column, defaultPreferences, toggle, visible } from './columns';
import { DataTable } from './DataTable';

interface Row {
  id: string;
  amount: number;
}
const columns: Column<Row>[] = [
  { id: 'id', heading: 'Name', sort: 'name', cell: (row) => row.id, foot: '3 rows' },
  {
    id: 'amount',
    heading: 'Amount',
    sort: 'amount',
    descendingFirst: true,
    align: 'end',
    cell: (row) => row.amount,
    foot: '60',
  },
  { id: 'more', heading: 'More', hidden: true, cell: () => 'x' },
];
const rows = [
  { id: 'one', amount: 30 },
  { id: 'two', amount: 20 },
  { id: 'three', amount: 10 },
];

function table(extra: Partial<Parameters<typeof DataTable<Row>>[0]> = {}) {
  return (
    <DataTable
      label="Things"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowName={(row) => row.id}
      density="comfortable"
      {...extra}
    />
  );
}

describe('a table', () => {
  it('is walked and opened by keyboard', async () => {
    const onOpen = vi.fn();
    const user = userEvent.setup();
    show(table({ onOpen }));
    screen.getByRole('row', { name: 'one' }).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('row', { name: 'three' })).toHaveFocus();
    await user.keyboard('{Home}');
    expect(screen.getByRole('row', { name: 'one' })).toHaveFocus();
    await user.keyboard('{End}{ArrowUp}{Enter}');
    expect(onOpen).toHaveBeenCalledWith(rows[1]);
  });

  it('says its order and asks for another', async () => {
    const onSort = vi.fn();
    show(table({ sort: '-amount', onSort }));
    expect(screen.getByRole('columnheader', { name: 'Amount' })).toHaveAttribute('aria-sort', 'descending');
    expect(screen.getByRole('columnheader', { name: 'Name' })).not.toHaveAttribute('aria-sort');
    await userEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(onSort).toHaveBeenCalledWith(columns[0]);
  });

  it('shows its sums at the foot', () => {
    show(table({ foot: true }));
    const foot = screen.getAllByRole('rowgroup').at(-1) as HTMLElement;
    expect(within(foot).getByText('60')).toBeInTheDocument();
  });
});

describe('the choice of columns', () => {
  it('keeps the first one and remembers both ways', () => {
    const shown = (preferences = defaultPreferences) =>
      visible(columns, preferences).map((column) => column.id);
    expect(shown()).toEqual(['id', 'amount', 'more'].slice(0, 2));
    const [, amount, more] = columns as [Column<Row>, Column<Row>, Column<Row>];
    const chosen = toggle(more, toggle(amount, defaultPreferences));
    expect(shown(chosen)).toEqual(['id', 'more']);
    expect(toggle(more, toggle(amount, chosen))).toEqual(defaultPreferences);
  });
});

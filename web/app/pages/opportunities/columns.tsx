import { Link } from 'react-router';
import type { Opportunity, OpportunityPage } from '../../api/types';
import type { Column } from '../../table/columns';
import { to } from '../../url/links';
import type { OpportunitiesQuery } from '../../url/lists';
import { ago, counted, day, instant, money, moneyColumn, probability } from '../../util/format';
import { watched } from './AsOfNote';
import { AmountCell, Missing, OwnerCell, StageCell } from './cells';

/** What nobody knows of a day before the first sync. */
const unwatched = ['stage', 'probability', 'weighted'];
/** What is known as it is now only, and would be out of place among rows of an earlier day. */
const ofToday = ['deadline', 'closed', 'updated', 'tags'];
const noRate = 'No exchange rate is known for its currency.';

export function opportunityColumns(
  query: Partial<OpportunitiesQuery>,
  currency: string,
  totals: OpportunityPage['totals'] | undefined,
  knownFrom?: string | null,
): Column<Opportunity>[] {
  const columns: Column<Opportunity>[] = [
    {
      id: 'name',
      heading: 'Opportunity',
      sort: 'name',
      cell: (row) => (
        <span className="block min-w-0">
          <Link
            to={to.opportunity(row.id, query)}
            title={row.name}
            className="opens block truncate font-medium leading-4.5"
          >
            {row.name}
          </Link>
        </span>
      ),
      foot: totals ? (
        <span data-testid="total-count">{counted(totals.count, 'opportunity', 'opportunities')}</span>
      ) : null,
    },
    {
      id: 'account',
      heading: 'Account',
      cell: (row) =>
        row.account ? (
          <Link to={to.account(row.account.id)} className="opens block max-w-52 truncate text-ink-2">
            {row.account.name}
          </Link>
        ) : (
          <Missing why="No account is set in Odoo." />
        ),
    },
    {
      id: 'owner',
      heading: 'Owner',
      sort: 'owner',
      cell: (row) => <OwnerCell opportunity={row} />,
    },
    {
      id: 'stage',
      heading: 'Stage',
      sort: 'stage',
      cell: (row) => <StageCell opportunity={row} />,
    },
    {
      id: 'amount',
      heading: 'Expected revenue',
      sort: 'expected_revenue',
      descendingFirst: true,
      align: 'end',
      cell: (row) => <AmountCell opportunity={row} currency={currency} />,
      foot: totals ? (
        <span data-testid="total-amount" title={money(totals.amount, currency)}>
          {moneyColumn(totals.amount, currency)}
        </span>
      ) : null,
    },
    {
      id: 'currency',
      heading: 'Currency',
      hidden: true,
      cell: (row) => row.currency,
    },
    {
      id: 'probability',
      heading: 'Probability',
      sort: 'probability',
      descendingFirst: true,
      align: 'end',
      cell: (row) => probability(row.probability),
    },
    {
      id: 'weighted',
      heading: 'Weighted',
      sort: 'weighted',
      descendingFirst: true,
      align: 'end',
      cell: (row) =>
        row.weighted === null ? <Missing why={noRate} /> : money(Math.round(row.weighted), currency),
      foot: totals ? (
        <span data-testid="total-weighted" title={money(totals.weighted, currency)}>
          {moneyColumn(totals.weighted, currency)}
        </span>
      ) : null,
    },
    {
      id: 'deadline',
      heading: 'Expected close',
      sort: 'deadline',
      align: 'end',
      cell: (row) => (row.deadline ? day(row.deadline) : <Missing why="No expected closing is set." />),
    },
    {
      id: 'closed',
      heading: 'Closed',
      sort: 'closed_at',
      descendingFirst: true,
      align: 'end',
      hidden: query.status === undefined || query.status === 'open',
      cell: (row) =>
        row.closed_at ? (
          <span title={instant(row.closed_at)}>{day(row.closed_at)}</span>
        ) : (
          <Missing why="It is not closed." />
        ),
    },
    {
      id: 'updated',
      heading: 'Updated',
      sort: 'updated_at',
      descendingFirst: true,
      align: 'end',
      hidden: true,
      cell: (row) => <span title={instant(row.updated_at)}>{ago(row.updated_at, Date.now())}</span>,
    },
    {
      id: 'created',
      heading: 'Created',
      sort: 'created_at',
      descendingFirst: true,
      align: 'end',
      hidden: true,
      cell: (row) => <span title={instant(row.created_at)}>{day(row.created_at)}</span>,
    },
    {
      id: 'team',
      heading: 'Sales team',
      hidden: true,
      cell: (row) => row.team?.name ?? <Missing why="No sales team is set." />,
    },
    {
      id: 'tags',
      heading: 'Tags',
      hidden: true,
      cell: (row) => row.tags.join(', ') || <Missing why="No tags are set." />,
    },
  ];
  const left = [...(query.as_of ? ofToday : []), ...(watched(query, knownFrom) ? [] : unwatched)];
  return columns.filter((column) => !left.includes(column.id));
}

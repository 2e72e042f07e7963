import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { opportunitiesQuery } from '../../api/queries';
import { Failed } from '../../layouts/Failed';
import { DataTable } from '../../table/DataTable';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { behind, to } from '../../url/links';
import type { View } from '../../url/view';
import { day, money } from '../../util/format';
import { phone, useMedia } from '../../util/useMedia';
import { opportunityColumns } from '../opportunities/columns';
import { OpportunityCard } from '../opportunities/OpportunityCard';

const rowsShown = 8;
const columnsShown = ['name', 'account', 'owner', 'stage', 'amount', 'probability', 'deadline'];

/** The rows that make most of the pipeline. */
export function LargestOpen({
  whose,
  currency,
  asOf,
}: {
  whose: Pick<View, 'scope' | 'person'>;
  currency: string;
  /** The day at whose end they were open; null for now. */
  asOf: string | null;
}) {
  const query = { ...whose, as_of: asOf, status: 'open' as const, sort: '-expected_revenue' };
  const list = useInfiniteQuery(opportunitiesQuery(query));
  const navigate = useNavigate();
  const narrow = useMedia(phone);
  const rows = list.data?.pages[0]?.items.slice(0, rowsShown) ?? [];
  return (
    <Panel
      title="Largest open opportunities"
      note={asOf && `as they stood on ${day(asOf)}`}
      flush
      actions={
        <Link to={behind.pipeline(query)} className="opens px-1 text-small font-medium text-accent">
          All open
        </Link>
      }
    >
      {list.isError && rows.length === 0 ? (
        <Failed answer={list} />
      ) : list.isSuccess && rows.length === 0 ? (
        <Message title="No open opportunities">
          They appear here as soon as one is open in Odoo and synced.
        </Message>
      ) : narrow ? (
        <div className="border-t border-line">
          {list.isPending && <Skeleton className="m-4 h-40" />}
          {rows.map((row) => (
            <OpportunityCard
              key={row.id}
              row={row}
              query={query}
              currency={currency}
              knownFrom={list.data?.pages[0]?.known_from}
            />
          ))}
        </div>
      ) : (
        <DataTable
          label="Largest open opportunities"
          columns={opportunityColumns(query, currency, undefined, list.data?.pages[0]?.known_from)
            .filter((column) => columnsShown.includes(column.id))
            .map(({ sort: _, ...column }) => column)}
          rows={rows}
          rowKey={(row) => row.id}
          rowName={(row) => `${row.name}, ${money(row.expected_revenue, row.currency)}`}
          onOpen={(row) => navigate(to.opportunity(row.id, query))}
          density="comfortable"
          loading={list.isPending}
          stale={list.isPlaceholderData}
        />
      )}
    </Panel>
  );
}

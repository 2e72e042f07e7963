import { Link } from 'react-router';
import type { Opportunity } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { to } from '../../url/links';
import type { OpportunitiesQuery } from '../../url/lists';
import { day, probability } from '../../util/format';
import { watched } from './AsOfNote';
import { AmountCell, ReportsTo, StageCell } from './cells';

/** A row on a phone: what it is, and the two numbers that matter. */
export function OpportunityCard({
  row,
  query,
  currency,
  knownFrom,
}: {
  row: Opportunity;
  query: Partial<OpportunitiesQuery>;
  currency: string;
  knownFrom?: string | null | undefined;
}) {
  return (
    <Link
      to={to.opportunity(row.id, query)}
      className="block border-b border-line bg-surface px-4 py-3 active:bg-hover"
    >
      <span className="flex items-start gap-3">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{row.name}</span>
          <span className="block truncate text-ink-2">{row.account?.name ?? 'No account'}</span>
        </span>
        <span className="shrink-0 text-right">
          <AmountCell opportunity={row} currency={currency} />
        </span>
      </span>
      <span className="mt-1.5 flex items-center gap-2 text-small text-ink-3">
        {watched(query, knownFrom) && (
          <>
            <StageCell opportunity={row} />
            <span>{probability(row.probability)}</span>
          </>
        )}
        {row.deadline && !query.as_of && <span className="truncate">{day(row.deadline)}</span>}
        {!row.mine && (
          <span className="ml-auto flex min-w-0 items-center gap-2">
            <span className="min-w-0 text-right">
              <span className="block truncate">{row.owner?.name ?? 'No owner'}</span>
              {row.owner?.reports_to && (
                <ReportsTo name={row.owner.reports_to.name} id={row.owner.reports_to.user_id} />
              )}
            </span>
            <Badge tone="accent">Team</Badge>
          </span>
        )}
      </span>
    </Link>
  );
}

import { useQuery } from '@tanstack/react-query';
import { profileQuery } from '../../api/queries';
import type { Opportunity } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { money, undefinedMark } from '../../util/format';

export function Missing({ why }: { why: string }) {
  return (
    <span className="text-ink-3" title={why}>
      {undefinedMark}
    </span>
  );
}

/** Whose it is; others' rows say so, and say whom that person reports to. */
export function OwnerCell({ opportunity, badge = true }: { opportunity: Opportunity; badge?: boolean }) {
  const owner = opportunity.owner;
  if (owner === null) {
    return <Badge tone="stale">No owner</Badge>;
  }
  if (opportunity.mine) {
    return <span>You</span>;
  }
  return (
    <span className="flex max-w-56 min-w-0 items-center justify-between gap-2">
      <span className="min-w-0">
        <span className="block truncate leading-4">{owner.name}</span>
        {owner.reports_to && <ReportsTo name={owner.reports_to.name} id={owner.reports_to.user_id} />}
      </span>
      {badge && (
        <Badge tone="accent" title={opportunity.team?.name}>
          Team
        </Badge>
      )}
    </span>
  );
}

export function ReportsTo({ name, id }: { name: string; id: string }) {
  const viewer = useQuery(profileQuery()).data?.user_id;
  return (
    <span className="block truncate text-small leading-4 text-ink-3" data-testid="reports-to">
      Reports to {viewer !== null && viewer === id ? 'you' : name}
    </span>
  );
}

const statusTone = { open: 'plain', won: 'better', lost: 'worse', archived: 'plain' } as const;
const statusName = { open: 'Open', won: 'Won', lost: 'Lost', archived: 'Archived' };

export function StageCell({ opportunity }: { opportunity: Opportunity }) {
  if (opportunity.status !== 'open') {
    return <Badge tone={statusTone[opportunity.status]}>{statusName[opportunity.status]}</Badge>;
  }
  return opportunity.stage ? <span>{opportunity.stage.name}</span> : <Badge tone="stale">No stage</Badge>;
}

/** In the record's own currency; in the organisation's beside it where the two differ. */
export function AmountCell({ opportunity, currency }: { opportunity: Opportunity; currency: string }) {
  const foreign = opportunity.currency !== currency;
  return (
    <span>
      <span className="font-medium">{money(opportunity.expected_revenue, opportunity.currency)}</span>
      {foreign && (
        <span
          className="block text-small leading-4 text-ink-3"
          title="In the organisation's currency, at the rate of the opportunity's date"
        >
          {opportunity.amount === null
            ? `no rate to ${currency}`
            : money(Math.round(opportunity.amount), currency)}
        </span>
      )}
    </span>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useOutletContext, useParams, useSearchParams } from 'react-router';
import { explain } from '../../api/problem';
import { opportunityQuery, profileQuery } from '../../api/queries';
import type { OpportunityDetail as Detail } from '../../api/types';
import { DetailFrame } from '../../layouts/DetailFrame';
import { Button } from '../../ui/Button';
import { Message, Skeleton } from '../../ui/Panel';
import { to } from '../../url/links';
import { readOpportunities } from '../../url/lists';
import { day, instant, money, probability, undefinedMark } from '../../util/format';
import { ActivityDue, activityType } from '../activities/activity';
import { OwnerCell, StageCell } from './cells';
import { Fact, Facts, Section } from './Facts';
import { History } from './History';
import { WhoSees } from './WhoSees';

export default function OpportunityDetail() {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const ids = useOutletContext<string[] | undefined>() ?? [];
  const navigate = useNavigate();
  const answer = useQuery(opportunityQuery(id));
  const detail = answer.data;
  const query = readOpportunities(params);
  const at = ids.indexOf(id);
  const step = (index: number) => {
    const next = at < 0 ? undefined : ids[index];
    return next === undefined ? undefined : to.opportunity(next, query);
  };
  const words = explain(answer.error);
  return (
    <DetailFrame
      title={detail?.name ?? 'Opportunity'}
      page={params.get('view') === 'page'}
      panelHref={to.opportunity(id, query)}
      pageHref={to.opportunity(id, query, true)}
      onClose={() => navigate(to.opportunities(query))}
      steps={{ before: step(at - 1), after: step(at + 1) }}
    >
      {detail ? (
        <Content detail={detail} />
      ) : answer.isError ? (
        <Message
          tone="error"
          title={words.title}
          action={words.retry && <Button onClick={() => void answer.refetch()}>Try again</Button>}
        >
          {words.advice}
        </Message>
      ) : (
        <div className="space-y-4 p-6" role="status" aria-label="Loading the opportunity">
          <Skeleton className="h-6 w-2/3" />
          <Skeleton className="h-9 w-40" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </DetailFrame>
  );
}

function Content({ detail }: { detail: Detail }) {
  const currency = useQuery(profileQuery()).data?.organization.currency ?? detail.currency;
  const inHouse = (amount: number | null) =>
    amount === null ? undefinedMark : money(Math.round(amount), currency);
  const foreign = detail.currency !== currency;
  const reason = typeof detail.lost_reason === 'string' ? detail.lost_reason : detail.lost_reason?.name;
  return (
    <article className="px-6 pt-4 pb-10">
      <h2 className="text-[19px] leading-6 font-semibold tracking-[-0.01em]">{detail.name}</h2>
      <p className="mt-0.5 text-ink-2">
        {detail.account ? (
          <Link to={to.account(detail.account.id)} className="opens">
            {detail.account.name}
          </Link>
        ) : (
          'No account'
        )}
      </p>
      <div className="mt-4 flex flex-wrap items-end gap-x-8 gap-y-3">
        <div>
          <p className="text-small text-ink-3">Expected revenue</p>
          <p className="text-figure font-semibold tracking-[-0.02em]" data-testid="detail-amount">
            {money(detail.expected_revenue, detail.currency)}
          </p>
        </div>
        <Figure name="Probability" value={probability(detail.probability)} />
        <Figure name="Weighted" value={inHouse(detail.weighted)} />
        {foreign && <Figure name={`In ${currency}`} value={inHouse(detail.amount)} />}
      </div>

      <Facts>
        <Fact name="Stage">
          <span className="flex items-center gap-2">
            <StageCell opportunity={detail} />
            {detail.status !== 'open' && detail.stage?.name}
          </span>
        </Fact>
        <Fact name="Owner">
          <OwnerCell opportunity={detail} />
        </Fact>
        <Fact name="Sales team">{detail.team?.name}</Fact>
        <Fact name="Expected close">{detail.deadline && day(detail.deadline)}</Fact>
        <Fact name="Created">{instant(detail.created_at)}</Fact>
        {detail.closed_at && <Fact name="Closed">{instant(detail.closed_at)}</Fact>}
        {reason && <Fact name="Lost because">{reason}</Fact>}
        <Fact name="Contact">{detail.contact_name}</Fact>
        <Fact name="E-mail">
          {detail.email && (
            <a href={`mailto:${detail.email}`} className="opens">
              {detail.email}
            </a>
          )}
        </Fact>
        <Fact name="Phone">
          {detail.phone && (
            <a href={`tel:${detail.phone.replace(/[^+\d]/g, '')}`} className="opens">
              {detail.phone}
            </a>
          )}
        </Fact>
        <Fact name="Place">{[detail.city, detail.country].filter(Boolean).join(', ')}</Fact>
        <Fact name="Tags">{detail.tags.join(', ')}</Fact>
      </Facts>

      {detail.activities.length > 0 && (
        <Section title="Activities">
          <ul>
            {detail.activities.map((activity) => (
              <li
                key={activity.id}
                className="flex min-h-9 items-center gap-3 border-t border-line first:border-t-0"
              >
                <span className="w-24 shrink-0 truncate text-ink-3">{activityType(activity)}</span>
                <span className="min-w-0 flex-1 truncate">{activity.summary || activityType(activity)}</span>
                <span className="truncate text-small text-ink-3">{activity.owner?.name}</span>
                <ActivityDue activity={activity} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="History">
        <History entries={detail.history} currency={detail.currency} />
      </Section>
      <Section title="Who can see this">
        <WhoSees ids={detail.visible_to_user_ids} owner={detail.owner?.user_id ?? null} />
      </Section>
    </article>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <p className="text-small text-ink-3">{name}</p>
      <p className="text-title leading-7 font-semibold">{value}</p>
    </div>
  );
}

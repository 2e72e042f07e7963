import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { opportunityQuery, profileQuery } from '../../api/queries';
import type { OpportunityDetail as Detail } from '../../api/types';
import { DetailPage } from '../../layouts/DetailPage';
import { to } from '../../url/links';
import { readDealDay, readOpportunities } from '../../url/lists';
import { day, instant, money, probability, undefinedMark } from '../../util/format';
import { ActivityDue, activityType } from '../activities/activity';
import { ForgetButton } from '../privacy/ForgetButton';
import { AsOfChoice, AsOfWords } from './AsOfChoice';
import { OwnerCell, StageCell } from './cells';
import { Fact, Facts, Section } from './Facts';
import { History } from './History';
import { WhoSees } from './WhoSees';

export default function OpportunityDetail() {
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const query = readOpportunities(params);
  const asOf = readDealDay(params);
  const choose = (day: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('at');
        if (day !== readDealDay(next)) {
          next.set('at', day ?? 'now');
        }
        return next;
      },
      { preventScrollReset: true },
    );
  return (
    <DetailPage
      what="Opportunity"
      answer={useQuery(opportunityQuery(id, asOf))}
      href={(target, page) => to.opportunity(target, query, page, params.get('at'))}
      listHref={to.opportunities(query)}
      above={<AsOfChoice day={asOf} onChange={choose} />}
    >
      {(detail) => <Content detail={detail} />}
    </DetailPage>
  );
}

function Content({ detail }: { detail: Detail }) {
  const currency = useQuery(profileQuery()).data?.organization.currency ?? detail.currency;
  const inHouse = (amount: number | null) =>
    amount === null ? undefinedMark : money(Math.round(amount), currency);
  const foreign = detail.currency !== currency;
  const then = detail.as_of;
  const known = !then || then.moment >= then.known_from;
  return (
    <>
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
        <Figure name="Probability" value={known ? probability(detail.probability) : undefinedMark} />
        <Figure name="Weighted" value={known ? inHouse(detail.weighted) : undefinedMark} />
        {foreign && <Figure name={`In ${currency}`} value={inHouse(detail.amount)} />}
      </div>

      {then && <AsOfWords asOf={then} />}
      <Facts>
        <Fact name="Stage">
          {known ? (
            <span className="flex items-center gap-2">
              <StageCell opportunity={detail} />
              {detail.status !== 'open' && detail.stage?.name}
            </span>
          ) : (
            <span title="Not known of that day">{undefinedMark}</span>
          )}
        </Fact>
        <Fact name="Owner">
          <OwnerCell opportunity={detail} badge={false} />
        </Fact>
        <Fact name="Sales team">{detail.team?.name}</Fact>
        <Fact name="Expected close">{detail.deadline && day(detail.deadline)}</Fact>
        <Fact name="Created">{instant(detail.created_at)}</Fact>
        {detail.closed_at && <Fact name="Closed">{instant(detail.closed_at)}</Fact>}
        {detail.lost_reason && <Fact name="Lost because">{detail.lost_reason}</Fact>}
        <Fact name="Contact">
          {detail.contact_name && (
            <span className="flex flex-wrap items-center gap-x-3">
              {detail.contact_name}
              {!then && (
                <ForgetButton
                  subject={{
                    id: `opportunity-${detail.id}`,
                    name: detail.contact_name,
                    email: detail.email,
                  }}
                />
              )}
            </span>
          )}
        </Fact>
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

      {!then && detail.activities.length > 0 && (
        <Section title="Activities">
          <ul>
            {detail.activities.map((activity) => (
              <li
                key={activity.id}
                className="flex min-h-9 items-center gap-3 border-t border-line first:border-t-0"
              >
                <span className="w-24 shrink-0 truncate text-ink-3">{activityType(activity)}</span>
                <span className="min-w-0 flex-1 truncate">{activity.summary || activityType(activity)}</span>
                <span className="truncate text-small text-ink-3 max-sm:hidden">{activity.owner?.name}</span>
                <ActivityDue activity={activity} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={then ? 'History until then' : 'History'}>
        <History entries={detail.history} currency={detail.currency} />
      </Section>
      {!then && (
        <Section title="Who can see this">
          <WhoSees ids={detail.visible_to_user_ids} owner={detail.owner?.user_id ?? null} />
        </Section>
      )}
    </>
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

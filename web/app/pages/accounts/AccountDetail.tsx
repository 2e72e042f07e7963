import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { accountQuery, profileQuery } from '../../api/queries';
import type { AccountDetail as Detail } from '../../api/types';
import { DetailPage } from '../../layouts/DetailPage';
import { to, withParams } from '../../url/links';
import { readAccounts, writeAccounts } from '../../url/lists';
import { compact } from '../../url/view';
import { counted, money } from '../../util/format';
import { StageCell } from '../opportunities/cells';
import { Fact, Facts, Section } from '../opportunities/Facts';
import { ForgetButton } from '../privacy/ForgetButton';

export default function AccountDetail() {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const list = writeAccounts(readAccounts(params));
  return (
    <DetailPage
      what="Account"
      answer={useQuery(accountQuery(id))}
      href={(target, page = false) =>
        withParams(to.account(target), compact({ ...Object.fromEntries(list), view: page && 'page' }))
      }
      listHref={withParams('/accounts', list)}
    >
      {(detail) => <Content detail={detail} />}
    </DetailPage>
  );
}

function Content({ detail }: { detail: Detail }) {
  const currency = useQuery(profileQuery()).data?.organization.currency ?? 'EUR';
  const open = to.opportunities({ account: detail.id, status: 'open' });
  return (
    <>
      <h2 className="text-[19px] leading-6 font-semibold tracking-[-0.01em]">{detail.name}</h2>
      <p className="mt-0.5 flex items-center gap-x-4 text-ink-2">
        {detail.industry}
        {!detail.is_company && (
          <ForgetButton
            subject={{ id: `account-${detail.id}`, name: detail.name, email: detail.email }}
            className="-ml-3"
          />
        )}
      </p>
      <div className="mt-4 flex flex-wrap items-end gap-x-8 gap-y-3">
        <div>
          <p className="text-small text-ink-3">Pipeline</p>
          <Link to={open} className="opens text-figure font-semibold tracking-[-0.02em]">
            {money(detail.pipeline, currency)}
          </Link>
        </div>
        <div>
          <p className="text-small text-ink-3">Won, all time</p>
          <Link
            to={to.opportunities({ account: detail.id, status: 'won', sort: '-closed_at' })}
            className="opens text-title leading-7 font-semibold"
          >
            {money(detail.won_amount, currency)}
          </Link>
        </div>
      </div>
      <Facts>
        <Fact name="Owner">{detail.owner?.name}</Fact>
        <Fact name="Place">{[detail.city, detail.country].filter(Boolean).join(', ')}</Fact>
        <Fact name="E-mail">
          {detail.email && (
            <a href={`mailto:${detail.email}`} className="opens">
              {detail.email}
            </a>
          )}
        </Fact>
        <Fact name="Phone">{detail.phone}</Fact>
        <Fact name="Website">
          {detail.website && /^https?:\/\//.test(detail.website) ? (
            <a href={detail.website} target="_blank" rel="noreferrer" className="opens">
              {detail.website.replace(/^https?:\/\//, '')}
            </a>
          ) : (
            detail.website
          )}
        </Fact>
      </Facts>
      <Section
        title="Opportunities"
        note={counted(detail.opportunities.length, 'that you see', 'that you see')}
      >
        {detail.opportunities.length === 0 ? (
          <p className="text-ink-3">None that you see.</p>
        ) : (
          <ul>
            {detail.opportunities.map((row) => (
              <li key={row.id} className="border-t border-line py-2 first:border-t-0">
                <span className="flex items-center gap-3">
                  <Link
                    to={to.opportunity(row.id, { status: 'all', account: detail.id })}
                    className="opens min-w-0 flex-1 truncate font-medium"
                  >
                    {row.name}
                  </Link>
                  <StageCell opportunity={row} />
                  <span className="w-28 shrink-0 text-right font-medium">
                    {money(row.expected_revenue, row.currency)}
                  </span>
                </span>
                <span className="block truncate text-small text-ink-3">
                  {row.mine ? 'You' : (row.owner?.name ?? 'No owner')}
                  {row.owner?.reports_to && !row.mine && `, reports to ${row.owner.reports_to.name}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Contacts">
        {detail.contacts.length === 0 ? (
          <p className="text-ink-3">No contacts are set in Odoo.</p>
        ) : (
          <ul>
            {detail.contacts.map((contact) => (
              <li
                key={contact.id}
                className="flex flex-wrap items-baseline gap-x-4 border-t border-line py-2 first:border-t-0"
              >
                <span className="font-medium">{contact.name}</span>
                {contact.email && (
                  <a href={`mailto:${contact.email}`} className="opens text-ink-2">
                    {contact.email}
                  </a>
                )}
                <span className="text-ink-3">{contact.phone}</span>
                <ForgetButton
                  subject={{ id: `account-${contact.id}`, name: contact.name, email: contact.email }}
                  className="-my-1 ml-auto"
                />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

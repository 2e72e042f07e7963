import { Link } from 'react-router';
import { Avatar } from '../../ui/Bits';
import { Changed } from '../../ui/Changed';
import { Message, Panel } from '../../ui/Panel';
import { behind, to } from '../../url/links';
import { share } from '../../util/figures';
import { counted, money, moneyCompact } from '../../util/format';
import type { DashboardPart } from './parts';

/** By won revenue in the period, then by what is open. */
export function TopPerformers({ data, whose, question }: DashboardPart) {
  const { currency, period } = data;
  const best = data.top_performers;
  const amounts = best.map((person) => person.won_amount);
  return (
    <Panel title="Top performers" note={`Won in ${period.label}`}>
      {best.length === 0 ? (
        <Message title="Nobody has closed a deal yet">
          The five people who won most in this period appear here.
        </Message>
      ) : (
        <ol className="flex flex-col" data-testid="top-performers">
          {best.map((person, index) => (
            <li
              key={person.user_id}
              className="flex h-12 items-center gap-3 border-t border-line first:border-t-0"
            >
              <span className="w-3 text-right text-small text-ink-3">{index + 1}</span>
              <Avatar name={person.name} />
              <span className="w-36 min-w-0 shrink sm:w-44">
                <Link to={to.dashboard({ person: person.user_id })} className="opens block truncate">
                  {person.name}
                </Link>
                <span className="block truncate text-small leading-4 text-ink-3">{person.job_title}</span>
              </span>
              <span
                aria-hidden="true"
                className="hidden h-1.5 min-w-0 flex-1 rounded-full bg-sunken sm:block"
              >
                <span
                  className="block h-full rounded-full bg-[var(--ramp-3)]"
                  style={{ width: `${share(person.won_amount, amounts) * 100}%` }}
                />
              </span>
              <span className="ml-auto w-28 shrink-0 text-right whitespace-nowrap">
                <Link
                  to={behind.wonBy(person.user_id, whose, period.id)}
                  className="opens font-semibold"
                  title={`${money(person.won_amount, currency)} in ${counted(person.won_count, 'deal', 'deals')}`}
                >
                  <Changed value={person.won_amount} of={`${question}|${person.user_id}`}>
                    {moneyCompact(person.won_amount, currency)}
                  </Changed>
                </Link>
                <Link
                  to={behind.openOf(person.user_id, whose)}
                  className="opens block text-small leading-4 text-ink-3"
                  title={`${money(person.pipeline, currency)} open now`}
                >
                  {moneyCompact(person.pipeline, currency)} open{period.as_of && ' now'}
                </Link>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

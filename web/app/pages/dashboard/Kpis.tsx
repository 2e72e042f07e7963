import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { behind } from '../../url/links';
import {
  count,
  counted,
  day,
  days,
  daysExact,
  money,
  moneyCompact,
  percent,
  percentWhole,
} from '../../util/format';
import { Kpi } from './Kpi';
import type { DashboardPart } from './parts';

const noneClosed = 'Nothing was closed in this period yet.';
const noneWon = 'Nothing was won in this period yet.';

export function Kpis({ data, whose, question }: DashboardPart) {
  const { kpis, currency, period } = data;
  const amount = (value: number) => moneyCompact(value, currency);
  const exact = (value: number) => money(value, currency);
  const won = behind.won(whose, period.id);
  const open = { ...whose, as_of: period.as_of };
  const common = { question, period: period.id };
  return (
    <section
      aria-label="Key figures"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line md:grid-cols-4 xl:grid-cols-[1.45fr_repeat(6,1fr)]"
    >
      <Kpi
        {...common}
        id="pipeline"
        name="Pipeline"
        kpi={kpis.pipeline}
        show={amount}
        exact={exact}
        href={behind.pipeline(open)}
        wide
      >
        <Split data={data} person={whose.person} />
      </Kpi>
      <Kpi
        {...common}
        id="weighted"
        name="Weighted"
        kpi={kpis.weighted}
        show={amount}
        exact={exact}
        href={behind.weighted(open)}
        why={`Sightline has watched Odoo since ${day(period.known_from)}. How likely each deal was before that is not known.`}
      />
      <Kpi
        {...common}
        id="won"
        name={`Won in ${period.label}`}
        kpi={kpis.won}
        show={amount}
        exact={exact}
        href={won}
      >
        {kpis.won.count !== null && counted(kpis.won.count, 'deal', 'deals')}
      </Kpi>
      <Kpi
        {...common}
        id="win-rate"
        name="Win rate"
        kpi={kpis.win_rate}
        show={percentWhole}
        exact={(value) => percent(value, 2)}
        href={behind.closed(whose, period.id)}
        points
        why={noneClosed}
      >
        {kpis.win_rate.won !== null &&
          `${count(kpis.win_rate.won)} won, ${count(kpis.win_rate.lost ?? 0)} lost`}
      </Kpi>
      <Kpi
        {...common}
        id="open"
        name="Open deals"
        kpi={kpis.open}
        show={count}
        exact={count}
        href={behind.pipeline(open)}
      />
      <Kpi
        {...common}
        id="average-deal"
        name="Average deal"
        kpi={kpis.average_deal}
        show={amount}
        exact={exact}
        href={won}
        why={noneWon}
      />
      <Kpi
        {...common}
        id="sales-cycle"
        name="Sales cycle"
        kpi={kpis.sales_cycle_days}
        show={days}
        exact={(value) => `${daysExact(value)} from creation to winning`}
        href={won}
        why={noneWon}
        lowerIsBetter
      />
    </section>
  );
}

/** How the pipeline parts between the viewer and their team; each part opens its own rows. */
function Split({ data, person }: { data: DashboardPart['data']; person: string | null }): ReactNode {
  const { mine, team } = data.parts;
  const whole = mine.pipeline + team.pipeline;
  if (data.viewer.user_id === null || (data.viewer.team_size === 0 && team.pipeline === 0)) {
    return null;
  }
  const part = (scope: 'mine' | 'team', name: string, value: number) => (
    <Link
      to={behind.pipeline({ scope, person, as_of: data.period.as_of })}
      className="opens min-w-0 truncate"
      title={money(value, data.currency)}
    >
      {name} <span className="font-medium text-ink-2">{moneyCompact(value, data.currency)}</span>
    </Link>
  );
  return (
    <span className="flex flex-col gap-1.5">
      <span aria-hidden="true" className="flex h-1 gap-0.5 overflow-hidden rounded-full bg-sunken">
        <span
          className="h-full bg-accent"
          style={{ width: `${whole === 0 ? 0 : (mine.pipeline / whole) * 100}%` }}
        />
        <span className="h-full flex-1 bg-[var(--bar)]" />
      </span>
      <span className="flex gap-3">
        {part('mine', person === null ? 'Mine' : 'Own', mine.pipeline)}
        {part('team', 'Team', team.pipeline)}
      </span>
    </span>
  );
}

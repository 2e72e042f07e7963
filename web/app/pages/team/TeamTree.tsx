import { type KeyboardEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { TeamMember } from '../../api/types';
import { Avatar, Badge, quiet } from '../../ui/Bits';
import { Changed } from '../../ui/Changed';
import { Icon } from '../../ui/icons';
import { to } from '../../url/links';
import { count, locale, money, moneyCompact, percentWhole, undefinedMark } from '../../util/format';
import { label } from '../../util/period';
import { rowsOf, type TreeRow } from './tree';

const openLevels = 2;
/** As many as one screen holds: then all of them at once. */
const openWhole = 40;
const figure = 'px-3 text-right whitespace-nowrap';

interface Props {
  people: TeamMember[];
  viewer: string | null;
  /** Whose row is in the address. */
  focus: string | null;
  openAll: boolean;
  currency: string;
  period: string;
}

/**
 * The reporting tree as a treegrid: up and down walk the rows, right unfolds or goes to the first report, left folds
 * or goes to the manager, Home and End reach the ends.
 */
export function TeamTree({ people, viewer, focus, openAll, currency, period }: Props) {
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(focus);
  const quarter = label(period, locale()).slice(0, 2);
  const body = useRef<HTMLTableSectionElement>(null);
  const above = managersOf(people, focus);
  const openAtFirst = (person: TeamMember, level: number) =>
    openAll || people.length <= openWhole || level < openLevels || above.has(person.user_id);
  const rows = rowsOf(people, (person, level) => flipped.has(person.user_id) !== openAtFirst(person, level));

  const flip = (row: TreeRow) => {
    const next = new Set(flipped);
    if (!next.delete(row.person.user_id)) {
      next.add(row.person.user_id);
    }
    setFlipped(next);
  };
  const go = (index: number) => {
    const row = rows[index];
    if (row) {
      setActive(row.person.user_id);
      (body.current?.rows[index] as HTMLElement | undefined)?.focus();
    }
  };
  const keys = (event: KeyboardEvent, row: TreeRow, index: number) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const manager = () => rows.findIndex((each) => each.person.user_id === row.person.manager_id);
    const actions: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row.hasReports && !row.open ? flip(row) : row.open ? go(index + 1) : undefined),
      ArrowLeft: () => (row.open ? flip(row) : go(manager())),
      Enter: () => row.hasReports && flip(row),
    };
    const act = actions[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  };
  const current = rows.some((row) => row.person.user_id === active) ? active : rows[0]?.person.user_id;

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a treegrid is a table that can be walked, and rows of a table keep their columns aligned */}
      <table role="treegrid" aria-label="Team" className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            {[
              'Person',
              'Pipeline',
              'Open',
              'Weighted',
              `Won in ${quarter}`,
              'Win rate',
              "Team's pipeline",
              "Team's won",
            ].map((heading, index) => (
              <th
                key={heading}
                scope="col"
                className={`sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-small font-medium whitespace-nowrap text-ink-3 ${index === 0 ? 'left-0 z-20 text-left pl-5' : 'text-right'} last:pr-5`}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            <tr
              key={row.person.user_id}
              aria-level={row.level}
              aria-posinset={row.place}
              aria-setsize={row.siblings}
              aria-expanded={row.hasReports ? row.open : undefined}
              tabIndex={row.person.user_id === current ? 0 : -1}
              onFocus={() => setActive(row.person.user_id)}
              onKeyDown={(event) => keys(event, row, index)}
              className="group h-12 focus-visible:-outline-offset-2 [&>td]:border-b [&>td]:border-line [&>td]:bg-surface [&>td]:group-hover:bg-hover"
            >
              <td className="sticky left-0 z-[5] max-w-96 min-w-60 pr-3">
                <Who row={row} viewer={viewer} onFlip={() => flip(row)} />
              </td>
              <Figures person={row.person} currency={currency} period={period} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Who({ row, viewer, onFlip }: { row: TreeRow; viewer: string | null; onFlip: () => void }) {
  const { person } = row;
  return (
    <span
      className="flex min-w-0 items-center gap-2"
      style={{ paddingInlineStart: `calc(${row.level - 1} * var(--indent, 22px) + 10px)` }}
    >
      {row.hasReports ? (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`${row.open ? 'Fold' : 'Unfold'} ${person.name}`}
          onClick={onFlip}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-[4px] text-ink-3 hover:bg-sunken hover:text-ink"
        >
          <Icon
            name="chevron"
            size={14}
            className={`transition-transform duration-100 ${row.open ? 'rotate-90' : ''}`}
          />
        </button>
      ) : (
        <span className="w-6 shrink-0" />
      )}
      <Avatar name={person.name} />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <Link to={to.dashboard({ person: person.user_id })} className="opens truncate font-medium">
            {person.name}
          </Link>
          {person.user_id === viewer && <Badge>You</Badge>}
          {!person.active && <Badge tone="stale">Archived</Badge>}
        </span>
        <span className="block truncate text-small leading-4 text-ink-3">
          {person.job_title}
          {person.total_reports > 0 && `${person.job_title ? ' · ' : ''}${count(person.total_reports)} below`}
        </span>
      </span>
    </span>
  );
}

function Figures({ person, currency, period }: { person: TeamMember; currency: string; period: string }) {
  const { figures } = person;
  const own = { owner: person.user_id };
  const team = { person: person.user_id, scope: 'team' as const };
  // Whoever leads a sales team has its deals without having reports.
  const leads = person.total_reports > 0 || figures.team.open_count > 0 || figures.team.won_amount > 0;
  const none = (
    <span
      className="text-ink-3"
      title="Nobody reports to this person, and they lead no sales team with open or won deals."
    >
      {undefinedMark}
    </span>
  );
  const amount = (value: number, href: string) => (
    <Link to={href} title={money(value, currency)} className={`opens ${quiet(value)}`}>
      <Changed value={value} of={person.user_id}>
        {moneyCompact(value, currency)}
      </Changed>
    </Link>
  );
  const won = { status: 'won' as const, period, sort: '-closed_at' };
  return (
    <>
      <td className={`${figure} font-medium`}>
        {amount(figures.pipeline, to.opportunities({ ...own, status: 'open' }))}
      </td>
      <td className={figure}>
        <Link
          to={to.opportunities({ ...own, status: 'open' })}
          className={`opens ${quiet(figures.open_count)}`}
        >
          {count(figures.open_count)}
        </Link>
      </td>
      <td className={figure}>
        {amount(figures.weighted, to.opportunities({ ...own, status: 'open', sort: '-weighted' }))}
      </td>
      <td className={figure}>{amount(figures.won_amount, to.opportunities({ ...own, ...won }))}</td>
      <td className={figure}>
        {figures.win_rate === null ? (
          <span className="text-ink-3" title="Nothing was closed in this period yet.">
            {undefinedMark}
          </span>
        ) : (
          <Link to={to.opportunities({ ...own, ...won, status: 'all' })} className="opens">
            {percentWhole(figures.win_rate)}
          </Link>
        )}
      </td>
      <td className={`${figure} font-medium`}>
        {leads ? amount(figures.team.pipeline, to.opportunities({ ...team, status: 'open' })) : none}
      </td>
      <td className={`${figure} pr-5`}>
        {leads ? amount(figures.team.won_amount, to.opportunities({ ...team, ...won })) : none}
      </td>
    </>
  );
}

function managersOf(people: TeamMember[], id: string | null): Set<string> {
  const byId = new Map(people.map((person) => [person.user_id, person]));
  const above = new Set<string>();
  let at = id === null ? undefined : byId.get(id);
  while (at?.manager_id && !above.has(at.manager_id)) {
    above.add(at.manager_id);
    at = byId.get(at.manager_id);
  }
  return above;
}

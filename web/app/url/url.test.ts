import { describe, expect, it } from 'vitest';
import { behind, safeTarget, to } from './links';
import {
  defaultOpportunities,
  nextSort,
  readActivities,
  readOpportunities,
  writeActivities,
  writeOpportunities,
} from './lists';
import { defaultView, readView, writeView } from './view';

const params = (text: string) => new URLSearchParams(text);

describe('the state in the address', () => {
  it('reads nothing as the defaults, and writes the defaults as nothing', () => {
    expect(readView(params(''))).toEqual(defaultView);
    expect(writeView(defaultView).toString()).toBe('');
    expect(readOpportunities(params(''))).toEqual(defaultOpportunities);
    expect(writeOpportunities(defaultOpportunities).toString()).toBe('');
  });

  it('reads what it does not know as the default', () => {
    expect(readView(params('scope=everyone&period=soon&person='))).toEqual(defaultView);
    expect(readOpportunities(params('status=dropped&sort=colour&period=2026-13'))).toEqual(
      defaultOpportunities,
    );
  });

  it('reads back whatever it has written', () => {
    const random = seeded(20261121);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    for (let round = 0; round < 300; round++) {
      const query = {
        scope: pick(['mine', 'team', 'both'] as const),
        person: pick([null, 'user-odoo-6', 'employee-odoo-4']),
        status: pick(['open', 'won', 'lost', 'archived', 'all'] as const),
        kind: pick(['opportunity', 'lead'] as const),
        stage: pick([null, 'odoo-1', 'none']),
        owner: pick([null, 'user-odoo-7', 'none']),
        team: pick([null, 'odoo-2']),
        account: pick([null, 'odoo-9']),
        period: pick([null, '2026', '2026-Q4', '2026-11']),
        closed_on: null,
        as_of: null,
        q: pick(['', 'a & b', '50% + x=y', 'Ünïcode']),
        sort: pick(['-expected_revenue', 'name', '-closed_at']),
      };
      expect(readOpportunities(params(writeOpportunities(query).toString()))).toEqual(query);
    }
    for (const when of [{ as_of: '2026-09-30' }, { closed_on: '2026-11-03', status: 'won' as const }]) {
      const query = { ...defaultOpportunities, stage: 'odoo-1', ...when };
      expect(readOpportunities(params(writeOpportunities(query).toString()))).toEqual(query);
    }
    const activities = {
      scope: 'team' as const,
      person: null,
      state: 'overdue' as const,
      q: 'call',
      sort: '-due',
    };
    expect(readActivities(writeActivities(activities))).toEqual(activities);
  });

  it('asks for one time only: an earlier day knows only what was open, a day of closing no period', () => {
    expect(readOpportunities(params('as_of=2026-09-30&status=won&kind=lead&period=2026'))).toEqual({
      ...defaultOpportunities,
      as_of: '2026-09-30',
    });
    expect(readOpportunities(params('closed_on=2026-11-03&status=won&period=2026'))).toMatchObject({
      closed_on: '2026-11-03',
      period: null,
    });
    expect(readOpportunities(params('as_of=2026-02-30'))).toEqual(defaultOpportunities);
  });

  it('turns the order round on the second press', () => {
    expect(nextSort('name', 'expected_revenue', true)).toBe('-expected_revenue');
    expect(nextSort('-expected_revenue', 'expected_revenue', true)).toBe('expected_revenue');
    expect(nextSort('-weighted', 'name', false)).toBe('name');
  });
});

describe('links', () => {
  it('opens the rows behind a figure with the filters of the figure', () => {
    const whose = { scope: 'team', person: 'user-odoo-6' } as const;
    const rows = (href: string) => readOpportunities(params(href.split('?')[1] ?? ''));
    expect(rows(behind.pipeline(whose))).toEqual({ ...defaultOpportunities, ...whose });
    expect(rows(behind.won(whose, '2026-Q4'))).toMatchObject({ ...whose, status: 'won', period: '2026-Q4' });
    expect(rows(behind.closed(whose, '2026-Q4'))).toMatchObject({ status: 'all', period: '2026-Q4' });
    expect(rows(behind.stage(whose, 'none'))).toMatchObject({ status: 'open', stage: 'none' });
    expect(rows(behind.pipeline({ ...whose, as_of: '2026-09-30' }))).toMatchObject({
      ...whose,
      as_of: '2026-09-30',
    });
    expect(rows(behind.wonOn(whose, '2026-11-03'))).toMatchObject({ status: 'won', closed_on: '2026-11-03' });
  });

  it('keeps the list behind an opened record', () => {
    expect(to.opportunity('odoo-7', { status: 'won', q: 'fleet' })).toBe(
      '/opportunities/odoo-7?status=won&q=fleet',
    );
    expect(to.opportunity('odoo-7', {}, true)).toBe('/opportunities/odoo-7?view=page');
  });

  it('goes back to where one wanted to go, but never to another site', () => {
    expect(to.signIn('/opportunities?status=won')).toBe('/sign-in?to=%2Fopportunities%3Fstatus%3Dwon');
    expect(safeTarget('/team')).toBe('/team');
    for (const forged of [
      null,
      '',
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:x',
      '/sign-in',
    ]) {
      expect(safeTarget(forged)).toBe('/');
    }
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

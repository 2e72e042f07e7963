import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { TeamMember } from '../../api/types';
import { show } from '../../test/render';
import { TeamTree } from './TeamTree';
import { narrowed, rowsOf } from './tree';

const person = (id: string, manager: string | null, total = 0): TeamMember => ({
  user_id: id,
  name: `Name ${id}`,
  job_title: null,
  department: null,
  email: null,
  manager_id: manager,
  active: true,
  direct_reports: 0,
  total_reports: total,
  level: 0,
  figures: {
    open_count: 2,
    pipeline: 1500,
    weighted: 700,
    won_amount: 0,
    won_count: 0,
    win_rate: null,
    team: { open_count: 1, pipeline: 900, won_amount: 0 },
  },
});
const people = [person('boss', 'outside', 3), person('b', 'boss', 1), person('c', 'boss'), person('d', 'b')];

describe('the tree', () => {
  it('puts whoever reports outside the view at the top, and larger teams first', () => {
    const rows = rowsOf(people, () => true);
    expect(rows.map((row) => [row.person.user_id, row.level])).toEqual([
      ['boss', 1],
      ['b', 2],
      ['d', 3],
      ['c', 2],
    ]);
    expect(rows[3]).toMatchObject({ place: 2, siblings: 2, hasReports: false });
  });

  it('keeps the way to whoever is searched', () => {
    expect(narrowed(people, 'name d').map((each) => each.user_id)).toEqual(['boss', 'b', 'd']);
    expect(narrowed(people, '')).toHaveLength(4);
    expect(narrowed(people, 'nobody')).toEqual([]);
    expect(narrowed([{ ...person('z', null), name: 'Zoë' }], 'zoe')).toHaveLength(1);
  });

  it('survives two people who manage each other', () => {
    expect(() => narrowed([person('x', 'y'), person('y', 'x')], 'name')).not.toThrow();
  });
});

describe('the treegrid', () => {
  const tree = (
    <TeamTree people={people} viewer="boss" focus={null} openAll={false} currency="EUR" period="2026-Q4" />
  );
  const focused = () => document.activeElement?.textContent ?? '';

  it('is walked, folded and unfolded by keyboard', async () => {
    const user = userEvent.setup();
    show(tree);
    const rows = screen.getAllByRole('row').slice(1);
    rows[0]?.focus();
    await user.keyboard('{ArrowDown}');
    expect(focused()).toContain('Name b');
    expect(document.activeElement).toHaveAttribute('aria-level', '2');
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByText('Name d')).toBeNull();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(focused()).toContain('Name d');
    await user.keyboard('{ArrowLeft}{Home}');
    expect(focused()).toContain('Name boss');
  });

  it('opens the rows behind each figure', () => {
    show(tree);
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toContain('/opportunities?owner=d');
    expect(links).toContain('/opportunities?scope=team&person=boss');
    expect(links).toContain('/opportunities?status=won&owner=c&period=2026-Q4&sort=-closed_at');
  });

  it('shows the team of whoever leads a sales team and has no reports', () => {
    const leader = person('leader', null);
    const alone = person('alone', null);
    alone.figures.team = { open_count: 0, pipeline: 0, won_amount: 0 };
    show(
      <TeamTree
        people={[leader, alone]}
        viewer={null}
        focus={null}
        openAll={false}
        currency="EUR"
        period="2026-Q4"
      />,
    );
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toContain('/opportunities?scope=team&person=leader');
    expect(links).not.toContain('/opportunities?scope=team&person=alone');
    expect(screen.getAllByTitle(/^Nobody reports to this person/)).toHaveLength(2);
  });
});

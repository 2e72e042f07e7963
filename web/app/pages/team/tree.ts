import type { TeamMember } from '../../api/types';
import { folded } from '../../util/folded';

export interface TreeRow {
  person: TeamMember;
  /** 1 at the top of what is shown. */
  level: number;
  /** Place among the siblings, from 1. */
  place: number;
  siblings: number;
  open: boolean;
  hasReports: boolean;
}

export function childrenOf(people: TeamMember[]): Map<string | null, TeamMember[]> {
  const known = new Set(people.map((person) => person.user_id));
  const children = new Map<string | null, TeamMember[]>();
  for (const person of people) {
    // Whoever reports to someone outside the view stands at the top of it.
    const parent = person.manager_id !== null && known.has(person.manager_id) ? person.manager_id : null;
    const siblings = children.get(parent) ?? [];
    siblings.push(person);
    children.set(parent, siblings);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => b.total_reports - a.total_reports || a.name.localeCompare(b.name));
  }
  return children;
}

/** The rows in sight, from top to bottom: each open person is followed by their reports. */
export function rowsOf(
  people: TeamMember[],
  isOpen: (person: TeamMember, level: number) => boolean,
): TreeRow[] {
  const children = childrenOf(people);
  const rows: TreeRow[] = [];
  const add = (parent: string | null, level: number) => {
    const siblings = children.get(parent) ?? [];
    siblings.forEach((person, index) => {
      const hasReports = children.has(person.user_id);
      const open = hasReports && isOpen(person, level);
      rows.push({ person, level, place: index + 1, siblings: siblings.length, open, hasReports });
      if (open) {
        add(person.user_id, level + 1);
      }
    });
  };
  add(null, 1);
  return rows;
}

/** Only the matching people and those above them, so that the way to each stays in sight. */
export function narrowed(people: TeamMember[], wanted: string): TeamMember[] {
  const words = folded(wanted.trim());
  if (!words) {
    return people;
  }
  const byId = new Map(people.map((person) => [person.user_id, person]));
  const kept = new Set<string>();
  for (const person of people) {
    if (folded(`${person.name} ${person.job_title ?? ''} ${person.department ?? ''}`).includes(words)) {
      let at: TeamMember | undefined = person;
      while (at && !kept.has(at.user_id)) {
        kept.add(at.user_id);
        at = at.manager_id === null ? undefined : byId.get(at.manager_id);
      }
    }
  }
  return people.filter((person) => kept.has(person.user_id));
}

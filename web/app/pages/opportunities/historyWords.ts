import type { FieldChange, HistoryEntry } from '../../api/types';
import { day, instant, money, probability, undefinedMark } from '../../util/format';

const names: Record<string, string> = {
  name: 'Name',
  expected_revenue: 'Expected revenue',
  probability: 'Probability',
  deadline: 'Expected close',
  stage: 'Stage',
  stage_id: 'Stage',
  owner: 'Owner',
  owner_id: 'Owner',
  team: 'Sales team',
  team_id: 'Sales team',
  account: 'Account',
  account_id: 'Account',
  contact_name: 'Contact',
  tag_ids: 'Tags',
  lost_reason: 'Lost because',
  company_id: 'Company',
  active: 'Active',
  closed_at: 'Closed',
};

/** `expected_revenue` and `expectedRevenue` alike: "Expected revenue". */
export function fieldName(field: string): string {
  const snake = field.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const plain = snake.replace(/_id$/, '').replaceAll('_', ' ');
  return names[snake] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function fieldValue(field: string, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === '') {
    return undefinedMark;
  }
  if (Array.isArray(value)) {
    return value.map((each) => fieldValue('', each, currency)).join(', ') || undefinedMark;
  }
  if (typeof value === 'object') {
    const name = (value as { name?: unknown }).name;
    return typeof name === 'string' ? name : JSON.stringify(value);
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  if (typeof value === 'number') {
    if (/revenue|amount|weighted/i.test(field)) {
      return money(value, currency);
    }
    return /probability/i.test(field) ? probability(value) : String(value);
  }
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return day(text);
  }
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? instant(text) : text;
}

const sources: Record<string, string> = {
  odoo: 'in Odoo',
  command: 'in Sightline',
  import: 'by an import',
};

/** Where it happened, in words. */
export function sourceWords(source: string): string {
  return sources[source] ?? `by ${source.replace(/^(kafka|http):/, '')}`;
}

export type HistoryTone = 'won' | 'lost' | 'plain';

export function toneOf(entry: HistoryEntry): HistoryTone {
  return entry.type.endsWith('.won') ? 'won' : entry.type.endsWith('.lost') ? 'lost' : 'plain';
}

/** The first event of a record sets every field: only what says something is worth a line. */
export function worthTelling(changes: FieldChange[]): FieldChange[] {
  return changes.filter((change) => {
    const empty = (value: unknown) =>
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    return !(empty(change.from) && empty(change.to));
  });
}

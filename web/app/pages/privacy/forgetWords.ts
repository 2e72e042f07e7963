import type { Erased, Erasure } from '../../api/types';
import { count, counted } from '../../util/format';

/** Who is to be forgotten, as the screens know them. */
export interface Subject {
  /** `user-KEY`, `employee-KEY`, `account-KEY`, or `opportunity-KEY` for the contact in an opportunity. */
  id: string;
  name: string;
  email: string | null;
}

const same = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Whether what was typed is the person's name or e-mail. */
export function names(typed: string, { name, email }: Subject): boolean {
  const given = same(typed);
  return given !== '' && (given === same(name) || (email !== null && given === same(email)));
}

export const toType = ({ name, email }: Subject) => (email && email !== name ? `${name} or ${email}` : name);

const kinds: Record<string, string> = {
  user: 'user',
  employee: 'employee',
  account: 'contact',
  opportunity: 'opportunity',
};

/** "user odoo-6, employee odoo-3 and contact odoo-7" of the streams that are one person. */
export function recordsOf({ subjects }: Pick<Erasure, 'subjects'>): string {
  const all = subjects.map((stream) => {
    const [kind = '', key = ''] = stream.split('/');
    return `${kinds[kind] ?? kind} ${key}`;
  });
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

const signsIn = (subjects: string[]) => subjects.some((stream) => /^(user|employee)\//.test(stream));

/** What forgetting does, a sentence each. */
export function whatHappens({ subjects }: Erasure): string[] {
  const deal = subjects.every((stream) => stream.startsWith('opportunity/'));
  return [
    `The keys of everything personal that is recorded of ${deal ? 'this contact in the opportunity' : 'them'} are destroyed. Nobody can read it again.`,
    'Their name reads as “erased” on every screen, in every export and at every past date; their addresses and numbers are gone.',
    ...(signsIn(subjects)
      ? ['If they have an account here, it is closed: they are signed out at once and cannot sign in again.']
      : []),
    `${deal ? 'The opportunity' : 'Deals, activities'} and all figures stay as they are. Later syncs do not bring the name back.`,
  ];
}

/** What still says something of them afterwards, a sentence each. */
export function whatStays({
  audit_entries,
  events_in_clear,
}: Pick<Erasure, 'audit_entries' | 'events_in_clear'>) {
  return [
    ...(audit_entries > 0
      ? [
          `${counted(audit_entries, 'entry', 'entries')} of the audit log ${audit_entries === 1 ? 'keeps' : 'keep'} the address, to say who did what.`,
        ]
      : []),
    ...(events_in_clear > 0
      ? [
          `${counted(events_in_clear, 'event', 'events')} from before personal data was sealed ${events_in_clear === 1 ? 'reads' : 'read'} as erased, but the event log itself still holds the text.`,
        ]
      : []),
    'Odoo is not changed: erase them there as well.',
    'A name that somebody wrote into the title of a deal or into a note about one stays there.',
    'Backups keep what they hold until they are gone themselves.',
  ];
}

/** What was done, a sentence each. */
export function whatWasDone({ keys_destroyed, accounts_closed, copies_cleaned }: Erased): string[] {
  return [
    keys_destroyed > 0
      ? `${counted(keys_destroyed, 'key was', 'keys were')} destroyed.`
      : 'All keys had been destroyed before.',
    ...(accounts_closed > 0 ? [`${counted(accounts_closed, 'account was', 'accounts were')} closed.`] : []),
    ...(copies_cleaned > 0
      ? [
          `${count(copies_cleaned)} stored ${copies_cleaned === 1 ? 'record' : 'records'} of Odoo lost what ${copies_cleaned === 1 ? 'it' : 'they'} said of them.`,
        ]
      : []),
  ];
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { hierarchyQuery } from '../api/queries';
import { Avatar } from '../ui/Bits';
import { Icon } from '../ui/icons';
import { Menu, MenuClose, menuItem } from '../ui/Menu';
import { folded } from '../util/folded';
import { counted } from '../util/format';

const shownAtOnce = 60;

/** Looks at the numbers from one person's place, among those the viewer may see. */
export function PersonPicker({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (person: string | null) => void;
}) {
  const people = useQuery(hierarchyQuery()).data?.people ?? [];
  const [typed, setTyped] = useState('');
  const chosen = people.find((person) => person.user_id === value);
  const wanted = folded(typed.trim());
  const found = people.filter(
    (person) =>
      !wanted || [person.name, person.job_title].some((text) => text && folded(text).includes(wanted)),
  );
  const label = value ? (chosen?.name ?? 'One person') : 'Everyone I see';
  return (
    <Menu
      label="Choose a person"
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`Person: ${label}`}
          className={`inline-flex h-8 shrink-0 items-center gap-1.5 rounded-control border px-2.5 hover:bg-hover ${value ? 'border-accent font-medium text-accent' : 'border-line-strong'}`}
        >
          <Icon name="person" />
          <span className={`max-w-36 truncate ${value ? '' : 'max-sm:hidden'}`}>{label}</span>
          <Icon name="chevronDown" size={14} className="text-ink-3" />
        </button>
      }
    >
      <input
        type="search"
        aria-label="Find a person"
        placeholder="Find a person"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="mb-1.5 h-8 w-72 max-w-full rounded-control border border-line-strong bg-surface px-2.5"
      />
      <ul className="max-h-80 overflow-y-auto">
        <li>
          <MenuClose className={menuItem} onClick={() => onChange(null)}>
            <span className="inline-flex size-7 items-center justify-center text-ink-3">
              <Icon name="team" size={18} />
            </span>
            Everyone I see
          </MenuClose>
        </li>
        {found.slice(0, shownAtOnce).map((person) => (
          <li key={person.user_id}>
            <MenuClose
              className={`${menuItem} ${person.user_id === value ? 'bg-accent-soft' : ''}`}
              onClick={() => onChange(person.user_id)}
            >
              <Avatar name={person.name} />
              <span className="min-w-0">
                <span className="block truncate">{person.name}</span>
                <span className="block truncate text-small text-ink-3">
                  {[
                    person.job_title,
                    person.total_reports > 0
                      ? counted(person.total_reports, 'person below', 'people below')
                      : null,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </MenuClose>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-2.5 py-2 text-ink-3">Nobody you see has this name.</p>}
      {found.length > shownAtOnce && (
        <p className="px-2.5 pt-2 text-small text-ink-3">Type to find {found.length - shownAtOnce} more.</p>
      )}
    </Menu>
  );
}

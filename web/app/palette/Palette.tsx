import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { accountsQuery, hierarchyQuery, opportunitiesQuery, useMay } from '../api/queries';
import { signOut } from '../api/session';
import { useSync } from '../layouts/useSync';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/icons';
import { useTheme } from '../ui/theme';
import { type Command, found, pagesFor } from './commands';

/** Everything by its name. The lists answer the search; what they show is what the viewer may see. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(useSettled(typed.trim()));
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [theme, setTheme] = useTheme();
  const sync = useSync();
  const may = useMay();
  const searching = wanted.length >= 2 && may('view_records');
  const people = useQuery({ ...hierarchyQuery(), enabled: searching }).data?.people ?? [];
  const opportunities = useInfiniteQuery({
    ...opportunitiesQuery({ scope: 'both', status: 'all', q: wanted, sort: '-updated_at' }),
    enabled: searching,
  });
  const accounts = useInfiniteQuery({
    ...accountsQuery({ q: wanted, sort: '-pipeline' }),
    enabled: searching,
  });

  const actions: Command[] = [
    ...(may('start_sync') ? [action('Sync now', 'sync', () => sync.start())] : []),
    action('Refresh everything on the page', 'sync', () => void client.invalidateQueries()),
    ...(theme === 'dark' ? [] : [action('Use the dark appearance', 'sun', () => setTheme('dark'))]),
    ...(theme === 'light' ? [] : [action('Use the light appearance', 'sun', () => setTheme('light'))]),
    ...(theme === 'system' ? [] : [action("Use the device's appearance", 'sun', () => setTheme('system'))]),
    action('Sign out', 'person', () => void signOut()),
  ];
  const groups = found({
    wanted: typed.trim(),
    pages: pagesFor(may),
    actions,
    people: searching ? people : [],
    opportunities: searching ? (opportunities.data?.pages[0]?.items ?? []) : [],
    accounts: searching ? (accounts.data?.pages[0]?.items ?? []) : [],
  });
  const flat = groups.flatMap((group) => group.commands);
  const current = Math.min(at, flat.length - 1);

  const run = (command: Command | undefined) => {
    if (!command) {
      return;
    }
    onClose();
    if (command.href) {
      navigate(command.href);
    } else {
      command.run?.();
    }
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && flat.length > 0) {
      event.preventDefault();
      setAt((current + step + flat.length) % flat.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(flat[current]);
    }
  };
  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[current]?.scrollIntoView?.({ block: 'nearest' });
  }, [current]);

  return (
    <Dialog label="Find anything" shape="top" onClose={onClose}>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon name="search" size={18} className="text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={flat[current] ? `${id}-${current}` : undefined}
          aria-label="Find people, accounts, opportunities, pages and actions"
          placeholder="Find people, accounts, opportunities, pages, actions"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
          className="h-12 min-w-0 flex-1 bg-transparent text-title outline-none"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox has no element of its own
          <div key={group.title} role="group" aria-label={group.title}>
            <p className="px-2.5 pt-2 pb-1 text-small font-semibold text-ink-3">{group.title}</p>
            {group.commands.map((command) => {
              const index = flat.indexOf(command);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and handles the keys
                // biome-ignore lint/a11y/useFocusableInteractive: the active option is named by aria-activedescendant
                <div
                  key={command.key}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === current}
                  onClick={() => run(command)}
                  onPointerMove={() => setAt(index)}
                  className="flex cursor-pointer items-center gap-2.5 rounded-[5px] px-2.5 py-1.5 aria-selected:bg-accent-soft"
                >
                  <Icon name={command.icon} className="text-ink-3" />
                  <span className="truncate">{command.name}</span>
                  <span className="ml-auto shrink-0 text-small text-ink-3">{command.note}</span>
                </div>
              );
            })}
          </div>
        ))}
        {flat.length === 0 && (
          <p className="px-2.5 py-6 text-center text-ink-3">
            {opportunities.isFetching || accounts.isFetching
              ? 'Looking'
              : `Nothing you see is called “${typed.trim()}”.`}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function action(name: string, icon: Command['icon'], run: () => void): Command {
  return { key: name, name, icon, note: '', run };
}

/** The value once it has rested for a moment, so that not every letter asks the server. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 160);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

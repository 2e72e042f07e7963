import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { profileQuery, sessionQuery } from '../api/queries';
import { CommandLayer } from '../palette/CommandLayer';
import { useTheme } from '../ui/theme';
import { OutageBanner } from './OutageBanner';
import { BottomBar, Rail } from './Rail';
import { useShut } from './Shut';
import { TopBar } from './TopBar';

/** What the first page needs goes first. */
const quiet = 1_000;

export function AppLayout({ fetchPages }: { fetchPages: () => Promise<void> }) {
  useTheme();
  const answer = useQuery(profileQuery());
  const who = useQuery(sessionQuery());
  const shut = useShut(who.data);
  const client = useQueryClient();
  const open = who.data && shut === null;
  useEffect(() => {
    if (open) {
      // Whoever was let in just now was refused before.
      void client.refetchQueries({
        queryKey: ['profile'],
        predicate: (query) => query.state.status === 'error',
      });
    }
  }, [open, client]);
  const pending = answer.isPending || who.isPending;
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const page = pathname.split('/')[1] ?? '';
  const first = useRef(page);
  useEffect(() => {
    // Another page begins at its top, and a screen reader is told so.
    if (first.current !== page) {
      first.current = page;
      main.current?.scrollTo({ top: 0 });
      main.current?.focus();
    }
  }, [page]);

  const settled = !pending;
  useEffect(() => {
    if (settled) {
      const timer = setTimeout(() => void fetchPages(), quiet);
      return () => clearTimeout(timer);
    }
  }, [settled]);

  return (
    <CommandLayer>
      <a
        href="#main"
        className="fixed -top-20 left-3 z-50 rounded-control bg-accent px-3 py-2 text-on-accent focus:top-3"
      >
        Skip to the page
      </a>
      {/* Who it is decides what stands in the bars: until then all is laid out and loads, but nothing shows that would jump. */}
      <div className={`flex h-dvh flex-col md:flex-row ${pending ? 'invisible' : ''}`}>
        <Rail />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TopBar />
          <OutageBanner />
          {who.data?.visiting && (
            <p role="status" className="bg-stale-soft px-4 py-1.5 text-stale md:px-6">
              You are visiting {who.data.organization.name} as a platform administrator. Its administrators
              see that you are here.
            </p>
          )}
          <main
            id="main"
            ref={main}
            tabIndex={-1}
            className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none"
          >
            {shut ?? <Outlet />}
          </main>
        </div>
        <BottomBar />
      </div>
    </CommandLayer>
  );
}

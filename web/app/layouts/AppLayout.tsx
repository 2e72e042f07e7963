import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Outlet, useLocation } from 'react-router';
import { profileQuery } from '../api/queries';
import { CommandLayer } from '../palette/CommandLayer';
import { useTheme } from '../ui/theme';
import { OutageBanner } from './OutageBanner';
import { BottomBar, Rail } from './Rail';
import { TopBar } from './TopBar';

/** What the first page needs goes first. */
const quiet = 1_000;

export function AppLayout({ fetchPages }: { fetchPages: () => Promise<void> }) {
  useTheme();
  const answer = useQuery(profileQuery());
  const profile = answer.data;
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

  const settled = !answer.isPending;
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
      <div className={`flex h-dvh flex-col md:flex-row ${answer.isPending ? 'invisible' : ''}`}>
        <Rail administers={profile?.can.administer ?? false} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TopBar />
          <OutageBanner />
          <main
            id="main"
            ref={main}
            tabIndex={-1}
            className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none"
          >
            <Outlet />
          </main>
        </div>
        <BottomBar administers={profile?.can.administer ?? false} />
      </div>
    </CommandLayer>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { sessionQuery, useMay } from '../../api/queries';
import { Message } from '../../ui/Panel';
import { adminPages } from '../../url/links';

const tab = ({ isActive }: { isActive: boolean }) =>
  `-mb-px border-b-2 px-1 pb-2 whitespace-nowrap ${isActive ? 'border-accent font-semibold text-accent' : 'border-transparent text-ink-2 hover:text-ink'}`;

export default function AdminPage() {
  const pathname = useLocation().pathname.replace(/\/$/, '');
  const session = useQuery(sessionQuery()).data;
  const may = useMay();
  if (!session) {
    return null;
  }
  const open = adminPages.filter((page) => may(page.permission));
  const wanted = adminPages.find((page) => page.href() === pathname);
  if (open[0] && pathname === '/admin') {
    return <Navigate to={open[0].href()} replace />;
  }
  if (!open[0] || (wanted && !open.includes(wanted))) {
    return (
      <Message page title="This is for administrators">
        Ask an administrator of {session.organization.name} if something in the data looks wrong.
      </Message>
    );
  }
  return (
    <>
      <Tabs pathname={pathname} open={open} />
      <Outlet />
    </>
  );
}

function Tabs({ pathname, open }: { pathname: string; open: typeof adminPages }) {
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone not all have room beside each other.
    const here = pathname ? tabs.current?.querySelector('[aria-current="page"]') : null;
    here?.scrollIntoView?.({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav
      ref={tabs}
      aria-label="Administration"
      className="flex shrink-0 gap-5 overflow-x-auto overflow-y-hidden border-b border-line bg-surface px-4 pt-3 md:px-6"
    >
      {open.map((page) => (
        <NavLink key={page.name} to={page.href()} className={tab}>
          {page.name}
        </NavLink>
      ))}
    </nav>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Navigate, NavLink, Outlet, useLocation } from 'react-router';
import { profileQuery } from '../../api/queries';
import { Message } from '../../ui/Panel';
import { to } from '../../url/links';

const tab = ({ isActive }: { isActive: boolean }) =>
  `-mb-px border-b-2 px-1 pb-2 ${isActive ? 'border-accent font-semibold text-accent' : 'border-transparent text-ink-2 hover:text-ink'}`;

export default function AdminPage() {
  const { pathname } = useLocation();
  const profile = useQuery(profileQuery()).data;
  if (profile && !profile.can.administer) {
    return (
      <Message page title="This is for administrators">
        Ask an administrator of {profile.organization.name} if something in the data looks wrong.
      </Message>
    );
  }
  if (pathname.replace(/\/$/, '') === '/admin') {
    return <Navigate to={to.sync()} replace />;
  }
  return (
    <>
      <nav
        aria-label="Administration"
        className="flex gap-5 border-b border-line bg-surface px-4 pt-3 md:px-6"
      >
        <NavLink to={to.sync()} className={tab}>
          Sync
        </NavLink>
        <NavLink to={to.issues()} className={tab}>
          Data quality
        </NavLink>
      </nav>
      <Outlet />
    </>
  );
}

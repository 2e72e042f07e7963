import { NavLink, useLocation } from 'react-router';
import { useMay } from '../api/queries';
import { Icon, type IconName, Mark } from '../ui/icons';
import { adminPages, to } from '../url/links';
import { readScope } from '../url/view';

interface Place {
  name: string;
  icon: IconName;
  path: string;
  href: string;
}

/** The same people stay in view from page to page; the other filters belong to one page each. */
function usePlaces(): Place[] {
  const params = new URLSearchParams(useLocation().search);
  const whose = { scope: readScope(params), person: params.get('person') };
  const may = useMay();
  const records: Place[] = [
    { name: 'Dashboard', icon: 'dashboard', path: '/', href: to.dashboard(whose) },
    { name: 'Opportunities', icon: 'opportunities', path: '/opportunities', href: to.opportunities(whose) },
    { name: 'Accounts', icon: 'accounts', path: '/accounts', href: to.accounts() },
    {
      name: 'Activities',
      icon: 'activities',
      path: '/activities',
      href: to.activities(whose),
    },
    { name: 'Team', icon: 'team', path: '/team', href: to.team() },
  ];
  const first = adminPages.find((page) => may(page.permission));
  return [
    ...(may('view_records') ? records : []),
    ...(first ? [{ name: 'Admin', icon: 'admin' as const, path: '/admin', href: first.href() }] : []),
  ];
}

function useActive(path: string): boolean {
  const { pathname } = useLocation();
  return path === '/' ? pathname === '/' : pathname.startsWith(path);
}

export function Rail() {
  return (
    <nav
      aria-label="Main"
      className="no-print hidden w-[92px] shrink-0 flex-col items-stretch border-r border-line bg-surface px-2 pb-3 md:flex"
    >
      <NavLink
        to={to.dashboard()}
        aria-label="Sightline, to the dashboard"
        className="flex h-14 items-center justify-center"
      >
        <Mark size={28} />
      </NavLink>
      <ul className="flex flex-1 flex-col gap-1">
        {usePlaces().map((place) => (
          <li key={place.path} className={place.path === '/admin' ? 'mt-auto' : ''}>
            <RailLink place={place} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RailLink({ place }: { place: Place }) {
  const active = useActive(place.path);
  return (
    <NavLink
      to={place.href}
      aria-current={active ? 'page' : undefined}
      className={`flex flex-col items-center gap-1 rounded-control py-2 text-[11px] leading-4 transition-colors duration-100 ${active ? 'bg-accent-soft font-semibold text-accent' : 'text-ink-2 hover:bg-hover hover:text-ink'}`}
    >
      <Icon name={place.icon} size={20} />
      {place.name}
    </NavLink>
  );
}

export function BottomBar() {
  return (
    <nav
      aria-label="Main"
      className="no-print order-last border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {usePlaces().map((place) => (
          <li key={place.path} className="min-w-0 flex-1">
            <BottomLink place={place} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function BottomLink({ place }: { place: Place }) {
  const active = useActive(place.path);
  return (
    <NavLink
      to={place.href}
      aria-current={active ? 'page' : undefined}
      className={`flex flex-col items-center gap-0.5 py-2 text-[10.5px] leading-4 ${active ? 'font-semibold text-accent' : 'text-ink-2'}`}
    >
      <Icon name={place.icon} size={20} />
      <span className="max-w-full truncate px-0.5">
        {place.name === 'Opportunities' ? 'Deals' : place.name}
      </span>
    </NavLink>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import { profileQuery } from '../api/queries';
import { useCommands } from '../palette/CommandLayer';
import { Kbd } from '../ui/Bits';
import { IconButton } from '../ui/Button';
import { Icon, Mark } from '../ui/icons';
import { Segmented } from '../ui/Segmented';
import { useUrlState } from '../url/useUrlState';
import { readView, writeView } from '../url/view';
import { apple } from '../util/platform';
import { PeriodPicker } from './PeriodPicker';
import { PersonMenu } from './PersonMenu';
import { PersonPicker } from './PersonPicker';
import { SyncControl } from './SyncControl';

/** Search, whose numbers, of when, how fresh, and who you are: always in the same place. */
export function TopBar() {
  const { openPalette } = useCommands();
  const { pathname } = useLocation();
  const narrowed = pathname === '/' || pathname.startsWith('/opportunities') || pathname === '/activities';
  return (
    <header className="no-print flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-3 py-2 md:min-h-14 md:px-5">
      <span className="md:hidden">
        <Mark size={26} />
      </span>
      <button
        type="button"
        onClick={openPalette}
        className="hidden h-8 w-56 items-center gap-2 rounded-control border border-line-strong bg-surface pr-1.5 pl-2.5 text-ink-3 hover:bg-hover xl:flex"
      >
        <Icon name="search" />
        Find anything
        <span className="ml-auto flex gap-1">
          <Kbd>{apple ? '⌘' : 'Ctrl'}</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      <span className="xl:hidden">
        <IconButton icon="search" label="Find anything" onClick={openPalette} />
      </span>
      {narrowed && (
        <div className="order-last flex w-full items-center gap-2 overflow-x-auto md:order-none md:w-auto md:overflow-visible">
          <WhoseSwitch withPeriod={pathname === '/'} />
        </div>
      )}
      <div className="ml-auto flex min-w-0 items-center gap-1.5">
        <SyncControl />
        <PersonMenu />
      </div>
    </header>
  );
}

function WhoseSwitch({ withPeriod }: { withPeriod: boolean }) {
  const [view, setView] = useUrlState(readView, writeView);
  const profile = useQuery(profileQuery()).data;
  if (!profile) {
    return null;
  }
  const hasOthers = profile.sees !== 'own' || profile.team_size > 0 || profile.led_teams.length > 0;
  return (
    <>
      {hasOthers && (
        <Segmented
          label="Whose numbers"
          value={view.scope}
          choices={[
            { value: 'mine', label: 'Mine' },
            { value: 'team', label: 'Team' },
            { value: 'both', label: 'Both' },
          ]}
          onChange={(scope) => setView({ scope })}
        />
      )}
      {hasOthers && <PersonPicker value={view.person} onChange={(person) => setView({ person })} />}
      {withPeriod && (
        <PeriodPicker
          value={view.period}
          organization={profile.organization}
          onChange={(period) => setView({ period })}
        />
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { profileQuery } from '../api/queries';
import { signOut } from '../api/session';
import { useCommands } from '../palette/CommandLayer';
import { Avatar, Kbd } from '../ui/Bits';
import { Menu, MenuClose, MenuHeading, menuItem } from '../ui/Menu';
import { type Theme, useTheme } from '../ui/theme';
import { counted } from '../util/format';

const roles = {
  SUPER_ADMIN: 'Platform administrator',
  ADMIN: 'Administrator',
  CEO: 'Chief executive',
  MANAGER: 'Manager',
  SALES_REP: 'Sales',
  PENDING: 'Waits for approval',
  SERVICE: 'Service',
};

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'As the device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function PersonMenu() {
  const profile = useQuery(profileQuery()).data;
  const [theme, setTheme] = useTheme();
  const { openShortcuts } = useCommands();
  if (!profile) {
    return <span className="skeleton size-7 rounded-full" />;
  }
  return (
    <Menu
      label="You"
      trigger={
        <button type="button" aria-label={`${profile.name}, your menu`} className="rounded-full">
          <Avatar name={profile.name} size={28} />
        </button>
      }
    >
      <div className="flex items-center gap-3 px-2.5 py-2">
        <Avatar name={profile.name} size={36} />
        <div className="min-w-0">
          <p className="truncate font-semibold">{profile.name}</p>
          <p className="truncate text-small text-ink-3">{profile.email}</p>
        </div>
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 px-2.5 pb-2 text-small">
        <dt className="text-ink-3">Organisation</dt>
        <dd>{profile.organization.name}</dd>
        <dt className="text-ink-3">Role</dt>
        <dd>{profile.job_title ?? roles[profile.role]}</dd>
        {profile.manager && (
          <>
            <dt className="text-ink-3">Reports to</dt>
            <dd>{profile.manager.name}</dd>
          </>
        )}
        <dt className="text-ink-3">You see</dt>
        <dd>
          {counted(profile.accessible.people, 'person', 'people')}
          {profile.accessible.opportunities !== null &&
            `, ${counted(profile.accessible.opportunities, 'opportunity', 'opportunities')}`}
        </dd>
      </dl>
      <div className="mx-2.5 my-1 border-t border-line" />
      <MenuHeading>Appearance</MenuHeading>
      {themes.map((choice) => (
        <label key={choice.value} className={`${menuItem} cursor-pointer`}>
          <input
            type="radio"
            name="theme"
            className="accent-accent"
            checked={theme === choice.value}
            onChange={() => setTheme(choice.value)}
          />
          {choice.label}
        </label>
      ))}
      <div className="mx-2.5 my-1 border-t border-line" />
      <MenuClose className={menuItem} onClick={openShortcuts}>
        Keyboard shortcuts
        <span className="ml-auto">
          <Kbd>?</Kbd>
        </span>
      </MenuClose>
      <MenuClose className={menuItem} onClick={() => void signOut()}>
        Sign out
      </MenuClose>
    </Menu>
  );
}

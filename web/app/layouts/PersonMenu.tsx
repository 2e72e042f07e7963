import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { profileQuery, sessionQuery } from '../api/queries';
import { signOut } from '../api/session';
import { useCommands } from '../palette/CommandLayer';
import { Avatar, Kbd } from '../ui/Bits';
import { Menu, MenuClose, MenuHeading, menuItem } from '../ui/Menu';
import { type Theme, useTheme } from '../ui/theme';
import { to } from '../url/links';
import { counted } from '../util/format';
import { roleNames } from '../util/roles';
import { OrganizationSwitch } from './OrganizationSwitch';

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'As the device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function PersonMenu() {
  const session = useQuery(sessionQuery()).data;
  const profile = useQuery(profileQuery()).data;
  const [theme, setTheme] = useTheme();
  const { openShortcuts } = useCommands();
  const navigate = useNavigate();
  const name = profile?.name ?? session?.email;
  const who = profile ?? session;
  if (!name || !who) {
    return <span className="skeleton size-7 rounded-full" />;
  }
  return (
    <Menu
      label="You"
      trigger={
        <button type="button" aria-label={`${name}, your menu`} className="rounded-full">
          <Avatar name={name} size={28} />
        </button>
      }
    >
      <div className="flex items-center gap-3 px-2.5 py-2">
        <Avatar name={name} size={36} />
        <div className="min-w-0">
          <p className="truncate font-semibold">{name}</p>
          {name !== who.email && <p className="truncate text-small text-ink-3">{who.email}</p>}
        </div>
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 px-2.5 pb-2 text-small">
        <dt className="text-ink-3">Organisation</dt>
        <dd>{who.organization.name}</dd>
        <dt className="text-ink-3">Role</dt>
        <dd>{profile?.job_title ?? roleNames[who.role]}</dd>
        {profile?.manager && (
          <>
            <dt className="text-ink-3">Reports to</dt>
            <dd>{profile.manager.name}</dd>
          </>
        )}
        {profile && (
          <>
            <dt className="text-ink-3">You see</dt>
            <dd>
              {counted(profile.accessible.people, 'person', 'people')}
              {profile.accessible.opportunities !== null &&
                `, ${counted(profile.accessible.opportunities, 'opportunity', 'opportunities')}`}
            </dd>
          </>
        )}
      </dl>
      {session && <OrganizationSwitch session={session} />}
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
      <MenuClose className={menuItem} onClick={() => void navigate(to.sessions())}>
        Where you are signed in
      </MenuClose>
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

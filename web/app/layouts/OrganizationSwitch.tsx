import { useMutation } from '@tanstack/react-query';
import { refusal } from '../api/problem';
import { moveTo } from '../api/session';
import type { SignedIn } from '../api/types';
import { Icon } from '../ui/icons';
import { MenuHeading, menuItem } from '../ui/Menu';

/** The organisations that somebody may go on in, for those who have more than one; a visitor's way out. */
export function OrganizationSwitch({ session }: { session: SignedIn }) {
  const move = useMutation({ mutationFn: (slug: string) => moveTo(slug) });
  const here = session.organization.slug;
  const others = session.organizations.filter((each) => each.slug !== here);
  if (others.length === 0) {
    return null;
  }
  return (
    <>
      <div className="mx-2.5 my-1 border-t border-line" />
      <MenuHeading>{session.visiting ? 'Leave the visit' : 'Organisation'}</MenuHeading>
      <ul aria-label="Organisations" className="max-h-60 overflow-y-auto">
        {session.organizations.map((each) => (
          <li key={each.slug}>
            <button
              type="button"
              className={menuItem}
              aria-current={each.slug === here ? 'true' : undefined}
              disabled={each.slug === here || move.isPending}
              onClick={() => move.mutate(each.slug)}
            >
              <span className="min-w-0 truncate">{each.name}</span>
              {each.slug === here && <Icon name="check" className="ml-auto text-accent" />}
            </button>
          </li>
        ))}
      </ul>
      {move.isError && (
        <p role="alert" className="px-2.5 py-1 text-small text-worse">
          {refusal(move.error)}
        </p>
      )}
    </>
  );
}

import type { Organization } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { Button, IconButton } from '../../ui/Button';
import { Menu, MenuClose, menuItem } from '../../ui/Menu';
import { useNow } from '../../util/clock';
import { instant, relative } from '../../util/format';
import type { OrganizationWish } from './OrganizationDeed';

type Kind = OrganizationWish['kind'];

const offers: Record<Organization['status'], [Kind, string][]> = {
  ACTIVE: [
    ['suspend', 'Suspend'],
    ['delete', 'Delete'],
  ],
  SUSPENDED: [
    ['resume', 'Let people in again'],
    ['delete', 'Delete'],
  ],
  DELETING: [['restore', 'Restore']],
};

export function OrganizationRow({
  organization,
  own,
  onWish,
}: {
  organization: Organization;
  /** The one that the server's settings name: it stays. */
  own: boolean;
  onWish: (kind: Kind) => void;
}) {
  const now = useNow();
  const { status } = organization;
  return (
    <li
      aria-label={organization.name}
      className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-5 py-2"
    >
      <span className="min-w-0 flex-1 basis-52">
        <span className="block truncate font-medium">{organization.name}</span>
        <span className="block truncate text-small text-ink-3">
          {organization.slug} · {organization.currency} · {organization.time_zone}
        </span>
      </span>
      {status === 'SUSPENDED' && <Badge tone="stale">Suspended</Badge>}
      {status === 'DELETING' && organization.delete_after && (
        <Badge tone="worse" title={instant(organization.delete_after)}>
          Deleted {relative(organization.delete_after, now)}
        </Badge>
      )}
      {own ? (
        <Badge>Yours</Badge>
      ) : (
        status === 'ACTIVE' && <Button onClick={() => onWish('visit')}>Enter</Button>
      )}
      <Menu
        label={`What to do with ${organization.name}`}
        trigger={<IconButton icon="more" label={`More for ${organization.name}`} />}
      >
        <MenuClose className={menuItem} onClick={() => onWish('export')}>
          Export
        </MenuClose>
        {!own &&
          offers[status].map(([kind, name]) => (
            <MenuClose key={kind} className={menuItem} onClick={() => onWish(kind)}>
              {name}
            </MenuClose>
          ))}
      </Menu>
    </li>
  );
}

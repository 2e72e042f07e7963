import type { Organization } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { Button, IconButton } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
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
    <ListRow
      label={organization.name}
      title={organization.name}
      note={`${organization.slug} · ${organization.currency} · ${organization.time_zone}`}
    >
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
    </ListRow>
  );
}

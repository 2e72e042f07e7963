import type { SignInProvider } from '../../api/types';
import { Badge } from '../../ui/Bits';
import { Button, IconButton } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Menu, MenuClose, menuItem } from '../../ui/Menu';
import { useNow } from '../../util/clock';
import { ago, instant } from '../../util/format';
import type { ProviderDeed } from './ProvidersPage';

export function ProviderRow({
  provider,
  fixed,
  onDeed,
}: {
  provider: SignInProvider;
  /** Whether it may be checked and removed, and not changed. */
  fixed: boolean;
  onDeed: (kind: ProviderDeed['kind']) => void;
}) {
  const now = useNow();
  return (
    <ListRow
      label={provider.name}
      title={<span className={provider.enabled ? '' : 'text-ink-3'}>{provider.name}</span>}
      note={`${provider.domains.join(', ')} · secret changed ${ago(provider.secret_changed_at, now)}`}
      tooltip={`${provider.issuer} · secret changed ${instant(provider.secret_changed_at)}`}
    >
      <Badge>{provider.kind === 'ENTRA' ? 'Microsoft 365' : 'OpenID Connect'}</Badge>
      {!provider.enabled && <Badge tone="stale">Disabled</Badge>}
      <Button onClick={() => onDeed('check')}>Check</Button>
      <Menu
        label={`What to do with ${provider.name}`}
        trigger={<IconButton icon="more" label={`More for ${provider.name}`} />}
      >
        {!fixed && (
          <>
            <MenuClose className={menuItem} onClick={() => onDeed('change')}>
              Change
            </MenuClose>
            <MenuClose className={menuItem} onClick={() => onDeed(provider.enabled ? 'disable' : 'enable')}>
              {provider.enabled ? 'Disable' : 'Enable'}
            </MenuClose>
          </>
        )}
        <MenuClose className={menuItem} onClick={() => onDeed('remove')}>
          Remove
        </MenuClose>
      </Menu>
    </ListRow>
  );
}

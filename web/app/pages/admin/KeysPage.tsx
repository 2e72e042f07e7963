import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { remove } from '../../api/client';
import { keysQuery, useVisiting } from '../../api/queries';
import type { KnownKey } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Badge } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Message, Panel, Skeleton } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, instant, relative } from '../../util/format';
import { MakeKey } from './MakeKey';
import { scopes } from './scopes';

/** What services sign in with. */
export default function KeysPage() {
  const client = useQueryClient();
  const answer = useQuery(keysQuery());
  const visiting = useVisiting();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<KnownKey | null>(null);
  const keys = answer.data?.items ?? [];
  const changed = () => void client.invalidateQueries({ queryKey: ['api-keys'] });
  return (
    <>
      <PageHead
        title="API keys"
        actions={
          !visiting && (
            <Button variant="primary" onClick={() => setMaking(true)}>
              Make a key
            </Button>
          )
        }
      >
        What services sign in with. A key belongs to the organisation, not to whoever made it.
        {visiting && ' Visitors make none, as it would outlive the visit.'}
      </PageHead>
      <div className="px-4 pb-8 md:px-6">
        <Panel title="Keys" note="Those in force first" flush>
          {answer.isPending && [1, 2, 3].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
          {answer.isError && keys.length === 0 && <Failed answer={answer} />}
          {answer.isSuccess && keys.length === 0 && (
            <Message title="There is no key yet">
              {visiting
                ? 'Its administrators make one for each service, so that each can be revoked by itself.'
                : 'Make one for each service that reads from Sightline or publishes to it, so that each can be revoked by itself.'}
            </Message>
          )}
          <ul data-testid="keys">
            {keys.map((key) => (
              <KeyRow key={key.id} known={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        </Panel>
      </div>
      {making && <MakeKey onMade={changed} onClose={() => setMaking(false)} />}
      {revoking && (
        <Ask
          title={`Revoke ${revoking.name}?`}
          doIt="Revoke the key"
          action={() => remove(`/api-keys/${revoking.id}`)}
          onDone={changed}
          onClose={() => setRevoking(null)}
        >
          Whatever uses it is refused from its next request on. This cannot be undone; make another key for
          it.
        </Ask>
      )}
    </>
  );
}

function KeyRow({ known, onRevoke }: { known: KnownKey; onRevoke: () => void }) {
  const now = useNow();
  const expired = Date.parse(known.expires_at) <= now;
  const inForce = !expired && !known.revoked_at;
  return (
    <ListRow
      label={known.name}
      title={
        <span className={inForce ? '' : 'text-ink-3'}>
          {known.name} <span className="font-normal text-ink-3">…{known.ending}</span>
        </span>
      }
      note={`made ${ago(known.created_at, now)} by ${known.created_by || 'nobody known'}`}
      tooltip={instant(known.created_at)}
    >
      <Badge title={scopes[known.scope].means}>{scopes[known.scope].name}</Badge>
      <span
        className="w-40 text-small text-ink-2"
        title={known.last_used_at ? instant(known.last_used_at) : undefined}
      >
        {known.last_used_at ? `used ${ago(known.last_used_at, now)}` : 'never used'}
      </span>
      <span className="w-36 text-small text-ink-3" title={instant(known.expires_at)}>
        {known.revoked_at
          ? `revoked ${ago(known.revoked_at, now)}`
          : `${expired ? 'expired' : 'expires'} ${relative(known.expires_at, now)}`}
      </span>
      <span className="ml-auto flex min-w-20 justify-end">
        {inForce && <Button onClick={onRevoke}>Revoke</Button>}
      </span>
    </ListRow>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { remove } from '../../api/client';
import { sessionQuery, sessionsQuery } from '../../api/queries';
import { session } from '../../api/session';
import type { SessionItem } from '../../api/types';
import { Ask } from '../../layouts/Ask';
import { Failed } from '../../layouts/Failed';
import { PageHead } from '../../layouts/PageHead';
import { Badge } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Panel, Skeleton } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, instant } from '../../util/format';
import { deviceName } from './device';
import { Password } from './Password';
import { SecondStep } from './SecondStep';

/** Where one is signed in, signing out there and everywhere, and one's password. */
export default function SessionsPage() {
  const client = useQueryClient();
  const answer = useQuery(sessionsQuery());
  const several = (useQuery(sessionQuery()).data?.organizations.length ?? 0) > 1;
  const [ending, setEnding] = useState<SessionItem | 'all' | null>(null);
  const items = answer.data?.items ?? [];
  return (
    <>
      <PageHead
        title="Where you are signed in"
        actions={<Button onClick={() => setEnding('all')}>Sign out everywhere</Button>}
      >
        If you do not know one of these, sign it out and change your password.
      </PageHead>
      <div className="flex flex-col gap-4 px-4 pb-8 md:px-6">
        <Panel title="Browsers and devices" note="Last used first" flush>
          {answer.isPending && [1, 2].map((key) => <Skeleton key={key} className="mx-5 my-4 h-6" />)}
          {answer.isError && items.length === 0 && <Failed answer={answer} />}
          <ul data-testid="sessions">
            {items.map((item) => (
              <SessionRow key={item.id} item={item} organization={several} onEnd={() => setEnding(item)} />
            ))}
          </ul>
        </Panel>
        {/* Nobody knows how long the list will be: what stands below comes when it is there, rather than jump. */}
        {!answer.isPending && (
          <>
            <Password onChanged={() => void client.invalidateQueries({ queryKey: ['sessions'] })} />
            <SecondStep />
          </>
        )}
      </div>
      {ending === 'all' && (
        <Ask
          title="Sign out everywhere?"
          doIt="Sign out everywhere"
          action={() => remove('/sessions')}
          onDone={() => session.end()}
          onClose={() => setEnding(null)}
        >
          Every browser and phone is signed out at once, this one too, in every organisation. You sign in
          again with your password.
        </Ask>
      )}
      {ending !== null && ending !== 'all' && (
        <Ask
          title={`Sign out ${deviceName(ending.user_agent)}?`}
          doIt="Sign out there"
          action={() => remove(`/sessions/${ending.id}`)}
          onDone={() => void client.invalidateQueries({ queryKey: ['sessions'] })}
          onClose={() => setEnding(null)}
        >
          It is signed out at once and has to sign in again.
        </Ask>
      )}
    </>
  );
}

function SessionRow({
  item,
  organization,
  onEnd,
}: {
  item: SessionItem;
  /** Whether to say in which one. */
  organization: boolean;
  onEnd: () => void;
}) {
  const now = useNow();
  return (
    <ListRow
      label={deviceName(item.user_agent)}
      title={
        <span className="flex items-center gap-2" title={item.user_agent ?? undefined}>
          <span className="truncate">{deviceName(item.user_agent)}</span>
          {item.current && <Badge tone="accent">This one</Badge>}
        </span>
      }
      note={[item.address, organization ? item.organization : null, `since ${ago(item.started_at, now)}`]
        .filter(Boolean)
        .join(' · ')}
      tooltip={instant(item.started_at)}
    >
      <span className="text-small text-ink-2" title={instant(item.last_used_at)}>
        used {ago(item.last_used_at, now)}
      </span>
      <span className="ml-auto flex min-w-24 justify-end">
        {!item.current && <Button onClick={onEnd}>Sign out</Button>}
      </span>
    </ListRow>
  );
}

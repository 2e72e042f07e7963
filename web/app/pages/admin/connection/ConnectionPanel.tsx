import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { remove } from '../../../api/client';
import { useVisiting } from '../../../api/queries';
import type { Connection, SyncStatus } from '../../../api/types';
import { Ask } from '../../../layouts/Ask';
import { Button } from '../../../ui/Button';
import { Message, Panel } from '../../../ui/Panel';
import { useNow } from '../../../util/clock';
import { ago, instant, relative, undefinedMark } from '../../../util/format';
import { Fact } from '../../opportunities/Facts';
import { ConnectionForm } from './ConnectionForm';
import { hostOf } from './keyRule';
import { TestConnection } from './TestConnection';

/** Which Odoo is read, how it does, and the ways to another one. */
export function ConnectionPanel({ connection, status }: { connection: Connection; status: SyncStatus }) {
  const client = useQueryClient();
  const visiting = useVisiting();
  const [deed, setDeed] = useState<'change' | 'test' | 'disconnect' | null>(null);
  const close = () => setDeed(null);
  const changed = () => {
    for (const key of ['sync-connection', 'sync', 'sync-jobs']) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  };
  const own = connection.from === 'organization';
  return (
    <Panel title="Connection">
      <Trouble status={status} />
      {connection.from === 'none' ? (
        <Message
          title="No Odoo is connected"
          action={
            !visiting && (
              <Button variant="primary" onClick={() => setDeed('change')}>
                Connect your Odoo
              </Button>
            )
          }
        >
          {status.last_success_at
            ? 'What was read stays, and does not come up to date.'
            : visiting
              ? 'Its administrators connect theirs.'
              : 'You need its address and an API key of a user who may read what your people should see.'}
        </Message>
      ) : (
        <>
          <Facts connection={connection} status={status} />
          <div className="mt-4 flex flex-wrap gap-2">
            <Button onClick={() => setDeed('test')}>Test</Button>
            {!visiting && (
              <Button onClick={() => setDeed('change')}>{own ? 'Change…' : 'Connect another…'}</Button>
            )}
            {own && <Button onClick={() => setDeed('disconnect')}>Disconnect…</Button>}
          </div>
          {visiting && (
            <p className="mt-3 text-small text-ink-3">
              Visitors connect no Odoo, as that would outlive the visit.
            </p>
          )}
        </>
      )}
      {deed === 'change' && <ConnectionForm connection={connection} onDone={changed} onClose={close} />}
      {deed === 'test' && <TestConnection connection={connection} onClose={close} />}
      {deed === 'disconnect' && (
        <Ask
          title={`Disconnect ${hostOf(connection.url)}?`}
          doIt="Disconnect"
          action={() => remove('/sync/connection')}
          onDone={changed}
          onClose={close}
        >
          Nothing more is read from it, and its API key is deleted here. What was read stays. It comes up to
          date again when an Odoo is connected, or at once where the server’s settings name one.
        </Ask>
      )}
    </Panel>
  );
}

function Trouble({ status }: { status: SyncStatus }) {
  return (
    status.last_error && (
      <p role="status" className="mb-3 rounded-control bg-stale-soft px-3 py-2 text-stale">
        {status.last_error}
        {status.down_since && ` Since ${instant(status.down_since)}.`}
      </p>
    )
  );
}

function Facts({ connection, status }: { connection: Connection; status: SyncStatus }) {
  const now = useNow();
  const since = connection.changed_at;
  return (
    <dl className="grid gap-x-8 border-t border-line sm:grid-cols-2">
      <Fact name="Odoo">{connection.url}</Fact>
      <Fact name="Version">{status.source?.version}</Fact>
      <Fact name="Database">{connection.database}</Fact>
      <Fact name="Reachable">{status.available ? 'Yes' : 'No'}</Fact>
      <Fact name="Login">{connection.login}</Fact>
      <Fact name="Last success">
        {status.last_success_at && (
          <span title={instant(status.last_success_at)}>{ago(status.last_success_at, now)}</span>
        )}
      </Fact>
      <Fact name="Connected">
        {connection.from === 'settings'
          ? 'By the server’s settings'
          : since && (
              <span title={instant(since)}>
                {ago(since, now)}
                {connection.changed_by && ` by ${connection.changed_by}`}
              </span>
            )}
      </Fact>
      <Fact name="Next">
        {status.enabled
          ? status.next_at
            ? relative(new Date(Math.max(now, Date.parse(status.next_at))).toISOString(), now)
            : undefinedMark
          : 'Only when asked for'}
      </Fact>
    </dl>
  );
}

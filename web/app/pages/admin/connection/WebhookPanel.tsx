import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { remove } from '../../../api/client';
import { useVisiting } from '../../../api/queries';
import type { Connection } from '../../../api/types';
import { Ask } from '../../../layouts/Ask';
import { Button } from '../../../ui/Button';
import { Panel } from '../../../ui/Panel';
import { useNow } from '../../../util/clock';
import { ago, instant } from '../../../util/format';
import { Fact } from '../../opportunities/Facts';
import { MakeWebhook } from './MakeWebhook';

type Webhook = NonNullable<Connection['webhook']>;

/** Where Odoo tells of changes at once; the secret part of the address was shown when it was made. */
export function WebhookPanel({ webhook }: { webhook: Webhook | null }) {
  const client = useQueryClient();
  const visiting = useVisiting();
  const [deed, setDeed] = useState<'make' | 'remove' | null>(null);
  // The settings' has no day.
  const own = webhook !== null && webhook.set_at !== null;
  const close = () => setDeed(null);
  const changed = () => void client.invalidateQueries({ queryKey: ['sync-connection'] });
  return (
    <Panel title="Webhook">
      {webhook ? (
        <Facts webhook={webhook} />
      ) : (
        <p className="text-ink-2">
          Odoo can tell Sightline of a change at once, so that it shows in seconds and not with the next sync.
          It needs an address to send to.
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        {!visiting && (
          <Button onClick={() => setDeed('make')}>{own ? 'Replace…' : 'Make an address…'}</Button>
        )}
        {own && <Button onClick={() => setDeed('remove')}>Remove…</Button>}
      </div>
      {visiting && (
        <p className="mt-3 text-small text-ink-3">Visitors make none, as it would outlive the visit.</p>
      )}
      {deed === 'make' && <MakeWebhook replaces={webhook} onMade={changed} onClose={close} />}
      {deed === 'remove' && (
        <Ask
          title="Remove the webhook’s address?"
          doIt="Remove the address"
          action={() => remove('/sync/connection/webhook')}
          onDone={changed}
          onClose={close}
        >
          Whatever Odoo still sends to it is refused from now on. Changes come with the next sync, as they do
          anyway.
        </Ask>
      )}
    </Panel>
  );
}

function Facts({ webhook }: { webhook: Webhook }) {
  const now = useNow();
  return (
    <dl className="border-t border-line">
      <Fact name="Address">
        <span className="break-all" title="The last part is secret">
          {webhook.address.replace('{secret}', '••••••••')}
        </span>
      </Fact>
      <Fact name="Made">
        {webhook.set_at ? (
          <span title={instant(webhook.set_at)}>{ago(webhook.set_at, now)}</span>
        ) : (
          'By the server’s settings'
        )}
      </Fact>
      <Fact name="Signed">{webhook.signed ? 'Each message has to be' : 'Not asked for'}</Fact>
    </dl>
  );
}

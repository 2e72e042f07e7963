import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { remove } from '../../api/client';
import { invitationsQuery } from '../../api/queries';
import type { InvitationsInvitationItem } from '../../api/schema';
import { Ask } from '../../layouts/Ask';
import { Failed } from '../../layouts/Failed';
import { Badge } from '../../ui/Bits';
import { Button } from '../../ui/Button';
import { ListRow } from '../../ui/ListRow';
import { Panel } from '../../ui/Panel';
import { useNow } from '../../util/clock';
import { ago, instant, relative } from '../../util/format';
import { roleNames } from '../../util/roles';

/** Who has been asked in and has not come yet. Not there where nobody has. */
export function Invitations() {
  const client = useQueryClient();
  const answer = useQuery(invitationsQuery());
  const [revoking, setRevoking] = useState<InvitationsInvitationItem | null>(null);
  const items = (answer.data?.items ?? []).filter((each) => ['OPEN', 'EXPIRED'].includes(each.status));
  if (items.length === 0 && !answer.isError) {
    return null;
  }
  return (
    <Panel title="Invited" note="Who has not come yet" flush>
      {answer.isError && items.length === 0 && <Failed answer={answer} />}
      <ul data-testid="invitations">
        {items.map((each) => (
          <InvitationRow key={each.id} invitation={each} onRevoke={() => setRevoking(each)} />
        ))}
      </ul>
      {revoking && (
        <Ask
          title={`Revoke the invitation of ${revoking.email}?`}
          doIt="Revoke it"
          action={() => remove(`/invitations/${revoking.id}`)}
          onDone={() => void client.invalidateQueries({ queryKey: ['invitations'] })}
          onClose={() => setRevoking(null)}
        >
          The link lets nobody in any more. You can invite them again.
        </Ask>
      )}
    </Panel>
  );
}

const deliveries = {
  WAITING: { name: 'Mail on its way', tone: undefined },
  SENT: { name: 'Mail sent', tone: undefined },
  FAILED: { name: 'Mail not taken', tone: 'stale' },
} as const;

function InvitationRow({
  invitation,
  onRevoke,
}: {
  invitation: InvitationsInvitationItem;
  onRevoke: () => void;
}) {
  const now = useNow();
  const { email, delivery, status } = invitation;
  const mail = delivery ? deliveries[delivery] : null;
  return (
    <ListRow
      label={email}
      title={email}
      note={`${roleNames[invitation.role]} · invited ${ago(invitation.created_at, now)} by ${invitation.created_by || 'nobody known'}`}
      tooltip={instant(invitation.created_at)}
    >
      {mail && (
        <Badge
          tone={mail.tone}
          title={
            delivery === 'FAILED'
              ? 'The mail server refused it. Check the address and invite again.'
              : undefined
          }
        >
          {mail.name}
        </Badge>
      )}
      <span className="w-36 text-small text-ink-3" title={instant(invitation.expires_at)}>
        {status === 'EXPIRED' ? 'expired' : 'expires'} {relative(invitation.expires_at, now)}
      </span>
      <span className="ml-auto flex min-w-20 justify-end">
        {status === 'OPEN' && <Button onClick={onRevoke}>Revoke</Button>}
      </span>
    </ListRow>
  );
}

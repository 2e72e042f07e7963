import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { Problem } from '../../api/problem';
import type { InvitationsInvitationLink, InvitationsInvitedTo } from '../../api/schema';
import { refresh, tell } from '../../api/session';
import { useSessionState } from '../../layouts/RequireSession';
import { Button } from '../../ui/Button';
import { Skeleton } from '../../ui/Panel';
import { JoinAsKnown } from './JoinAsKnown';
import { JoinAsNew } from './JoinAsNew';
import { BackToSignIn, Outside, OutsideTitle } from './Outside';
import { invitationToken } from './pending';
import { wordsFor } from './words';

/** Accepts an invitation: as somebody new, or as who one is in another organisation. */
export default function Invitation() {
  const token = invitationToken(useLocation().hash);
  const state = useSessionState();
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: () =>
      tell<InvitationsInvitedTo>('/invitations/look', { token } satisfies InvitationsInvitationLink),
    retry: false,
    // Looked at once: when it has been used it is over, and the page says what came of it.
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    if (state === 'unknown') {
      // Whether one is signed in decides what is offered; where it cannot be known, the form of somebody new is.
      refresh().catch(() => undefined);
    }
  }, [state]);
  if (look.isError) {
    const over = look.error instanceof Problem && look.error.code === 'link_over';
    return (
      <Outside>
        <OutsideTitle title={over ? 'This invitation is over' : 'The invitation could not be opened'}>
          {over
            ? 'It has been accepted, revoked or replaced by another one, or is too old. Ask whoever invited you for another.'
            : wordsFor(look.error)}
        </OutsideTitle>
        {over ? (
          <BackToSignIn />
        ) : (
          <Button className="mt-5" onClick={() => void look.refetch()}>
            Try again
          </Button>
        )}
      </Outside>
    );
  }
  if (!look.data) {
    return (
      <Outside>
        <Skeleton className="h-7 w-56" />
        <Skeleton className="mt-7 h-14 w-full" />
        <Skeleton className="mt-4 h-14 w-full" />
      </Outside>
    );
  }
  return (
    <Outside>
      <OutsideTitle title={`Join ${look.data.organization}`}>
        You are invited as {look.data.email}.
      </OutsideTitle>
      {state === 'in' ? (
        <JoinAsKnown token={token} invited={look.data} />
      ) : (
        <JoinAsNew token={token} invited={look.data} />
      )}
    </Outside>
  );
}

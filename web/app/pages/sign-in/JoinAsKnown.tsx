import { useMutation, useQuery } from '@tanstack/react-query';
import { post } from '../../api/client';
import { sessionQuery } from '../../api/queries';
import type { InvitationsInvitationLink, InvitationsInvitedTo, InvitationsJoined } from '../../api/schema';
import { moveTo, signOut } from '../../api/session';
import { Button } from '../../ui/Button';
import { Skeleton } from '../../ui/Panel';
import { Refusal } from './Outside';
import { dropInvitation } from './pending';
import { wordsFor } from './words';

/** One more organisation for somebody who is signed in. */
export function JoinAsKnown({ token, invited }: { token: string; invited: InvitationsInvitedTo }) {
  const me = useQuery(sessionQuery());
  const join = useMutation({
    mutationFn: async () => {
      const joined = await post<InvitationsJoined>('/invitations/membership', {
        token,
      } satisfies InvitationsInvitationLink);
      dropInvitation();
      await moveTo(joined.organization);
    },
  });
  if (!me.data) {
    return <Skeleton className="mt-7 h-10 w-full" />;
  }
  if (me.data.email.toLowerCase() !== invited.email.toLowerCase()) {
    return (
      <>
        <p className="mt-5">
          You are signed in as {me.data.email}, and the invitation is for somebody else. If both are you, sign
          out first.
        </p>
        <Button className="mt-4 h-10 w-full" onClick={() => void signOut()}>
          Sign out
        </Button>
      </>
    );
  }
  return (
    <>
      <p className="mt-5">You keep your password, and switch between your organisations in your menu.</p>
      <Refusal>{join.isError && wordsFor(join.error)}</Refusal>
      <Button
        variant="primary"
        busy={join.isPending}
        disabled={join.isPending}
        className="h-10 w-full"
        onClick={() => join.mutate()}
      >
        Join {invited.organization}
      </Button>
    </>
  );
}

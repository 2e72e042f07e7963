import { useMutation, useQuery } from '@tanstack/react-query';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import { invitationsQuery } from '../../api/queries';
import type { MemberHelpLinkAnswer } from '../../api/schema';
import type { Member } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { HandOn } from './HandOn';
import { called } from './MemberDeed';

/** A link with which somebody who cannot get in sets a new password. */
export function SendReset({ member, onClose }: { member: Member; onClose: () => void }) {
  const name = called(member);
  const mail = useQuery(invitationsQuery()).data?.mail ?? false;
  const make = useMutation({
    mutationFn: () => post<MemberHelpLinkAnswer>(`/members/${member.account_id}/password-reset`),
  });
  if (make.data?.path) {
    return (
      <HandOn title={`A link for ${name}`} path={make.data.path} onClose={onClose}>
        They set a new password with it. It is good once, for a day.
      </HandOn>
    );
  }
  const title = make.isSuccess ? 'The link is on its way' : `Let ${name} set a new password?`;
  return (
    <Dialog label={title} onClose={onClose}>
      <div className="p-5">
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 text-ink-2">
          {make.isSuccess
            ? `${member.email} gets a mail with it. It is good once, for a day.`
            : `${mail ? 'They get a mail with a link for it.' : 'You get a link to hand on.'} Until they use it, their password stays as it is; then they are signed out everywhere.`}
        </p>
        <p role="alert" className="pt-2 text-worse">
          {make.isError && refusal(make.error)}
        </p>
        <div className="mt-3 flex justify-end gap-2">
          {make.isSuccess ? (
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                variant="primary"
                busy={make.isPending}
                disabled={make.isPending}
                onClick={() => make.mutate()}
              >
                {mail ? 'Send the link' : 'Make the link'}
              </Button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

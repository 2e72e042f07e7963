import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import type { InvitationsInvitationMade, InvitationsInvitationWish } from '../../api/schema';
import type { Role } from '../../api/types';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { givenRoles, roleNames } from '../../util/roles';
import { HandOn } from './HandOn';

/** Asks somebody in: by mail, or by a link to hand on where none is sent. */
export function InviteDialog({
  mail,
  onDone,
  onClose,
}: {
  mail: boolean;
  onDone: () => void;
  onClose: () => void;
}) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('SALES_REP');
  const invite = useMutation({
    mutationFn: () =>
      post<InvitationsInvitationMade>('/invitations', {
        email: email.trim(),
        role,
      } satisfies InvitationsInvitationWish),
    onSuccess: (made) => {
      onDone();
      if (!made.path) {
        onClose();
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  if (invite.data?.path) {
    return (
      <HandOn title={`Invite ${invite.data.invitation.email}`} path={invite.data.path} onClose={onClose}>
        It is good once, for a week.
      </HandOn>
    );
  }
  return (
    <Dialog label="Invite somebody" onClose={onClose}>
      <form className="p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">Invite somebody</h2>
        <Field
          label="E-mail"
          type="email"
          note={
            mail
              ? 'They get a mail with a link that is good once, for a week'
              : 'This Sightline sends no mail: you get a link to hand on'
          }
          className="mt-4"
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <fieldset className="mt-4">
          <legend className="font-medium">They will be</legend>
          {givenRoles.map((each) => (
            <label key={each.role} className="mt-1.5 flex items-baseline gap-2">
              <input
                type="radio"
                name="role"
                className="accent-accent"
                checked={role === each.role}
                onChange={() => setRole(each.role)}
              />
              <span>
                {roleNames[each.role]} <span className="text-ink-3">· {each.means}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {invite.isError && refusal(invite.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={invite.isPending} disabled={invite.isPending}>
            Invite
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

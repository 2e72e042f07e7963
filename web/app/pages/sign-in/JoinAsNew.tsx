import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { Problem } from '../../api/problem';
import type { InvitationsAcceptance, InvitationsInvitedTo, InvitationsJoined } from '../../api/schema';
import { signIn, tell } from '../../api/session';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { to } from '../../url/links';
import { Refusal } from './Outside';
import { dropInvitation, keepInvitation } from './pending';
import { wordsFor } from './words';

/** A name and a password, for somebody who signs in nowhere yet; the way to the sign-in, for who does. */
export function JoinAsNew({ token, invited }: { token: string; invited: InvitationsInvitedTo }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const join = useMutation({
    mutationFn: async () => {
      await tell<InvitationsJoined>('/invitations/acceptance', {
        token,
        name,
        password,
      } satisfies InvitationsAcceptance);
      dropInvitation();
      await signIn(invited.email, password);
    },
    onSuccess: () => void navigate('/', { replace: true }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate();
  };
  const first = () => {
    keepInvitation(token);
    void navigate(to.signIn('/invitation'));
  };
  const known = join.error instanceof Problem && join.error.code === 'sign_in_first';
  return (
    <>
      <form onSubmit={submit} className={known ? 'hidden' : ''}>
        <input type="hidden" name="username" autoComplete="username" value={invited.email} />
        <Field
          label="Your name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          autoFocus
          className="mt-7"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="Password"
          note="10 characters or more"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          className="mt-4"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Refusal>{join.isError && wordsFor(join.error)}</Refusal>
        <Button
          type="submit"
          variant="primary"
          busy={join.isPending}
          disabled={join.isPending}
          className="h-10 w-full"
        >
          Join
        </Button>
      </form>
      {known && (
        <p role="alert" className="mt-7">
          You sign in to Sightline with this e-mail already, in another organisation. Sign in, and accept the
          invitation then.
        </p>
      )}
      <Button
        variant={known ? 'primary' : 'ghost'}
        className={known ? 'mt-4 h-10 w-full' : 'mt-4 -ml-3'}
        onClick={first}
      >
        {known ? 'Sign in first' : 'I sign in to Sightline already'}
      </Button>
    </>
  );
}

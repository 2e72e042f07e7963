import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { Problem } from '../../api/problem';
import type {
  PasswordResetNewPassword,
  PasswordResetResetAccount,
  PasswordResetResetLink,
} from '../../api/schema';
import { session, tell } from '../../api/session';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Skeleton } from '../../ui/Panel';
import { to } from '../../url/links';
import { BackToSignIn, Outside, OutsideTitle, Refusal } from './Outside';
import { wordsFor } from './words';

/** Sets a password by the link of a mail, or of an administrator. */
export default function ResetPassword() {
  const token = useLocation().hash.slice(1);
  const [password, setPassword] = useState('');
  const look = useQuery({
    queryKey: ['password-reset', token],
    queryFn: () =>
      tell<PasswordResetResetAccount>('/password-resets/look', { token } satisfies PasswordResetResetLink),
    retry: false,
    // Looked at once: when it has been used it is over, and the page says what came of it.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const set = useMutation({
    mutationFn: () =>
      tell<void>('/password-resets/redemption', { token, password } satisfies PasswordResetNewPassword),
    // Whoever was signed in here is not any more.
    onSuccess: () => session.end(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  // First: once it is used, the link is over when it is looked at again.
  if (set.isSuccess) {
    return (
      <Outside>
        <OutsideTitle title="Your password is set">
          You are signed out everywhere. Sign in with the new password.
        </OutsideTitle>
        <BackToSignIn />
      </Outside>
    );
  }
  const fault = set.error ?? look.error;
  if (fault instanceof Problem && fault.code === 'link_over') {
    return (
      <Outside>
        <OutsideTitle title="This link is over">
          It has been used, or is too old. Your password is what it was.
        </OutsideTitle>
        <p className="mt-5">
          <Link to={to.forgotPassword()} className="font-medium text-accent underline underline-offset-3">
            Ask for another link
          </Link>
        </p>
      </Outside>
    );
  }
  return (
    <Outside>
      <form onSubmit={submit}>
        <OutsideTitle title="Set a new password">
          {look.data ? (
            `For ${look.data.email}. It signs you out everywhere.`
          ) : (
            <Skeleton className="h-5 w-56" />
          )}
        </OutsideTitle>
        {/* Tells a keeper of passwords whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={look.data?.email ?? ''} />
        <Field
          label="New password"
          note="10 characters or more"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          minLength={10}
          autoFocus
          className="mt-7"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Refusal>{fault && wordsFor(fault)}</Refusal>
        <Button
          type="submit"
          variant="primary"
          busy={set.isPending}
          disabled={set.isPending || !look.data}
          className="h-10 w-full"
        >
          Set the password
        </Button>
        {look.isError && (
          <Button className="mt-3 w-full" onClick={() => void look.refetch()}>
            Try again
          </Button>
        )}
      </form>
    </Outside>
  );
}

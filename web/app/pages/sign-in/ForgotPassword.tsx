import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { resetMeansQuery } from '../../api/queries';
import type { PasswordResetResetAnswer, PasswordResetResetWish } from '../../api/schema';
import { tell } from '../../api/session';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Skeleton } from '../../ui/Panel';
import { BackToSignIn, Outside, OutsideTitle, Refusal } from './Outside';
import { wordsFor } from './words';

/** Asks for a link to set the password anew; says plainly where none can be sent. */
export default function ForgotPassword() {
  const means = useQuery(resetMeansQuery());
  const [email, setEmail] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      tell<PasswordResetResetAnswer>('/password-resets', {
        email: email.trim(),
      } satisfies PasswordResetResetWish),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (means.data?.mail === false || ask.data?.mail === false) {
    return (
      <Outside>
        <OutsideTitle title="Ask an administrator">
          This Sightline sends no mail. An administrator of your organisation can make a link for you, with
          which you set a new password.
        </OutsideTitle>
        <BackToSignIn />
      </Outside>
    );
  }
  if (ask.isSuccess) {
    return (
      <Outside>
        <OutsideTitle title="Look at your mail">
          If somebody signs in as {email.trim()}, a link to set a new password is on its way there. It is good
          once, for an hour. Nothing there after a few minutes? Look among the unwanted mail, or ask an
          administrator of your organisation.
        </OutsideTitle>
        <BackToSignIn />
      </Outside>
    );
  }
  return (
    <Outside>
      <form onSubmit={submit}>
        <OutsideTitle title="Forgot your password?">
          We send you a link with which you set a new one. Your password of now stays until then.
        </OutsideTitle>
        {means.isPending ? (
          <Skeleton className="mt-7 h-14 w-full" />
        ) : (
          <Field
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            className="mt-7"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
        <Refusal>{ask.isError && wordsFor(ask.error)}</Refusal>
        <Button
          type="submit"
          variant="primary"
          busy={ask.isPending}
          disabled={ask.isPending || means.isPending}
          className="h-10 w-full"
        >
          Send the link
        </Button>
      </form>
      <BackToSignIn />
    </Outside>
  );
}

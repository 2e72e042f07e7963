import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { put } from '../../api/client';
import { refusal } from '../../api/problem';
import { sessionQuery } from '../../api/queries';
import type { OwnSessionsPasswordWish } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';

export function Password({ onChanged }: { onChanged: () => void }) {
  const email = useQuery(sessionQuery()).data?.email ?? '';
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    mutationFn: () =>
      put('/sessions/password', {
        current_password: current,
        new_password: fresh,
      } satisfies OwnSessionsPasswordWish),
    onSuccess: () => {
      setCurrent('');
      setFresh('');
      onChanged();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Panel title="Password" note="A new one signs you out everywhere else">
      <form onSubmit={submit} className="flex max-w-2xl flex-wrap items-end gap-3">
        {/* Tells a keeper of passwords whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <Field
          label="Password until now"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          className="min-w-48 flex-1"
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
          className="min-w-48 flex-1"
        />
        <Button type="submit" busy={change.isPending} disabled={change.isPending} className="h-9">
          Change the password
        </Button>
      </form>
      <p
        role={change.isError ? 'alert' : 'status'}
        className={`min-h-6 pt-2 ${change.isError ? 'text-worse' : 'text-ink-2'}`}
      >
        {change.isError && refusal(change.error)}
        {change.isSuccess && 'Your password is changed, and everywhere else is signed out.'}
      </p>
    </Panel>
  );
}

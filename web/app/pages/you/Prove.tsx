import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { refusal } from '../../api/problem';
import type { SecondFactorPasswordProof } from '../../api/schema';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';

/** Asks for the password before something about signing in is changed. */
export function Prove<T>({
  title,
  children,
  doIt,
  action,
  onDone,
  onClose,
}: {
  title: string;
  children: ReactNode;
  /** What is on the button. */
  doIt: string;
  action: (proof: SecondFactorPasswordProof) => Promise<T>;
  onDone: (answer: T) => void;
  onClose: () => void;
}) {
  const [password, setPassword] = useState('');
  const deed = useMutation({ mutationFn: () => action({ password }), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deed.mutate();
  };
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">{title}</h2>
        <p className="mt-2 text-ink-2">{children}</p>
        <Field
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          className="mt-4"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {deed.isError && refusal(deed.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={deed.isPending} disabled={deed.isPending}>
            {doIt}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

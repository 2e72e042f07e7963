import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { post } from '../../api/client';
import { refusal } from '../../api/problem';
import type {
  SecondFactorCodeProof,
  SecondFactorEnrolment,
  SecondFactorRecoveryCodes,
} from '../../api/schema';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { QrCode } from '../../ui/QrCode';
import { Prove } from './Prove';

/** Password, then the app, then a code of it that shows that the app has it. */
export function Enrol({ onDone, onClose }: { onDone: (codes: string[]) => void; onClose: () => void }) {
  const [begun, setBegun] = useState<SecondFactorEnrolment | null>(null);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () =>
      post<SecondFactorRecoveryCodes>('/second-factor/confirmation', {
        code,
      } satisfies SecondFactorCodeProof),
    onSuccess: (made) => onDone(made.recovery_codes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  if (begun === null) {
    return (
      <Prove
        title="Turn the second step on"
        doIt="Go on"
        action={(proof) => post<SecondFactorEnrolment>('/second-factor/enrolment', proof)}
        onDone={setBegun}
        onClose={onClose}
      >
        Have your phone with an authenticator app at hand.
      </Prove>
    );
  }
  return (
    <Dialog label="Turn the second step on" onClose={onClose}>
      <form className="p-5" onSubmit={submit}>
        <h2 className="text-title font-semibold">Scan this with your app</h2>
        <div className="mt-4 flex flex-wrap items-start gap-5">
          <QrCode text={begun.uri} label="Code to scan with an authenticator app" />
          <div className="min-w-40 flex-1">
            <p className="text-ink-2">Or type this key into it:</p>
            <output data-testid="secret" className="mt-1 block font-mono text-small break-all select-all">
              {begun.secret.match(/.{1,4}/g)?.join(' ')}
            </output>
            <Field
              label="Code that the app shows"
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              className="mt-4"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </div>
        </div>
        <p role="alert" className="min-h-6 pt-2 text-worse">
          {confirm.isError && refusal(confirm.error)}
        </p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={confirm.isPending} disabled={confirm.isPending}>
            Turn it on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

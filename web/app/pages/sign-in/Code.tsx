import { type FormEvent, useState } from 'react';
import { Problem } from '../../api/problem';
import { secondStep } from '../../api/session';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { OutsideTitle, Refusal } from './Outside';
import { wordsFor } from './words';

/** The second step: the password was right. */
export function Code({ challenge, onAgain }: { challenge: string; onAgain: (why: string) => void }) {
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      await secondStep(challenge, code);
    } catch (error) {
      if (error instanceof Problem && error.code === 'challenge_over') {
        onAgain(error.message);
        return;
      }
      setRefused(wordsFor(error));
      setCode('');
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <OutsideTitle title="One more step">
        {recovery
          ? 'Type one of the recovery codes that you kept when you turned the second step on.'
          : 'Type the code that your authenticator app shows for Sightline.'}
      </OutsideTitle>
      <Field
        key={String(recovery)}
        label={recovery ? 'Recovery code' : 'Code'}
        className="mt-7"
        name="code"
        inputMode={recovery ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        required
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Refusal>{refused}</Refusal>
      <Button type="submit" variant="primary" busy={busy} disabled={busy} className="h-10 w-full">
        {busy ? 'Signing in' : 'Go on'}
      </Button>
      <div className="mt-4 flex flex-col items-start gap-1">
        <Button
          variant="ghost"
          className="-ml-3"
          onClick={() => {
            setRecovery(!recovery);
            setCode('');
            setRefused(null);
          }}
        >
          {recovery ? 'Use the app' : 'Use a recovery code'}
        </Button>
        <p className="text-small text-ink-3">
          Lost both? An administrator of your organisation can take the second step off.
        </p>
      </div>
    </form>
  );
}
